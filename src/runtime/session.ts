/**
 * A loaded model over any ONNX Runtime with the common JavaScript interface (`onnxruntime-node`, `onnxruntime-web`).
 */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { encodeModel } from '../onnx/encode.ts';
import type { ElementTypeName, OnnxValueInfo } from '../onnx/model.ts';
import type { Backend, LoadedModel, LoadOptions, TensorData, TensorValue } from './runtime.ts';

/** The part of an ONNX Runtime package that is used here. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (
    type: 'float32' | 'int32' | 'uint8' | 'int64' | 'bool',
    data: TensorData,
    dims: readonly number[],
  ) => OrtTensor;
}

/** Creates a session for a model, with its state resident on the device. */
export async function loadSession(
  ort: OnnxRuntime,
  backend: Backend,
  model: Uint8Array,
  options: LoadOptions & { readonly threads?: number } = {},
): Promise<LoadedModel> {
  const state = options.state ?? {};
  const onDevice = backend === 'webgpu';
  const strict = options.strict ?? onDevice;
  const sessionOptions = (residentOutputs: readonly string[]): InferenceSession.SessionOptions => ({
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    ...(options.threads === undefined ? {} : { intraOpNumThreads: options.threads }),
    ...(strict && backend !== 'cpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
    ...(onDevice && residentOutputs.length > 0
      ? { preferredOutputLocation: Object.fromEntries(residentOutputs.map((name) => [name, 'gpu-buffer'])) }
      : {}),
  });
  const residentOutputs = Object.values(state);
  const session = await ort.InferenceSession.create(model, sessionOptions(residentOutputs));
  for (const [input, output] of Object.entries(state)) {
    if (!session.inputNames.includes(input) || !session.outputNames.includes(output)) {
      await session.release();
      throw new RangeError(
        `Expected state "${input}" <- "${output}" to name an input and an output of the model`,
      );
    }
  }
  let resident: Record<string, OrtTensor> = {};
  let readBack: InferenceSession | undefined;

  const toOrt = (value: TensorValue): OrtTensor =>
    new ort.Tensor(elementType(value.type), value.data, value.dims);

  return {
    async run(feeds) {
      const inputs: Record<string, OrtTensor> = { ...resident };
      for (const [name, value] of Object.entries(feeds)) inputs[name] = toOrt(value);
      const results = await session.run(inputs);
      const outputs: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(results)) {
        if (!residentOutputs.includes(name)) outputs[name] = fromOrt(tensor);
      }
      const previous = resident;
      resident = Object.fromEntries(
        Object.entries(state).map(([input, output]) => [input, results[output]!]),
      );
      if (onDevice) for (const tensor of Object.values(previous)) tensor.dispose();
      return outputs;
    },
    async writeState(values) {
      for (const input of Object.keys(state)) {
        if (values[input] === undefined) throw new RangeError(`Expected a value for the state "${input}"`);
      }
      resident = Object.fromEntries(Object.keys(state).map((input) => [input, toOrt(values[input]!)]));
    },
    async readState() {
      if (!onDevice || Object.values(resident).every((tensor) => tensor.location === 'cpu')) {
        return Object.fromEntries(Object.entries(resident).map(([name, tensor]) => [name, fromOrt(tensor)]));
      }
      // Reading a tensor on the GPU directly can end the process (onnxruntime-node 1.30, `getData`); an identity
      // model whose outputs live on the CPU brings the values back.
      readBack ??= await ort.InferenceSession.create(identityModel(resident), sessionOptions([]));
      const values = await readBack.run(resident);
      return Object.fromEntries(
        Object.entries(values).map(([name, tensor]) => [name.slice(4), fromOrt(tensor)]),
      );
    },
    async dispose() {
      if (onDevice) for (const tensor of Object.values(resident)) tensor.dispose();
      resident = {};
      await readBack?.release();
      await session.release();
    },
  };
}

function elementType(type: ElementTypeName): 'float32' | 'int32' | 'uint8' | 'int64' | 'bool' {
  return type;
}

function fromOrt(tensor: OrtTensor): TensorValue {
  return { type: tensor.type as ElementTypeName, dims: tensor.dims, data: tensor.data as TensorData };
}

function identityModel(tensors: Readonly<Record<string, OrtTensor>>): Uint8Array {
  const values = (prefix: string): OnnxValueInfo[] =>
    Object.entries(tensors).map(([name, tensor]) => ({
      name: prefix + name,
      type: tensor.type as ElementTypeName,
      shape: tensor.dims,
    }));
  return encodeModel({
    irVersion: 10,
    producerName: 'pentimento',
    producerVersion: '',
    opsets: { '': 21 },
    metadata: {},
    graph: {
      name: 'read-back',
      nodes: Object.keys(tensors).map((name) => ({
        opType: 'Identity',
        domain: '',
        name: `read ${name}`,
        inputs: [name],
        outputs: [`out ${name}`],
        attributes: {},
      })),
      initializers: [],
      inputs: values(''),
      outputs: values('out '),
    },
  });
}
