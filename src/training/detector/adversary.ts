/**
 * A detector as the adversary of a hiding network in training, as in GANs (Goodfellow et al. 2014, https://arxiv.org/abs/1406.2661): the
 * detector learns to tell containers from their covers, and the hiding network pays for each container that it recognises. In
 * steganography this was done by SGAN (Volkhonskiy et al. 2017, https://arxiv.org/abs/1703.05502), HiDDeN (Zhu et al. 2018,
 * https://arxiv.org/abs/1807.09937) and SteganoGAN (Zhang et al. 2019, https://arxiv.org/abs/1901.03892).
 *
 * With z the detector's logit, above 0 for "a container", it minimises the mean of log(1 + e^z) over covers and log(1 + e^-z) over
 * containers, and the hiding network `weight` times the mean of log(1 + e^z) over containers: the non-saturating form, which still has
 * a slope when the detector is certain (Goodfellow et al., section 3).
 */
import { multiply } from '../../graph/operations/arithmetic.ts';
import { less, select, softplus } from '../../graph/operations/functions.ts';
import { mean } from '../../graph/operations/reduction.ts';
import { slice } from '../../graph/operations/shaping.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { constant } from '../../graph/tensor.ts';
import { detectorModel } from '../../networks/detectors/detector-model.ts';
import type { DetectorNetwork } from '../../networks/detectors/detector-network.ts';
import { xunet } from '../../networks/detectors/xunet.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { unflattenWeights } from '../optimizer/flat-weights.ts';
import type { OptimizerState } from '../optimizer/optimizer.ts';
import type { DetectorUpdate } from './detector-step.ts';
import { DETECTOR_OPTIMIZER, detectorUpdate } from './detector-step.ts';
import { measureMoments } from './moments.ts';
import type { CoverContainerPair, PairBatchConfiguration } from './pairs.ts';
import { makePairBatch } from './pairs.ts';

export interface AdversaryConfiguration {
  /** Weight of the adversarial term in the hiding network's loss; 0 for no adversary. */
  readonly weight: number;
  /** Maps of the detector's first group: see `XuNetConfiguration`. */
  readonly maps: number;
  /** The detector's rate, the same in all steps. */
  readonly learningRate: number;
  /**
   * Steps that the detector learns before it affects the hiding network, because the output of an untrained one is noise.
   */
  readonly warmupSteps: number;
}

/**
 * Pixels along the borders of a crop that the detector does not see. Pictures end there for the hiding network, too: without a margin
 * it learned to fool a detector by strong changes along the borders of its crops, and whole pictures have hardly any border.
 */
const MARGIN = 8;

/** Batches of held-out crops that the moments of the adversary's model are measured on. */
const MOMENT_BATCHES = 16;

/** The detector of a configuration, or undefined if there is no adversary. */
export function adversaryNetwork({ weight, maps }: AdversaryConfiguration): DetectorNetwork | undefined {
  return weight > 0 ? xunet({ maps }) : undefined;
}

/** Side of the squares that the adversary sees in crops of that side, in pixels. */
export function adversarySide(crop: number): number {
  return crop - 2 * MARGIN;
}

/**
 * The adversarial term of the hiding network's loss, and the detector's own step, both from one pass of the detector in its present
 * state.
 *
 * Gradients reach the hiding network through the container. Covers and containers are normalised together there, too: the moments are
 * those that the detector learns with.
 *
 * @param pictures - crops [batch, 3, crop, crop], samples 0-1, the container rounded to 8 bits.
 * @returns the term, a scalar, which is 0 during the warm-up; and the step.
 */
export function adversaryStep(
  network: DetectorNetwork,
  state: OptimizerState<Tensor>,
  pictures: { readonly cover: Tensor; readonly container: Tensor },
  { weight, learningRate, warmupSteps }: AdversaryConfiguration,
): { readonly term: Tensor; readonly update: DetectorUpdate } {
  const shown = { cover: withoutMargin(pictures.cover), container: withoutMargin(pictures.container) };
  const update = detectorUpdate(network, state, shown, constant(learningRate), DETECTOR_OPTIMIZER);
  const say = select(less(state.step, warmupSteps), 0, weight);
  return { term: multiply(mean(softplus(update.containers)), say), update };
}

function withoutMargin(crops: Tensor): Tensor {
  const end = (crops.shape[2] as number) - MARGIN;
  return slice(slice(crops, 2, MARGIN, end), 3, MARGIN, end);
}

/**
 * The adversary as a model that judges pictures, for `loadDetector`.
 *
 * @param weights - [count].
 * @param pairs - the pairs that its moments are measured on, at least as large as the crops.
 */
export async function adversaryModel(
  network: DetectorNetwork,
  weights: Float32Array,
  runtime: Runtime,
  pairs: readonly CoverContainerPair[],
  batches: PairBatchConfiguration,
): Promise<Uint8Array> {
  const draw = (number: number) => makePairBatch(pairs, number, batches);
  const moments = await measureMoments(network, weights, runtime, batches, draw, MOMENT_BATCHES);
  return detectorModel(network, unflattenWeights(weights, network.parameters), moments);
}
