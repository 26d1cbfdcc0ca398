/**
 * A training that is killed and goes on ends where it would have ended. On the CPU, with the same number of threads, it
 * ends there bit for bit: the batches depend on the seed and their number only, the state in the checkpoint is whole, and
 * ONNX Runtime's operators give the same result twice. Other thread counts, versions and devices may sum in another order.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { baluja } from '../../src/networks/baluja.ts';
import type { Checkpoint } from '../../src/training/checkpoint/checkpoint.ts';
import { decodeCheckpoint } from '../../src/training/checkpoint/checkpoint.ts';
import { trainingConfiguration } from '../../src/training/configuration.ts';
import type { TrainOptions } from '../../src/training/train.node.ts';
import { train } from '../../src/training/train.node.ts';
import { endWhenStalled } from '../suite/patience.ts';
import { photoFolder, temporaryFolder } from './sample-photos.ts';

const STEPS = 30;

const plain = trainingConfiguration({
  network: { maps: 3, kernels: [2, 3] },
  crop: 32,
  batch: 2,
  noise: 1,
  validationPhotos: 2,
  validationSide: 40,
  schedule: { learningRate: 3e-3, warmupSteps: 5 },
  // A checkpoint every few steps.
  checkpointMinutes: 0.001,
});

/** The same with a detector that learns beside the network, and has a say from a third of the steps on. */
const opposed = trainingConfiguration({ adversary: { weight: 0.1, maps: 2, warmupSteps: 10 } }, plain);

async function checkpointIn(out: string): Promise<Checkpoint> {
  const bytes = new Uint8Array(await readFile(join(out, 'checkpoint.safetensors')));
  return decodeCheckpoint(bytes, baluja(plain.network));
}

/** Trains in another process and kills it some milliseconds after its first checkpoint is there. */
async function trainAndKill(options: TrainOptions, patience: number): Promise<number> {
  const { out } = options;
  const script = fileURLToPath(new URL('train-process.js', import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWhenStalled(child, 'The training');
  let reported = 0;
  let doomed = false;
  child.stdout.on('data', (lines) => {
    reported = Number(String(lines).trimEnd().split('\n').at(-1));
    if (doomed || !existsSync(join(out, 'checkpoint.safetensors'))) return;
    doomed = true;
    setTimeout(() => child.kill('SIGKILL'), patience);
  });
  const [, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on('close', (code, by) => resolve([code, by]));
  });
  assert.ok(
    signal === 'SIGKILL' || reported === STEPS,
    `the training ended by itself after ${reported} steps`,
  );
  return reported;
}

function largestDifference(a: Checkpoint, b: Checkpoint): number {
  let largest = Math.abs((a.adversary?.error ?? 0) - (b.adversary?.error ?? 0));
  const states = [
    [a.state, b.state],
    [a.adversary?.state, b.adversary?.state],
  ] as const;
  for (const [one, other] of states) {
    assert.equal(one === undefined, other === undefined);
    for (const vector of ['weights', 'moment1', 'moment2', 'averaged', 'step'] as const) {
      for (const [i, value] of one?.[vector].entries() ?? []) {
        largest = Math.max(largest, Math.abs(value - other![vector][i]!));
      }
    }
  }
  return largest;
}

for (const [what, configuration] of [
  ['a training', plain],
  ['a training with an adversary', opposed],
] as const)
  describe(`${what} that was killed and resumed`, () => {
    let options: Omit<TrainOptions, 'out'>;
    let uninterrupted: Checkpoint;

    before(async () => {
      options = { data: await photoFolder(7, 64), configuration, steps: STEPS, threads: 1 };
      const out = await temporaryFolder();
      await train({ ...options, out });
      uninterrupted = await checkpointIn(out);
      assert.equal(uninterrupted.batches, STEPS);
      assert.equal(uninterrupted.adversary?.state.step[0], configuration === opposed ? STEPS : undefined);
    });

    for (let attempt = 0; attempt < 2; attempt++) {
      const patience = Math.round(150 * Math.random());
      it(`${patience} ms after a checkpoint ends with the weights of one that was not`, async () => {
        const out = await temporaryFolder();
        const reached = await trainAndKill({ ...options, out }, patience);
        const { batches } = await checkpointIn(out);
        assert.ok(batches >= 1 && batches <= reached + 1, `${batches} of ${reached}`);

        const rates: number[] = [];
        const result = await train({
          ...options,
          out,
          resume: true,
          onProgress: ({ learningRate }) => rates.push(learningRate),
        });
        const resumed = await checkpointIn(out);
        assert.equal(result.stopped, false);
        assert.equal(rates.length, STEPS - batches);
        assert.equal(resumed.batches, STEPS);
        assert.equal(resumed.state.step[0], STEPS);
        assert.equal(largestDifference(resumed, uninterrupted), 0);

        const steps = result.log.map(({ step }) => step);
        assert.deepEqual(
          steps,
          [...steps].sort((a, b) => a - b),
        );
        const text = await readFile(join(out, 'training.jsonl'), 'utf8');
        assert.deepEqual(
          text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
          result.log,
        );
        assert.ok((await readdir(out)).includes('model.json'));
      });
    }

    it('by a signal, twice, ends there too, with the learning rates of one that was not', async () => {
      const out = await temporaryFolder();
      const rates = new Map<number, number>();
      for (const last of [7, 19, STEPS]) {
        const controller = new AbortController();
        await train({
          ...options,
          out,
          resume: last > 7,
          signal: controller.signal,
          onProgress: ({ step, learningRate }) => {
            rates.set(step, learningRate);
            if (step === last) controller.abort();
          },
        });
      }
      const resumed = await checkpointIn(out);
      assert.equal(largestDifference(resumed, uninterrupted), 0);
      const { learningRate, warmupSteps, finalFraction } = configuration.schedule;
      assert.deepEqual(
        [...rates.keys()],
        Array.from({ length: STEPS }, (_, i) => i + 1),
      );
      for (const [step, rate] of rates) {
        const cosine = 0.5 + 0.5 * Math.cos((Math.PI * (step - 1)) / STEPS);
        const expected =
          learningRate * Math.min(1, step / warmupSteps) * (finalFraction + (1 - finalFraction) * cosine);
        assert.ok(Math.abs(rate - expected) < 1e-12, `step ${step}: ${rate} instead of ${expected}`);
      }
    });
  });
