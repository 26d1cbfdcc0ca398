/**
 * The `deep` method: a network makes the container from cover and secret, another reveals the secret from the container.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { SCRAMBLE_BLOCK } from '../../image/scramble-blocks.ts';
import type { WorkOptions } from '../../jobs/work.ts';
import type { ModelManifest } from '../../networks/manifest.ts';
import { fileDigests } from '../../networks/manifest.ts';
import { ShapedRounding } from '../../networks/rounding/shaped-rounding.ts';
import { systemRandomBytes } from '../../random/random-bytes.ts';
import type { Favour } from '../favour.ts';
import { FAVOURS } from '../favour.ts';
import type { Size } from '../fitting.ts';
import { fitSecret, isTurned, unfitSecret } from '../fitting.ts';
import type { HidingMethod } from '../frame/picture-method.ts';
import type { DeepModel } from '../models/model.ts';
import { DEEP_NUMBER } from './deep-number.ts';
import { likeliestOrigin, movedBack, movedToOrigin } from './origin.ts';
import { planScramble, SCRAMBLE_NONCE_BYTES, scrambledPlanes, Unscrambler } from './scramble.ts';
import { ShapedContainer } from './shaped-container.ts';
import type { PlanesSink } from './tiled.ts';
import { pictureSink, pictureSource, runTiled } from './tiled.ts';

/**
 * What the frame's parameter bytes say. The first byte: bit 0, the secret was turned clockwise by 90 degrees; bit 1, it is
 * scrambled, and the nonce follows; bits 2 and 3, the index of the side that was favoured.
 */
interface DeepParameters {
  readonly turned: boolean;
  readonly nonce: Uint8Array | undefined;
  readonly favour: Favour;
}

/** The parameters of a picture without a frame. */
const UNKNOWN_PARAMETERS: DeepParameters = { turned: false, nonce: undefined, favour: 'balanced' };

const TURNED = 1;
const SCRAMBLED = 2;
const FAVOUR_SHIFT = 2;
const FAVOUR_MASK = 3;

/** The value of a network's condition `favour` for each choice. */
const FAVOUR_VALUES: Readonly<Record<Favour, number>> = { balanced: 0, cover: -1, secret: 1 };

/** How the networks are run. */
export interface DeepMethodOptions {
  /** Side of a tile's core, in pixels, rounded up to whole blocks; by default what suits the network. */
  readonly tile?: number | undefined;
}

/**
 * The method over a model, which stays the caller's.
 *
 * @param model - has to stay open as long as the method is used.
 * @throws RangeError, by its `embed`, for a favoured side where the model has one balance only.
 */
export function deepMethod(model: DeepModel, options: DeepMethodOptions = {}): HidingMethod {
  const { network, manifest, id } = model;
  // The parts in which a picture is revealed end between blocks, the last with the last block, so that each can be unscrambled by itself.
  const tile = SCRAMBLE_BLOCK * Math.ceil((options.tile ?? network.tile) / SCRAMBLE_BLOCK);
  /**
   * The size that the network works on: a strip on the right and at the bottom, smaller than its blocks, stays as it is in
   * the cover.
   */
  const area = ({ width, height }: Size): Size => ({
    width: width - (width % network.multiple),
    height: height - (height % network.multiple),
  });
  const rounding = manifest.sensitivity && new ShapedRounding(manifest.sensitivity);
  const ownKey = network.private ? modelKey(manifest) : undefined;
  const steered = network.conditions.length > 0;
  const conditions = ({ favour, nonce }: DeepParameters): number[] | undefined =>
    steered ? [FAVOUR_VALUES[favour], nonce === undefined ? 0 : 1] : undefined;
  const runReveal = async (
    container: RgbImage,
    parameters: DeepParameters,
    sink: PlanesSink,
    work: WorkOptions,
  ): Promise<void> =>
    runTiled(
      await model.reveal(conditions(parameters)),
      area(container),
      { container: pictureSource(container) },
      'secret',
      sink,
      { ...work, tile, radius: network.revealRadius, multiple: network.multiple, leastTile: SCRAMBLE_BLOCK },
    );
  return {
    number: DEEP_NUMBER,
    modelId: id,
    modelName: manifest.name,
    async embed(cover, secret, { passphrase, favour = 'balanced', ...work } = {}) {
      if (!steered && favour !== 'balanced') {
        throw new RangeError(
          `Expected a model that can favour the ${favour} but ${manifest.name} has one balance only`,
        );
      }
      const key = passphrase ?? ownKey;
      const size = area(cover);
      const parameters: DeepParameters = {
        turned: isTurned(secret, size),
        nonce: steered && key !== undefined ? systemRandomBytes(SCRAMBLE_NONCE_BYTES) : undefined,
        favour,
      };
      const fitted = fitSecret(secret, size);
      const scramble =
        parameters.nonce === undefined ? undefined : await planScramble(key!, parameters.nonce, size);
      const container = rgbImage(cover.width, cover.height, Uint8Array.from(cover.data));
      const shaped = rounding && new ShapedContainer(container, size, rounding);
      await runTiled(
        await model.hide(conditions(parameters)),
        size,
        {
          cover: pictureSource(cover),
          secret:
            scramble === undefined
              ? pictureSource(fitted)
              : (part) => scrambledPlanes(fitted, scramble, part),
        },
        'container',
        shaped?.sink() ?? pictureSink(container),
        { ...work, tile, radius: network.hideRadius, multiple: network.multiple, leastTile: SCRAMBLE_BLOCK },
      );
      return {
        container,
        parameters: encodeParameters(parameters),
        ...(shaped === undefined ? {} : { settle: (fixed) => shaped.settle(fixed) }),
      };
    },
    async extract(container, header, { passphrase, origin, ...work } = {}) {
      const parameters = decodeParameters(header.parameters);
      const { turned, nonce } = parameters;
      const size = area(container);
      const picture = origin === undefined ? container : movedToOrigin(container, origin);
      const run = (sink: PlanesSink): Promise<void> => runReveal(picture, parameters, sink, work);
      const secretSize = { width: header.secretWidth, height: header.secretHeight };
      const key = passphrase ?? ownKey;
      // Without its key a scrambled picture is shown as the network revealed it.
      if (nonce === undefined || key === undefined) {
        const image = rgbImage(size.width, size.height);
        await run(pictureSink(image));
        const inPlace = origin === undefined ? image : movedBack(image, origin, container);
        return unfitSecret(inPlace, secretSize, turned);
      }
      const unscrambler = new Unscrambler(await planScramble(key, nonce, size));
      await run((part, planes) => unscrambler.add(part, planes));
      return unfitSecret(unscrambler.secret, secretSize, turned);
    },
    findOrigin: (container, work) =>
      likeliestOrigin(container, network.multiple, async (part) => {
        const image = rgbImage(part.width, part.height);
        await runReveal(part, UNKNOWN_PARAMETERS, pictureSink(image), { signal: work?.signal });
        return image;
      }),
  };
}

/** The key of a private model: the digests of its files, which only those who have them know. */
function modelKey(manifest: ModelManifest): Uint8Array {
  return new TextEncoder().encode(fileDigests(manifest));
}

function encodeParameters({ turned, nonce, favour }: DeepParameters): Uint8Array {
  const flags =
    (turned ? TURNED : 0) | (nonce === undefined ? 0 : SCRAMBLED) | (FAVOURS.indexOf(favour) << FAVOUR_SHIFT);
  return Uint8Array.of(flags, ...(nonce ?? []));
}

/** @throws Error when the bytes are of a kind that this version does not know. */
function decodeParameters(bytes: Uint8Array): DeepParameters {
  const flags = bytes[0] ?? 0;
  const favour = FAVOURS[(flags >> FAVOUR_SHIFT) & FAVOUR_MASK];
  const scrambled = (flags & SCRAMBLED) !== 0;
  const known = TURNED | SCRAMBLED | (FAVOUR_MASK << FAVOUR_SHIFT);
  if (
    favour === undefined ||
    (flags & ~known) !== 0 ||
    (scrambled && bytes.length !== 1 + SCRAMBLE_NONCE_BYTES)
  ) {
    throw coded(
      new Error(
        'Something is hidden in this picture in a way that this program does not know. Use a newer Pentimento.',
      ),
      'unknown-format',
    );
  }
  return {
    turned: (flags & TURNED) !== 0,
    nonce: scrambled ? bytes.slice(1) : undefined,
    favour,
  };
}
