/**
 * A training step of ours beside the same step in PyTorch (training/pytorch), in turn on the same cores: how many operations a second
 * each reaches, and the ratio. Needs a Python with PyTorch (`apt-get install python3-torch python3-pil`).
 *
 *     npm run bench training-peers -- -- --rounds 9
 *
 * `--blocks 8`, `--maps 64`, `--batch 8`, `--crop 64` are the network and its pairs, `--threads 2`; `--python /usr/bin/python3`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toOnnx } from '../src/graph/lower.ts';
import { initialWeights } from '../src/networks/parameters.ts';
import { createNetwork } from '../src/networks/registry.ts';
import { formatTable } from '../src/report/text/table.ts';
import { loadNativeRuntime } from '../src/runtime/native.node.ts';
import { float32 } from '../src/runtime/runtime.ts';
import { loadSession } from '../src/runtime/session.ts';
import { trainingConfiguration } from '../src/training/configuration.ts';
import { flattenWeights } from '../src/training/optimizer/flat-weights.ts';
import { STEP_STATE, trainingStep } from '../src/training/training-step.ts';
import { randomTensor } from './random-tensor.ts';
import { cpuClock, median, medianRatio, wallClock } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    blocks: { type: 'string', default: '8' },
    maps: { type: 'string', default: '64' },
    batch: { type: 'string', default: '8' },
    crop: { type: 'string', default: '64' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
  },
});
const pythons = flags.python === undefined ? ['python3', '/usr/bin/python3'] : [flags.python];
const python = pythons.find(
  (name) => spawnSync(name, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0,
);
if (python === undefined) {
  console.log('Not run: expected a Python with PyTorch, as of apt-get install python3-torch python3-pil');
  process.exit();
}
const [batch, crop, threads] = [Number(flags.batch), Number(flags.crop), Number(flags.threads)];
const configuration = trainingConfiguration({
  architecture: 'invertible',
  network: { block: 4, blocks: Number(flags.blocks), maps: Number(flags.maps) },
  loss: 'rms',
  batch,
  crop,
  optimizer: { method: 'muon', beta1: 0.95 },
});
const network = createNetwork(configuration.architecture, configuration.network);

const ort = await loadNativeRuntime('cpu');
const model = await loadSession(ort, 'cpu', toOnnx(trainingStep(network, configuration)), {
  state: STEP_STATE,
  threads,
});
const weights = flattenWeights(initialWeights(network.parameters, 1), network.parameters);
const vector = (values: Float32Array) => float32(values, [values.length]);
await model.writeState({
  weights: vector(weights),
  moment1: vector(new Float32Array(weights.length)),
  moment2: vector(new Float32Array(weights.length)),
  averaged: vector(weights.slice()),
  step: float32(new Float32Array(1), []),
});
const feeds = {
  cover: randomTensor([batch, 3, crop, crop]),
  secret: randomTensor([batch, 3, crop, crop]),
  secretWeight: float32(new Float32Array(batch).fill(1), [batch]),
  conditions: float32(new Float32Array(batch * network.conditions.length), [
    batch,
    network.conditions.length,
  ]),
  learningRate: float32(Float32Array.of(1e-4), []),
};

// Compiled, this file lies two folders below the project.
const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const peer = spawn(
  python,
  [file('bench/training_step_pytorch.py'), JSON.stringify(configuration), `${threads}`],
  {
    env: { ...process.env, PYTHONPATH: file('training/pytorch'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);
const answers = createInterface({ input: peer.stdout });

/** Seconds of the optimiser's part of a step, and of all. */
async function peerStep(): Promise<readonly [optimizer: number, all: number]> {
  const answer = once(answers, 'line');
  peer.stdin.write('\n');
  const [line] = (await answer) as [string];
  const [optimizer, all] = line.split(' ').map(Number);
  return [optimizer!, all!];
}

/** Of one thread its own time, which other processes do not change. */
const clock = threads === 1 ? cpuClock : wallClock;
const WARM_UP = 3;
const own: number[] = [];
const theirs: number[] = [];
const theirOptimizer: number[] = [];
for (let round = -WARM_UP; round < Number(flags.rounds); round++) {
  const started = clock();
  await model.run(feeds);
  const ended = clock();
  const [optimizer, all] = await peerStep();
  if (round < 0) continue;
  own.push(ended - started);
  theirs.push(all);
  theirOptimizer.push(optimizer);
}
peer.stdin.end();
/** Multiply-adds of both networks, two operations each; once forward, once for the weights' gradient, once for the input's. */
const operations = 3 * 2 * (network.multiplyAdds.hide + network.multiplyAdds.reveal) * batch * crop * crop;
const withoutOptimizer = theirs.map((seconds, round) => seconds - theirOptimizer[round]!);
const rows = (
  [
    ['Pentimento', own],
    ['PyTorch', theirs],
    ['PyTorch without its optimiser', withoutOptimizer],
  ] as const
).map(([name, seconds]) => [
  name,
  median(seconds).toFixed(3),
  (operations / median(seconds) / 1e9).toFixed(1),
  medianRatio(theirs, seconds).toFixed(2),
]);
const version = spawnSync(python, ['-c', 'import torch; print(torch.__version__)']).stdout.toString().trim();
console.log(
  `${(operations / 1e9).toFixed(1)} GFLOP a step: ${batch} pairs of ${crop}x${crop}, ${flags.blocks} blocks of ${flags.maps} maps, Muon, ${threads} threads, PyTorch ${version}`,
);
console.log(formatTable(['', 'seconds', 'GFLOP/s', 'of PyTorch'], rows));
await model.dispose();
