/** The small pieces of the trainer for PyTorch against ours: crops, colours, scrambled blocks, rounding, rates and running errors. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { flipCoefficients } from '../../../src/image/block-transform.ts';
import { blockSpan, blocksAlong } from '../../../src/image/scramble-blocks.ts';
import { ShapedRounding } from '../../../src/networks/rounding/shaped-rounding.ts';
import type { SafeTensor } from '../../../src/networks/safetensors.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src/networks/safetensors.ts';
import type { RandomSource } from '../../../src/random/seeded-random.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { changedSample, randomColourChange } from '../../../src/training/data/colour-change.ts';
import { flipBlocks } from '../../../src/training/data/scrambled.ts';
import { afterStep, hasExploded, isSound, NO_ERRORS } from '../../../src/training/explosion.ts';
import { learningRate } from '../../../src/training/optimizer/schedule.ts';
import { ROOT } from '../../architecture/source.ts';
import { temporaryFolder } from '../sample-photos.ts';
import { runPython, skip } from './python.ts';

const random = seededRandom(17);
/** Numbers that float32 holds exactly, as both sides must be given the same. */
const uniform = (): number => Math.fround(random.uniform());

function tensor(shape: readonly number[], value: (index: number) => number): SafeTensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Float32Array.from({ length }, (_, index) => value(index)) };
}

/** Height and width of two photos. */
const PHOTOS = [
  [30, 41],
  [25, 20],
] as const;
const COUNT = 8;
const [HEIGHT, WIDTH] = [12, 20];
const sign = (): number => (random.uniform() < 0.5 ? -1 : 1);

const given = {
  'photo.0': tensor([...PHOTOS[0], 3], () => random.integer(256)),
  'photo.1': tensor([...PHOTOS[1], 3], () => random.integer(256)),
  which: tensor([COUNT], (index) => index % 2),
  places: tensor([COUNT, 2], (index) => (index < 2 ? 0 : index < 4 ? Math.fround(1 - 2 ** -24) : uniform())),
  mirrored: tensor([COUNT, 2], () => random.integer(2)),
  colours: tensor([COUNT, 5], uniform),
  block: tensor([1, 3, 16, 24], () => uniform() - 0.5),
  signs: tensor([1, 3, 16, 24], sign),
  square: tensor([1, 3, 40, 40], uniform),
  squareSigns: tensor([1, 3, 40, 40], () => 1),
  // Good steps, then an explosion.
  errors: tensor([60, 2], (index) => (index < 80 ? 1e-4 : 1e-2) * (0.5 + uniform())),
  directions: tensor([10, 48], () => 4 * uniform() - 2),
  remains: tensor([1, 3, 4, 4], () => uniform() - 0.5),
  container: tensor([1, 3, 12, 20], () => 1.2 * uniform() - 0.1),
  steps: tensor([40, 2], (index) => (index % 2 === 0 ? random.integer(20) : 1.2 * uniform())),
};
const schedule = { learningRate: 3e-3, warmupSteps: 7, finalFraction: 0.05 };

/** A source that gives these numbers, in order. */
function replay(numbers: readonly number[]): RandomSource {
  const left = [...numbers];
  const next = (): number => left.shift()!;
  return { uniform: next, normal: next, integer: (limit) => Math.floor(limit * next()) };
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let index = 0; index < actual.length; index++) {
    const difference = Math.abs(actual[index]! - expected[index]!);
    assert.ok(difference <= tolerance, `${index}: ${actual[index]} for ${expected[index]}`);
  }
}

/** Our crops, pixel by pixel: [COUNT, 3, HEIGHT, WIDTH]. */
function ourCrops(): Float32Array {
  const crops = new Float32Array(COUNT * 3 * HEIGHT * WIDTH);
  for (let index = 0; index < COUNT; index++) {
    const which = given.which.values[index] as 0 | 1;
    const [height, width] = PHOTOS[which];
    const pixels = given[`photo.${which}`].values;
    const left = Math.floor(given.places.values[2 * index]! * (width - WIDTH + 1));
    const top = Math.floor(given.places.values[2 * index + 1]! * (height - HEIGHT + 1));
    for (let at = 0; at < 3 * HEIGHT * WIDTH; at++) {
      const [channel, y, x] = [
        Math.floor(at / (HEIGHT * WIDTH)),
        Math.floor(at / WIDTH) % HEIGHT,
        at % WIDTH,
      ];
      const column = left + (given.mirrored.values[2 * index] === 1 ? WIDTH - 1 - x : x);
      const row = top + (given.mirrored.values[2 * index + 1] === 1 ? HEIGHT - 1 - y : y);
      crops[index * 3 * HEIGHT * WIDTH + at] = pixels[3 * (row * width + column) + channel]!;
    }
  }
  return crops;
}

describe('the pieces of the trainer for PyTorch', { skip }, () => {
  let theirs: Readonly<Record<string, SafeTensor>>;
  let blocks: number[][][];
  before(async () => {
    const folder = await temporaryFolder();
    const [from, to] = [join(folder, 'in.safetensors'), join(folder, 'out.safetensors')];
    await writeFile(
      from,
      encodeSafetensors({ tensors: given, metadata: { schedule: JSON.stringify(schedule) } }),
    );
    const script = join(ROOT, 'test', 'training', 'pytorch', 'pieces.py');
    const { code, err } = await runPython([script, from, to]);
    assert.equal(code, 0, err);
    const { tensors, metadata } = decodeSafetensors(new Uint8Array(await readFile(to)));
    theirs = tensors;
    blocks = JSON.parse(metadata.blocks!);
  });

  it('cut photos of several sizes, mirrored, at their ends too', () => {
    assert.deepEqual(theirs.crops!.values, ourCrops());
  });

  it('change colours as ours, to one grey level where rounding decides', () => {
    const crops = ourCrops();
    const plane = HEIGHT * WIDTH;
    let changed = 0;
    for (let index = 0; index < COUNT; index++) {
      const [chosen, ...numbers] = given.colours.values.subarray(5 * index, 5 * index + 5);
      const change = chosen! < 0.5 ? randomColourChange(replay(numbers)) : undefined;
      if (change !== undefined) changed += 1;
      for (let channel = 0; channel < 3; channel++) {
        for (let pixel = 0; pixel < plane; pixel++) {
          const at = (c: number): number => (index * 3 + c) * plane + pixel;
          const expected =
            change === undefined
              ? crops[at(channel)]!
              : changedSample(change, channel, crops[at(0)]!, crops[at(1)]!, crops[at(2)]!);
          const difference = Math.abs(theirs.changed!.values[at(channel)]! - expected);
          assert.ok(difference <= (change === undefined ? 0 : 1));
        }
      }
    }
    assert.ok(changed > 0 && changed < COUNT);
  });

  it('flip signs of the same coefficients', () => {
    const block = Float64Array.from(given.block.values);
    flipCoefficients(block, 24, 16, Int8Array.from(given.signs.values));
    assertNear(theirs.flipped!.values, block, 1e-5);
    // The flip is not nothing, and a square with no sign changed stays.
    assert.ok(block.some((value, index) => Math.abs(value - given.block.values[index]!) > 0.1));
    const square = given.square.values.slice();
    flipBlocks(square, 40, replay(new Array(3 * 40 * 40).fill(0.9)));
    assertNear(theirs.square!.values, square, 1e-5);
  });

  it('divide a square into the same blocks', () => {
    for (const [index, side] of [40, 48].entries()) {
      const spans = Array.from({ length: blocksAlong(side) }, (_, block) => blockSpan(block, side));
      const ours = spans.flatMap((rows) =>
        spans.map((columns) => [
          rows.start,
          rows.start + rows.length,
          columns.start,
          columns.start + columns.length,
        ]),
      );
      assert.deepEqual(blocks[index], ours);
    }
  });

  it('round containers as ours, and make the same errors of the same remains', () => {
    // Of ten random directions.
    const product = (i: number, j: number): number => {
      let total = 0;
      for (let at = 0; at < 480; at += 48) {
        total += given.directions.values[at + i]! * given.directions.values[at + j]!;
      }
      return total;
    };
    const all = Array.from({ length: 48 }, (_, i) => i);
    const matrix = all.flatMap((i) => all.slice(i).map((j) => product(i, j)));
    const rounding = new ShapedRounding({ block: 4, matrix });
    const container = given.container.values.slice();
    rounding.round(container, 20, 12);
    assertNear(theirs.rounded!.values, container, 1e-7);
    assert.ok(container.some((sample, at) => Math.abs(sample - given.container.values[at]!) > 0.9 / 255));
    // Ours draws them in the order of rounding.
    const order = [...all].sort((a, b) => product(b, b) - product(a, a));
    const remains = order.map((sample) => given.remains.values[sample]! + 0.5);
    assertNear(theirs.roundingError!.values, rounding.noise(4, 4, replay(remains).uniform), 1e-7);
  });

  it('have the same rates', () => {
    const ours = Array.from({ length: 40 }, (_, index) =>
      learningRate(given.steps.values[2 * index]!, given.steps.values[2 * index + 1]!, schedule),
    );
    assertNear(theirs.rates!.values, ours, 1e-8);
  });

  it('notice the same explosions', () => {
    let errors = NO_ERRORS;
    const ours = Array.from({ length: 60 }, (_, index) => {
      errors = afterStep(errors, given.errors.values[2 * index]!, given.errors.values[2 * index + 1]!);
      const { cover, secret } = errors;
      const [exploded, sound] = [Number(hasExploded(errors)), Number(isSound(errors))];
      return [cover.mean, cover.best, secret.mean, secret.best, exploded, sound];
    });
    assertNear(theirs.running!.values, ours.flat(), 1e-4);
    assert.ok(ours.some(([, , , , exploded]) => exploded === 1));
  });
});
