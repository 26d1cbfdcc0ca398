import type { AttackWork, LossyCodecs } from '../../src/attacks/attack.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

/** What attacks work with where no codec is to be called. */
export function workWithoutCodecs(seed = 1): AttackWork {
  const refuse = async () => {
    throw new Error('Expected no codec to be called');
  };
  const codecs: LossyCodecs = { jpeg: refuse, webp: refuse, avif: refuse };
  return { codecs, random: seededRandom(seed) };
}
