/** The code of the `deep` method: opens a model and lets its networks hide and reveal. */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { framedCode } from '../frame/framed-method.ts';
import type { Method, MethodCode, ModelChoice, Receiver } from '../method.ts';
import { DEFAULT_MODEL } from '../models/default-model.ts';
import type { DeepModel } from '../models/model.ts';
import { hexadecimal } from '../models/model.ts';
import { deepMethod } from './deep-method.ts';

interface DeepOptions {
  readonly model?: Exclude<ModelChoice, Uint8Array>;
  readonly device?: string;
}

/** A secret with more than this many times the cover's pixels visibly loses detail. */
const LARGEST_RATIO = 1.5;

export function deepCode(method: Pick<Method, 'name' | 'number'>): MethodCode {
  return framedCode(method, async (options, { host }, picture, modelId) => {
    const { model: wanted, device } = options as DeepOptions;
    // With an id there is a frame: a requested model must be the one that it names.
    const model = await host.openModel(wanted ?? modelId ?? DEFAULT_MODEL, device);
    if (modelId !== undefined) assertSameModel(model, modelId);
    return {
      coder: deepMethod(model, { tile: host.tile?.(picture) }),
      warnings: (receiver, cover) => [...sizeWarnings(receiver, cover), ...keyWarnings(model, receiver)],
    };
  });
}

function assertSameModel({ id, manifest }: DeepModel, wanted: Uint8Array): void {
  if (hexadecimal(id) === hexadecimal(wanted)) return;
  throw coded(
    new Error(
      `Expected the model that the container was made with (id ${hexadecimal(wanted)}) but received ${manifest.name} (id ${hexadecimal(id)})`,
    ),
    'model-mismatch',
    { wanted: hexadecimal(wanted), received: manifest.name },
  );
}

function sizeWarnings({ secret }: Receiver, cover: RgbImage): string[] {
  if (secret.kind !== 'picture') return [];
  const ratio = (secret.image.width * secret.image.height) / (cover.width * cover.height);
  return ratio > LARGEST_RATIO
    ? [
        `The secret has ${ratio.toFixed(1)} times the cover's pixels and loses detail; use a larger cover to keep it`,
      ]
    : [];
}

/** A note on who can reveal the secret, if that may be unexpected. */
function keyWarnings({ manifest, network }: DeepModel, { keys }: Receiver): string[] {
  if (keys.secret === undefined) {
    const who = network.private ? 'this model' : 'Pentimento';
    return [`No passphrase: anyone with ${who} can reveal the secret`];
  }
  return network.conditions.length > 0
    ? []
    : [
        `The model ${manifest.name} takes no key: the passphrase keeps others from finding the secret, not from running the model on the picture`,
      ];
}
