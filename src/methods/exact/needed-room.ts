/** What a secret would take of a cover, before it is hidden: a file's bytes, or what a part of a picture takes when it is coded. */
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { Secret } from '../../media/secret.ts';
import type { NeededRoom } from '../method.ts';
import type { SecretCoder } from '../secret-coder.ts';
import type { Budgets } from './code-or-carry.ts';
import { carriedBytes } from './code-or-carry.ts';
import { LEAST_BYTES } from './codecs/jpeg2000.ts';
import { codedPart } from './expected-quality.ts';
import { payloadOverhead } from './payload.ts';
import type { Quality } from './settings.ts';

/**
 * The room that a secret needs, by the rule of `codeOrCarry`.
 *
 * @param budgets - bytes of a record, without its tag.
 * @throws the signal's reason when it is aborted.
 */
export async function neededRoom(
  coder: SecretCoder,
  secret: Secret,
  quality: Quality,
  budgets: Budgets,
  signal?: AbortSignal,
): Promise<NeededRoom> {
  const { name } = secret;
  if (secret.kind === 'file') {
    const { mediaType, content } = secret;
    return { bytes: payloadOverhead({ kind: 'file', name, mediaType }) + content.length, psnr: Infinity };
  }
  const carried = carriedBytes(secret, quality, budgets);
  if (carried !== undefined) return { bytes: carried + GCM_TAG_BYTES, psnr: Infinity };
  const { width, height } = secret.image;
  const overhead = payloadOverhead({ kind: 'picture', name, codec: 1, width, height });
  const budget = budgets.filled + GCM_TAG_BYTES - overhead;
  if (quality === 'auto' && budget < LEAST_BYTES) return { bytes: overhead + LEAST_BYTES, psnr: Number.NaN };
  const part = await codedPart(secret.image, coder, quality, budget, signal);
  return { bytes: overhead + part.bytes, psnr: part.psnr };
}
