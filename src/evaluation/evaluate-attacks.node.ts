/**
 * The evaluation under attacks: the pairs of the protocol, hidden, attacked and revealed, through real PNG files before and after
 * every attack.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Attack, LossyCodecs } from '../attacks/attack.ts';
import { ATTACKS } from '../attacks/attack.ts';
import { nodeLossyCodecs } from '../attacks/codecs.node.ts';
import { coded } from '../errors/coded.ts';
import { readPicture, writePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { pictureCover } from '../media/picture.ts';
import { type KnownOptions, optionsIn } from '../methods/known-options.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { DEFAULT_METHOD } from '../methods/registry.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { showsNothing } from '../metrics/shows-nothing.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { AttackEvaluation, AttackedPair, AttackReading } from './attack-figures.ts';
import { summaryOf } from './attack-figures.ts';
import { containerAttacks } from './container-attacks.ts';
import type { EvaluateOptions } from './evaluate-options.ts';
import { assertOptions } from './evaluate-options.ts';
import { measurePair } from './measure-pair.ts';
import type { PairFiles } from './protocol.node.ts';
import { pairFiles, readPair } from './protocol.node.ts';
import type { Reading, Received } from './receive.ts';
import { readingsOf, receive, remainingSecret } from './receive.ts';
import type { Subject } from './subject.ts';
import { modelNameOf, subjectOf } from './subject.ts';

/** What to measure, on which pairs, under which attacks; options of `evaluate` mean the same. */
export interface EvaluateAttacksOptions
  extends KnownOptions,
    Pick<EvaluateOptions, 'covers' | 'secrets' | 'method' | 'limit' | 'secretScale' | 'signal'> {
  /** Names that `attackNamed` knows, of attacks that move no pixels, each measured once; the whole catalogue by default. */
  readonly attacks?: readonly string[] | undefined;
  /** Seed of the noise, a whole number of 32 bits; 1 by default. */
  readonly seed?: number | undefined;
  /** Called before each attack on each pair, `index` from 0. */
  readonly onAttack?: (attack: Attack, index: number, total: number) => void;
  /** Receives the pictures of each receiver: the attacked container, and what was revealed from it. */
  readonly onReceived?: (received: ReceivedPictures) => void | Promise<void>;
}

/** The pictures of an attacked pair. */
export interface ReceivedPictures extends Pick<AttackReading, 'reading'> {
  /** What happened to the container. */
  readonly attack: Attack;
  /** Names and figures of the pair. */
  readonly pair: AttackedPair;
  /** The container, written and read back. */
  readonly container: RgbImage;
  /** The attacked container, written and read back, in the size that the attack left. */
  readonly attacked: RgbImage;
  /** The part of the secret that can be left. */
  readonly secret: RgbImage;
  /** The revealed picture, of the secret's size, if something is shown. */
  readonly revealed?: RgbImage;
}

/**
 * Measures a method under attacks. Noise depends only on the seed and the pair, not on the other attacks.
 *
 * @throws TypeError for an option that the method does not have; RangeError for an attack that is unknown or moves pixels, a limit or a scale that is
 *   out of range, or a cover that is too small; Error when a folder or a picture cannot be read; the signal's reason when it is
 *   aborted.
 */
export async function evaluateAttacks(options: EvaluateAttacksOptions): Promise<AttackEvaluation> {
  const { method = DEFAULT_METHOD, seed = 1, covers, limit, secretScale } = options;
  assertOptions({ covers, limit, secretScale });
  const attacks = containerAttacks(options.attacks ?? [...ATTACKS.keys()]);
  return withNodeHost(async (host) => {
    const subject = subjectOf(method, optionsIn(options), host);
    const files = (await pairFiles(covers, options.secrets)).slice(0, limit);
    const model = await modelNameOf(subject);
    return {
      method,
      ...(model !== undefined && { model }),
      seed,
      attacks: await attackPairs(subject, attacks, files, { ...options, seed }),
    };
  });
}

type PairsWork = Pick<EvaluateAttacksOptions, 'secretScale' | 'signal' | 'onAttack' | 'onReceived'> & {
  readonly seed: number;
};

async function attackPairs(
  subject: Subject,
  attacks: readonly Attack[],
  files: readonly PairFiles[],
  work: PairsWork,
): Promise<AttackEvaluation['attacks']> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-attacks-'));
  const readings = await readingsOf(subject);
  const measured = attacks.map(() => readings.map((): AttackedPair[] => []));
  try {
    for (const [index, pair] of files.entries()) {
      const attackPair = await sendPair(subject, readings, pair, folder, work);
      for (const [at, attack] of attacks.entries()) {
        work.signal?.throwIfAborted();
        work.onAttack?.(attack, index, files.length);
        const received = await attackPair(attack, seededRandom(work.seed, index));
        for (const [reading, figures] of received.entries()) measured[at]![reading]!.push(figures);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return attacks.map(({ name, description }, at) => ({
    name,
    description,
    readings: readings.map((reading, index) => {
      const pairs = measured[at]![index]!;
      return { reading, ...summaryOf(pairs), pairs };
    }),
  }));
}

/** Hides a pair; returns a function that attacks the container and says what each receiver gets. */
async function sendPair(
  subject: Subject,
  readings: readonly Reading[],
  files: PairFiles,
  folder: string,
  { signal, secretScale, onReceived }: PairsWork,
): Promise<(attack: Attack, random: ReturnType<typeof seededRandom>) => Promise<AttackedPair[]>> {
  signal?.throwIfAborted();
  const { cover, secret } = await readPair(files, secretScale ?? 1);
  const names = { coverFile: basename(files.cover), secretFile: basename(files.secret) };
  const through = (name: string) => (image: RgbImage) => throughFile(join(folder, name), image);
  const work = { cover, secret, names, what: files.cover, residualLeak: false, signal };
  const { container } = await measurePair(subject, { ...work, throughFile: through('container.png') });
  const keys = new KeyRing(undefined);
  const { find } = await subject.method.load();
  const sent = await find(pictureCover(container), keys, { host: subject.host, signal });
  if (sent === undefined)
    throw coded(new Error(`${files.cover}: nothing is found before the attack`), 'unverified');
  const codecs: LossyCodecs = nodeLossyCodecs();
  return async (attack, random) => {
    const attacked = await through('attacked.png')(await attack.apply(container, { codecs, random }));
    const remaining = remainingSecret(secret, attack);
    const pairs: AttackedPair[] = [];
    for (const reading of readings) {
      const received = await receive(subject, reading, attacked, { keys, sent, size: remaining, signal });
      const left = leftOf(secret, remaining, received);
      const pair = { ...names, ...figuresOf(left, received) };
      pairs.push(pair);
      await onReceived?.({
        attack,
        reading,
        pair,
        container,
        attacked,
        secret: left,
        ...(received.outcome === 'shown' && { revealed: received.secret }),
      });
    }
    return pairs;
  };
}

/** What a receiver could have got: a method may give the whole secret back from a part of the container. */
function leftOf(whole: RgbImage, remaining: RgbImage, received: Received): RgbImage {
  if (received.outcome !== 'shown') return remaining;
  const { width, height } = received.secret;
  return width === whole.width && height === whole.height ? whole : remaining;
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
