/**
 * The results for the receiver of an attacked container, in each way of reading that a method has.
 */
import type { Attack } from '../attacks/attack.ts';
import { errorCode } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { cropImage } from '../image/tiles.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { pictureCover } from '../media/picture.ts';
import type { Found } from '../methods/method.ts';
import type { Subject } from './subject.ts';

/** The result for a receiver: a picture, the answer that nothing is hidden, or the answer that it cannot be recovered. */
export type Received =
  | { readonly outcome: 'shown'; readonly secret: RgbImage }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'damaged' };

/**
 * How a receiver reads. `plain`: as `reveal` does. `forced`: as `reveal --force` does, knowing what was found in the container as it
 * was sent; the result may be noise. A network that works on blocks of pixels is not told their origin: it searches for it.
 */
export type Reading = 'plain' | 'forced';

/** What a receiver knows. */
export interface ReceiverKnowledge {
  readonly keys: KeyRing;
  /** The finding in the container before the attack. */
  readonly sent: Found;
  /** Size of the part of the secret that can be left, pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly signal: AbortSignal | undefined;
}

/** The ways in which a method can be read; `plain` first. */
export async function readingsOf({ method }: Subject): Promise<readonly Reading[]> {
  return (await method.load()).force === undefined ? ['plain'] : ['plain', 'forced'];
}

/**
 * The result for a receiver in one way of reading.
 *
 * @throws anything that reading throws besides the two answers.
 */
export async function receive(
  { method, options, host }: Subject,
  reading: Reading,
  picture: RgbImage,
  { keys, sent, size, signal }: ReceiverKnowledge,
): Promise<Received> {
  const { find, reveal, force } = await method.load();
  const work = { host, signal };
  const attacked = pictureCover(picture);
  try {
    if (reading === 'forced') return shown(await force!(attacked, { keys, like: sent, size }, options, work));
    const found = await find(attacked, keys, work);
    return found === undefined ? { outcome: 'nothing' } : shown(await reveal(found, options, work));
  } catch (error) {
    if (errorCode(error) === 'damaged-container') return { outcome: 'damaged' };
    throw error;
  }
}

function shown({
  secret,
}: {
  readonly secret: { readonly kind: string; readonly image?: RgbImage };
}): Received {
  return secret.image === undefined ? { outcome: 'damaged' } : { outcome: 'shown', secret: secret.image };
}

/** The part of a secret that can be left after an attack: what a crop leaves of a container that carries all of it. */
export function remainingSecret(secret: RgbImage, attack: Attack): RgbImage {
  return cropImage(secret, attack.keeps(secret));
}
