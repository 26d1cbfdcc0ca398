/**
 * The networks at a width that is quick to run, as the models that Pentimento emits.
 */
import { lower } from '../../src/graph/lower.ts';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import type { InferenceModels } from '../../src/networks/inference.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import type { OnnxModel } from '../../src/onnx/model.ts';
import { TRAINING_DEFAULTS } from '../../src/training/configuration.ts';
import type { StepConfiguration } from '../../src/training/training-step.ts';
import { trainingStep } from '../../src/training/training-step.ts';

export const SMALL_NETWORK = baluja({ maps: 4, initialization: 'identity' });

/** A training that is quick to run. */
export interface SmallTraining {
  readonly network: HidingNetwork;
  readonly step: StepConfiguration;
}

/** A step that a few samples and a coarse epsilon keep from magnifying the last bits of a gradient. */
const SMALL_STEP: StepConfiguration = {
  loss: 'mse',
  batch: 2,
  crop: 8,
  badBatch: 0,
  optimizer: { ...TRAINING_DEFAULTS.optimizer, epsilon: 1e-2 },
};

export const SMALL_TRAININGS = {
  // With an odd and an even kernel; one kernel less is a third of the shaders that a software GPU has to compile.
  training: {
    network: baluja({ maps: 3, kernels: [2, 3], initialization: 'identity' }),
    step: SMALL_STEP,
  },
  'invertible training': {
    network: invertible({ block: 2, blocks: 1, maps: 4 }),
    step: { ...SMALL_STEP, loss: 'rms' },
  },
} satisfies Readonly<Record<string, SmallTraining>>;

export function smallInferenceModels(network: HidingNetwork = SMALL_NETWORK): InferenceModels {
  return inferenceModels(network, initialWeights(network.parameters, 3));
}

export function smallTrainingStep({ network, step }: SmallTraining, withNoise = false): OnnxModel {
  return lower(trainingStep(network, step, withNoise));
}
