/**
 * How near training comes to the speed of this machine's matrix product: whole steps of the architectures, and a
 * convolution with its two gradients alone. Everything runs on one ONNX Runtime, interleaved in rounds, and is given as
 * a ratio to a 1024 x 1024 float32 MatMul of the same rounds.
 *
 * `npm run bench training-step`; after two further `--`: `--rounds 9`, `--only steps` or `--only convolutions`,
 * `--threads 1`, which counts the time of the process alone and so can be trusted on a busy machine.
 */
import assert from 'node:assert/strict';
import { parseArgs } from 'node:util';
import { toOnnx } from '../src/graph/lower.ts';
import { convolution, samePadding } from '../src/graph/operations/convolution.ts';
import { matrixProduct, swapLast } from '../src/graph/operations/matrix-product.ts';
import { sum } from '../src/graph/operations/reduction.ts';
import { concatenate, pad, reshape, slice, transpose } from '../src/graph/operations/shaping.ts';
import type { Tensor } from '../src/graph/tensor.ts';
import { input } from '../src/graph/tensor.ts';
import type { HidingNetwork } from '../src/networks/architecture.ts';
import { baluja } from '../src/networks/baluja.ts';
import { invertible } from '../src/networks/invertible.ts';
import { initialWeights } from '../src/networks/parameters.ts';
import { formatTable } from '../src/report/text/table.ts';
import { loadNativeRuntime } from '../src/runtime/native.node.ts';
import type { LoadedModel, LoadOptions, TensorValue } from '../src/runtime/runtime.ts';
import { float32 } from '../src/runtime/runtime.ts';
import { loadSession } from '../src/runtime/session.ts';
import { TRAINING_DEFAULTS } from '../src/training/configuration.ts';
import { flattenWeights } from '../src/training/optimizer/flat-weights.ts';
import type { StepConfiguration } from '../src/training/training-step.ts';
import { STEP_STATE, trainingStep } from '../src/training/training-step.ts';
import { randomTensor } from './random-tensor.ts';
import type { TimedTask } from './rounds.ts';
import { cpuClock, median, medianRatio, timeInRounds, wallClock } from './rounds.ts';

/** A task whose speed is known from its operations. */
interface CountedTask extends TimedTask {
  /** Floating-point operations of a run. */
  readonly operations: number;
  readonly cells: readonly (string | number)[];
}

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string' },
    only: { type: 'string' },
  },
});
const rounds = Number(flags.rounds);
const threads = flags.threads === undefined ? {} : { threads: Number(flags.threads) };
/** On a busy machine one thread's own time is worth more than the time that passes. */
const clock = flags.threads === '1' ? cpuClock : wallClock;
const ort = await loadNativeRuntime('cpu');
/** In this thread, not in a runtime's worker: tensors that are copied between threads would count against the MatMul. */
function load(bytes: Uint8Array, options: LoadOptions = {}): Promise<LoadedModel> {
  return loadSession(ort, 'cpu', bytes, { ...options, ...threads });
}

const MATMUL_SIDE = 1024;

async function matmulTask(): Promise<CountedTask> {
  const a = input('a', [MATMUL_SIDE, MATMUL_SIDE]);
  const b = input('b', [MATMUL_SIDE, MATMUL_SIDE]);
  const model = await load(toOnnx({ name: 'matmul', inputs: { a, b }, outputs: { c: matrixProduct(a, b) } }));
  const feeds = {
    a: randomTensor([MATMUL_SIDE, MATMUL_SIDE]),
    b: randomTensor([MATMUL_SIDE, MATMUL_SIDE]),
  };
  const repeats = 8;
  return {
    name: 'matmul',
    operations: repeats * 2 * MATMUL_SIDE ** 3,
    cells: [],
    async run() {
      for (let repeat = 0; repeat < repeats; repeat++) await model.run(feeds);
    },
  };
}

/**
 * Operations of a step of Baluja's networks: for each convolution two (a multiplication and an addition) for each weight and pixel forward,
 * the same for the gradient by weights, and the same for the gradient by the part of the input that needs one: not the
 * secret, which Prep's first layers see, and not the cover's three channels in Hide's first layers. Biases, ReLU, loss
 * and optimiser are not counted.
 */
function balujaStepOperations(network: HidingNetwork, pixels: number): number {
  let operations = 0;
  for (const { name, shape } of network.parameters) {
    const [part, , layer] = name.split('.');
    if (shape.length !== 4) continue;
    const product = 2 * pixels * shape.reduce((total, side) => total * side, 1);
    const first = layer === '0';
    const byInput = !first || part === 'reveal' ? 1 : part === 'prep' ? 0 : 1 - 3 / shape[1]!;
    operations += product * (2 + byInput);
  }
  return operations;
}

/**
 * Operations of a step, counted coarsely: three times the multiply-adds of both networks for each pixel, each of them two
 * operations: once forward, once for the gradient by weights, once for the gradient by the input. The first of all layers
 * need no gradient by their input, and count all the same. Biases, activations, loss and optimiser are not counted.
 */
function threefoldOperations({ multiplyAdds: { hide, reveal } }: HidingNetwork, pixels: number): number {
  return 3 * 2 * (hide + reveal) * pixels;
}

async function stepTask(
  network: HidingNetwork,
  configuration: StepConfiguration,
  operations: number,
  cells: CountedTask['cells'],
): Promise<CountedTask> {
  const { batch, crop } = configuration;
  const bytes = toOnnx(trainingStep(network, configuration));
  const model = await load(bytes, { state: STEP_STATE });
  const weights = flattenWeights(initialWeights(network.parameters, 1), network.parameters);
  const zeros = () => float32(new Float32Array(weights.length), [weights.length]);
  await model.writeState({
    weights: float32(weights, [weights.length]),
    moment1: zeros(),
    moment2: zeros(),
    averaged: float32(weights.slice(), [weights.length]),
    step: float32(new Float32Array(1), []),
  });
  const dims = [batch, 3, crop, crop];
  const feeds = {
    cover: randomTensor(dims),
    secret: randomTensor(dims),
    secretWeight: randomTensor([batch]),
    ...(network.conditions.length === 0
      ? {}
      : { conditions: randomTensor([batch, network.conditions.length]) }),
    learningRate: float32(Float32Array.of(1e-4), []),
  };
  return {
    name: `step ${network.architecture} ${cells}`,
    operations,
    cells,
    run: () => model.run(feeds),
  };
}

function balujaStepTask(maps: number, batch: number, crop: number): Promise<CountedTask> {
  const network = baluja({ maps });
  const { loss, optimizer } = TRAINING_DEFAULTS;
  const operations = balujaStepOperations(network, batch * crop * crop);
  return stepTask(network, { batch, crop, loss, badBatch: 0, optimizer }, operations, [maps, batch, crop]);
}

function invertibleStepTask(batch: number, crop: number): Promise<CountedTask> {
  const network = invertible();
  const optimizer = { ...TRAINING_DEFAULTS.optimizer, method: 'muon', beta1: 0.95 } as const;
  const operations = threefoldOperations(network, batch * crop * crop);
  return stepTask(network, { batch, crop, loss: 'rms', badBatch: 0, optimizer }, operations, [batch, crop]);
}

/** One slice of x for each tap, and one batched product with the whole gradient: nothing is stacked. */
function byWeightsPerTap(x: Tensor, g: Tensor, kernel: number): Tensor {
  const [batch, channelsIn, height, width] = x.shape as readonly [number, number, number, number];
  const channelsOut = g.shape[1] as number;
  const { top, left, bottom, right } = samePadding(kernel, kernel);
  const padded = pad(x, [
    [0, 0],
    [0, 0],
    [top, bottom],
    [left, right],
  ]);
  const flat = reshape(g, [batch, channelsOut, height * width]);
  const taps = Array.from({ length: kernel * kernel }, (_, tap) => {
    const [u, v] = [Math.floor(tap / kernel), tap % kernel];
    const shifted = slice(slice(padded, 2, u, u + height), 3, v, v + width);
    const columns = reshape(shifted, [batch, channelsIn, height * width]);
    const product = sum(matrixProduct(flat, swapLast(columns)), { axes: [0] });
    return reshape(product, [channelsOut, channelsIn, 1]);
  });
  return reshape(concatenate(taps, 2), [channelsOut, channelsIn, kernel, kernel]);
}

/** The gradient as one convolution: channels are the batch, pictures the channels, and the upstream gradient the kernel. */
function byWeightsPictureKernel(x: Tensor, g: Tensor, kernel: number): Tensor {
  const exchange = (tensor: Tensor): Tensor => transpose(tensor, [1, 0, 2, 3]);
  return exchange(convolution(exchange(x), exchange(g), undefined, samePadding(kernel, kernel)));
}

/** A convolution, its gradients, and other ways to its gradient by weights, each alone. */
async function convolutionTasks(
  channelsIn: number,
  channelsOut: number,
  kernel: number,
): Promise<CountedTask[]> {
  const [batch, side] = [8, 48];
  const x = input('x', [batch, channelsIn, side, side]);
  const w = input('w', [channelsOut, channelsIn, kernel, kernel]);
  const g = input('g', [batch, channelsOut, side, side]);
  const y = convolution(x, w);
  const [byInput, byWeights] = y.operation.gradient!(g, y) as readonly [Tensor, Tensor];
  // Of a large result one row is given back: the copy out of the runtime is not what is measured.
  const row = (tensor: Tensor): Tensor => slice(tensor, 2, 0, 1);
  const described: readonly (readonly [string, Readonly<Record<string, Tensor>>, Tensor])[] = [
    ['forward', { x, w }, row(y)],
    ['by input', { g, w }, row(byInput)],
    ['by weights', { x, g }, byWeights],
    ['- MatMul per tap', { x, g }, byWeightsPerTap(x, g, kernel)],
    ['- picture-sized kernel', { x, g }, byWeightsPictureKernel(x, g, kernel)],
  ];
  const values: Readonly<Record<string, TensorValue>> = {
    x: randomTensor(x.shape as readonly number[]),
    w: randomTensor(w.shape as readonly number[]),
    g: randomTensor(g.shape as readonly number[]),
  };
  const operations = 2 * batch * side * side * channelsIn * channelsOut * kernel * kernel;
  const results: Float32Array[] = [];
  const tasks: CountedTask[] = [];
  for (const [name, inputs, result] of described) {
    const model = await load(toOnnx({ name, inputs, outputs: { result } }));
    const feeds = Object.fromEntries(Object.keys(inputs).map((key) => [key, values[key]!]));
    results.push((await model.run(feeds)).result!.data as Float32Array);
    tasks.push({
      name: `${name} ${channelsIn} ${kernel}`,
      operations,
      cells: [`${channelsIn} -> ${channelsOut}`, `${kernel}x${kernel}`, name],
      run: () => model.run(feeds),
    });
  }
  for (const other of results.slice(3)) assertClose(results[2]!, other);
  return tasks;
}

function assertClose(expected: Float32Array, actual: Float32Array): void {
  for (const [index, value] of expected.entries()) {
    assert.ok(Math.abs(actual[index]! - value) <= 1e-4 * Math.abs(value), 'the gradients by weights differ');
  }
}

async function measure(title: string, columns: readonly string[], tasks: readonly CountedTask[]) {
  const matmul = await matmulTask();
  const seconds = await timeInRounds([matmul, ...tasks], rounds, { warmUp: 2, clock });
  const baseline = seconds.get('matmul')!;
  const speed = matmul.operations / median(baseline) / 1e9;
  console.log(`\n${title} (MatMul: ${speed.toFixed(0)} GFLOP/s)`);
  console.log(
    formatTable(
      [
        ...columns,
        { title: 'GFLOP', digits: 2 },
        { title: 'ms', digits: 1 },
        { title: 'GFLOP/s', digits: 0 },
        { title: 'to MatMul', digits: 2 },
      ],
      tasks.map(({ name, operations, cells }) => {
        const own = seconds.get(name)!;
        const ratio = medianRatio(baseline, own) * (operations / matmul.operations);
        return [...cells, operations / 1e9, 1000 * median(own), operations / median(own) / 1e9, ratio];
      }),
    ),
  );
}

console.log(
  `Medians of ${rounds} interleaved rounds of ${clock === cpuClock ? 'CPU time on one thread' : 'wall time'}; ` +
    `MatMul is ${MATMUL_SIDE} x ${MATMUL_SIDE} float32, 8 a round.`,
);
if (flags.only !== 'convolutions') {
  const steps: CountedTask[] = [];
  for (const maps of [24, 32, 50]) {
    for (const [batch, crop] of [
      [4, 40],
      [8, 48],
    ] as const) {
      steps.push(await balujaStepTask(maps, batch, crop));
    }
  }
  await measure('Training step of Baluja (forward, backward, Adam)', ['maps', 'batch', 'crop'], steps);
  console.log(
    'Operations: 2 a multiply-add of every convolution forward; the same by weights; the same by input, without the\n' +
      'secret in Prep and the cover in Hide, which need no gradient. Nothing else is counted. Target: at least 0.50.',
  );
  const invertibleSteps = [await invertibleStepTask(8, 64), await invertibleStepTask(4, 96)];
  await measure(
    'Training step of the invertible network as it is by default (forward, backward, Muon)',
    ['batch', 'crop'],
    invertibleSteps,
  );
  console.log(
    'Operations: 2 a multiply-add of hide and reveal for each pixel, three times over: forward, by weights, by input.',
  );
}
if (flags.only !== 'steps') {
  for (const [channelsIn, channelsOut, kernel] of [
    [32, 32, 3],
    [32, 32, 4],
    [32, 32, 5],
    [96, 32, 5],
  ] as const) {
    await measure(
      `Convolution ${channelsIn} -> ${channelsOut}, ${kernel}x${kernel}, batch 8, 48x48, weights not constant`,
      ['channels', 'kernel', 'what'],
      await convolutionTasks(channelsIn, channelsOut, kernel),
    );
  }
}
process.exit(0);
