/** Attacks a container, and shows what its receiver then gets. */
import {
  attackNamed,
  cropImage,
  errorCode,
  fidelity,
  KeyRing,
  methodNamed,
  pictureCover,
  type RgbImage,
  type Secret,
  seededRandom,
} from '../../../src/browser.ts';
import { browserLossyCodecs } from '../pictures/lossy-codecs.ts';
import { pageHost } from './host.ts';
import type { AttackAnswer, AttackTask, JobContext, Outcome } from './jobs.ts';

/** Seed of everything random: the same attack gives the same picture. */
const SEED = 1;

export async function attack(
  { container, attack: name, method, passphrase, secret }: AttackTask,
  context: JobContext,
): Promise<AttackAnswer> {
  const chosen = attackNamed(name);
  const { progress } = context;
  progress.work({ stage: 'Attacking', done: 0, total: 1 });
  const attacked = await chosen.apply(container, { codecs: browserLossyCodecs, random: seededRandom(SEED) });
  const tell = (fraction: number): void =>
    progress.work({ stage: 'Revealing what is left', done: 0.3 + 0.7 * fraction, total: 1 });
  tell(0);
  const host = pageHost(context);
  const keys = new KeyRing(passphrase);
  // After a crop only a part of the secret can be there.
  const left = secret && cropImage(secret, chosen.keeps(secret));
  const { outcome, revealed } = await receive(method, container, attacked, keys, left, {
    host,
    onProgress: tell,
  });
  const comparable = left?.width === revealed?.width && left?.height === revealed?.height;
  return {
    attacked,
    description: chosen.description,
    outcome,
    revealed,
    fidelity: left && revealed && comparable ? fidelity(left, revealed) : undefined,
  };
}

interface Received {
  readonly outcome: Outcome;
  readonly revealed: RgbImage | undefined;
}

async function receive(
  method: string,
  sent: RgbImage,
  attacked: RgbImage,
  keys: KeyRing,
  size: RgbImage | undefined,
  work: { readonly host: ReturnType<typeof pageHost>; readonly onProgress: (fraction: number) => void },
): Promise<Received> {
  const { find, reveal, force } = await methodNamed(method).load();
  try {
    const found = await find(pictureCover(attacked), keys, work);
    if (found !== undefined) return shown('revealed', (await reveal(found, {}, work)).secret);
    const like = force && (await find(pictureCover(sent), keys, work));
    if (like === undefined) return { outcome: 'nothing', revealed: undefined };
    return shown('forced', (await force!(pictureCover(attacked), { keys, like, size }, {}, work)).secret);
  } catch (error) {
    if (errorCode(error) === 'damaged-container') return { outcome: 'damaged', revealed: undefined };
    throw error;
  }
}

function shown(outcome: Outcome, secret: Secret): Received {
  return { outcome, revealed: secret.kind === 'picture' ? secret.image : undefined };
}
