/**
 * What the receiver of an attacked container gets, method by method.
 */

import type { Attack } from '../attacks/attack.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { cropImage } from '../image/tiles.ts';
import { NothingHiddenError } from '../methods/deep/hide-picture.ts';
import { DamagedContainerError } from '../methods/exact/exact-method.ts';
import { readFrame } from '../methods/frame/frame.ts';
import type { Favour, HidingMethod } from '../methods/method.ts';
import { measuredDeep } from './deep.ts';
import { measuredExact } from './exact.ts';
import { measuredLsb4 } from './lsb4.ts';
import type { MeasuredMethod, RevealWork } from './measured-method.ts';

/** What a receiver gets: a picture, the answer that nothing is hidden, or the answer that it cannot be given back. */
export type Received =
  | { readonly outcome: 'shown'; readonly secret: RgbImage }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'damaged' };

/**
 * How a receiver goes about it. `plain`: as `reveal` does. `forced`: as `reveal --force` does, for somebody who knows what the
 * frame said: the Reveal network is run whether the attack left the frame or not, and what comes out may be noise. A network
 * that works on blocks of pixels is not told where they begin: it looks for the place itself.
 */
export type Reading = 'plain' | 'forced';

/** How to read an attacked container. */
export interface ReadWork extends RevealWork {
  /** The container before the attack. */
  readonly sent: RgbImage;
}

/** One way to read attacked containers. */
export interface Reader {
  readonly reading: Reading;
  /**
   * The secret in the size that was asked for.
   *
   * @throws NothingHiddenError, DamagedContainerError.
   */
  read(attacked: RgbImage, work: ReadWork): Promise<RgbImage>;
}

/** A way of hiding, with the ways to read what is left after an attack. */
export interface AttackedMethod extends Pick<MeasuredMethod, 'hide'> {
  readonly readers: readonly Reader[];
}

/** The deep method with a model, without a passphrase, read with its frame and forced past it. */
export function attackedDeep(method: HidingMethod, favour?: Favour): AttackedMethod {
  return withPlainReader(measuredDeep(method, favour), {
    reading: 'forced',
    async read(attacked, { sent, size, what, signal }) {
      const header = await readFrame(sent);
      if (header === undefined) throw new Error(`Expected a frame in ${what} before the attack`);
      const known = { ...header, secretWidth: size.width, secretHeight: size.height };
      const origin = await method.findOrigin?.(attacked, { signal });
      return method.extract(attacked, known, { signal, origin });
    },
  });
}

/** The exact method with its settings, without a passphrase. Nothing can be forced: what is not authentic is not decrypted. */
export function attackedExact(...settings: Parameters<typeof measuredExact>): AttackedMethod {
  return withPlainReader(measuredExact(...settings));
}

/** 4-bit LSB substitution, which has no frame: every picture shows something. */
export const attackedLsb4: AttackedMethod = withPlainReader(measuredLsb4);

/**
 * What a receiver gets in one way of reading.
 *
 * @throws whatever reading throws besides the two answers.
 */
export async function receive(reader: Reader, attacked: RgbImage, work: ReadWork): Promise<Received> {
  try {
    return { outcome: 'shown', secret: await reader.read(attacked, work) };
  } catch (error) {
    if (error instanceof NothingHiddenError) return { outcome: 'nothing' };
    if (error instanceof DamagedContainerError) return { outcome: 'damaged' };
    throw error;
  }
}

/** What of a secret can be there after an attack: the part that a crop leaves of the container that carries all of it. */
export function remainingSecret(secret: RgbImage, attack: Attack): RgbImage {
  return cropImage(secret, attack.keeps(secret));
}

function withPlainReader({ hide, reveal }: MeasuredMethod, ...further: readonly Reader[]): AttackedMethod {
  return { hide, readers: [{ reading: 'plain', read: reveal }, ...further] };
}
