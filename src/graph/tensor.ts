/**
 * Tensor expressions: immutable nodes that know their shape, their operands, their gradient and the ONNX operators
 * that compute them. Nothing is computed here; `lower.ts` turns expressions into a model.
 */
import type { ElementTypeName, OnnxAttribute } from '../onnx/model.ts';
import type { Shape } from './shape.ts';
import { checkShape } from './shape.ts';

/** Emits ONNX nodes while an expression is lowered. */
export interface NodeEmitter {
  /** Adds a node with one output and returns the output's name. An empty input name leaves an optional input out. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string;
  /** The name of a constant int64 vector, shared between equal ones. */
  integers(values: readonly number[]): string;
  /** The name of a constant float32 tensor. */
  floats(values: Float32Array, dims: readonly number[]): string;
}

/** How one kind of expression is computed and differentiated. */
export interface Operation {
  /** Name in messages and in the model's node names. */
  readonly name: string;
  /** Emits the nodes that compute the expression from its lowered inputs, and returns the result's name. */
  lower(emit: NodeEmitter, inputs: readonly string[]): string;
  /**
   * Vector-Jacobian product: from the gradient of the loss by the output, the gradients by each input.
   * Undefined where an input has no gradient (indices, conditions, constants).
   */
  gradient?(upstream: Tensor, output: Tensor): readonly (Tensor | undefined)[];
}

/** An expression. Shapes are row-major; pictures and feature maps are [batch, channels, height, width]. */
export interface Tensor {
  readonly shape: Shape;
  readonly type: ElementTypeName;
  readonly inputs: readonly Tensor[];
  readonly operation: Operation;
}

/** An expression of `operation` over `inputs`; float32 unless said otherwise. */
export function expression(
  operation: Operation,
  inputs: readonly Tensor[],
  shape: Shape,
  type: ElementTypeName = 'float32',
): Tensor {
  return { operation, inputs, shape, type };
}

/** Throws TypeError unless all tensors are float32; `what` names the operator that asks. */
export function requireFloat32(what: string, ...tensors: readonly Tensor[]): void {
  for (const { type } of tensors) {
    if (type !== 'float32') throw new TypeError(`Expected float32 tensors for ${what} but received ${type}`);
  }
}

/**
 * What the model receives from outside under a name.
 *
 * @throws RangeError when a known size is not a whole number above 0.
 */
export function input(name: string, shape: Shape, type: ElementTypeName = 'float32'): Tensor {
  checkShape(shape, `the input "${name}"`);
  const operation: Operation = {
    name: 'Input',
    lower: () => {
      throw new TypeError(`Expected the tensor "${name}" to be named among the model's inputs`);
    },
  };
  return expression(operation, [], shape, type);
}

/** A constant float32 tensor; a number is a scalar of shape []. */
export function constant(values: Float32Array | number, shape: readonly number[] = []): Tensor {
  const data = typeof values === 'number' ? Float32Array.of(values) : values;
  checkShape(shape, 'a constant');
  const expected = shape.reduce((product, size) => product * size, 1);
  if (data.length !== expected) {
    throw new RangeError(`Expected ${expected} values for a constant [${shape}] but received ${data.length}`);
  }
  return expression({ name: 'Constant', lower: (emit) => emit.floats(data, shape) }, [], shape);
}

/** A constant tensor of zeros, which takes no space in the model. */
export function zeros(shape: readonly number[]): Tensor {
  checkShape(shape, 'zeros');
  return expression(
    { name: 'Zeros', lower: (emit) => emit.node('ConstantOfShape', [emit.integers(shape)]) },
    [],
    shape,
  );
}

/** Numbers stand for scalar constants wherever an operand is expected. */
export type Operand = Tensor | number;

export function asTensor(operand: Operand): Tensor {
  return typeof operand === 'number' ? constant(operand) : operand;
}
