/**
 * What the receiver of an attacked container gets, in each way of reading that a method has.
 */
import type { Attack } from '../attacks/attack.ts';
import { errorCode } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { cropImage } from '../image/tiles.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Found } from '../methods/method.ts';
import type { Subject } from './subject.ts';

/** What a receiver gets: a picture, the answer that nothing is hidden, or the answer that it cannot be given back. */
export type Received =
  | { readonly outcome: 'shown'; readonly secret: RgbImage }
  | { readonly outcome: 'nothing' }
  | { readonly outcome: 'damaged' };

/**
 * How a receiver goes about it. `plain`: as `reveal` does. `forced`: as `reveal --force` does, for somebody who knows what was found in
 * the container as it was sent: what comes out may be noise. A network that works on blocks of pixels is not told where they begin: it
 * looks for the place itself.
 */
export type Reading = 'plain' | 'forced';

/** What a receiver knows. */
export interface ReceiverKnowledge {
  readonly keys: KeyRing;
  /** What was found in the container before the attack. */
  readonly sent: Found;
  /** Of the secret that can be left, pixels. */
  readonly size: { readonly width: number; readonly height: number };
  readonly signal: AbortSignal | undefined;
}

/** The ways in which a method can be read; `plain` first. */
export async function readingsOf({ method }: Subject): Promise<readonly Reading[]> {
  return (await method.load()).force === undefined ? ['plain'] : ['plain', 'forced'];
}

/**
 * What a receiver gets in one way of reading.
 *
 * @throws whatever reading throws besides the two answers.
 */
export async function receive(
  { method, options, host }: Subject,
  reading: Reading,
  attacked: RgbImage,
  { keys, sent, size, signal }: ReceiverKnowledge,
): Promise<Received> {
  const { find, reveal, force } = await method.load();
  const work = { host, signal };
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

/** What of a secret can be there after an attack: the part that a crop leaves of the container that carries all of it. */
export function remainingSecret(secret: RgbImage, attack: Attack): RgbImage {
  return cropImage(secret, attack.keeps(secret));
}
