/**
 * Hides a picture in a picture, and reveals it, in memory: a method's container with the frame in it. The same in
 * Node and in the browser; `hiding/` adds files.
 */

import { coded } from '../../errors/coded.ts';
import { NothingHiddenError } from '../../errors/nothing-hidden.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { Passphrase } from '../../keys/key-ring.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import type { FrameHeader } from './frame.ts';
import {
  embedFrame,
  FRAME_FALSE_POSITIVE_PROBABILITY,
  hasRoomForFrame,
  planFrame,
  readFrame,
} from './frame.ts';
import type { HidingMethod, MethodOptions } from './picture-method.ts';

/** How to hide or reveal. */
export interface PictureOptions extends MethodOptions {
  /** Only its holders can reveal; without one anyone can. */
  readonly passphrase?: Passphrase | undefined;
  /** Source of the frame's salts and of its steps up or down; by default the platform's cryptographic generator. */
  readonly random?: RandomBytes | undefined;
}

/**
 * Hides `secret` in `cover`.
 *
 * @param method - such as `deepMethod` gives.
 * @param cover - at least 32 pixels a side and 2,816 in all; stays as it is.
 * @param secret - of any size.
 * @returns the container: the cover's size.
 * @throws RangeError when the cover is too small or the passphrase is empty; the signal's reason when it is aborted.
 */
export async function hidePicture(
  method: HidingMethod,
  cover: RgbImage,
  secret: RgbImage,
  options: PictureOptions = {},
): Promise<RgbImage> {
  if (!hasRoomForFrame(cover)) {
    throw coded(
      new RangeError(
        `Expected a cover of at least 32 pixels a side and 2,816 in all but received ${cover.width}x${cover.height}`,
      ),
      'cover-too-small',
      { width: cover.width, height: cover.height },
    );
  }
  const { container, parameters, settle } = await method.embed(cover, secret, options);
  options.signal?.throwIfAborted();
  const before = method.framedByReplacement === true ? Uint8Array.from(container.data) : undefined;
  const keyed = { passphrase: options.passphrase, random: options.random };
  const plan = await planFrame(container, keyed);
  await embedFrame(
    container,
    {
      method: method.number,
      modelId: method.modelId,
      secretWidth: secret.width,
      secretHeight: secret.height,
      parameters,
    },
    { ...keyed, plan },
  );
  settle?.(
    plan.seals.flatMap(({ saltPositions, recordPositions }) => [...saltPositions, ...recordPositions]),
  );
  // The frame goes up or down by one, at random; with the lowest bit alone it says the same.
  before?.forEach((sample, i) => {
    if (sample !== container.data[i]) container.data[i] = sample ^ 1;
  });
  return container;
}

/**
 * Reveals what `container` hides.
 *
 * @param chooseMethod - gives the method that a frame names, or throws where it is not to be had.
 * @param container - stays as it is.
 * @param what - what messages call the container.
 * @returns the secret, in its own size.
 * @throws NothingHiddenError when there is no frame for this passphrase; the signal's reason when it is aborted.
 */
export async function revealPicture(
  chooseMethod: (header: FrameHeader) => Promise<HidingMethod>,
  container: RgbImage,
  options: PictureOptions = {},
  what = 'this picture',
): Promise<{
  /** The revealed picture, in its own size. */
  readonly secret: RgbImage;
  /** The method that the frame names. */
  readonly method: HidingMethod;
  /** What the frame says. */
  readonly header: FrameHeader;
}> {
  options.signal?.throwIfAborted();
  const header = await readFrame(container, options.passphrase);
  if (header === undefined)
    throw new NothingHiddenError(what, options.passphrase !== undefined, FRAME_FALSE_POSITIVE_PROBABILITY);
  const method = await chooseMethod(header);
  return { secret: await method.extract(container, header, options), method, header };
}
