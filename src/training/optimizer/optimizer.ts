/**
 * Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980, algorithm 1) with clipping of the gradient's norm, skipping
 * of non-finite steps, and an exponential moving average of the weights, as an expression over one weight vector.
 */
import { add, divide, multiply, square, subtract } from '../../graph/operations/arithmetic.ts';
import { blend, exp, less, minimum, select, sqrt } from '../../graph/operations/functions.ts';
import { sum } from '../../graph/operations/reduction.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { constant } from '../../graph/tensor.ts';
import type { ParameterSpecification } from '../../networks/parameters.ts';
import { orthogonalizedUpdate } from './orthogonalize.ts';

export interface OptimizerConfiguration {
  /** `adam`, or `muon`: Adam for biases, orthogonalised momentum for kernels. */
  readonly method: 'adam' | 'muon';
  /** Decay of the first moment (paper: 0.9). */
  readonly beta1: number;
  /** Decay of the second moment (paper: 0.999). */
  readonly beta2: number;
  readonly epsilon: number;
  /** Largest Euclidean norm of a gradient that is applied unchanged; larger ones are scaled down to it. */
  readonly clipNorm: number;
  /** Share of a kernel's weights that a step takes away, of the learning rate: keeps kernels from growing; 0 for none. */
  readonly weightDecay: number;
  /** Decay of the averaged weights; smaller in the first steps, so that the start is forgotten. */
  readonly averageDecay: number;
}

/** Adam as its authors have it, with limited gradients and averaged weights. */
export const OPTIMIZER_DEFAULTS: OptimizerConfiguration = {
  method: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clipNorm: 1,
  weightDecay: 0,
  averageDecay: 0.999,
};

/** State of the optimiser; vectors are [count], `step` is a scalar that counts the applied steps. */
export interface OptimizerState<T> {
  readonly weights: T;
  readonly moment1: T;
  readonly moment2: T;
  readonly averaged: T;
  readonly step: T;
}

export const OPTIMIZER_STATE_NAMES = ['weights', 'moment1', 'moment2', 'averaged', 'step'] as const;

/** Of each weight its decay, [count]: kernels have one, biases and conditions have none. */
function decays(parameters: readonly ParameterSpecification[], weightDecay: number): Tensor {
  const values = Float32Array.from(
    parameters.flatMap(({ shape }) => {
      const length = shape.reduce((product, side) => product * side, 1);
      return new Array<number>(length).fill(shape.length > 2 ? weightDecay : 0);
    }),
  );
  return constant(values, [values.length]);
}

/** A norm above this counts as infinite; a NaN is not below it either. */
const LARGEST_NORM = 1e18;

/**
 * One step.
 *
 * @param learns - whether the batch is to be learned from; it is when left out.
 * @returns the next state, the norm of the gradient before clipping, and 1 in `skipped` when it was not finite, or nothing is to be
 *   learned, and the state stays as it was.
 */
export function optimizerStep(
  state: OptimizerState<Tensor>,
  gradient: Tensor,
  learningRate: Tensor,
  configuration: OptimizerConfiguration,
  parameters: readonly ParameterSpecification[],
  learns?: Tensor,
): { readonly state: OptimizerState<Tensor>; readonly gradientNorm: Tensor; readonly skipped: Tensor } {
  const { method, beta1, beta2, epsilon, clipNorm, weightDecay, averageDecay } = configuration;
  const gradientNorm = sqrt(sum(square(gradient)));
  const judged = learns === undefined ? gradientNorm : select(learns, gradientNorm, 2 * LARGEST_NORM);
  const finite = less(judged, LARGEST_NORM);
  const clipped = multiply(gradient, minimum(1, divide(clipNorm, add(gradientNorm, 1e-12))));

  const step = add(state.step, 1);
  const moment1 = blend(state.moment1, beta1, clipped, 1 - beta1);
  const moment2 = blend(state.moment2, beta2, square(clipped), 1 - beta2);
  // beta^t as e^(t ln beta)
  const correction1 = subtract(1, exp(multiply(step, Math.log(beta1))));
  const correction2 = subtract(1, exp(multiply(step, Math.log(beta2))));
  const denominator = add(sqrt(divide(moment2, correction2)), epsilon);
  const adam = divide(divide(moment1, correction1), denominator);
  // Nesterov's look-ahead; orthogonalisation ignores the length.
  const momentum = blend(moment1, beta1, clipped, 1 - beta1);
  const direction = method === 'muon' ? orthogonalizedUpdate(momentum, adam, parameters) : adam;
  const update =
    weightDecay === 0 ? direction : add(direction, multiply(state.weights, decays(parameters, weightDecay)));
  const weights = subtract(state.weights, multiply(learningRate, update));
  const decay = minimum(averageDecay, divide(add(step, 1), add(step, 10)));
  const averaged = blend(state.averaged, decay, weights, subtract(1, decay));
  return {
    state: {
      weights: select(finite, weights, state.weights),
      moment1: select(finite, moment1, state.moment1),
      moment2: select(finite, moment2, state.moment2),
      averaged: select(finite, averaged, state.averaged),
      step: select(finite, step, state.step),
    },
    gradientNorm,
    skipped: select(finite, 0, 1),
  };
}
