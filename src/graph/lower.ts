/**
 * From expressions to an ONNX model: each tensor becomes the nodes of its operation, once.
 */
import { encodeModel } from '../onnx/encode.ts';
import { toFloat16 } from '../onnx/float16.ts';
import type { OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from '../onnx/model.ts';
import { ElementType } from '../onnx/model.ts';
import { topologicalOrder } from './differentiate.ts';
import { elementCount, knownShape, shapeName, sizeName } from './shape.ts';
import type { NodeEmitter, Tensor } from './tensor.ts';

/** Version of the standard operators that we emit, and the file version that came with it (ONNX 1.16). */
const OPSET = 21;
const IR_VERSION = 10;

/** How weights are stored in a file. In `float16` they take half the space, and are cast to float32 when the model is loaded. */
export type WeightPrecision = 'float32' | 'float16';

export interface WeightValues {
  readonly name: string;
  readonly values: Float32Array;
  /** `float32` by default. */
  readonly precision?: WeightPrecision;
}

export interface ModelDescription {
  readonly name: string;
  /** The model's inputs, by name. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** The model's outputs, by name. */
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Weights by name: their values become initializers of that name. */
  readonly weights?: ReadonlyMap<Tensor, WeightValues>;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * An ONNX model that computes the outputs from the inputs.
 *
 * @throws TypeError when an output depends on an input or weight that is not described; RangeError when a name is given
 *   twice, or a weight's values do not fit its shape.
 */
export function lower(description: ModelDescription): OnnxModel {
  const taken = givenNames(description);
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const names = new Map<Tensor, string>();
  /** Names of the weights' float32 values that are cast. */
  const casts = new Set<string>();
  const inputs: OnnxValueInfo[] = [];
  for (const [name, tensor] of Object.entries(description.inputs)) {
    names.set(tensor, name);
    inputs.push(valueInfo(name, tensor));
  }
  for (const [tensor, { name, values, precision = 'float32' }] of description.weights ?? []) {
    const cast = ownCast(taken, name);
    names.set(tensor, precision === 'float16' ? cast : name);
    const dims = knownShape(tensor.shape, `the weight ${name}`);
    if (values.length !== elementCount(dims)) {
      throw new RangeError(
        `Expected ${elementCount(dims)} values for the weight ${name} ${shapeName(dims)} but received ${values.length}`,
      );
    }
    const data = bytesOf(precision === 'float16' ? toFloat16(values) : values);
    initializers.set(name, { name, type: precision, dims, data });
    if (precision === 'float16') {
      casts.add(cast);
      const to = { kind: 'int', value: ElementType.float32 } as const;
      nodes.push({
        opType: 'Cast',
        domain: '',
        name: cast,
        inputs: [name],
        outputs: [cast],
        attributes: { to },
      });
    }
  }

  const roots = Object.values(description.outputs);
  let current = '';
  let counter = 0;
  /** A name that the description does not use. */
  const ownName = (name: string): string => (taken.has(name) ? ownName(`${name}_`) : name);
  const emit: NodeEmitter = {
    node(opType, nodeInputs, attributes = {}) {
      counter += 1;
      const output = ownName(`${current}_${counter}`);
      nodes.push({ opType, domain: '', name: output, inputs: nodeInputs, outputs: [output], attributes });
      return output;
    },
    integers(values) {
      const name = ownName(`i64_${values.join('_')}`);
      const data = bytesOf(BigInt64Array.from(values, BigInt));
      initializers.set(name, { name, type: 'int64', dims: [values.length], data });
      return name;
    },
    floats(values, dims) {
      const scalar = values.length === 1 && dims.length === 0;
      // "-0" would be written "0".
      const value = Object.is(values[0], -0) ? '-0' : `${values[0]}`;
      const name = ownName(scalar ? `f32_${value}` : `constant_${initializers.size}`);
      initializers.set(name, { name, type: 'float32', dims, data: bytesOf(values) });
      return name;
    },
  };
  for (const tensor of topologicalOrder(roots)) {
    if (names.has(tensor)) continue;
    current = tensor.operation.name;
    names.set(
      tensor,
      tensor.operation.lower(
        emit,
        tensor.inputs.map((operand) => names.get(operand)!),
      ),
    );
  }
  const outputs = Object.entries(description.outputs).map(([name, tensor]) => {
    // Outputs get their names from a last Identity: a tensor may be an output twice, or be an input itself.
    nodes.push({
      opType: 'Identity',
      domain: '',
      name: `output_${name}`,
      inputs: [names.get(tensor)!],
      outputs: [name],
      attributes: {},
    });
    return valueInfo(name, tensor);
  });
  const asked = new Set(nodes.flatMap((node) => node.inputs));
  // Weights that nothing depends on need no cast, and are left out with it.
  const kept = nodes.filter(({ outputs: [output] }) => !casts.has(output!) || asked.has(output!));
  const used = new Set(kept.flatMap((node) => node.inputs));
  return {
    irVersion: IR_VERSION,
    producerName: 'pentimento',
    producerVersion: '',
    opsets: { '': OPSET },
    metadata: description.metadata ?? {},
    graph: {
      name: description.name,
      nodes: kept,
      initializers: [...initializers.values()].filter((tensor) => used.has(tensor.name)),
      inputs,
      outputs,
    },
  };
}

/** The bytes of the `.onnx` file of a description. */
export function toOnnx(description: ModelDescription): Uint8Array {
  return encodeModel(lower(description));
}

/** The name of a weight's float32 values, where the weight is kept in float16. */
function ownCast(taken: ReadonlySet<string>, name: string): string {
  const own = `${name}.float32`;
  return taken.has(own) ? ownCast(taken, own) : own;
}

function givenNames({ inputs, outputs, weights }: ModelDescription): ReadonlySet<string> {
  const weightNames = [...(weights?.values() ?? [])].map(({ name }) => name);
  const taken = new Set<string>();
  for (const name of [...Object.keys(inputs), ...Object.keys(outputs), ...weightNames]) {
    if (taken.has(name))
      throw new RangeError(`Expected different names in a model but received ${name} twice`);
    taken.add(name);
  }
  return taken;
}

function valueInfo(name: string, tensor: Tensor): OnnxValueInfo {
  const shape = tensor.shape.map((size) => (typeof size === 'number' ? size : sizeName(size)));
  return { name, type: tensor.type, shape };
}

function bytesOf(values: Float32Array | BigInt64Array | Uint16Array): Uint8Array {
  return new Uint8Array(values.buffer.slice(values.byteOffset, values.byteOffset + values.byteLength));
}
