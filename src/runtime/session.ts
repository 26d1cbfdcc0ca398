/**
 * A loaded model over any ONNX Runtime with the common JavaScript interface (`onnxruntime-node`, `onnxruntime-web`).
 */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-common';
import { coded } from '../errors/coded.ts';
import { decodeModel } from '../onnx/decode.ts';
import { encodeModel } from '../onnx/encode.ts';
import type { ElementTypeName, OnnxValueInfo } from '../onnx/model.ts';
import { checkFeeds } from './feeds.ts';
import type { Backend, LoadedModel, LoadOptions, TensorData, TensorValue } from './runtime.ts';

/** The part of an ONNX Runtime package that is used here. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(model: Uint8Array, options?: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: ElementTypeName, data: TensorData, dims: readonly number[]) => OrtTensor;
}

type OrtTensors = Readonly<Record<string, OrtTensor>>;

/**
 * Creates a session for a model, with its state resident on the device.
 *
 * Its methods must not be called while another call on the same device is under way; the runtimes ensure
 * that.
 */
export async function loadSession(
  ort: OnnxRuntime,
  backend: Backend,
  model: Uint8Array,
  options: LoadOptions & { readonly threads?: number } = {},
): Promise<LoadedModel> {
  const state = Object.entries(options.state ?? {});
  const stateInputs = state.map(([input]) => input);
  const stateOutputs = state.map(([, output]) => output);
  const onDevice = backend === 'webgpu';
  // The other backends are the CPU and cannot run anything elsewhere.
  const strict = onDevice && (options.strict ?? true);
  const sessionOptions = (residentOutputs: readonly string[]): InferenceSession.SessionOptions => ({
    executionProviders: [backend],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // WebAssembly has one pool of threads for all sessions.
    ...(options.threads === undefined || backend === 'wasm' ? {} : { intraOpNumThreads: options.threads }),
    ...(strict ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
    ...(onDevice && residentOutputs.length > 0
      ? { preferredOutputLocation: Object.fromEntries(residentOutputs.map((name) => [name, 'gpu-buffer'])) }
      : {}),
  });
  if (state.length > 0) checkState(model, state);
  const session = await ort.InferenceSession.create(model, sessionOptions(stateOutputs)).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw coded(
        new Error(`Expected an ONNX model that runs on ${backend} but ONNX Runtime says: ${reason}`),
        'model-damaged',
      );
    },
  );
  const fedInputs = session.inputNames.filter((name) => !stateInputs.includes(name));
  let resident: OrtTensors | undefined = state.length === 0 ? {} : undefined;
  let readBack: InferenceSession | undefined;

  const toOrt = (value: TensorValue): OrtTensor => new ort.Tensor(value.type, value.data, value.dims);
  const written = (): OrtTensors => {
    if (resident === undefined) throw new Error(`Expected writeState for ${stateInputs.join(', ')} first`);
    return resident;
  };
  const replaceResident = (next: OrtTensors | undefined): void => {
    if (onDevice) for (const tensor of Object.values(resident ?? {})) tensor.dispose();
    resident = next;
  };

  return {
    async run(feeds) {
      const inputs: Record<string, OrtTensor> = { ...written() };
      checkFeeds(session.inputMetadata, fedInputs, feeds);
      for (const [name, value] of Object.entries(feeds)) inputs[name] = toOrt(value);
      const results = await session.run(inputs);
      const outputs: Record<string, TensorValue> = {};
      for (const [name, tensor] of Object.entries(results)) {
        if (!stateOutputs.includes(name)) outputs[name] = fromOrt(tensor);
      }
      replaceResident(Object.fromEntries(state.map(([input, output]) => [input, results[output]!])));
      return outputs;
    },
    async writeState(values) {
      checkFeeds(session.inputMetadata, stateInputs, values);
      replaceResident(Object.fromEntries(stateInputs.map((input) => [input, toOrt(values[input]!)])));
    },
    async readState() {
      const tensors = written();
      if (Object.values(tensors).every((tensor) => tensor.location === 'cpu')) return copies(tensors);
      // Reading a tensor on the GPU directly can end the process (onnxruntime-node 1.30, `getData`); an identity
      // model whose outputs live on the CPU brings the values back.
      readBack ??= await ort.InferenceSession.create(identityModel(tensors), sessionOptions([]));
      const values = await readBack.run(tensors);
      return Object.fromEntries(
        Object.keys(tensors).map((name) => [name, fromOrt(values[readBackName(name)]!)]),
      );
    },
    async dispose() {
      replaceResident(undefined);
      await readBack?.release();
      await session.release();
    },
  };
}

/** Checked before there is a session, because ONNX Runtime's own messages differ from device to device. */
function checkState(model: Uint8Array, state: readonly (readonly [string, string])[]): void {
  const { inputs, outputs } = decodeModel(model).graph;
  for (const [input, output] of state) {
    const known = inputs.some(({ name }) => name === input) && outputs.some(({ name }) => name === output);
    if (!known) {
      throw new RangeError(
        `Expected state "${input}" <- "${output}" to name an input and an output of the model`,
      );
    }
  }
}

function fromOrt(tensor: OrtTensor): TensorValue {
  return { type: tensor.type as ElementTypeName, dims: tensor.dims, data: tensor.data as TensorData };
}

/** The values of tensors on the CPU; copies, since the tensors are fed to the next run. */
function copies(tensors: OrtTensors): Record<string, TensorValue> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => {
      const value = fromOrt(tensor);
      return [name, { ...value, data: value.data.slice() }];
    }),
  );
}

function readBackName(name: string): string {
  return `out ${name}`;
}

/** A model that returns its inputs; their sizes are free, so that one model serves any state. */
function identityModel(tensors: OrtTensors): Uint8Array {
  const values = (rename: (name: string) => string): OnnxValueInfo[] =>
    Object.entries(tensors).map(([name, tensor]) => ({
      name: rename(name),
      type: tensor.type as ElementTypeName,
      shape: tensor.dims.map((_, axis) => `${name} axis ${axis}`),
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
        outputs: [readBackName(name)],
        attributes: {},
      })),
      initializers: [],
      inputs: values((name) => name),
      outputs: values(readBackName),
    },
  });
}
