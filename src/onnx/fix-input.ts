import type { OnnxModel } from './model.ts';

/**
 * The model with one of its float32 inputs made a constant, so that a runtime can compute in advance what depends on it
 * alone.
 *
 * @throws RangeError when the model has no such input.
 */
export function fixInput(
  model: OnnxModel,
  name: string,
  { data, dims }: { readonly data: ArrayBufferView; readonly dims: readonly number[] },
): OnnxModel {
  const { graph } = model;
  const inputs = graph.inputs.filter((input) => input.name !== name);
  if (inputs.length === graph.inputs.length) {
    throw new RangeError(
      `Expected an input ${name} in the model but it has ${graph.inputs.map((input) => input.name).join(', ')}`,
    );
  }
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const constant = { name, type: 'float32', dims, data: bytes } as const;
  return { ...model, graph: { ...graph, inputs, initializers: [...graph.initializers, constant] } };
}
