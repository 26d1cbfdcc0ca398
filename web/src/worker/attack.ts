/** What the world does to a container, and what its receiver gets then. */
import {
  type Attack,
  attackNamed,
  cropImage,
  DamagedContainerError,
  deepMethod,
  fidelity,
  hasRoomForFrame,
  type RgbImage,
  readFrame,
  revealExact,
  seededRandom,
} from '../../../src/browser.ts';
import { browserLossyCodecs } from '../pictures/lossy-codecs.ts';
import { createCoder } from './coder.ts';
import { engineOf } from './engine.ts';
import type { AttackAnswer, AttackTask, DeviceChoice, Outcome, Report } from './jobs.ts';
import { modelNamed, modelOn, tiling } from './models.ts';

/** Of everything random: the same attack gives the same picture. */
const SEED = 1;

export async function attack(
  { container, attack: name, passphrase, secret }: AttackTask,
  { device, report }: { readonly device: DeviceChoice; readonly report: Report },
): Promise<AttackAnswer> {
  const chosen = attackNamed(name);
  report('Attacking', 0);
  const attacked = await chosen.apply(container, { codecs: browserLossyCodecs, random: seededRandom(SEED) });
  report('Revealing what is left', 0.3);
  const { outcome, revealed } = await receive(
    container,
    attacked,
    chosen,
    passphrase,
    device,
    (what, fraction) => report(what, 0.3 + 0.7 * fraction),
  );
  // After a crop only a part of the secret can be there.
  const left = secret && cropImage(secret, chosen.keeps(secret));
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
  sent: RgbImage,
  attacked: RgbImage,
  { keeps }: Attack,
  passphrase: string | undefined,
  device: DeviceChoice,
  report: Report,
): Promise<Received> {
  try {
    const exact = await revealExact(attacked, createCoder(), { passphrase });
    if (exact !== undefined) {
      return { outcome: 'revealed', revealed: exact.kind === 'picture' ? exact.image : undefined };
    }
  } catch (error) {
    if (error instanceof DamagedContainerError) return { outcome: 'damaged', revealed: undefined };
    throw error;
  }
  const frame = hasRoomForFrame(attacked) ? await readFrame(attacked, passphrase) : undefined;
  const known = frame ?? (await readFrame(sent, passphrase));
  const model = known && (await modelNamed(known.modelId));
  if (known === undefined || model === undefined) return { outcome: 'nothing', revealed: undefined };
  const { runtime } = await engineOf(device, report);
  const method = deepMethod(await modelOn(runtime, model, report), tiling(attacked));
  const { width, height } = keeps({ width: known.secretWidth, height: known.secretHeight });
  const header = { ...known, secretWidth: width, secretHeight: height };
  const origin = frame === undefined ? await method.findOrigin?.(attacked) : undefined;
  const revealed = await method.extract(attacked, header, {
    passphrase,
    origin,
    onProgress: (fraction) => report('Revealing what is left', fraction),
  });
  return { outcome: frame === undefined ? 'forced' : 'revealed', revealed };
}
