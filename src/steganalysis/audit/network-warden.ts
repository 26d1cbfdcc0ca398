/**
 * The convolutional warden: a network of XuNet's design, which learns its own features, trained and tested by folds of photos like the
 * ensembles. For each fold it first learns on embedding that is easy to see, 4-bit LSB and then ternary digits in the same training photos;
 * every method's training starts from those weights, because on weak embedding alone its training may not get started (Y. Qian et al.,
 * "Learning and transferring representations for image steganalysis using convolutional neural network", ICIP 2016).
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { DetectorNetwork } from '../../networks/detectors/detector-network.ts';
import { xunet } from '../../networks/detectors/xunet.ts';
import { parameterCount } from '../../networks/parameters.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { CoverContainerPair } from '../../training/detector/pairs.ts';
import { loadDetector } from '../../training/detector/score.ts';
import type { DetectorState, TrainedDetector } from '../../training/detector/train-detector.ts';
import { trainDetector, transferredState } from '../../training/detector/train-detector.ts';
import { lsb4 } from '../controls/lsb.ts';
import { ternary } from '../controls/ternary.ts';
import { assignFolds } from './folds.ts';
import type { Detection, ScoredPhoto } from './judgement.ts';
import { judgeScores } from './judgement.ts';
import { coversAsPairs } from './protocol.ts';
import { scorePhoto } from './score-photo.ts';

/** How the network warden is trained and tested. */
export interface NetworkWardenSettings {
  /** The number of folds of photos; 4 by default. */
  readonly folds?: number | undefined;
  /** Length of each training in minutes; one where `steps` is left out, too. */
  readonly minutes?: number | undefined;
  /** Length of each training in steps, in place of `minutes`. Only such trainings can be repeated exactly. */
  readonly steps?: number | undefined;
  /** Side of the square crops that it trains on, pixels; by default 128, or the largest that fits into a tile. */
  readonly crop?: number | undefined;
  /** Pairs a step; 8 by default. */
  readonly batch?: number | undefined;
}

/** Tiles of a photo. */
export interface PhotoTiles {
  /** Its name. */
  readonly photo: string;
  readonly covers: readonly RgbImage[];
  /** The containers of the same tiles, in the same order. */
  readonly containers: readonly RgbImage[];
}

/** A subject that the network must find. */
export interface NetworkSubject {
  readonly name: string;
  /**
   * Called once for each fold, so that not all pictures need to be in memory; returns the same photos in the same order for
   * every subject.
   */
  tiles(): Promise<readonly PhotoTiles[]>;
}

/** The runtime of the trainings, and how to follow them. */
export interface NetworkWardenWork {
  /** The caller keeps it. */
  readonly runtime: Runtime;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Receives what is being trained, and the number of trainings done, including the share of the present one. */
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/** The results of the network warden. */
export interface NetworkFindings {
  /** Parts that the photos were dealt into. */
  readonly folds: number;
  /** Length of each training in minutes, where that was given or is the default. */
  readonly minutes?: number;
  /** Length of each training in steps, where it was given. */
  readonly steps?: number;
  /** Side of the square crops that it trained on, pixels. */
  readonly crop: number;
  /** Pairs a step. */
  readonly batch: number;
  /** Number of weights of the network. */
  readonly weights: number;
  /** Covers against covers: must be 0.5 within its interval. */
  readonly nullTest: Detection;
  /** In the order of the subjects. */
  readonly detections: readonly Detection[];
}

const DEFAULT_FOLDS = 4;
const DEFAULT_MINUTES = 1;
const DEFAULT_CROP = 128;
const DEFAULT_BATCH = 8;

/**
 * Trains networks on subjects and judges their tiles, each tile once, by a network that has not seen its photo.
 *
 * @param covers - the tiles of all photos, for the first lessons and the null test; at least two of each photo.
 * @throws RangeError when there are fewer photos than folds, tiles have no room for the network, or a setting is out of range; the signal's
 *   reason when it is aborted, after the step under way.
 */
export async function networkWarden(
  covers: readonly Pick<PhotoTiles, 'photo' | 'covers'>[],
  subjects: readonly NetworkSubject[],
  settings: NetworkWardenSettings,
  work: NetworkWardenWork,
): Promise<NetworkFindings> {
  const { folds = DEFAULT_FOLDS, batch = DEFAULT_BATCH } = settings;
  const { runtime, seed } = work;
  const network = xunet();
  const length = trainingLength(settings);
  const crop = settings.crop ?? largestCrop(covers, network.multiple);
  const foldOf = assignFolds(covers.length, folds, seed);
  const nullPairs: PhotoTiles[] = covers.map(({ photo, covers: tiles }, index) => ({
    photo,
    ...coversAsPairs(photo, tiles, seed, index),
  }));
  const all: NetworkSubject[] = [...subjects, { name: 'the null test', tiles: async () => nullPairs }];
  const scores = all.map((): ScoredPhoto[] => []);
  const teach = teacher({ ...work, network, length, crop, batch, trainings: folds * (all.length + 1) });
  for (let fold = 0; fold < folds; fold++) {
    const isTested = (photo: number): boolean => foldOf[photo] === fold;
    const where = `fold ${fold + 1} of ${folds}`;
    const tiles = covers.filter((_, photo) => !isTested(photo)).flatMap((photo) => photo.covers);
    const lessons = easyLessons(tiles, seed + fold);
    let state: DetectorState | undefined;
    for (const [name, pairs] of lessons) {
      ({ state } = await teach(`first lesson, ${name}, ${where}`, pairs, state, 1 / lessons.length));
    }
    for (const [index, { name, tiles: tilesOf }] of all.entries()) {
      const photos = await tilesOf();
      const pairs = photos.filter((_, photo) => !isTested(photo)).flatMap(pairsOf);
      const { model } = await teach(`${name}, ${where}`, pairs, state);
      const detector = await loadDetector(model, runtime);
      for (const { photo, covers, containers } of photos.filter((_, photo) => isTested(photo))) {
        scores[index]!.push(await scorePhoto(detector, photo, covers, containers));
      }
      await detector.dispose();
    }
  }
  const detections = scores.map((own) => judgeScores(own, 0));
  return {
    folds,
    ...length,
    crop,
    batch,
    weights: parameterCount(network.parameters),
    nullTest: detections.pop()!,
    detections,
  };
}

/** The settings shared by all trainings. */
interface Course extends NetworkWardenWork {
  readonly network: DetectorNetwork;
  readonly length: Length;
  readonly crop: number;
  readonly batch: number;
  /** The number of whole trainings. */
  readonly trainings: number;
}

/** Trains on pairs for a share of the usual length, starting from another training's weights if given. */
type Teach = (
  what: string,
  pairs: readonly CoverContainerPair[],
  start: DetectorState | undefined,
  part?: number,
) => Promise<TrainedDetector>;

function teacher({ length, trainings, onProgress, ...course }: Course): Teach {
  let done = 0;
  return async (what, pairs, start, part = 1) => {
    const trained = await trainDetector({
      ...course,
      ...partOf(length, part),
      pairs,
      resume: start && transferredState(start),
      // Only the weights of a first lesson are used.
      ...(part < 1 && { momentBatches: 1 }),
      onProgress: ({ loss, seconds, secondsLeft }) =>
        onProgress?.(
          `network warden: ${what}, loss ${loss.toFixed(2)}`,
          done + (part * seconds) / (seconds + secondsLeft),
          trainings,
        ),
    });
    course.signal?.throwIfAborted();
    done += part;
    return trained;
  };
}

type Length = { readonly minutes: number } | { readonly steps: number };

function trainingLength({ minutes, steps }: NetworkWardenSettings): Length {
  if (minutes !== undefined && steps !== undefined) {
    throw coded(
      new TypeError('Expected either steps or minutes for the network warden but received both'),
      'conflicting-options',
    );
  }
  return steps === undefined ? { minutes: minutes ?? DEFAULT_MINUTES } : { steps };
}

function partOf(length: Length, parts: number): Length {
  return 'steps' in length ? { steps: Math.ceil(length.steps / parts) } : { minutes: length.minutes / parts };
}

function largestCrop(photos: readonly Pick<PhotoTiles, 'covers'>[], multiple: number): number {
  const side = Math.min(
    DEFAULT_CROP,
    ...photos.flatMap(({ covers }) => covers.map(({ width, height }) => Math.min(width, height))),
  );
  if (side < multiple) {
    throw coded(
      new RangeError(
        `Expected tiles of at least ${multiple} pixels for the network warden but received ${side}`,
      ),
      'bad-option',
    );
  }
  return side - (side % multiple);
}

/** Pairs that are easy to tell apart, the easier first: picture in picture in four bits, then ternary digits. */
function easyLessons(
  tiles: readonly RgbImage[],
  seed: number,
): readonly (readonly [name: string, pairs: CoverContainerPair[]])[] {
  const pairs = (embed: (cover: RgbImage, index: number) => RgbImage): CoverContainerPair[] =>
    tiles.map((cover, index) => ({ cover, container: embed(cover, index) }));
  return [
    [
      '4-bit LSB',
      pairs((cover, index) => {
        const random = seededRandom(seed, index);
        return lsb4(tiles[random.integer(tiles.length)]!)(cover, random);
      }),
    ],
    ['ternary', pairs((cover, index) => ternary()(cover, seededRandom(seed, index)))],
  ];
}

function pairsOf({ covers, containers }: PhotoTiles): CoverContainerPair[] {
  return covers.map((cover, index) => ({ cover, container: containers[index]! }));
}
