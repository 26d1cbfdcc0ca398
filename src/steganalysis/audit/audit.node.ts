/**
 * The audit: what wardens find of methods. hidden-photos.node.ts makes the tiles, and the protocols of protocol.ts and
 * network-warden.ts run the wardens on them.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coded } from '../../errors/coded.ts';
import { pairFiles } from '../../evaluation/protocol.node.ts';
import { createNodeRuntime } from '../../runtime/node-runtime.node.ts';
import { STEGEXPOSE_THRESHOLD } from '../stegexpose/detector.ts';
import type { AuditedSubject, AuditReport } from './audit-report.ts';
import type { PhotoFeatures } from './fold-job.ts';
import type { HiddenPhotos, PhotoWork, SeenPhoto, SeenPhotos } from './hidden-photos.node.ts';
import { hideInAll, lookAtCovers } from './hidden-photos.node.ts';
import type { Detection, ScoredPhoto } from './judgement.ts';
import { judgeScores } from './judgement.ts';
import { controlNames, networkControlNames } from './names.ts';
import type { NetworkFindings, NetworkSubject, NetworkWardenSettings } from './network-warden.ts';
import { networkWarden } from './network-warden.ts';
import type { Measurement, ProtocolOptions } from './protocol.ts';
import { crossValidation, learningCurve, nullTest, validationOnOthers } from './protocol.ts';
import type { AuditSubject } from './subjects.node.ts';
import { auditSubject } from './subjects.node.ts';
import { WorkerPool } from './worker-pool.node.ts';

/** What to audit, and on which pictures. */
export interface AuditOptions {
  /** Folder of covers, sorted by name. */
  readonly covers: string;
  /** Folder of secrets, used in turn; by default the covers, by the evaluation's protocol. */
  readonly secrets?: string | undefined;
  /** Names for `auditSubject`. */
  readonly methods: readonly string[];
  /** Whether the controls are measured, too; true by default, because a table without them says little. */
  readonly controls?: boolean | undefined;
  /** `spam` by default. */
  readonly features?: string | undefined;
  /** Side of the tiles, pixels; 256 by default. */
  readonly tile?: number | undefined;
  /** Folds of photos; 8 by default. */
  readonly folds?: number | undefined;
  /** Seed of everything random; 1 by default. */
  readonly seed?: number | undefined;
  /**
   * Whether to search for the number of features of each learner, as published, which takes ten times as long; otherwise it
   * is 200.
   */
  readonly search?: boolean | undefined;
  /** Uses only this many photos, the first ones. */
  readonly limit?: number | undefined;
  /** Whether the learning curves of the methods are measured; true by default. */
  readonly learningCurve?: boolean | undefined;
  /** Adds the convolutional warden, for the methods and the controls of `networkControlNames()`. It takes minutes for each. */
  readonly network?: NetworkWardenSettings | undefined;
  /** The most threads; by default one for each core. Results do not depend on it, except the convolutional warden's last digits. */
  readonly threads?: number | undefined;
  /** Ends the work at once and leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
  /** Receives the present stage and its progress, in parts of pictures or trainings. */
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/**
 * Audits methods.
 *
 * @throws RangeError for unknown names, fewer photos than folds, or photos smaller than a tile; Error when a folder or picture cannot be read;
 *   the signal's reason when it is aborted.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { features = 'spam', tile = 256, folds = 8, seed = 1, threads, signal } = options;
  const files = (await pairFiles(options.covers, options.secrets)).slice(0, options.limit);
  const parts = Math.max(folds, options.network?.folds ?? 0);
  if (files.length < parts) {
    throw coded(
      new RangeError(`Expected at least ${parts} photos, one for each fold, but received ${files.length}`),
      'bad-option',
    );
  }
  const names = [...new Set([...options.methods, ...(options.controls === false ? [] : controlNames())])];
  const pool = new WorkerPool({ threads, signal });
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-audit-'));
  const opened: AuditSubject[] = [];
  try {
    // Reject a wrong name before the work begins.
    for (const name of names) opened.push(await auditSubject(name));
    const subjects = opened.toSorted((a, b) => Number(a.control) - Number(b.control));
    const keep = options.network !== undefined;
    const work: Work = { ...options, files, folder, keep, pool, features, tile, folds, seed };
    const covers = await lookAtCovers(work);
    const hidden: HiddenPhotos[] = [];
    for (const [place, subject] of subjects.entries()) hidden.push(await hideInAll(subject, place, work));
    const ensembles = await askEnsembles(covers.photos, hidden, work);
    const network = options.network && (await askNetwork(options.network, covers, hidden, work));
    return {
      photos: files.length,
      tiles: covers.photos.reduce((sum, photo) => sum + photo.features.length, 0),
      tile,
      folds,
      seed,
      features,
      nullTest: ensembles.nullTest,
      ...(network && { network: network.findings }),
      subjects: hidden.map(({ subject, photos, coverPsnr }, index): AuditedSubject => {
        const convolutional = network?.detections.get(subject.name);
        return {
          name: subject.name,
          description: subject.description,
          control: subject.control,
          coverPsnr,
          stegExpose: judgeScores(pairedScores(covers.photos, photos, 'stegExpose'), STEGEXPOSE_THRESHOLD),
          weightedStego: judgeScores(pairedScores(covers.photos, photos, 'weightedStego'), WS_THRESHOLD),
          ...latticeFindings(covers.photos, photos),
          ...ensembles.subjects[index]!,
          ...(convolutional && { network: convolutional }),
        };
      }),
    };
  } finally {
    await pool.dispose();
    for (const subject of opened) await subject.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Features that a learner sees: near the best of the search on Kodak tiles. */
const SUBSPACE_DIMENSION = 200;

/** Payload from which the weighted stego-image estimate calls a tile a container, bits a sample. */
const WS_THRESHOLD = 0.05;

/** How often each point of a learning curve is measured. */
const REPETITIONS = 3;

/** Options with their defaults, and what all stages share. */
type Work = AuditOptions & PhotoWork;

/** The results of the ensembles. */
interface EnsembleFindings {
  readonly nullTest: Detection;
  /** In the order of the subjects. */
  readonly subjects: readonly Pick<AuditedSubject, 'trained' | 'trainedOnOthers' | 'learningCurve'>[];
}

async function askEnsembles(
  covers: readonly SeenPhoto[],
  hidden: readonly HiddenPhotos[],
  { pool, seed, onProgress, ...options }: Work,
): Promise<EnsembleFindings> {
  const protocol: ProtocolOptions = {
    folds: options.folds,
    seed,
    subspaceDimension:
      options.search === true
        ? undefined
        : Math.min(SUBSPACE_DIMENSION, covers[0]?.features[0]?.length ?? SUBSPACE_DIMENSION),
  };
  const pairs = hidden.map(({ photos }) => pairedFeatures(covers, photos));
  const none = nullTest(pairedFeatures(covers, covers), protocol);
  const plans = hidden.map(({ subject }, index) => {
    const own = pairs[index]!;
    // A warden that was trained on a method at another rate knows the method.
    const others = pairs.filter((_, other) => family(hidden[other]!.subject) !== family(subject));
    return {
      name: subject.name,
      trained: crossValidation(own, protocol),
      ...(others.length > 0 && { trainedOnOthers: validationOnOthers(own, others, protocol) }),
      ...(options.learningCurve !== false &&
        !subject.control && {
          learningCurve: learningCurve(own, { ...protocol, repetitions: REPETITIONS }),
        }),
    };
  });
  const total = [none, ...plans.flatMap((plan) => [plan.trained, plan.trainedOnOthers, plan.learningCurve])]
    .map((measurement) => measurement?.jobs.length ?? 0)
    .reduce((sum, jobs) => sum + jobs, 0);
  let done = 0;
  const measure = <T>(name: string, measurement: Measurement<T>): Promise<T> =>
    pool.measure(measurement, () => {
      done += 1;
      onProgress?.(`ensembles for ${name}`, done, total);
    });
  const subjects = plans.map(async (plan) => {
    const [trained, trainedOnOthers, curve] = await Promise.all([
      measure(plan.name, plan.trained),
      plan.trainedOnOthers && measure(plan.name, plan.trainedOnOthers),
      plan.learningCurve && measure(plan.name, plan.learningCurve),
    ]);
    return {
      trained,
      ...(trainedOnOthers && { trainedOnOthers }),
      ...(curve && { learningCurve: curve }),
    };
  });
  const [found, ...all] = await Promise.all([measure('covers against covers', none), ...subjects]);
  return { nullTest: found, subjects: all };
}

/** The results of the convolutional warden, in all and by name of subject. */
interface ConvolutionalFindings {
  readonly findings: Omit<NetworkFindings, 'detections'>;
  readonly detections: ReadonlyMap<string, Detection>;
}

async function askNetwork(
  settings: NetworkWardenSettings,
  covers: SeenPhotos,
  hidden: readonly HiddenPhotos[],
  { seed, threads, signal, onProgress }: Work,
): Promise<ConvolutionalFindings> {
  const coverTiles = await covers.readTiles();
  const photos = covers.photos.map(({ photo }, index) => ({ photo, covers: coverTiles[index]! }));
  const subjects = hidden
    .filter(({ subject: { name, control } }) => !control || networkControlNames().includes(name))
    .map(
      ({ subject: { name }, readTiles }): NetworkSubject => ({
        name,
        async tiles() {
          const containers = await readTiles();
          return photos.map((photo, index) => ({ ...photo, containers: containers[index]! }));
        },
      }),
    );
  const runtime = createNodeRuntime(threads === undefined ? {} : { threads });
  // Rejects jobs that wait for a model; a running job is a step of a training.
  const onAbort = (): void => void runtime.dispose();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    const { detections, ...findings } = await networkWarden(photos, subjects, settings, {
      runtime,
      seed,
      signal,
      onProgress,
    });
    return {
      findings,
      detections: new Map(subjects.map(({ name }, index) => [name, detections[index]!])),
    };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    await runtime.dispose();
  }
}

function pairedFeatures(covers: readonly SeenPhoto[], containers: readonly SeenPhoto[]): PhotoFeatures[] {
  return covers.map(({ photo, features }, index) => ({
    photo,
    covers: features,
    containers: containers[index]!.features,
  }));
}

function pairedScores(
  covers: readonly SeenPhoto[],
  containers: readonly SeenPhoto[],
  detector: 'stegExpose' | 'weightedStego',
): ScoredPhoto[] {
  return covers.map((cover, index) => ({
    photo: cover.photo,
    covers: cover[detector],
    containers: containers[index]![detector],
  }));
}

/** The results of the JPEG lattice for tiles whose covers were decoded from JPEGs; undefined if there are none. */
function latticeFindings(
  covers: readonly SeenPhoto[],
  containers: readonly SeenPhoto[],
): Pick<AuditedSubject, 'jpegLattice'> {
  const pairs = covers.flatMap(({ jpegLattice }, photo) =>
    jpegLattice.flatMap((cover, tile) =>
      cover === undefined ? [] : [{ cover, container: containers[photo]!.jpegLattice[tile] === true }],
    ),
  );
  if (pairs.length === 0) return {};
  const rate = (which: 'cover' | 'container'): number =>
    pairs.filter((pair) => pair[which]).length / pairs.length;
  return {
    jpegLattice: {
      tiles: pairs.length,
      falseAlarmRate: rate('cover'),
      foundRate: rate('container'),
    },
  };
}

/** The method's name without rate, model or embedding. */
function family({ name }: AuditSubject): string {
  return name.split(/[@:]/)[0]!;
}
