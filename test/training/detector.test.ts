import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toOnnx } from '../../src/graph/lower.ts';
import { input } from '../../src/graph/tensor.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { hideLsb4 } from '../../src/methods/lsb4/substitution.ts';
import { xunet } from '../../src/networks/detectors/xunet.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { detectionLoss } from '../../src/training/detector/detector-step.ts';
import { measureMoments } from '../../src/training/detector/moments.ts';
import type { CoverContainerPair } from '../../src/training/detector/pairs.ts';
import { makePairBatch } from '../../src/training/detector/pairs.ts';
import { loadDetector, scoreDetector } from '../../src/training/detector/score.ts';
import type { TrainDetectorOptions } from '../../src/training/detector/train-detector.ts';
import {
  initialDetectorState,
  trainDetector,
  transferredState,
} from '../../src/training/detector/train-detector.ts';
import { samplePhoto } from './sample-photos.ts';

const runtime = createNodeRuntime({ threads: 2 });
after(() => runtime.dispose());

const NAMES = [
  'astronaut.png',
  'chelsea.png',
  'coffee.png',
  'canyon.jpg',
  'passionflower.jpg',
  'kodim23.png',
];
const [WIDTH, HEIGHT] = [384, 256];

/** Left two thirds of the photos, to train on, and right thirds, which the training does not see. */
let left: readonly RgbImage[];
let right: readonly RgbImage[];

before(async () => {
  const photos = await Promise.all(
    NAMES.map(async (name) => {
      const raw = await samplePhoto(name, WIDTH, HEIGHT).raw().toBuffer();
      return rgbImage(WIDTH, HEIGHT, new Uint8Array(raw));
    }),
  );
  left = photos.map((photo) => cropImage(photo, { x: 0, y: 0, width: 256, height: HEIGHT }));
  right = photos.map((photo) => cropImage(photo, { x: 256, y: 0, width: 128, height: HEIGHT }));
});

type Embed = (cover: RgbImage, index: number, all: readonly RgbImage[]) => RgbImage;

/** Every sample goes up by one, down by one or stays, with a probability of a third each: ternary embedding at its full rate. */
const ternary: Embed = (cover, index) => {
  const random = seededRandom(index, 0x7465726e);
  const samples = cover.data.map((sample) => {
    const change = random.integer(3) - 1;
    return sample + change < 0 || sample + change > 255 ? sample : sample + change;
  });
  return rgbImage(cover.width, cover.height, samples);
};

const lsb4: Embed = (cover, index, all) => hideLsb4(cover, all[(index + 1) % all.length]!);

function pairsOf(photos: readonly RgbImage[], embed: Embed): CoverContainerPair[] {
  return photos.map((cover, index) => ({ cover, container: embed(cover, index, photos) }));
}

const small = xunet({ maps: 2 });

/** A training of few steps of a small network. */
function smallTraining(options: Partial<TrainDetectorOptions> = {}) {
  return trainDetector({
    pairs: pairsOf(left.slice(0, 2), ternary),
    runtime,
    network: small,
    crop: 32,
    batch: 2,
    momentBatches: 2,
    ...(options.minutes === undefined ? { steps: 4 } : {}),
    ...options,
  });
}

describe('a trained detector', () => {
  for (const [name, embed, steps] of [
    ['4-bit LSB', lsb4, 80],
    ['ternary embedding at its full rate', ternary, 160],
  ] as const) {
    it(`tells containers of ${name} from covers that it has not seen`, async (t) => {
      const { model } = await trainDetector({
        pairs: pairsOf(left, embed),
        runtime,
        steps,
        crop: 64,
        batch: 6,
        seed: 1,
        momentBatches: 8,
      });
      const detector = await loadDetector(model, runtime);
      let wrong = 0;
      for (const { cover, container } of pairsOf(right, embed)) {
        if ((await scoreDetector(detector, cover)) > 0) wrong += 1;
        if ((await scoreDetector(detector, container)) <= 0) wrong += 1;
      }
      await detector.dispose();
      t.diagnostic(`${wrong} of ${2 * right.length} decisions wrong`);
      assert.ok(wrong <= 2, `${wrong} of ${2 * right.length} decisions wrong`);
    });
  }
});

describe('a training of a detector', () => {
  it('is equal for equal seeds, and another for another seed', async () => {
    const [one, same, other] = [
      await smallTraining({ seed: 3 }),
      await smallTraining({ seed: 3 }),
      await smallTraining({ seed: 4 }),
    ];
    assert.deepEqual(same.model, one.model);
    assert.deepEqual(same.state.optimizer, one.state.optimizer);
    assert.notDeepEqual(other.model, one.model);
  });

  it('goes on as if it had not been interrupted', async () => {
    const whole = await smallTraining({ steps: 6 });
    const interrupt = new AbortController();
    const half = await smallTraining({
      steps: 6,
      signal: interrupt.signal,
      onProgress: ({ step }) => step === 3 && interrupt.abort(),
    });
    assert.deepEqual([half.stopped, half.state.batches], [true, 3]);
    const rest = await smallTraining({ steps: 6, resume: half.state });
    assert.deepEqual([rest.stopped, rest.state.batches], [false, 6]);
    assert.deepEqual(rest.state.optimizer, whole.state.optimizer);
    assert.deepEqual(rest.model, whole.model);
  });

  it('starts from the averaged weights of another', async () => {
    const { state } = await smallTraining();
    const transferred = transferredState(state);
    assert.deepEqual(transferred.optimizer.weights, state.optimizer.averaged);
    assert.deepEqual([transferred.batches, transferred.seconds, transferred.optimizer.step[0]], [0, 0, 0]);
  });

  it('reports every step, and ends by the clock where it is told minutes', async () => {
    const steps: number[] = [];
    const { state, stopped } = await smallTraining({
      minutes: 0.5 / 60,
      onProgress: ({ step, secondsLeft, loss }) => {
        steps.push(step);
        assert.ok(secondsLeft <= 0.5 && loss > 0);
      },
    });
    assert.equal(stopped, false);
    assert.ok(state.seconds >= 0.5);
    assert.deepEqual(
      steps,
      steps.map((_, index) => index + 1),
    );
    assert.equal(state.batches, steps.length);
  });

  it('measures the moments of inference exactly', async () => {
    const pairs = pairsOf(left.slice(0, 3), ternary);
    const configuration = { batch: 2, crop: 32, seed: 1 };
    const { weights } = initialDetectorState(small, 2).optimizer;
    const batchOf = (number: number) => makePairBatch(pairs, number, configuration);
    const measure = (batches: number) =>
      measureMoments(small, weights, runtime, configuration, batchOf, batches);
    // Moments of three batches of two pairs are those of one batch of all six.
    const joined = {
      batch: 6,
      crop: 32,
      seed: 1,
    };
    const all = [0, 1, 2].map(batchOf);
    const concatenated = {
      cover: Float32Array.from(all.flatMap(({ cover }) => [...cover])),
      container: Float32Array.from(all.flatMap(({ container }) => [...container])),
    };
    const whole = await measureMoments(small, weights, runtime, joined, () => concatenated, 1);
    const parts = await measure(3);
    for (const [name, values] of Object.entries(whole)) {
      for (const [channel, value] of values.entries()) {
        assert.ok(Math.abs(parts[name]![channel]! - value) < 1e-4 * Math.max(1, Math.abs(value)), name);
      }
    }
  });

  it('refuses what it cannot work with', async () => {
    const [photo] = left as [RgbImage];
    const smaller = cropImage(photo, { x: 0, y: 0, width: 40, height: 24 });
    const refused: readonly (readonly [Partial<TrainDetectorOptions>, RegExp])[] = [
      [{ pairs: [] }, /at least one pair/],
      [{ pairs: [{ cover: photo, container: smaller }] }, /container of 256x256.*received 40x24/],
      [{ pairs: [{ cover: smaller, container: smaller }] }, /at least 32 pixels a side but received 40x24/],
      [
        { pairs: [{ cover: photo, container: { ...photo, data: photo.data.subarray(0, 256 * 256) } }] },
        /pictures of 3 planes, as the network takes, but received 1/,
      ],
      [{ crop: 40 }, /multiple of 16 for crop but received 40/],
      [{ batch: 0 }, /positive whole number for batch but received 0/],
      [{ steps: 0 }, /positive length/],
      [{ steps: 4, minutes: 1 }, /either steps or minutes/],
    ];
    for (const [options, message] of refused) await assert.rejects(smallTraining(options), message);
  });
});

describe('the loss of a detector', () => {
  it('is the cross-entropy, ln 2 where nothing is known, and finite however sure the network is', async () => {
    const [covers, containers] = [input('covers', [2]), input('containers', [2])];
    const { loss, error } = detectionLoss(covers, containers);
    const model = await runtime.load(
      toOnnx({ name: 'loss', inputs: { covers, containers }, outputs: { loss, error } }),
    );
    const lossOf = async (a: number[], b: number[]): Promise<number[]> => {
      const results = await model.run({
        covers: float32(Float32Array.from(a), [2]),
        containers: float32(Float32Array.from(b), [2]),
      });
      return [results.loss!, results.error!].map(({ data }) => data[0] as number);
    };
    const close = (actual: number[], expected: number[]): void => {
      for (const [index, value] of expected.entries()) assert.ok(Math.abs(actual[index]! - value) < 1e-5);
    };
    close(await lossOf([0, 0], [0, 0]), [Math.log(2), 0.5]);
    close(await lossOf([-1, 2], [3, -0.5]), [
      [-1, 2, -3, 0.5].reduce((sum, z) => sum + Math.log(1 + Math.exp(z)) / 4, 0),
      0.5,
    ]);
    close(await lossOf([1000, 1000], [1000, 1000]), [500, 0.5]);
    close(await lossOf([-1000, -1000], [1000, 1000]), [0, 0]);
    await model.dispose();
  });
});

describe('a batch of pairs', () => {
  /** A picture whose samples tell where they are. */
  const numbered = rgbImage(
    16,
    16,
    Uint8Array.from({ length: 768 }, (_, sample) => Math.floor(sample / 3)),
  );
  const inverted = rgbImage(
    16,
    16,
    numbered.data.map((sample) => 255 - sample),
  );

  it('has the same pixels of both of a pair, in all eight positions of the square', () => {
    const configuration = { batch: 64, crop: 4, seed: 9 };
    const { cover, container } = makePairBatch([{ cover: numbered, container: inverted }], 0, configuration);
    const positions = new Set<string>();
    for (let index = 0; index < configuration.batch; index++) {
      const crop = cover.subarray(48 * index, 48 * index + 16).map((value) => Math.round(255 * value));
      for (let sample = 48 * index; sample < 48 * (index + 1); sample++) {
        assert.ok(Math.abs(cover[sample]! + container[sample]! - 1) < 1e-6);
      }
      // A square of neighbours, whatever its position.
      const first = Math.min(...crop);
      assert.deepEqual(
        [...crop].sort((a, b) => a - b),
        Array.from({ length: 16 }, (_, at) => first + 16 * Math.floor(at / 4) + (at % 4)),
      );
      positions.add(`${crop[1]! - crop[0]!}, ${crop[4]! - crop[0]!}`);
    }
    assert.equal(positions.size, 8);
  });

  it('keeps to a grid, also of one plane of real numbers, whatever the position', () => {
    // Samples tell where they are in their block of 8x8.
    const data = Float32Array.from({ length: 24 * 40 }, (_, at) => (Math.floor(at / 24) % 8) + (at % 8) / 8);
    const blocks = { width: 24, height: 40, data };
    const configuration = { batch: 32, crop: 16, grid: 8, seed: 2 };
    const { cover } = makePairBatch([{ cover: blocks, container: blocks }], 0, configuration);
    assert.equal(cover.length, 32 * 16 * 16);
    for (let index = 0; index < cover.length; index += 256) {
      const corners = [0, 7, 7 * 16, 7 * 16 + 7].map((at) => Math.round(8 * 255 * cover[index + at]!));
      assert.deepEqual(
        corners.sort((a, b) => a - b),
        [0, 7, 56, 63],
      );
    }
  });

  it('depends on the seed and its number only', () => {
    const pairs = [{ cover: numbered, container: inverted }];
    const draw = (number: number, seed: number) => makePairBatch(pairs, number, { batch: 3, crop: 4, seed });
    assert.deepEqual(draw(5, 1), draw(5, 1));
    assert.notDeepEqual(draw(5, 1), draw(6, 1));
    assert.notDeepEqual(draw(5, 1), draw(5, 2));
  });
});

describe('the score of a picture', () => {
  it('is the mean over its tiles, by area, for pictures larger than one', async () => {
    const { model } = await smallTraining();
    const detector = await loadDetector(model, runtime);
    const random = seededRandom(11);
    const wide = rgbImage(
      1056,
      40,
      Uint8Array.from({ length: 3 * 1056 * 40 }, () => random.integer(256)),
    );
    // Three tiles of 352x32; eight rows are left over.
    let expected = 0;
    for (const x of [0, 352, 704]) {
      expected += (await detector.logit(cropImage(wide, { x, y: 0, width: 352, height: 32 }))) / 3;
    }
    const score = await scoreDetector(detector, wide);
    assert.ok(Math.abs(score - expected) < 1e-6);
    const whole = await detector.logit(cropImage(wide, { x: 0, y: 0, width: 1056, height: 32 }));
    // Every tile has borders of its own, beyond which averages are over zeros.
    assert.ok(Math.abs(score - whole) < 0.05 * Math.abs(whole), `${score} ${whole}`);
    await detector.dispose();
  });

  it('needs a picture of one multiple at least, and a detector', async () => {
    const { model } = await smallTraining();
    const detector = await loadDetector(model, runtime);
    await assert.rejects(scoreDetector(detector, rgbImage(64, 15)), /at least 16 pixels a side.*64x15/);
    await detector.dispose();
    const x = input('x', [1]);
    await assert.rejects(
      loadDetector(toOnnx({ name: 'other', inputs: { x }, outputs: { y: x } }), runtime),
      /model of a detector/,
    );
  });
});
