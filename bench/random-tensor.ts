import { seededRandom } from '../src/random/seeded-random.ts';
import type { TensorValue } from '../src/runtime/runtime.ts';
import { float32 } from '../src/runtime/runtime.ts';

const random = seededRandom(1);

/** A tensor of uniform numbers in 0-1, the same in every run. */
export function randomTensor(dims: readonly number[]): TensorValue {
  const size = dims.reduce((product, side) => product * side, 1);
  return float32(
    Float32Array.from({ length: size }, () => random.uniform()),
    dims,
  );
}
