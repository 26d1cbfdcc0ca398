/**
 * A training step on WebGPU against the same step on the CPU: the default `invertible` network with its optimiser's state resident on the
 * device, interleaved in rounds. Where WebGPU does not run it says why and measures the CPU alone.
 *
 * `npm run bench training-device`; after two further `--`: `--rounds 9`, `--batch 8`, `--crop 64`, `--blocks 8`, `--maps 64`.
 */
import { parseArgs } from 'node:util';
import { toOnnx } from '../src/graph/lower.ts';
import { invertible } from '../src/networks/invertible.ts';
import { formatTable } from '../src/report/text/table.ts';
import { createNodeRuntime } from '../src/runtime/node-runtime.node.ts';
import type { Runtime } from '../src/runtime/runtime.ts';
import { float32 } from '../src/runtime/runtime.ts';
import { TRAINING_DEFAULTS } from '../src/training/configuration.ts';
import { OPTIMIZER_STATE_NAMES } from '../src/training/optimizer/optimizer.ts';
import { initialState } from '../src/training/trainer.ts';
import { STEP_STATE, trainingStep } from '../src/training/training-step.ts';
import { randomTensor } from './random-tensor.ts';
import type { TimedTask } from './rounds.ts';
import { median, medianRatio, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    batch: { type: 'string', default: '8' },
    crop: { type: 'string', default: '64' },
    blocks: { type: 'string', default: '8' },
    maps: { type: 'string', default: '64' },
  },
});
const [batch, crop] = [Number(flags.batch), Number(flags.crop)];
const network = invertible({ blocks: Number(flags.blocks), maps: Number(flags.maps) });
const optimizer = { ...TRAINING_DEFAULTS.optimizer, method: 'muon', beta1: 0.95 } as const;
const step = toOnnx(trainingStep(network, { batch, crop, loss: 'rms', badBatch: 0, optimizer }));
const feeds = {
  cover: randomTensor([batch, 3, crop, crop]),
  secret: randomTensor([batch, 3, crop, crop]),
  secretWeight: randomTensor([batch]),
  conditions: float32(new Float32Array(batch * network.conditions.length), [
    batch,
    network.conditions.length,
  ]),
  learningRate: float32(Float32Array.of(1e-4), []),
};

async function stepTask(name: string, runtime: Runtime): Promise<TimedTask> {
  const model = await runtime.load(step, { state: STEP_STATE });
  const state = initialState(network, 1);
  await model.writeState(
    Object.fromEntries(
      OPTIMIZER_STATE_NAMES.map((entry) => [
        entry,
        float32(state[entry], entry === 'step' ? [] : [state[entry].length]),
      ]),
    ),
  );
  return { name, run: () => model.run(feeds) };
}

const runtimes: Runtime[] = [];
const tasks: TimedTask[] = [];
for (const backend of ['cpu', 'webgpu'] as const) {
  const runtime = createNodeRuntime({ backend });
  runtimes.push(runtime);
  try {
    tasks.push(await stepTask(backend, runtime));
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.split('\n')[0]!.replace(/^.*was false\. /, '') : error;
    console.log(`${backend} does not run: ${reason}`);
  }
}
const seconds = await timeInRounds(tasks, Number(flags.rounds));
// Three times the multiply-adds of both networks (forward, by weights, by input), two operations each.
const operations = 6 * (network.multiplyAdds.hide + network.multiplyAdds.reveal) * batch * crop * crop;
const cpu = seconds.get('cpu')!;
console.log(
  `${batch} pairs of ${crop}x${crop}, ${(operations / 1e9).toFixed(1)} GFLOP a step, medians of ${flags.rounds} rounds`,
);
console.log(
  formatTable(
    [
      'device',
      { title: 's', digits: 3 },
      { title: 'GFLOP/s', digits: 0 },
      { title: 'speed / CPU', digits: 2 },
    ],
    tasks.map(({ name }) => {
      const own = seconds.get(name)!;
      return [name, median(own), operations / median(own) / 1e9, medianRatio(cpu, own)];
    }),
  ),
);
for (const runtime of runtimes) await runtime.dispose();
