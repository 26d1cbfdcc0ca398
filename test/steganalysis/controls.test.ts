import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { hillCosts } from '../../src/methods/exact/distortion/hill.ts';
import { revealLsb4 } from '../../src/methods/lsb4/substitution.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { adaptive, changeProbabilities, findLambda, hill } from '../../src/steganalysis/controls/adaptive.ts';
import type { Control } from '../../src/steganalysis/controls/control.ts';
import { lsb4, lsbMatching, lsbReplacement } from '../../src/steganalysis/controls/lsb.ts';
import { ternary, ternaryChangeRate } from '../../src/steganalysis/controls/ternary.ts';
import { randomImage } from '../image/random-image.ts';

const SIZE = 128;
const SAMPLES = 3 * SIZE * SIZE;
const cover = randomImage(SIZE, SIZE, 5);

/** Smooth and flat parts, so that costs differ by much. */
function unevenImage(): RgbImage {
  const random = seededRandom(3);
  const image = rgbImage(SIZE, SIZE);
  for (let at = 0; at < image.data.length; at++) {
    const [x, y] = [Math.floor(at / 3) % SIZE, Math.floor(at / 3 / SIZE)];
    const roughness = y < SIZE / 2 ? 0.5 : 12;
    image.data[at] = 128 + Math.round(40 * Math.sin(x / 20) + roughness * random.normal());
  }
  return image;
}

/** How many samples changed by each amount, as parts of all. */
function changes(from: RgbImage, to: RgbImage): Map<number, number> {
  const parts = new Map<number, number>();
  for (const [at, sample] of from.data.entries()) {
    const change = to.data[at]! - sample;
    parts.set(change, (parts.get(change) ?? 0) + 1 / from.data.length);
  }
  return parts;
}

/** Five standard deviations of a part that is counted in all samples. */
function tolerance(part: number): number {
  return 5 * Math.sqrt((part * (1 - part)) / SAMPLES);
}

function assertPart(actual: number | undefined, expected: number): void {
  assert.ok(Math.abs((actual ?? 0) - expected) <= tolerance(expected), `${actual}, not ${expected}`);
}

function entropy(...probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
}

const CONTROLS: readonly (readonly [string, Control])[] = [
  ['LSB replacement', lsbReplacement(0.7)],
  ['LSB matching', lsbMatching(0.7)],
  ['ternary, full', ternary()],
  ['ternary, 0.7', ternary(0.7)],
  ['HILL', hill(0.7)],
];

describe('all controls', () => {
  for (const [name, control] of CONTROLS) {
    it(`leave the cover as it is, and depend on the random numbers only (${name})`, () => {
      const before = cover.data.slice();
      const container = control(cover, seededRandom(1));
      assert.deepEqual(cover.data, before);
      assert.deepEqual(control(cover, seededRandom(1)), container);
      assert.notDeepEqual(control(cover, seededRandom(2)), container);
    });

    it(`change samples at 0 and 255 without leaving the range (${name})`, () => {
      for (const value of [0, 255]) {
        const flat = rgbImage(40, 40, new Uint8Array(4800).fill(value));
        const container = control(flat, seededRandom(1));
        assert.ok(container.data.every((sample) => Math.abs(sample - value) <= 2));
        assert.ok(container.data.some((sample) => sample !== value));
      }
    });
  }

  it('change nothing at rate 0', () => {
    for (const control of [lsbReplacement(0), lsbMatching(0), ternary(0), hill(0)]) {
      assert.deepEqual(control(cover, seededRandom(1)), cover);
    }
  });

  it('refuse rates that are none', () => {
    for (const rate of [-0.1, 1.6, Number.NaN]) {
      for (const control of [lsbReplacement, lsbMatching, ternary, hill]) {
        assert.throws(() => control(rate), RangeError);
      }
    }
    assert.throws(() => lsbMatching(1.01), RangeError);
  });
});

describe('embedding in lowest bits', () => {
  for (const rate of [0.05, 0.4, 1]) {
    it(`changes half of the rate's samples at ${rate}`, () => {
      const replaced = changes(cover, lsbReplacement(rate)(cover, seededRandom(1)));
      const matched = changes(cover, lsbMatching(rate)(cover, seededRandom(1)));
      for (const parts of [replaced, matched]) {
        assertPart(parts.get(0), 1 - rate / 2);
        assertPart((parts.get(1) ?? 0) + (parts.get(-1) ?? 0), rate / 2);
      }
      assertPart(matched.get(1), rate / 4);
    });
  }

  it('stays within pairs of values when it replaces, and not when it matches', () => {
    const isInPair = (container: RgbImage): boolean =>
      container.data.every((sample, at) => sample >> 1 === cover.data[at]! >> 1);
    assert.ok(isInPair(lsbReplacement(1)(cover, seededRandom(1))));
    assert.ok(!isInPair(lsbMatching(1)(cover, seededRandom(1))));
  });

  it('puts the upper half of a secret into four bits', () => {
    const secret = randomImage(SIZE, SIZE, 9);
    const container = lsb4(secret)(cover, seededRandom(1));
    assert.ok(container.data.every((sample, at) => sample >> 4 === cover.data[at]! >> 4));
    assert.deepEqual(
      revealLsb4(container).data,
      secret.data.map((sample) => sample & 0xf0),
    );
    assert.throws(() => lsb4(secret)(randomImage(8, 8), seededRandom(1)), RangeError);
  });
});

describe('ternary embedding', () => {
  it('changes two thirds of the samples at the full rate, and makes all three digits as likely', () => {
    const parts = changes(cover, ternary()(cover, seededRandom(1)));
    assertPart(parts.get(0), 1 / 3);
    const edges = cover.data.filter((sample) => sample === 0 || sample === 255).length / SAMPLES;
    assertPart((parts.get(2) ?? 0) + (parts.get(-2) ?? 0), edges / 3);
    const digits = ternary()(rgbImage(SIZE, SIZE, new Uint8Array(SAMPLES).fill(255)), seededRandom(2)).data;
    for (const value of [253, 254, 255])
      assertPart(digits.filter((s) => s === value).length / SAMPLES, 1 / 3);
  });

  it('changes as few samples as carry the rate', () => {
    for (const rate of [0.01, 0.3, 0.7, 1.2, Math.log2(3)]) {
      const p = ternaryChangeRate(rate);
      assert.ok(p >= 0 && p <= 2 / 3 + 1e-9);
      assert.ok(Math.abs(entropy(p / 2, p / 2, 1 - p) - rate) < 1e-9, `${rate}`);
      const parts = changes(cover, ternary(rate)(cover, seededRandom(4)));
      assertPart(parts.get(0), 1 - p);
    }
    assert.equal(ternaryChangeRate(0), 0);
  });
});

/** HILL's costs of one colour, each mean from all its samples. */
function hillByDefinition({ width, height, data }: RgbImage, channel: number): number[] {
  const inside = (index: number, length: number): number =>
    index < 0 ? -1 - index : index >= length ? 2 * length - 1 - index : index;
  const around = (value: (x: number, y: number) => number, radius: number, x: number, y: number): number => {
    let sum = 0;
    for (let v = y - radius; v <= y + radius; v++) {
      for (let u = x - radius; u <= x + radius; u++) sum += value(inside(u, width), inside(v, height));
    }
    return sum / (2 * radius + 1) ** 2;
  };
  const plane = (value: (x: number, y: number) => number): number[] =>
    Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
  const sample = (x: number, y: number): number =>
    data[3 * (inside(y, height) * width + inside(x, width)) + channel]!;
  const second = (x: number, y: number): number => sample(x - 1, y) - 2 * sample(x, y) + sample(x + 1, y);
  const residual = plane((x, y) => Math.abs(second(x, y - 1) - 2 * second(x, y) + second(x, y + 1)));
  const inverse = plane((x, y) => 1 / around((u, v) => residual[v * width + u]!, 1, x, y));
  return plane((x, y) => around((u, v) => inverse[v * width + u]!, 7, x, y));
}

describe('adaptive embedding', () => {
  const image = unevenImage();
  const costs = hillCosts(image);

  it('goes by the costs of the paper', () => {
    const rough = randomImage(37, 23, 8);
    const roughCosts = hillCosts(rough);
    for (const channel of [0, 1, 2]) {
      for (const [pixel, cost] of hillByDefinition(rough, channel).entries()) {
        const own = roughCosts[3 * pixel + channel]!;
        assert.ok(Math.abs(own / cost - 1) < 1e-5, `pixel ${pixel} costs ${own}, not ${cost}`);
      }
    }
  });

  it('carries the payload: the entropy of its changes is the rate', () => {
    for (const rate of [0.05, 0.4, 1, 1.5]) {
      const lambda = findLambda(image.data, costs, rate);
      let bits = 0;
      let changed = 0;
      for (const [at, sample] of image.data.entries()) {
        const [up, down] = changeProbabilities(sample, costs[at]!, lambda);
        assert.equal(up, down);
        bits += entropy(up, down, 1 - up - down);
        changed += up + down;
      }
      assert.ok(Math.abs(bits / SAMPLES - rate) < 1e-6, `${bits / SAMPLES}, not ${rate}`);
      const parts = changes(image, hill(rate)(image, seededRandom(1)));
      assertPart(parts.get(0), 1 - changed / SAMPLES);
      assertPart(parts.get(1), changed / 2 / SAMPLES);
    }
  });

  it('changes with e^-cost, odds of the paper', () => {
    const [up, down] = changeProbabilities(100, 2, 0.5);
    assert.ok(Math.abs(up / (1 - up - down) - Math.exp(-1)) < 1e-12);
    assert.equal(up, down);
    assert.deepEqual(changeProbabilities(255, 0, 1), [0, 0.5]);
    assert.deepEqual(changeProbabilities(0, 0, 1), [0.5, 0]);
  });

  it('keeps to the rough half of a picture', () => {
    const container = hill(0.2)(image, seededRandom(1));
    const changedIn = (from: number, to: number): number =>
      container.data.subarray(from, to).filter((sample, at) => sample !== image.data[from + at]).length;
    assert.ok(changedIn(SAMPLES / 2, SAMPLES) > 50 * changedIn(0, SAMPLES / 2));
  });

  it('is ternary embedding where all costs are equal', () => {
    const grey = rgbImage(SIZE, SIZE, new Uint8Array(SAMPLES).fill(90));
    const container = adaptive(({ data }) => new Float32Array(data.length).fill(3), 0.5)(
      grey,
      seededRandom(1),
    );
    assertPart(changes(grey, container).get(0), 1 - ternaryChangeRate(0.5));
  });

  it('refuses more than samples at 0 and 255 have room for', () => {
    const black = rgbImage(8, 8);
    assert.throws(() => hill(1.2)(black, seededRandom(1)), RangeError);
    assert.doesNotThrow(() => hill(0.9)(black, seededRandom(1)));
  });
});
