/**
 * Hiding a picture in a picture, and revealing it, on pictures in memory: a method's container with the frame in it.
 * The same in Node and in the browser; `node.ts` adds files.
 */
import type { RgbImage } from '../../image/rgb-image.ts';
import type { FrameHeader } from '../frame/frame.ts';
import { embedFrame, FRAME_FALSE_POSITIVE_PROBABILITY, hasRoomForFrame, readFrame } from '../frame/frame.ts';
import type { HidingMethod, MethodOptions } from '../method.ts';
import { METHOD_NUMBERS } from '../method.ts';

/** How to hide or reveal. */
export interface PictureOptions extends MethodOptions {
  /** Whoever has it can reveal; without one anyone can. */
  readonly passphrase?: string | Uint8Array | undefined;
}

/** Nothing is hidden for this passphrase, or it no longer can be found. */
export class NothingHiddenError extends Error {
  override readonly name = 'NothingHiddenError';

  /** @param passphrases - how many were tried; each adds to the chance of a false "yes". */
  constructor(what: string, withPassphrase: boolean, passphrases = 1) {
    const odds = Math.log10(1 / (passphrases * FRAME_FALSE_POSITIVE_PROBABILITY));
    const which = passphrases === 1 ? 'for this passphrase' : `for any of these ${passphrases} passphrases`;
    super(
      `Nothing is hidden in ${what} ${withPassphrase ? which : 'that can be revealed without a passphrase'}, ` +
        `or it was changed since (chance of a false "yes": 1 in 10^${Math.floor(odds)}).`,
    );
  }
}

/**
 * Hides `secret` in `cover`.
 *
 * @returns the container: the cover's size.
 * @throws RangeError when the cover is too small or the passphrase is empty.
 */
export async function hidePicture(
  method: HidingMethod,
  cover: RgbImage,
  secret: RgbImage,
  options: PictureOptions = {},
): Promise<RgbImage> {
  if (!hasRoomForFrame(cover)) {
    throw new RangeError(
      `Expected a cover of at least 32 pixels a side and 2,816 in all but received ${cover.width}x${cover.height}`,
    );
  }
  const { container, parameters } = await method.embed(cover, secret, options);
  options.signal?.throwIfAborted();
  await embedFrame(
    container,
    {
      method: METHOD_NUMBERS[method.name],
      modelId: method.modelId,
      secretWidth: secret.width,
      secretHeight: secret.height,
      parameters,
    },
    { passphrase: options.passphrase },
  );
  return container;
}

/**
 * Reveals what `container` hides.
 *
 * @param chooseMethod - gives the method that a frame names, or throws where it is not to be had.
 * @param what - what messages call the container.
 * @returns the secret, in its own size.
 * @throws NothingHiddenError when there is no frame for this passphrase.
 */
export async function revealPicture(
  chooseMethod: (header: FrameHeader) => Promise<HidingMethod>,
  container: RgbImage,
  options: PictureOptions = {},
  what = 'this picture',
): Promise<{ readonly secret: RgbImage; readonly method: HidingMethod; readonly header: FrameHeader }> {
  options.signal?.throwIfAborted();
  const header = await readFrame(container, options.passphrase);
  if (header === undefined) throw new NothingHiddenError(what, options.passphrase !== undefined);
  const method = await chooseMethod(header);
  return { secret: await method.extract(container, header, options), method, header };
}
