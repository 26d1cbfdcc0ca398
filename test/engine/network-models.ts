/**
 * Baluja's networks at a width that is quick to run, as the models that Pentimento emits.
 */
import { lower } from '../../src/graph/lower.ts';
import { baluja } from '../../src/networks/baluja.ts';
import type { InferenceModels } from '../../src/networks/inference.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import type { OnnxModel } from '../../src/onnx/model.ts';
import { TRAINING_DEFAULTS } from '../../src/training/configuration.ts';
import { trainingStep } from '../../src/training/step.ts';

export const SMALL_NETWORK = baluja({ maps: 4, initialization: 'identity' });

/** With an odd and an even kernel; one kernel less is a third of the shaders that a software GPU has to compile. */
export const TRAINED_NETWORK = baluja({ maps: 3, kernels: [2, 3], initialization: 'identity' });

/** A step that a few samples and a coarse epsilon keep from magnifying the last bits of a gradient. */
export const SMALL_STEP = {
  beta: 0.75,
  batch: 2,
  crop: 8,
  optimizer: { ...TRAINING_DEFAULTS.optimizer, epsilon: 1e-2 },
};

export function smallInferenceModels(): InferenceModels {
  return inferenceModels(SMALL_NETWORK, initialWeights(SMALL_NETWORK.parameters, 3));
}

export function smallTrainingStep(withNoise = false): OnnxModel {
  return lower(trainingStep(TRAINED_NETWORK, SMALL_STEP, withNoise));
}
