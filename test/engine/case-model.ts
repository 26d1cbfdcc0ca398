/**
 * Drawn cases of operators as one model: the value of each, and the gradients of a random linear functional of it.
 */
import { gradients } from '../../src/graph/differentiate.ts';
import { lower } from '../../src/graph/lower.ts';
import { multiply } from '../../src/graph/operations/arithmetic.ts';
import { sum } from '../../src/graph/operations/reduction.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { input } from '../../src/graph/tensor.ts';
import type { OnnxModel } from '../../src/onnx/model.ts';
import type { RandomSource } from '../../src/random/seeded-random.ts';
import type { TensorValue } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { DrawnCase, OperatorCase } from './operator-cases.ts';
import { finiteDifferences } from './reference/finite-difference.ts';
import type { Float64Tensor } from './reference/float64-tensor.ts';

export interface CaseModel {
  readonly model: OnnxModel;
  readonly feeds: Readonly<Record<string, TensorValue>>;
  /** What the reference says of each output. */
  expected(): Readonly<Record<string, Float64Tensor>>;
}

/** The model of `draws` draws of an operator. */
export function caseModel(operator: OperatorCase, random: RandomSource, draws: number): CaseModel {
  const inputs: Record<string, Tensor> = {};
  const outputs: Record<string, Tensor> = {};
  const feeds: Record<string, TensorValue> = {};
  const references: (() => Record<string, Float64Tensor>)[] = [];
  for (let number = 0; number < draws; number++) {
    const drawn = operator.draw(random);
    const names = drawn.shapes.map((_, which) => `${number}.input${which}`);
    const tensors = drawn.shapes.map((shape, which) => input(names[which]!, shape));
    const values = drawn.shapes.map((shape, which) => randomTensor(shape, () => drawn.value(which)));
    const output = drawn.engine(...tensors);
    const shape = output.shape as readonly number[];
    const functional = randomTensor(shape, () => 2 * random.uniform() - 1);
    const weights = input(`${number}.functional`, shape);
    const byInput = gradients(sum(multiply(output, weights)), tensors);

    outputs[`${number}.value`] = output;
    inputs[`${number}.functional`] = weights;
    feeds[`${number}.functional`] = feed(functional);
    for (const [which, name] of names.entries()) {
      inputs[name] = tensors[which]!;
      feeds[name] = feed(values[which]!);
      outputs[`${number}.gradient${which}`] = byInput[which]!;
    }
    references.push(() => expectations(drawn, values, functional, number));
  }
  return {
    model: lower({ name: operator.name, inputs, outputs }),
    feeds,
    expected: () => Object.assign({}, ...references.map((reference) => reference())),
  };
}

function expectations(
  drawn: DrawnCase,
  values: readonly Float64Tensor[],
  functional: Float64Tensor,
  number: number,
): Record<string, Float64Tensor> {
  const byInput =
    drawn.declared?.(functional, ...values) ?? finiteDifferences(drawn.reference, values, functional);
  return Object.fromEntries([
    [`${number}.value`, drawn.reference(...values)],
    ...byInput.map((gradient, which) => [`${number}.gradient${which}`, gradient]),
  ]);
}

/** Values that float32 holds exactly, so that the engine and the reference start from the same. */
function randomTensor(shape: readonly number[], draw: () => number): Float64Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Array.from({ length: count }, () => Math.fround(draw())) };
}

function feed({ shape, data }: Float64Tensor): TensorValue {
  return float32(Float32Array.from(data), shape);
}

/**
 * What differs, in words, or undefined.
 *
 * @param tolerance - largest difference, relative to the largest value or to 1, whichever is larger.
 */
export function difference(
  actual: { readonly dims: readonly number[]; readonly data: ArrayLike<number | bigint> } | undefined,
  expected: Float64Tensor,
  tolerance: number,
): string | undefined {
  if (actual === undefined) return 'is missing';
  if (actual.dims.join() !== expected.shape.join()) {
    return `has shape [${actual.dims}] instead of [${expected.shape}]`;
  }
  const limit = tolerance * expected.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  for (const [position, value] of expected.data.entries()) {
    const other = Number(actual.data[position]);
    // Written so that NaN differs.
    if (!(Math.abs(other - value) <= limit)) return `has ${other} instead of ${value} at ${position}`;
  }
  return undefined;
}
