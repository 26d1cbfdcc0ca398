/**
 * The evaluation: every pair of the protocol, hidden and revealed through real PNG files by one method, and by others for
 * comparison.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { readPicture, writePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { optionsIn } from '../methods/known-options.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { DEFAULT_METHOD } from '../methods/registry.ts';
import type { EvaluateOptions, EvaluationStage } from './evaluate-options.ts';
import { assertOptions } from './evaluate-options.ts';
import type { EvaluatedPair, Evaluation, KeyedPair } from './evaluation.ts';
import { meanKeyed, meansOf } from './evaluation.ts';
import { measureKeyedPair, notForced } from './keyed.ts';
import type { PairWork } from './measure-pair.ts';
import { measurePair } from './measure-pair.ts';
import type { PairFiles } from './protocol.node.ts';
import { pairFiles, readPair } from './protocol.node.ts';
import type { Subject } from './subject.ts';
import { canBeForced, defaultSubject, modelNameOf, settingsOf, subjectOf } from './subject.ts';

/**
 * Hides and reveals every pair through PNG files and measures both sides.
 *
 * @throws TypeError for an option that the method does not have; RangeError when the limit or the secrets' scale is out of
 *   range, or a cover is too small; Error when a folder or a picture cannot be read; the signal's reason when it is aborted.
 */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  assertOptions(options);
  return withNodeHost(async (host) => {
    const subject = subjectOf(options.method, optionsIn(options), host);
    if (options.keyed === true && !(await canBeForced(subject))) throw notForced(subject.method.name);
    const baselines = new Map(options.against?.map((name) => [name, defaultSubject(name, host)]));
    const pairs = (await pairFiles(options.covers, options.secrets)).slice(0, options.limit);
    const model = await modelNameOf(subject);
    return summary(subject, model, await evaluatePairs(subject, baselines, pairs, options), options);
  });
}

/** The figures of a pair in every requested way. */
interface PairFigures {
  readonly plain: EvaluatedPair;
  readonly keyed?: KeyedPair;
  readonly baselines: ReadonlyMap<string, EvaluatedPair>;
}

async function evaluatePairs(
  subject: Subject,
  baselines: ReadonlyMap<string, Subject>,
  pairs: readonly PairFiles[],
  options: EvaluateOptions,
): Promise<PairFigures[]> {
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

async function evaluatePair(
  subject: Subject,
  baselines: ReadonlyMap<string, Subject>,
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
  const plain = await measurePair(subject, work);
  const others = new Map<string, EvaluatedPair>();
  for (const [name, other] of baselines) {
    stage(name);
    others.set(name, (await measurePair(other, work)).pair);
  }
  if (options.keyed === true) stage('keyed');
  const withKey = options.keyed === true ? await measureKeyedPair(subject, plain, work) : undefined;
  const { cover, secret } = work;
  await options.onPictures?.({ ...plain, cover, secret, ...(withKey && { keyed: withKey.pictures }) });
  return { plain: plain.pair, baselines: others, ...(withKey && { keyed: withKey.pair }) };
}

function summary(
  subject: Subject,
  model: string | undefined,
  evaluated: readonly PairFigures[],
  options: EvaluateOptions,
): Evaluation {
  const pairs = evaluated.map(({ plain }) => plain);
  const keyed = evaluated.flatMap((measured) => measured.keyed ?? []);
  const { secretScale = 1, method = DEFAULT_METHOD, against = [] } = options;
  const favour = subject.options.favour as Evaluation['favour'];
  const settings = settingsOf(subject);
  return {
    method,
    ...(model !== undefined && { model }),
    ...(Object.keys(settings).length > 0 && { settings }),
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
