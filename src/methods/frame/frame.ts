/**
 * The frame: a small authenticated record in the finished 8-bit container, written with changes of +-1 into
 * samples that the key chooses. It lets a reader say with certainty that something is hidden for this key, or
 * that nothing is. Byte by byte it is described in docs/format.md; what it protects and what not, in
 * docs/security.md.
 */

import { type RgbImage, rgbImage } from '../../image/rgb-image.ts';
import { type FrameKeys, SALT_BYTES } from '../../keys/frame-keys.ts';
import type { Passphrase } from '../../keys/key-ring.ts';
import { type RandomBytes, systemRandomBytes } from '../../random/random-bytes.ts';
import { type FrameLayout, frameLayout, hasRoomForFrame, SEALS } from './frame-layout.ts';
import { readBits } from './lsb-matching.ts';
import { type ContainerSize, decodeRecord, encodeRecord, type FrameHeader, TAG_BYTES } from './record.ts';
import { planSeal, readSeal, type Seal, writeSeal } from './seal.ts';

export type { RandomBytes } from '../../random/random-bytes.ts';
export { hasRoomForFrame } from './frame-layout.ts';
export type { FrameHeader } from './record.ts';
export type { Seal } from './seal.ts';

/**
 * The chance that a picture without a frame for this key passes for one with: 2^-63, a tag of 64 bits tried
 * once for each of two seals. Tries add up: n passphrases or n pictures make it n times as likely.
 */
export const FRAME_FALSE_POSITIVE_PROBABILITY = SEALS * 2 ** (-8 * TAG_BYTES);

/** A passphrase for the frame: text, or bytes taken as they are. By default the public key is used. */
export interface FrameReadOptions {
  readonly passphrase?: Passphrase | undefined;
}

/** How to write a frame. */
export interface FrameWriteOptions extends FrameReadOptions {
  /**
   * Source of the salts and of the choice between +1 and -1; by default the platform's cryptographic
   * generator.
   */
  readonly random?: RandomBytes | undefined;
}

/**
 * The place and keys of a frame, fixed before anything is written: a method that must not touch the frame's
 * samples, or that needs its own keys, starts here.
 */
export interface FramePlan extends ContainerSize {
  /** Two independent copies of the frame; either suffices to read it. */
  readonly seals: readonly Seal[];
}

/** A frame that was found, with the keys it was found with. */
export interface OpenedFrame {
  readonly header: FrameHeader;
  /** The seal that was read: 0, or 1 if 0 is lost. */
  readonly seal: number;
  /** The keys of that seal. */
  readonly keys: FrameKeys;
}

/**
 * Draws salts and derives keys and samples for a container of this size. With a passphrase it runs Argon2id
 * twice, about 0.6 s of one core.
 *
 * @throws RangeError when the picture is too small or too large for a frame, the passphrase is empty, or the
 *   source of random bytes repeats itself.
 */
export async function planFrame(size: ContainerSize, options: FrameWriteOptions = {}): Promise<FramePlan> {
  const layout = frameLayout(size);
  const random = options.random ?? systemRandomBytes;
  const salts = Array.from({ length: SEALS }, () => random(SALT_BYTES));
  if (String(salts[0]) === String(salts[1])) {
    throw new RangeError('Expected two different salts but the source of random bytes gave the same twice');
  }
  return planWithSalts(layout, salts, options.passphrase);
}

async function planWithSalts(
  layout: FrameLayout,
  salts: readonly Uint8Array[],
  passphrase: Passphrase | undefined,
): Promise<FramePlan> {
  const seals: Seal[] = [];
  // One after the other: each run of Argon2id takes 64 MiB.
  for (const [index, salt] of salts.entries()) {
    seals.push(await planSeal(layout, index, passphrase, salt));
  }
  return { width: layout.width, height: layout.height, seals };
}

/**
 * Writes the frame into the container's samples, in place: at most 5008 of them change, by 1.
 *
 * @param container - a copy that the caller owns.
 * @param plan - from `planFrame` for this size and passphrase; left out, one is made from `options`.
 * @throws TypeError when something has the wrong type.
 * @throws RangeError when the picture is too small, a field of the header is out of range, the passphrase is
 *   empty, or the plan is for another size.
 */
export async function embedFrame(
  container: RgbImage,
  header: FrameHeader,
  options: FrameWriteOptions & { readonly plan?: FramePlan | undefined } = {},
): Promise<void> {
  const { width, height, data } = checkedPicture(container);
  const plan = options.plan ?? (await planFrame(container, options));
  if (plan.width !== width || plan.height !== height) {
    throw new RangeError(
      `Expected a plan for ${width}x${height} but received one for ${plan.width}x${plan.height}`,
    );
  }
  for (const seal of plan.seals) {
    const record = await encodeRecord(header, container, seal.keys.authentication);
    await writeSeal(data, seal, record, options.random ?? systemRandomBytes);
  }
}

/**
 * A copy of the container with the frame in it.
 *
 * @throws TypeError, RangeError as `embedFrame` does.
 */
export async function writeFrame(
  container: RgbImage,
  header: FrameHeader,
  options: FrameWriteOptions = {},
): Promise<RgbImage> {
  const { width, height, data } = checkedPicture(container);
  // Not data.slice(), which in Node's Buffer shares memory with the original.
  const copy = rgbImage(width, height, Uint8Array.from(data));
  await embedFrame(copy, header, options);
  return copy;
}

/**
 * The content of the container's frame, or `undefined` if there is none for this passphrase: wrong
 * passphrase, nothing hidden, or a picture that was changed since. `FRAME_FALSE_POSITIVE_PROBABILITY` is the
 * chance of a false answer.
 *
 * With a passphrase it runs Argon2id once if the frame is intact, and twice before it returns `undefined`.
 *
 * @param container - stays as it is.
 * @param passphrase - the public default key when left out.
 * @throws TypeError when something has the wrong type; RangeError when the passphrase is empty.
 * @throws Error when the frame is authentic and of a version that this program does not know.
 */
export async function readFrame(
  container: RgbImage,
  passphrase?: Passphrase,
): Promise<FrameHeader | undefined> {
  return (await openFrame(container, { passphrase }))?.header;
}

/**
 * As `readFrame`, with the keys: a method derives its own from them.
 *
 * @throws as `readFrame` does.
 */
export async function openFrame(
  container: RgbImage,
  options: FrameReadOptions = {},
): Promise<OpenedFrame | undefined> {
  const { data } = checkedPicture(container);
  if (!hasRoomForFrame(container)) return undefined;
  const layout = frameLayout(container);
  for (const [index, saltPositions] of layout.saltPositions.entries()) {
    const seal = await planSeal(layout, index, options.passphrase, readBits(data, saltPositions));
    const record = await readSeal(data, seal);
    const header = await decodeRecord(record, container, seal.keys.authentication);
    if (header !== undefined) return { header, seal: index, keys: seal.keys };
  }
  return undefined;
}

/**
 * The plan that a framed container was written with, for a method that must know which samples are the
 * frame's. It is right only where both salts are intact.
 *
 * @throws TypeError when something has the wrong type.
 * @throws RangeError when the picture is too small or too large for a frame, or the passphrase is empty.
 */
export async function recoverFramePlan(
  container: RgbImage,
  options: FrameReadOptions = {},
): Promise<FramePlan> {
  const { data } = checkedPicture(container);
  const layout = frameLayout(container);
  const salts = layout.saltPositions.map((positions) => readBits(data, positions));
  return planWithSalts(layout, salts, options.passphrase);
}

function checkedPicture(container: RgbImage): RgbImage {
  if (!(container?.data instanceof Uint8Array)) {
    throw new TypeError(
      'Expected a picture with samples in a Uint8Array for the container but received samples of type ' +
        typeof container?.data,
    );
  }
  return rgbImage(container.width, container.height, container.data);
}
