/**
 * Compares the values for a model with the model's inputs, so that a mistake is named before it reaches the
 * device.
 */
import type { InferenceSession } from 'onnxruntime-common';
import type { TensorValues } from './runtime.ts';

type InputDescription = InferenceSession.ValueMetadata;

/**
 * @param names - the inputs that `values` must have, all and only these.
 * @throws RangeError when a value is missing or not asked for, when its shape does not fit, or when two values disagree
 *   on a free size; TypeError when its type does not fit.
 */
export function checkFeeds(
  inputs: readonly InputDescription[],
  names: readonly string[],
  values: TensorValues,
): void {
  const freeSizes = new Map<string, { readonly size: number; readonly name: string }>();
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) {
      throw new RangeError(`Expected values for ${names.join(', ') || 'no input'} but received ${name}`);
    }
  }
  for (const name of names) {
    const value = values[name];
    if (value === undefined) throw new RangeError(`Expected a value for the input ${name}`);
    const elements = value.dims.reduce((product, size) => product * size, 1);
    if (value.data.length !== elements) {
      throw new RangeError(
        `Expected ${elements} elements for ${name} [${value.dims.join(', ')}] but received ${value.data.length}`,
      );
    }
    const input = inputs.find((description) => description.name === name);
    if (input?.isTensor !== true) continue;
    if (input.type !== value.type) {
      throw new TypeError(`Expected a tensor of type ${input.type} for ${name} but received ${value.type}`);
    }
    const fits =
      input.shape.length === value.dims.length &&
      input.shape.every((size, axis) => typeof size === 'string' || size < 0 || size === value.dims[axis]);
    if (!fits) {
      throw new RangeError(
        `Expected the shape [${input.shape.join(', ')}] for ${name} but received [${value.dims.join(', ')}]`,
      );
    }
    for (const [axis, symbol] of input.shape.entries()) {
      if (typeof symbol !== 'string' || symbol === '') continue;
      const size = value.dims[axis]!;
      const earlier = freeSizes.get(symbol);
      if (earlier !== undefined && earlier.size !== size) {
        throw new RangeError(
          `Expected ${symbol} ${earlier.size} for ${name}, as for ${earlier.name}, but received ${size}`,
        );
      }
      freeSizes.set(symbol, earlier ?? { size, name });
    }
  }
}
