/**
 * The time of the networks alone: hiding and revealing a 768x512 pair with each model that ships, untiled, with its conditions
 * worked in as `hide` does it; as seconds, as operations a second, and as a ratio to a 1024 x 1024 MatMul of the same rounds.
 *
 * `npm run bench hide-reveal`; after two further `--`: `--rounds 9`, `--threads 1`, `--width 768`, `--height 512`, `--model <dir>`.
 */
import { parseArgs } from 'node:util';
import { toOnnx } from '../src/graph/lower.ts';
import { matrixProduct } from '../src/graph/operations/matrix-product.ts';
import { input } from '../src/graph/tensor.ts';
import { openModel, shippedModels } from '../src/methods/models/model-folder.node.ts';
import { formatTable } from '../src/report/text/table.ts';
import { createNodeRuntime } from '../src/runtime/node-runtime.node.ts';
import { randomTensor } from './random-tensor.ts';
import type { TimedTask } from './rounds.ts';
import { median, medianRatio, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    threads: { type: 'string', default: '2' },
    width: { type: 'string', default: '768' },
    height: { type: 'string', default: '512' },
    model: { type: 'string', multiple: true },
  },
});
const [width, height, threads] = [Number(flags.width), Number(flags.height), Number(flags.threads)];
const SIDE = 1024;
const REPEATS = 8;
const MATMUL_OPERATIONS = REPEATS * 2 * SIDE ** 3;

interface CountedTask extends TimedTask {
  /** Floating-point operations: two for every multiply-add. */
  readonly operations: number;
  readonly cells: readonly (string | number)[];
}

const runtime = createNodeRuntime({ threads });
const [a, b] = [input('a', [SIDE, SIDE]), input('b', [SIDE, SIDE])];
const product = await runtime.load(
  toOnnx({ name: 'matmul', inputs: { a, b }, outputs: { c: matrixProduct(a, b) } }),
);
const factors = { a: randomTensor([SIDE, SIDE]), b: randomTensor([SIDE, SIDE]) };
const matmul: TimedTask = {
  name: 'matmul',
  async run() {
    for (let i = 0; i < REPEATS; i++) await product.run(factors);
  },
};

const tasks: CountedTask[] = [];
const names = flags.model ?? (await shippedModels()).map(({ folder }) => folder);
const models = await Promise.all(names.map((name) => openModel(name, { threads })));
const cover = randomTensor([1, 3, height, width]);
const secret = randomTensor([1, 3, height, width]);
for (const { manifest, network, hide, reveal } of models) {
  const conditions = network.conditions.length === 0 ? undefined : network.conditions.map(() => 0);
  const [hiding, revealing] = [await hide(conditions), await reveal(conditions)];
  const { hide: hideCost, reveal: revealCost } = network.multiplyAdds;
  const task = (what: string, cost: number, run: () => Promise<unknown>): void => {
    tasks.push({
      name: `${manifest.name} ${what}`,
      operations: 2 * cost * width * height,
      cells: [manifest.name, what, cost],
      run,
    });
  };
  task('hide', hideCost, () => hiding.run({ cover, secret }));
  task('reveal', revealCost, () => revealing.run({ container: cover }));
}

const seconds = await timeInRounds([matmul, ...tasks], Number(flags.rounds));
const reference = seconds.get('matmul')!;
console.log(`${width}x${height}, ${threads} threads, medians of ${flags.rounds} interleaved rounds`);
console.log(
  formatTable(
    [
      'model',
      'network',
      'multiply-adds a pixel',
      { title: 's', digits: 3 },
      { title: 'GFLOP/s', digits: 0 },
      { title: 'speed / MatMul', digits: 2 },
    ],
    tasks.map(({ name, operations, cells }) => {
      const own = seconds.get(name)!;
      const ratio = (operations / MATMUL_OPERATIONS) * medianRatio(reference, own);
      return [...cells, median(own), operations / median(own) / 1e9, ratio];
    }),
  ),
);
for (const model of models) await model.dispose();
await runtime.dispose();
