/**
 * How well a trained warden tells JPEG containers from their covers by the coefficients: DCTR features, the ensemble of Fisher
 * discriminants, and the protocol of all audits, cross-validation over photos.
 *
 * DCTR with this ensemble is a strong published warden for JPEGs (V. Holub, J. Fridrich 2015), though later ones, with more features or
 * deep networks, err less. A figure says how much at least can be detected.
 */
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import type { PhotoFeatures } from '../audit/fold-job.ts';
import type { Detection } from '../audit/judgement.ts';
import type { LearningPoint, Measurement, ProtocolOptions } from '../audit/protocol.ts';
import { carryOut, crossValidation, DEFAULT_FOLDS, learningCurve, nullTest } from '../audit/protocol.ts';
import type { JpegFeatureOptions, SeenJpeg } from './jpeg-features.ts';
import { jpegFeatures } from './jpeg-features.ts';

/** A photo's crops as covers, and their containers. */
export interface JpegPhoto {
  /** Its name. */
  readonly photo: string;
  /** One file a crop. */
  readonly covers: readonly JpegFile[];
  /** The same number of files: the containers of the same crops in the same order. */
  readonly containers: readonly JpegFile[];
}

/** What does the work: this thread, or a pool of threads (`WorkerPool`). The figures are the same. */
export interface JpegWorkers {
  jpegFeatures(jpeg: SeenJpeg, options: JpegFeatureOptions): Promise<Float32Array>;
  measure<T>(measurement: Measurement<T>): Promise<T>;
}

/** How to train and test, and what to find out. */
export interface JpegAuditOptions extends ProtocolOptions, JpegFeatureOptions {
  /** Whether the size of subspaces is searched for, as published, where `subspaceDimension` does not say it; false by default. */
  readonly search?: boolean | undefined;
  /** Whether covers are tested against covers, true by default. */
  readonly nullTest?: boolean | undefined;
  /** Whether P_E is measured by the number of training pairs, true by default. */
  readonly learningCurve?: boolean | undefined;
  /** How often each point of the learning curve is measured, 3 by default. */
  readonly repetitions?: number | undefined;
  /** This thread by default. */
  readonly workers?: JpegWorkers | undefined;
}

/** What the warden finds. */
export interface JpegFindings {
  /** P_E with its interval, and all other figures. */
  readonly detection: Detection;
  /** Covers against covers: chance, unless the protocol leaks. */
  readonly nullTest?: Detection;
  /** P_E by the number of training pairs. */
  readonly learningCurve?: readonly LearningPoint[];
}

/** Does all work on this thread. */
const THIS_THREAD: JpegWorkers = {
  jpegFeatures: async (jpeg, options) => jpegFeatures(jpeg, options),
  measure: async (measurement) => carryOut(measurement),
};

/**
 * Features that a learner sees by default. P_E for nsF5 at 0.2 bits per non-zero AC coefficient, 200 crops of 256x256 (24 Kodak photos and
 * 56 of BSDS) at quality 75 and a ridge of 1e-2, subspaces of 100, 200, 400, 800 and 1600: 0.351, 0.343, 0.335, 0.340, 0.324, each +-0.05.
 */
export const JPEG_SUBSPACE_DIMENSION = 400;

/**
 * The ensemble's ridge by default, chosen on 200 crops of BSDS photos at quality 75. P_E there for 1e-4, 1e-3, 1e-2 and 1e-1: nsF5 at 0.2
 * has 0.275, 0.280, 0.295, 0.336, Jsteg at 0.05 has 0.199, 0.180, 0.210, 0.231. On 200 crops that took no part in the choice, 1e-3 instead
 * of 1e-2 gives 0.292 instead of 0.318 and 0.189 instead of 0.185: less than the intervals' width.
 */
export const JPEG_RIDGE = 1e-3;

/**
 * Audits containers whose covers are known.
 *
 * @param photos - of different names, at least as many as folds; a cover and its container have the same tables.
 * @throws RangeError as `crossValidation` and `jpegFeatures`.
 */
export async function auditJpegPairs(
  photos: readonly JpegPhoto[],
  options: JpegAuditOptions,
): Promise<JpegFindings> {
  return auditJpegFeatures(await jpegPairFeatures(photos, options), options);
}

/** The features of all files, photo by photo. @throws RangeError as `jpegFeatures`. */
export function jpegPairFeatures(
  photos: readonly JpegPhoto[],
  { colour, workers = THIS_THREAD }: Pick<JpegAuditOptions, 'colour' | 'workers'> = {},
): Promise<PhotoFeatures[]> {
  const rows = (files: readonly JpegFile[]): Promise<Float32Array[]> =>
    Promise.all(files.map((file) => workers.jpegFeatures(file, { colour })));
  return Promise.all(
    photos.map(async ({ photo, covers, containers }) => {
      const [ofCovers, ofContainers] = await Promise.all([rows(covers), rows(containers)]);
      return { photo, covers: ofCovers, containers: ofContainers };
    }),
  );
}

/**
 * As `auditJpegPairs`, with features that are known: those of covers serve several methods.
 *
 * @throws RangeError as `crossValidation`.
 */
export async function auditJpegFeatures(
  photos: readonly PhotoFeatures[],
  options: JpegAuditOptions,
): Promise<JpegFindings> {
  const { workers = THIS_THREAD, repetitions = 3 } = options;
  const protocol = protocolOf(photos, options);
  const detection = await workers.measure(crossValidation(photos, protocol));
  const none = options.nullTest === false ? undefined : await jpegNullTest(photos, options);
  const curve =
    options.learningCurve === false
      ? undefined
      : await workers.measure(learningCurve(photos, { ...protocol, repetitions }));
  return { detection, ...(none && { nullTest: none }), ...(curve && { learningCurve: curve }) };
}

/**
 * Covers against covers, also where photos have a single crop: these are taken two by two, tested together, and one crop plays the other's
 * container. An odd one is left out. There are fewer folds where there are fewer such groups.
 *
 * @param photos - containers are ignored.
 * @throws RangeError when less than two groups remain.
 */
export function jpegNullTest(
  photos: readonly PhotoFeatures[],
  options: JpegAuditOptions,
): Promise<Detection> {
  const single = photos.filter(({ covers }) => covers.length === 1);
  const groups = photos.filter(({ covers }) => covers.length > 1);
  for (let index = 0; index + 1 < single.length; index += 2) {
    const [one, other] = [single[index]!, single[index + 1]!];
    groups.push({
      photo: `${one.photo} and ${other.photo}`,
      covers: [...one.covers, ...other.covers],
      containers: [],
    });
  }
  const folds = Math.min(options.folds ?? DEFAULT_FOLDS, groups.length);
  const { workers = THIS_THREAD } = options;
  return workers.measure(nullTest(groups, { ...protocolOf(photos, options), folds }));
}

function protocolOf(photos: readonly PhotoFeatures[], options: JpegAuditOptions): ProtocolOptions {
  const { seed, folds, learners, ridge = JPEG_RIDGE } = options;
  const features = photos[0]?.covers[0]?.length ?? JPEG_SUBSPACE_DIMENSION;
  const usual = options.search === true ? undefined : Math.min(features, JPEG_SUBSPACE_DIMENSION);
  const subspaceDimension = options.subspaceDimension ?? usual;
  return { seed, folds, learners, ridge, subspaceDimension };
}
