/**
 * A convolutional warden for JPEG files: a network of XuNet's design that sees brightness as the coefficients decode, before a decoder
 * rounds and clamps it, since rounding would hide some of the changes of weak embedding.
 *
 * It takes lessons, the loud ones first: each training starts from the weights of the one before, because on weak embedding alone a
 * training may not get started (Y. Qian et al., "Learning and transferring representations for image steganalysis using convolutional
 * neural network", ICIP 2016). Crops begin on the grid of blocks. Quarter turns and mirroring keep that grid, and double the pairs three
 * times.
 *
 * One division into photos to train on and photos to test on, in place of folds: a network needs all the time and pairs there are.
 */
import { xunet } from '../../networks/detectors/xunet.ts';
import { parameterCount } from '../../networks/parameters.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { DetectorPicture } from '../../training/detector/detector-picture.ts';
import type { CoverContainerPair } from '../../training/detector/pairs.ts';
import { loadDetector } from '../../training/detector/score.ts';
import type { DetectorProgress, DetectorState } from '../../training/detector/train-detector.ts';
import { trainDetector, transferredState } from '../../training/detector/train-detector.ts';
import type { Detection, ScoredPhoto } from '../audit/judgement.ts';
import { judgeScores } from '../audit/judgement.ts';
import { scorePhoto } from '../audit/score-photo.ts';
import { unroundedSamples } from '../features/unrounded-samples.ts';
import type { SeenJpeg } from './jpeg-features.ts';

/** Crops of a photo, and containers of the same crops in the same order. */
export interface SeenJpegPhoto {
  /** Its name. */
  readonly photo: string;
  readonly covers: readonly SeenJpeg[];
  readonly containers: readonly SeenJpeg[];
}

/** What to learn, and what to judge then. */
export interface JpegLesson {
  /** What is learned, for messages. */
  readonly name: string;
  /** Length of the training, one of the two. */
  readonly minutes?: number | undefined;
  readonly steps?: number | undefined;
  /** The highest learning rate; `DETECTOR_SCHEDULE` has the default. */
  readonly learningRate?: number | undefined;
  /** Pairs to learn from. */
  training(): Promise<readonly SeenJpegPhoto[]>;
  /** Ways to hide that are judged after the lesson, in photos that no lesson trains on. */
  readonly tested: readonly {
    readonly name: string;
    photos(): Promise<readonly SeenJpegPhoto[]>;
  }[];
}

/** How to train. */
export interface JpegNetworkOptions {
  /** The caller keeps it. */
  readonly runtime: Runtime;
  /** Side of the square crops that it trains on, a multiple of 16 pixels; 128 by default. */
  readonly crop?: number | undefined;
  /** Pairs a step; 8 by default. */
  readonly batch?: number | undefined;
  /** Of the weights and the batches; 1 by default. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((lesson: string, progress: DetectorProgress) => void) | undefined;
}

/** What the network finds after a lesson. */
export interface JpegLessonFindings {
  readonly name: string;
  /** Pairs that it learned from, each in eight positions. */
  readonly pairs: number;
  readonly steps: number;
  readonly seconds: number;
  /** Number of weights of the network. */
  readonly weights: number;
  /** P_E with its interval at the network's own threshold, and all other figures; in the order of `tested`. */
  readonly detections: readonly { readonly name: string; readonly detection: Detection }[];
}

const GRID = 8;

/** Brightness of a file as its coefficients decode, rounded no further than to 32 bits. */
export function lumaPicture({ frame }: SeenJpeg): DetectorPicture {
  const { width, height, data } = unroundedSamples(frame.components[0]!);
  return { width, height, data: Float32Array.from(data) };
}

/**
 * Teaches a network one lesson after another, and says after each what it finds.
 *
 * @throws RangeError when files are smaller than a crop, or a setting is out of range; the signal's reason when it is aborted, after the
 *   step under way.
 */
export async function* jpegNetworkWarden(
  lessons: readonly JpegLesson[],
  { runtime, crop = 128, batch = 8, seed = 1, signal, onProgress }: JpegNetworkOptions,
): AsyncGenerator<JpegLessonFindings> {
  const network = xunet({ planes: 1 });
  let state: DetectorState | undefined;
  for (const [index, lesson] of lessons.entries()) {
    const { name, minutes, steps, learningRate, training, tested } = lesson;
    const pairs = (await training()).flatMap(pairsOf);
    const trained = await trainDetector({
      ...{ pairs, runtime, network, minutes, steps, crop, batch, signal },
      grid: GRID,
      schedule: learningRate === undefined ? {} : { learningRate },
      seed: seed + index,
      resume: state && transferredState(state),
      onProgress: (progress) => onProgress?.(name, progress),
    });
    signal?.throwIfAborted();
    ({ state } = trained);
    const detector = await loadDetector(trained.model, runtime);
    const detections: { name: string; detection: Detection }[] = [];
    for (const { name: way, photos } of tested) {
      const scores: ScoredPhoto[] = [];
      for (const { photo, covers, containers } of await photos()) {
        scores.push(await scorePhoto(detector, photo, covers.map(lumaPicture), containers.map(lumaPicture)));
      }
      detections.push({ name: way, detection: judgeScores(scores, 0) });
    }
    await detector.dispose();
    yield {
      name,
      pairs: pairs.length,
      steps: state.batches,
      seconds: state.seconds,
      weights: parameterCount(network.parameters),
      detections,
    };
  }
}

function pairsOf({ covers, containers }: SeenJpegPhoto): CoverContainerPair[] {
  return covers.map((cover, index) => ({
    cover: lumaPicture(cover),
    container: lumaPicture(containers[index]!),
  }));
}
