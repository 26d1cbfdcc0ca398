/**
 * The `deep` method: a network makes the container from cover and secret, another reveals the secret from the container.
 */
import type { HidingMethod } from '../method.ts';
import { fitSecret, isTurned, unfitSecret } from './fitting.ts';
import type { DeepModel } from './model.ts';
import { runTiled } from './tiled.ts';

/** Bit of the first parameter byte: the secret was turned clockwise by 90 degrees. */
const TURNED = 1;

/** How the networks are run. */
export interface DeepMethodOptions {
  /** Side of a tile's core, in pixels. */
  readonly tile?: number | undefined;
}

/** The method over a model, which stays the caller's. */
export function deepMethod(model: DeepModel, { tile }: DeepMethodOptions = {}): HidingMethod {
  const { network, manifest, id } = model;
  return {
    name: 'deep',
    modelId: id,
    modelName: manifest.name,
    async embed(cover, secret, options = {}) {
      const container = await runTiled(
        await model.hide(),
        { cover, secret: fitSecret(secret, cover) },
        'container',
        { ...options, tile, radius: network.hideRadius, multiple: network.multiple },
      );
      return { container, parameters: Uint8Array.of(isTurned(secret, cover) ? TURNED : 0) };
    },
    async extract(container, header, options = {}) {
      const fitted = await runTiled(await model.reveal(), { container }, 'secret', {
        ...options,
        tile,
        radius: network.revealRadius,
        multiple: network.multiple,
      });
      const turned = ((header.parameters[0] ?? 0) & TURNED) !== 0;
      return unfitSecret(fitted, { width: header.secretWidth, height: header.secretHeight }, turned);
    },
  };
}
