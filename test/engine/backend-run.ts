/**
 * The table of cases on one backend, wherever this is running: in Node, in another process, or in a page. What comes out
 * is compared in `backends.test.ts`.
 */
import { toOnnx } from '../../src/graph/lower.ts';
import { add, multiply } from '../../src/graph/operations/arithmetic.ts';
import { input } from '../../src/graph/tensor.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import type { Runtime, TensorValue, TensorValues } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { initialState } from '../../src/training/trainer.ts';
import { STEP_STATE } from '../../src/training/training-step.ts';
import { caseModel } from './case-model.ts';
import type { SmallTraining } from './network-models.ts';
import { SMALL_TRAININGS, smallInferenceModels, smallTrainingStep } from './network-models.ts';
import { OPERATOR_CASES } from './operator-cases.ts';

/** Values in a form that travels between processes. */
export interface PlainTensor {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

export interface Outcome {
  readonly values: Readonly<Record<string, PlainTensor>>;
  /** What was refused, in the runtime's words. */
  readonly messages: readonly string[];
  /** Set when the case could not be run. */
  readonly error?: string;
}

export type Outcomes = Readonly<Record<string, Outcome>>;

/**
 * Draws of each operator. In a browser on WebGPU one: a shape is a shader of its own, whose compilation takes seconds in software, and
 * Node's WebGPU has the others.
 */
export const DRAWS = { cpu: 2, 'node-wasm': 2, webgpu: 1, 'browser-wasm': 2, 'browser-webgpu': 1 } as const;
/** The seed of the first operator. */
export const SEED = 2000;
/** Sizes of pictures, height by width, that one inference model takes. */
export const SIZES = [
  [12, 10],
  [9, 17],
] as const;
export const TRAINING_STEPS = 3;
/** Elements of the state whose memory is watched, and runs that are watched after a warm-up of as many as `WARM_UP`. */
const WATCHED = 1 << 20;
const WARM_UP = 20;
export const WATCHED_RUNS = 100;
export const WATCHED_BYTES = 4 * WATCHED;

export function operatorCaseName(number: number): string {
  return `${OPERATOR_CASES[number]!.name} (${number})`;
}

/** Why the backend cannot run anything, or undefined when it can. */
export async function unavailability(createRuntime: () => Runtime): Promise<string | undefined> {
  try {
    const runtime = createRuntime();
    const model = await runtime.load(accumulator(1).bytes);
    await model.run({ total: ones(1), x: ones(1) });
    await runtime.dispose();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * Runs all cases.
 *
 * @param draws - of each operator.
 * @param memory - bytes that the process uses, where that can be known.
 */
export async function runCases(
  createRuntime: () => Runtime,
  draws: number,
  memory?: () => number,
): Promise<Outcomes> {
  const runtime = createRuntime();
  const outcomes: Record<string, Outcome> = {};
  const record = async (
    name: string,
    run: () => Promise<{ values?: TensorValues; messages?: string[] }>,
  ): Promise<void> => {
    try {
      const { values = {}, messages = [] } = await run();
      outcomes[name] = { values: plain(values), messages };
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      outcomes[name] = { values: {}, messages: [], error: text };
    }
  };
  for (const [number, operator] of OPERATOR_CASES.entries()) {
    await record(operatorCaseName(number), async () => {
      const { model, feeds } = caseModel(operator, seededRandom(SEED + number), draws);
      return { values: await runOnce(runtime, encodeModel(model), feeds) };
    });
  }
  await record('inference', () => inference(runtime));
  for (const [name, small] of Object.entries(SMALL_TRAININGS)) {
    await record(name, () => training(runtime, small));
  }
  await record('unchanged state', () => unchangedState(runtime));
  await record('overlapping calls', () => overlappingCalls(createRuntime));
  await record('refusals', () => refusals(createRuntime));
  if (memory !== undefined) await record('memory', () => watchMemory(runtime, memory));
  await runtime.dispose();
  return outcomes;
}

async function runOnce(runtime: Runtime, bytes: Uint8Array, feeds: TensorValues): Promise<TensorValues> {
  const model = await runtime.load(bytes, { strict: true });
  try {
    return await model.run(feeds);
  } finally {
    await model.dispose();
  }
}

/** Baluja's networks, one model for pictures of several sizes. */
async function inference(runtime: Runtime): Promise<{ values: TensorValues }> {
  const { hide, reveal } = smallInferenceModels();
  const hider = await runtime.load(hide, { strict: true });
  const revealer = await runtime.load(reveal, { strict: true });
  const values: Record<string, TensorValue> = {};
  for (const [height, width] of SIZES) {
    const random = seededRandom(height, width);
    const cover = samples(random, [1, 3, height, width]);
    const { container } = await hider.run({ cover, secret: samples(random, [1, 3, height, width]) });
    const { secret } = await revealer.run({ container: container! });
    values[`${height}x${width}.cover`] = cover;
    values[`${height}x${width}.container`] = container!;
    values[`${height}x${width}.secret`] = secret!;
  }
  await hider.dispose();
  await revealer.dispose();
  return { values };
}

/** Some steps of a training, with the optimiser's state on the device. */
async function training(
  runtime: Runtime,
  small: SmallTraining,
): Promise<{ values: TensorValues; messages: string[] }> {
  const { network, step: configuration } = small;
  const bytes = encodeModel(smallTrainingStep(small));
  const model = await runtime.load(bytes, { state: STEP_STATE, strict: true });
  const start = Object.fromEntries(
    Object.entries(initialState(network, 5)).map(([name, value]) => [
      name,
      float32(value as Float32Array, name === 'step' ? [] : [value.length]),
    ]),
  );
  await model.writeState(start);
  const values: Record<string, TensorValue> = {};
  const messages = [sameBits(await model.readState(), start)];
  const { batch, crop } = configuration;
  const conditions = network.conditions.length;
  for (let step = 0; step < TRAINING_STEPS; step++) {
    const random = seededRandom(step, 6);
    const results = await model.run({
      cover: samples(random, [batch, 3, crop, crop]),
      secret: samples(random, [batch, 3, crop, crop]),
      secretWeight: float32(Float32Array.of(0.75, 1.5), [batch]),
      ...(conditions === 0 ? {} : { conditions: samples(random, [batch, conditions]) }),
      learningRate: float32(Float32Array.of(1e-3), []),
    });
    for (const [name, value] of Object.entries(results)) values[`${step}.${name}`] = value;
  }
  const end = await model.readState();
  for (const [name, value] of Object.entries(end)) values[`end.${name}`] = value;
  messages.push(sameBits(await model.readState(), end));
  await model.writeState(end);
  messages.push(sameBits(await model.readState(), end));
  await model.dispose();
  return { values, messages };
}

/** State whose next value is the value itself: the device must not give one buffer two lives. */
async function unchangedState(runtime: Runtime): Promise<{ values: TensorValues }> {
  const [kept, x] = [input('kept', [3]), input('x', [3])];
  const outputs = { next: kept, y: multiply(kept, x) };
  const bytes = toOnnx({ name: 'unchanged state', inputs: { kept, x }, outputs });
  const model = await runtime.load(bytes, { state: { kept: 'next' }, strict: true });
  await model.writeState({ kept: float32(Float32Array.of(1, 2, 3), [3]) });
  const feed = { x: float32(Float32Array.of(2, 2, 2), [3]) };
  const [first, , third] = [await model.run(feed), await model.run(feed), await model.run(feed)];
  const state = await model.readState();
  await model.dispose();
  return { values: { first: first.y!, third: third.y!, state: state.kept! } };
}

/** Calls to two runtimes, none of which waits for another. */
async function overlappingCalls(createRuntime: () => Runtime): Promise<{ values: TensorValues }> {
  const runtimes = [createRuntime(), createRuntime()];
  const { bytes, state } = accumulator(100);
  const models = await Promise.all(runtimes.map((one) => one.load(bytes, { state, strict: true })));
  await Promise.all(models.map((model) => model.writeState({ total: ones(100) })));
  await Promise.all(
    Array.from({ length: 20 }, (_, call) => models[call % 2]!.run({ x: ones(100, call % 2) })),
  );
  const [even, odd] = await Promise.all(models.map((model) => model.readState()));
  await Promise.all(runtimes.map((one) => one.dispose()));
  return { values: { even: even!.total!, odd: odd!.total! } };
}

/** What must be refused, on every backend in the same words. */
async function refusals(createRuntime: () => Runtime): Promise<{ messages: string[] }> {
  const runtime = createRuntime();
  const messages: string[] = [];
  const refused = async (call: Promise<unknown>): Promise<void> => {
    const message = await call.then(
      () => 'was not refused',
      (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : `${error}`),
    );
    messages.push(message);
  };
  const { bytes, state } = accumulator(2);
  const model = await runtime.load(bytes, { state });
  await refused(model.run({ x: ones(2) }));
  await refused(model.readState());
  await refused(model.writeState({ total: ones(3) }));
  await model.writeState({ total: ones(2) });
  await refused(model.run({}));
  await refused(model.run({ x: ones(3) }));
  await refused(runtime.load(bytes, { state: { total: 'nothing' } }));
  await refused(runtime.load(new Uint8Array(100)));
  const other = await runtime.load(bytes, { state });
  await other.dispose();
  await other.dispose();
  await refused(other.run({ x: ones(2) }));
  const pending = Array.from({ length: 5 }, () => model.run({ x: ones(2) }));
  const settled = Promise.allSettled(pending);
  await runtime.dispose();
  await runtime.dispose();
  // Those that were answered before are as good as refused; none may hang.
  await settled;
  await refused(model.run({ x: ones(2) }));
  await refused(runtime.load(bytes));
  await model.dispose();
  return { messages };
}

async function watchMemory(runtime: Runtime, memory: () => number): Promise<{ values: TensorValues }> {
  const { bytes, state } = accumulator(WATCHED);
  const model = await runtime.load(bytes, { state });
  await model.writeState({ total: ones(WATCHED) });
  const x = ones(WATCHED);
  const runs = async (count: number): Promise<void> => {
    for (let run = 0; run < count; run++) await model.run({ x });
    await model.readState();
  };
  await runs(WARM_UP);
  const before = memory();
  await runs(WATCHED_RUNS);
  const growth = memory() - before;
  await model.dispose();
  return { values: { growth: float32(Float32Array.of(growth), []) } };
}

/** total <- total + x; gives 2 x. */
function accumulator(size: number): { bytes: Uint8Array; state: Record<string, string> } {
  const [x, total] = [input('x', [size]), input('total', [size])];
  const outputs = { next: add(total, x), y: multiply(x, 2) };
  return {
    bytes: toOnnx({ name: 'accumulator', inputs: { x, total }, outputs }),
    state: { total: 'next' },
  };
}

function ones(size: number, value = 1): TensorValue {
  return float32(new Float32Array(size).fill(value), [size]);
}

function samples(random: ReturnType<typeof seededRandom>, dims: readonly number[]): TensorValue {
  const count = dims.reduce((product, size) => product * size, 1);
  return float32(
    Float32Array.from({ length: count }, () => random.integer(256) / 255),
    dims,
  );
}

function sameBits(actual: TensorValues, expected: TensorValues): string {
  const text = (values: TensorValues): string =>
    JSON.stringify(Object.entries(plain(values)).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(actual) === text(expected) ? 'same' : 'different';
}

function plain(values: TensorValues): Record<string, PlainTensor> {
  return Object.fromEntries(
    Object.entries(values).map(([name, { dims, data }]) => [
      name,
      { dims: [...dims], data: Array.from(data, Number) },
    ]),
  );
}
