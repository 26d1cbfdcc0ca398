/**
 * The evaluation: every pair of the protocol, hidden and revealed through real PNG files by one method, and by others beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPicture, writePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { deepMethod } from '../methods/deep/deep-method.ts';
import { DEFAULT_MODEL } from '../methods/deep/default-model.ts';
import { withModel } from '../methods/deep/model-folder.node.ts';
import { nodeSecretCoder } from '../methods/exact/codecs/secret-coder.node.ts';
import type { HidingMethod } from '../methods/method.ts';
import { measuredDeep } from './deep.ts';
import type { EvaluateOptions, EvaluationStage } from './evaluate-options.node.ts';
import { assertOptions } from './evaluate-options.node.ts';
import type { BaselineName, EvaluatedPair, Evaluation, KeyedPair } from './evaluation.ts';
import { meanKeyed, meansOf } from './evaluation.ts';
import { measuredExact } from './exact.ts';
import { measureKeyedPair } from './keyed.ts';
import { measuredLsb4 } from './lsb4.ts';
import type { PairWork } from './measure-pair.ts';
import { measurePair } from './measure-pair.ts';
import type { MeasuredMethod } from './measured-method.ts';
import type { PairFiles } from './protocol.node.ts';
import { pairFiles, readPair } from './protocol.node.ts';

/**
 * Hides and reveals every pair through PNG files and measures both sides.
 *
 * @throws TypeError for an option that the method does not have; RangeError when the limit or the secrets' scale is out of
 *   range, or a cover is too small; Error when a folder or a picture cannot be read; the signal's reason when it is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  assertOptions(options);
  const pairs = (await pairFiles(options.covers, options.secrets)).slice(0, options.limit);
  if (options.method === 'exact') {
    const { favour, quality, embedding, distortion } = options;
    const measured = measuredExact(nodeSecretCoder(), { favour, quality, embedding, distortion });
    return summary(undefined, await evaluatePairs({ measured }, pairs, options), options);
  }
  return withModel(options.model ?? DEFAULT_MODEL, options.device, async (model) => {
    const method = deepMethod(model);
    const measured = measuredDeep(method, options.favour);
    const subject = { measured, ...(options.keyed && { keyed: method }) };
    return summary(model.manifest.name, await evaluatePairs(subject, pairs, options), options);
  });
}

/** What is evaluated. */
interface Subject {
  readonly measured: MeasuredMethod;
  /** Where it is measured with a passphrase too. */
  readonly keyed?: HidingMethod;
}

/** The figures of a pair in all ways that were asked for. */
interface PairFigures {
  readonly plain: EvaluatedPair;
  readonly keyed?: KeyedPair;
  readonly baselines: ReadonlyMap<BaselineName, EvaluatedPair>;
}

async function evaluatePairs(
  subject: Subject,
  pairs: readonly PairFiles[],
  options: EvaluateOptions,
): Promise<PairFigures[]> {
  const baselines = new Map(options.against?.map((name) => [name, baseline(name)]));
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-evaluate-'));
  const file = join(folder, 'container.png');
  const throughFile = async (image: RgbImage): Promise<RgbImage> => {
    await writePicture(file, image);
    return (await readPicture(file)).image;
  };
  const evaluated: PairFigures[] = [];
  try {
    for (const [index, files] of pairs.entries()) {
      options.signal?.throwIfAborted();
      const stage = (name: EvaluationStage): void => options.onStage?.(name, index, pairs.length);
      const figures = await evaluatePair(subject, baselines, files, { ...options, throughFile, stage });
      evaluated.push(figures);
      options.onPair?.(figures.plain, evaluated.length, pairs.length);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return evaluated;
}

function baseline(name: BaselineName): MeasuredMethod {
  return name === 'lsb4' ? measuredLsb4 : measuredExact(nodeSecretCoder());
}

async function evaluatePair(
  { measured, keyed }: Subject,
  baselines: ReadonlyMap<BaselineName, MeasuredMethod>,
  files: PairFiles,
  options: EvaluateOptions & {
    readonly throughFile: PairWork['throughFile'];
    readonly stage: (stage: EvaluationStage) => void;
  },
): Promise<PairFigures> {
  const { secretScale = 1, residualLeak = false, throughFile, stage, signal } = options;
  stage('plain');
  const work: PairWork = {
    ...(await readPair(files, secretScale)),
    names: { coverFile: basename(files.cover), secretFile: basename(files.secret) },
    what: files.cover,
    ...{ throughFile, residualLeak, signal },
  };
  const plain = await measurePair(measured, work);
  const others = new Map<BaselineName, EvaluatedPair>();
  for (const [name, method] of baselines) {
    stage(name);
    others.set(name, (await measurePair(method, work)).pair);
  }
  if (keyed !== undefined) stage('keyed');
  const withKey = keyed && (await measureKeyedPair(keyed, plain, options.favour, work));
  const { cover, secret } = work;
  await options.onPictures?.({ ...plain, cover, secret, ...(withKey && { keyed: withKey.pictures }) });
  return { plain: plain.pair, baselines: others, ...(withKey && { keyed: withKey.pair }) };
}

function summary(
  model: string | undefined,
  evaluated: readonly PairFigures[],
  options: EvaluateOptions,
): Evaluation {
  const pairs = evaluated.map(({ plain }) => plain);
  const keyed = evaluated.flatMap((measured) => measured.keyed ?? []);
  const { favour, secretScale = 1, method = 'deep', against = [] } = options;
  const { quality = 'auto', embedding = 'trellis', distortion = 'auto' } = options;
  return {
    method,
    ...(model === undefined ? { settings: { quality, embedding, distortion } } : { model }),
    pairs,
    mean: meansOf(pairs),
    ...(favour !== undefined && { favour }),
    ...(secretScale !== 1 && { secretScale }),
    ...(options.keyed && { keyed: { pairs: keyed, mean: meanKeyed(keyed) } }),
    ...(against.length > 0 && {
      against: [...new Set(against)].map((name) => {
        const pairs = evaluated.map(({ baselines }) => baselines.get(name)!);
        return { name, pairs, mean: meansOf(pairs) };
      }),
    }),
  };
}
