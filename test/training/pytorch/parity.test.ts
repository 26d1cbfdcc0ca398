/**
 * The networks, the loss and the optimiser in PyTorch against ours: the same weights and pictures give the same container and
 * secret, and one step gives the same weights.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { HidingNetwork } from '../../../src/networks/architecture.ts';
import { inferenceModels } from '../../../src/networks/inference.ts';
import type { Weights } from '../../../src/networks/parameters.ts';
import { initialWeights, parameterCount } from '../../../src/networks/parameters.ts';
import { createNetwork } from '../../../src/networks/registry.ts';
import type { SafeTensor } from '../../../src/networks/safetensors.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src/networks/safetensors.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../../src/runtime/node-runtime.node.ts';
import type { Runtime } from '../../../src/runtime/runtime.ts';
import { float32 } from '../../../src/runtime/runtime.ts';
import type { TrainingConfiguration } from '../../../src/training/configuration.ts';
import { trainingConfiguration } from '../../../src/training/configuration.ts';
import type { Batch } from '../../../src/training/data/batches.ts';
import { flattenWeights, unflattenWeights } from '../../../src/training/optimizer/flat-weights.ts';
import { stateFrom, Trainer } from '../../../src/training/trainer.ts';
import { ROOT } from '../../architecture/source.ts';
import { temporaryFolder } from '../sample-photos.ts';
import { runPython, skip } from './python.ts';

const BATCH = 2;
const CROP = 16;
const RATE = 1e-3;
const schedule = { learningRate: RATE, warmupSteps: 0 };

const cases: Readonly<Record<string, TrainingConfiguration>> = {
  'baluja, mean squares, Adam': trainingConfiguration({
    network: { maps: 6 },
    batch: BATCH,
    crop: CROP,
    schedule,
  }),
  'baluja, random kernels, Muon': trainingConfiguration({
    network: { maps: 6, kernels: [2, 5], initialization: 'he' },
    batch: BATCH,
    crop: CROP,
    schedule,
    optimizer: { method: 'muon', beta1: 0.95 },
  }),
  'invertible, roots, Muon': trainingConfiguration({
    architecture: 'invertible',
    network: { block: 4, blocks: 3, maps: 12, scale: 0.5 },
    loss: 'rms',
    batch: BATCH,
    crop: CROP,
    schedule,
    optimizer: { method: 'muon', beta1: 0.95, weightDecay: 0.05 },
  }),
  'invertible, mean squares, Adam': trainingConfiguration({
    architecture: 'invertible',
    network: { block: 2, blocks: 2, maps: 12 },
    batch: BATCH,
    crop: CROP,
    beta: 1,
    favourFactor: 3,
    schedule,
    optimizer: { clipNorm: 0.01 },
  }),
};

/** A case as both sides are given it. */
interface Prepared {
  readonly configuration: TrainingConfiguration;
  readonly network: HidingNetwork;
  readonly weights: Weights;
  readonly batch: Batch;
  /** Our container, not rounded, and what comes of it rounded. */
  readonly container: Float32Array;
  readonly received: Float32Array;
  readonly revealed: Float32Array;
}

/** Weights in which everything counts: also what training starts with zeros, such as biases and conditions. */
function stirredWeights(network: HidingNetwork): Weights {
  return Object.fromEntries(
    Object.entries(initialWeights(network.parameters, 3)).map(([name, values], index) => {
      const random = seededRandom(77, index);
      return [name, values.map((value) => value + 0.02 * random.normal())];
    }),
  );
}

/** Smooth pictures with some noise, for the cover, the secret and neither, scrambled and not. */
function batchOf(network: HidingNetwork, seed: number): Batch {
  const random = seededRandom(seed);
  const picture = (): Float32Array => {
    const phases = Array.from({ length: 3 * BATCH }, () => 6 * random.uniform());
    return Float32Array.from({ length: BATCH * 3 * CROP * CROP }, (_, index) => {
      const [plane, y, x] = [Math.floor(index / CROP ** 2), Math.floor(index / CROP) % CROP, index % CROP];
      const wave = Math.sin(phases[plane]! + x / 4) * Math.cos(phases[plane]! - y / 5);
      return Math.round(255 * (0.5 + 0.3 * wave + 0.1 * random.uniform())) / 255;
    });
  };
  const conditions = network.conditions.length === 0 ? [] : [1, 0, -1, 1];
  return { cover: picture(), secret: picture(), conditions: Float32Array.from(conditions) };
}

/** The samples' distance from where rounding to 8 bits decides, in grey levels; the smallest. */
function clearance(samples: Float32Array): number {
  return samples.reduce((least, sample) => {
    const level = 255 * sample + 0.5;
    return sample < 0 || sample > 1 ? least : Math.min(least, Math.abs(level - Math.round(level)));
  }, 1);
}

async function prepare(runtime: Runtime, configuration: TrainingConfiguration): Promise<Prepared> {
  const network = createNetwork(configuration.architecture, configuration.network);
  const weights = stirredWeights(network);
  const models = inferenceModels(network, weights);
  const [hide, reveal] = [await runtime.load(models.hide), await runtime.load(models.reveal)];
  const dims = [1, 3, CROP, CROP];
  const size = 3 * CROP * CROP;
  const count = network.conditions.length;
  // The inference models take one picture at a time.
  const each = async (run: (pair: number) => Promise<Float32Array>): Promise<Float32Array> => {
    const pictures = new Float32Array(BATCH * size);
    for (let pair = 0; pair < BATCH; pair++) pictures.set(await run(pair), pair * size);
    return pictures;
  };
  const part = (pictures: Float32Array, pair: number) =>
    float32(pictures.slice(pair * size, (pair + 1) * size), dims);
  for (let seed = 1; ; seed++) {
    const batch = batchOf(network, seed);
    const steering = (pair: number) =>
      count === 0
        ? {}
        : { conditions: float32(batch.conditions.slice(pair * count, (pair + 1) * count), [1, count]) };
    const container = await each(async (pair) => {
      const feeds = { cover: part(batch.cover, pair), secret: part(batch.secret, pair), ...steering(pair) };
      return (await hide.run(feeds)).container!.data as Float32Array;
    });
    // A sample that float noise rounds up here and down there would be a difference of a whole grey level.
    if (clearance(container) < 1e-4) continue;
    const received = container.map(
      (sample) => Math.floor(255 * Math.min(1, Math.max(0, sample)) + 0.5) / 255,
    );
    const revealed = await each(async (pair) => {
      const results = await reveal.run({ container: part(received, pair), ...steering(pair) });
      return results.secret!.data as Float32Array;
    });
    await hide.dispose();
    await reveal.dispose();
    return { configuration, network, weights, batch, container, received, revealed };
  }
}

/** What PyTorch is given. */
function fileOf({ configuration, network, weights, batch, received }: Prepared): Uint8Array {
  const pictures = [BATCH, 3, CROP, CROP];
  const count = network.conditions.length;
  const tensors: Record<string, SafeTensor> = {
    cover: { shape: pictures, values: batch.cover },
    secret: { shape: pictures, values: batch.secret },
    received: { shape: pictures, values: received },
    secretWeight: { shape: [BATCH], values: secretWeights(configuration, batch, count) },
    ...(count === 0 ? {} : { conditions: { shape: [BATCH, count], values: batch.conditions } }),
  };
  for (const { name, shape } of network.parameters) {
    tensors[`averaged/${name}`] = { shape, values: weights[name]! };
  }
  return encodeSafetensors({ tensors, metadata: { configuration: JSON.stringify(configuration) } });
}

function secretWeights(
  { beta, favourFactor }: TrainingConfiguration,
  { conditions }: Batch,
  count: number,
): Float32Array {
  return Float32Array.from({ length: BATCH }, (_, pair) =>
    count === 0 ? beta : beta * favourFactor ** conditions[pair * count]!,
  );
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

describe('PyTorch', { skip }, () => {
  const prepared = new Map<string, Prepared>();
  const results = new Map<string, Readonly<Record<string, SafeTensor>>>();
  let runtime: Runtime;

  before(async () => {
    runtime = createNodeRuntime({ threads: 1 });
    const folder = await temporaryFolder();
    const paths: string[] = [];
    for (const [name, configuration] of Object.entries(cases)) {
      const ready = await prepare(runtime, configuration);
      prepared.set(name, ready);
      paths.push(join(folder, `${paths.length}.safetensors`));
      await writeFile(paths.at(-1)!, fileOf(ready));
    }
    // One process for all, because loading PyTorch takes seconds.
    const { code, err } = await runPython([
      join(ROOT, 'test', 'training', 'pytorch', 'one_step.py'),
      ...paths,
    ]);
    assert.equal(code, 0, err);
    for (const [index, name] of Object.keys(cases).entries()) {
      const bytes = await readFile(`${paths[index]}.result`);
      results.set(name, decodeSafetensors(new Uint8Array(bytes)).tensors);
    }
    return () => runtime.dispose();
  });

  for (const name of Object.keys(cases)) {
    it(`hides and reveals as we do, to float noise: ${name}`, (context) => {
      const { container, revealed, batch } = prepared.get(name)!;
      const theirs = results.get(name)!;
      const noise = [
        largestDifference(container, theirs.container!.values),
        largestDifference(revealed, theirs.revealed!.values),
      ];
      context.diagnostic(`container ${noise[0]!.toExponential(1)}, revealed ${noise[1]!.toExponential(1)}`);
      assert.ok(Math.max(...noise) < 1e-5, `${noise}`);
      // The pictures are not trivial: the container is not the cover.
      assert.ok(largestDifference(container, batch.cover) > 1e-3);
    });

    it(`takes the same step: ${name}`, async (context) => {
      const { configuration, network, weights, batch } = prepared.get(name)!;
      const theirs = results.get(name)!;
      const state = stateFrom(flattenWeights(weights, network.parameters));
      const trainer = await Trainer.create(network, configuration, runtime, state);
      // The tensors move to the runtime.
      const step = await trainer.step({ ...batch }, 0, 0);
      const after = await trainer.state();
      await trainer.dispose();
      const relative = (ours: number, other: string): number =>
        Math.abs(theirs[other]!.values[0]! / ours - 1);
      assert.ok(relative(step.coverError, 'coverError') < 1e-4);
      assert.ok(relative(step.secretError, 'secretError') < 1e-4);
      assert.ok(relative(step.gradientNorm, 'norm') < 1e-4);
      const largest: Record<string, number> = {};
      for (const vector of ['weights', 'averaged', 'moment1', 'moment2'] as const) {
        for (const [parameter, values] of Object.entries(
          unflattenWeights(after[vector], network.parameters),
        )) {
          const difference = largestDifference(values, theirs[`${vector}/${parameter}`]!.values);
          largest[vector] = Math.max(largest[vector] ?? 0, difference);
        }
        assert.ok(largest[vector]! < 1e-4, `${vector} ${largest[vector]}`);
      }
      // A step of a tenth of that would prove nothing.
      const moved = largestDifference(after.weights, flattenWeights(weights, network.parameters));
      assert.ok(moved > 0.9 * RATE, `${moved}`);
      context.diagnostic(
        `${parameterCount(network.parameters)} weights, ${JSON.stringify(largest)}, moved ${moved}`,
      );
    });
  }
});
