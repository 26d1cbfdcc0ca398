/**
 * The evaluation under attacks: the pairs of the protocol, hidden, attacked and revealed, through real PNG files before and after
 * every attack.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Attack, LossyCodecs } from '../attacks/attack.ts';
import { ATTACKS, attackNamed } from '../attacks/attack.ts';
import { nodeLossyCodecs } from '../attacks/codecs.node.ts';
import { readPicture, writePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { deepMethod } from '../methods/deep/deep-method.ts';
import { DEFAULT_MODEL } from '../methods/deep/default-model.ts';
import { withModel } from '../methods/deep/model-folder.node.ts';
import { nodeSecretCoder } from '../methods/exact/codecs/secret-coder.node.ts';
import type { MethodName } from '../methods/method.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { showsNothing } from '../metrics/shows-nothing.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { AttackEvaluation, AttackedPair, AttackReading } from './attack-figures.ts';
import { summaryOf } from './attack-figures.ts';
import type { EvaluateOptions } from './evaluate-options.node.ts';
import { assertOptions } from './evaluate-options.node.ts';
import type { PairFiles } from './protocol.node.ts';
import { pairFiles, readPair } from './protocol.node.ts';
import type { AttackedMethod, Received } from './receive.ts';
import { attackedDeep, attackedExact, attackedLsb4, receive, remainingSecret } from './receive.ts';

/** What to measure, on what, under which attacks; options of `evaluate` mean the same. */
export interface EvaluateAttacksOptions
  extends Pick<
    EvaluateOptions,
    | 'covers'
    | 'secrets'
    | 'model'
    | 'device'
    | 'quality'
    | 'embedding'
    | 'distortion'
    | 'limit'
    | 'favour'
    | 'secretScale'
    | 'signal'
  > {
  /** `deep` when left out. `lsb4` is 4-bit LSB substitution, which has no options. */
  readonly method?: MethodName | 'lsb4' | undefined;
  /** Names that `attackNamed` knows, each measured once; the catalogue when left out. */
  readonly attacks?: readonly string[] | undefined;
  /** Of the noise; a whole number of 32 bits. 1 when left out. */
  readonly seed?: number | undefined;
  /** Told before each attack on each pair, `index` from 0. */
  readonly onAttack?: (attack: Attack, index: number, total: number) => void;
  /** Given what each receiver got: after the attack on a file, and what was revealed from it. */
  readonly onReceived?: (received: ReceivedPictures) => void | Promise<void>;
}

/** The pictures of an attacked pair. */
export interface ReceivedPictures extends Pick<AttackReading, 'reading'> {
  readonly attack: Attack;
  readonly pair: AttackedPair;
  /** As it was written and read back. */
  readonly container: RgbImage;
  /** As it was written and read back, in whatever size the attack left. */
  readonly attacked: RgbImage;
  /** What of the secret can be there. */
  readonly secret: RgbImage;
  /** Of the secret's size, where something is shown. */
  readonly revealed?: RgbImage;
}

/**
 * Measures a method under attacks. Noise depends on the seed and the pair alone: it is the same whatever other attacks are
 * measured.
 *
 * @throws TypeError for an option that the method does not have; RangeError for an unknown attack, a limit or a scale that is
 *   out of range, or a cover that is too small; Error when a folder or a picture cannot be read; the signal's reason when it is
 *   aborted.
 */
export async function evaluateAttacks(options: EvaluateAttacksOptions): Promise<AttackEvaluation> {
  const { method = 'deep', seed = 1, favour } = options;
  assertMethodOptions(method, options);
  const attacks = (options.attacks ?? [...ATTACKS.keys()]).map(attackNamed);
  const distinct = [...new Map(attacks.map((attack) => [attack.name, attack])).values()];
  const files = (await pairFiles(options.covers, options.secrets)).slice(0, options.limit);
  const measure = async (subject: AttackedMethod, model?: string): Promise<AttackEvaluation> => ({
    method,
    ...(model !== undefined && { model }),
    seed,
    attacks: await attackPairs(subject, distinct, files, { ...options, seed }),
  });
  if (method === 'lsb4') return measure(attackedLsb4);
  if (method === 'exact') {
    const { quality, embedding, distortion } = options;
    return measure(attackedExact(nodeSecretCoder(), { favour, quality, embedding, distortion }));
  }
  return withModel(options.model ?? DEFAULT_MODEL, options.device, (model) =>
    measure(attackedDeep(deepMethod(model), favour), model.manifest.name),
  );
}

type PairsWork = Pick<EvaluateAttacksOptions, 'secretScale' | 'signal' | 'onAttack' | 'onReceived'> & {
  readonly seed: number;
};

async function attackPairs(
  subject: AttackedMethod,
  attacks: readonly Attack[],
  files: readonly PairFiles[],
  work: PairsWork,
): Promise<AttackEvaluation['attacks']> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-attacks-'));
  const measured = attacks.map(() => subject.readers.map((): AttackedPair[] => []));
  try {
    for (const [index, pair] of files.entries()) {
      const attackPair = await sendPair(subject, pair, folder, work);
      for (const [at, attack] of attacks.entries()) {
        work.signal?.throwIfAborted();
        work.onAttack?.(attack, index, files.length);
        const received = await attackPair(attack, seededRandom(work.seed, index));
        for (const [reader, figures] of received.entries()) measured[at]![reader]!.push(figures);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return attacks.map(({ name, description }, at) => ({
    name,
    description,
    readings: subject.readers.map(({ reading }, reader) => {
      const pairs = measured[at]![reader]!;
      return { reading, ...summaryOf(pairs), pairs };
    }),
  }));
}

/** Hides a pair; what it gives attacks the container, and says what each reader gets. */
async function sendPair(
  { hide, readers }: AttackedMethod,
  files: PairFiles,
  folder: string,
  { signal, secretScale, onReceived }: PairsWork,
): Promise<(attack: Attack, random: ReturnType<typeof seededRandom>) => Promise<AttackedPair[]>> {
  signal?.throwIfAborted();
  const { cover, secret } = await readPair(files, secretScale ?? 1);
  const names = { coverFile: basename(files.cover), secretFile: basename(files.secret) };
  const hidden = await hide(cover, secret, { name: names.secretFile, signal }).catch((error) => {
    throw error instanceof RangeError ? new RangeError(`${files.cover}: ${error.message}`) : error;
  });
  const container = await throughFile(join(folder, 'container.png'), hidden.container);
  const codecs: LossyCodecs = nodeLossyCodecs();
  return async (attack, random) => {
    const changed = await attack.apply(container, { codecs, random });
    const attacked = await throughFile(join(folder, 'attacked.png'), changed);
    const remaining = remainingSecret(secret, attack);
    const pairs: AttackedPair[] = [];
    for (const reader of readers) {
      const work = { sent: container, size: remaining, what: files.cover, signal };
      const received = await receive(reader, attacked, work);
      const pair = { ...names, ...figuresOf(remaining, received) };
      pairs.push(pair);
      await onReceived?.({
        attack,
        reading: reader.reading,
        pair,
        container,
        attacked,
        secret: remaining,
        ...(received.outcome === 'shown' && { revealed: received.secret }),
      });
    }
    return pairs;
  };
}

function figuresOf(
  secret: RgbImage,
  received: Received,
): Pick<AttackedPair, 'outcome' | 'secret' | 'meaningless'> {
  const { outcome } = received;
  if (outcome !== 'shown') return { outcome };
  return {
    outcome,
    secret: fidelity(secret, received.secret),
    meaningless: showsNothing(secret, received.secret),
  };
}

async function throughFile(file: string, image: RgbImage): Promise<RgbImage> {
  await writePicture(file, image);
  return (await readPicture(file)).image;
}

const METHOD_OPTIONS = ['model', 'device', 'quality', 'embedding', 'distortion', 'favour'] as const;

function assertMethodOptions(method: MethodName | 'lsb4', options: EvaluateAttacksOptions): void {
  if (method !== 'lsb4') {
    assertOptions({ ...options, method });
    return;
  }
  const foreign = METHOD_OPTIONS.find((name) => options[name] !== undefined);
  if (foreign !== undefined) {
    throw new TypeError(`Expected no ${foreign} with the ${method} method: it has none`);
  }
  const { covers, limit, secretScale } = options;
  assertOptions({ covers, limit, secretScale });
}
