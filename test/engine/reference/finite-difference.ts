/**
 * Gradients by central differences, in float64.
 */
import type { Float64Tensor } from './float64-tensor.ts';

/** With errors of order STEP^2 from curvature and 1e-16 / STEP from rounding, both stay near 1e-9. */
const STEP = 1e-5;

/** Gradients by each input of the inner product of `f(...inputs)` with `functional`. */
export function finiteDifferences(
  f: (...inputs: Float64Tensor[]) => Float64Tensor,
  inputs: readonly Float64Tensor[],
  functional: Float64Tensor,
): Float64Tensor[] {
  const loss = (values: readonly Float64Tensor[]): number =>
    f(...values).data.reduce((total, value, position) => total + value * functional.data[position]!, 0);
  return inputs.map((input, which) => ({
    shape: input.shape,
    data: input.data.map((value, position) => {
      const moved = (step: number): readonly Float64Tensor[] => {
        const data = [...input.data];
        data[position] = value + step;
        return inputs.map((other, index) => (index === which ? { shape: input.shape, data } : other));
      };
      return (loss(moved(STEP)) - loss(moved(-STEP))) / (2 * STEP);
    }),
  }));
}
