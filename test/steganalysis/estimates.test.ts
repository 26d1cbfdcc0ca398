import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { chiSquare } from '../../src/steganalysis/textbook/chi-square.ts';
import { chiSquareTail, upperGamma } from '../../src/steganalysis/textbook/incomplete-gamma.ts';
import { originalWeightedStego } from '../../src/steganalysis/textbook/original-weighted-stego.ts';
import type { PayloadEstimate } from '../../src/steganalysis/textbook/payload-estimate.ts';
import { primarySets } from '../../src/steganalysis/textbook/primary-sets.ts';
import { regularSingular } from '../../src/steganalysis/textbook/regular-singular.ts';
import { samplePairs } from '../../src/steganalysis/textbook/sample-pairs.ts';
import { textbookDetection } from '../../src/steganalysis/textbook/textbook-detection.ts';
import { weightedStego } from '../../src/steganalysis/textbook/weighted-stego.ts';
import { SAMPLES } from '../training/sample-photos.ts';
import { anyPicture } from './any-picture.ts';
import { replaceLowestBits } from './lsb-replacement.ts';
import { uniformNumbers } from './synthetic-picture.ts';

const ESTIMATORS: Readonly<Record<string, (image: RgbImage) => PayloadEstimate>> = {
  'primary sets': primarySets,
  'sample pairs': samplePairs,
  RS: regularSingular,
  WS: weightedStego,
};

const NAMES = ['astronaut.png', 'chelsea.png', 'coffee.png', 'kodim23.png'];
let photos: readonly RgbImage[];

before(async () => {
  photos = await Promise.all(NAMES.map(async (name) => (await readPicture(join(SAMPLES, name))).image));
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('estimates of LSB replacement at key-chosen samples', () => {
  /** Largest errors in bits per sample, photo by photo; on the average they are well below. */
  const LARGEST: Readonly<Record<string, number>> = {
    'primary sets': 0.06,
    'sample pairs': 0.06,
    RS: 0.06,
    WS: 0.03,
  };
  for (const [name, estimate] of Object.entries(ESTIMATORS)) {
    it(`${name}: are right to ${LARGEST[name]} bit per sample up to half a bit`, () => {
      for (const payload of [0, 0.1, 0.3, 0.5]) {
        for (const [index, photo] of photos.entries()) {
          const container = replaceLowestBits(photo, payload, uniformNumbers(index + 1));
          const error = estimate(container).payload - payload;
          assert.ok(Math.abs(error) <= LARGEST[name]!, `${NAMES[index]} at ${payload}: ${error}`);
        }
      }
    });

    it(`${name}: are right to 0.1 bit per sample where every sample carries a bit`, () => {
      for (const [index, photo] of photos.entries()) {
        const { payload } = estimate(replaceLowestBits(photo, 1, uniformNumbers(index + 1)));
        assert.ok(Math.abs(payload - 1) <= 0.1, `${NAMES[index]}: ${payload}`);
      }
    });
  }

  it('WS: enhanced has a mean error of at most 0.015, below that of the original', () => {
    const [enhanced, original]: [number[], number[]] = [[], []];
    for (const payload of [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5]) {
      for (const [index, photo] of photos.entries()) {
        const container = replaceLowestBits(photo, payload, uniformNumbers(index + 10));
        enhanced.push(Math.abs(weightedStego(container).payload - payload));
        original.push(Math.abs(originalWeightedStego(container).payload - payload));
      }
    }
    assert.ok(mean(enhanced) <= 0.015, String(mean(enhanced)));
    assert.ok(mean(enhanced) < mean(original), String(mean(original)));
  });

  it('WS: stay right under a white sky, where flipped samples are in the prediction too', () => {
    const { width, height, data } = photos[3]!;
    const sky = rgbImage(width, height, data.slice().fill(255, 0, data.length / 2));
    const container = replaceLowestBits(sky, 0.3, uniformNumbers(5));
    const { payload } = weightedStego(container);
    assert.ok(Math.abs(payload - 0.3) <= 0.03, String(payload));
    assert.ok(Math.abs(originalWeightedStego(container).payload - 0.3) > 0.1);
  });

  it('tell the colours apart', () => {
    const [photo] = photos;
    const full = replaceLowestBits(photo!, 1, uniformNumbers(3));
    const greenOnly = rgbImage(
      photo!.width,
      photo!.height,
      photo!.data.map((value, i) => (i % 3 === 1 ? full.data[i]! : value)),
    );
    for (const [name, estimate] of Object.entries(ESTIMATORS)) {
      const { payload, channels } = estimate(greenOnly);
      assert.ok(channels[1] > 0.85 && Math.abs(channels[0]) < 0.1 && Math.abs(channels[2]) < 0.1, name);
      assert.ok(Math.abs(payload - 1 / 3) < 0.06, name);
    }
  });
});

describe('the chi-square attack', () => {
  it('sees how much of the picture is full, from its start', () => {
    const photo = photos[3]!;
    const full = replaceLowestBits(photo, 1, uniformNumbers(2));
    for (const part of [0, 0.25, 0.5, 1]) {
      const data = photo.data.slice();
      data.set(full.data.subarray(0, Math.round(part * data.length)));
      const found = chiSquare(rgbImage(photo.width, photo.height, data));
      assert.ok(Math.abs(found - part) < 0.05, `${part}: ${found}`);
    }
  });

  it('does not see samples that a key chose', () => {
    assert.ok(chiSquare(replaceLowestBits(photos[3]!, 0.5, uniformNumbers(2))) < 0.05);
  });
});

describe('all estimates', () => {
  const figures = (image: RgbImage): number[] => {
    const { chiSquare, fusion, ...estimates } = textbookDetection(image);
    const payloads = Object.values(estimates).flatMap(({ payload, channels }) => [payload, ...channels]);
    return [chiSquare, fusion, ...payloads];
  };

  it('are numbers of -1 to 1 for any picture', () => {
    fc.assert(
      fc.property(anyPicture(24), (image) => {
        for (const value of [...figures(image), originalWeightedStego(image).payload]) {
          assert.ok(value >= -1 && value <= 1, String(value));
        }
      }),
    );
  });

  it('are 0 for flat pictures', () => {
    for (const value of [0, 77, 128, 255]) {
      const image = rgbImage(20, 20, new Uint8Array(1200).fill(value));
      for (const figure of figures(image)) assert.ok(Math.abs(figure) < 1e-5, `${value}: ${figure}`);
    }
  });

  it('do not change with the negative, with two levels more, or mirrored; colours change places alike', () => {
    const { width, height, data } = photos[1]!;
    const container = replaceLowestBits(
      rgbImage(
        width,
        height,
        data.map((value) => Math.min(253, value)),
      ),
      0.2,
      uniformNumbers(4),
    );
    const same = (other: RgbImage, of = figures): void => {
      const [expected, actual] = [of(container), of(other)];
      for (const [i, value] of actual.entries()) {
        assert.ok(Math.abs(value - expected[i]!) < 1e-9, `figure ${i}`);
      }
    };
    const mapped = (of: (x: number, y: number) => readonly [number, number]): RgbImage => {
      const image = rgbImage(width, height);
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const [fromX, fromY] = of(x, y);
          const from = 3 * (fromY * width + fromX);
          image.data.set(container.data.subarray(from, from + 3), 3 * (y * width + x));
        }
      }
      return image;
    };
    same(
      rgbImage(
        width,
        height,
        container.data.map((value) => 255 - value),
      ),
    );
    same(
      rgbImage(
        width,
        height,
        container.data.map((value) => value + 2),
      ),
    );
    // Chi-square reads from the start, and primary sets depend on which of two samples is the first.
    const places = (image: RgbImage): number[] =>
      [samplePairs, regularSingular, weightedStego].flatMap((estimate) => estimate(image).channels);
    same(
      mapped((x, y) => [width - 1 - x, y]),
      places,
    );
    same(
      mapped((x, y) => [x, height - 1 - y]),
      places,
    );
    const turned = container.data.map((_, i) => container.data[i - (i % 3) + ((i + 1) % 3)]!);
    const [red, green, blue] = weightedStego(container).channels;
    assert.deepEqual(weightedStego(rgbImage(width, height, turned)).channels, [green, blue, red]);
  });
});

describe('the incomplete gamma function', () => {
  it('is a finite sum for whole a: e^-x (1 + x + x^2 / 2! + ...)', () => {
    for (const a of [1, 2, 5, 17, 64]) {
      for (const x of [0.01, 0.5, 3, 16, 63, 64, 65, 90, 200]) {
        let [term, sum] = [Math.exp(-x), 0];
        for (let k = 0; k < a; k++) {
          sum += term;
          term *= x / (k + 1);
        }
        assert.ok(Math.abs(upperGamma(a, x) - sum) < 1e-13 + 1e-11 * sum, `${a}, ${x}`);
      }
    }
  });

  it('goes by Q(a + 1, x) = Q(a, x) + x^a e^-x / Gamma(a + 1) for halves too', () => {
    for (const x of [0.2, 4, 31, 63.5, 100]) {
      let value = upperGamma(0.5, x);
      for (let a = 0.5; a < 63; a++) value += (x ** a * Math.exp(-x)) / gammaOfHalf(a + 1);
      assert.ok(Math.abs(upperGamma(63.5, x) - value) < 1e-12, String(x));
    }
  });

  it('has the 5 % points of the chi-square tables', () => {
    const points: readonly (readonly [number, number])[] = [
      [1, 3.841],
      [2, 5.991],
      [10, 18.307],
      [100, 124.342],
    ];
    for (const [degrees, value] of points) assert.ok(Math.abs(chiSquareTail(degrees, value) - 0.05) < 2e-5);
    assert.deepEqual([chiSquareTail(127, 0), chiSquareTail(127, Number.POSITIVE_INFINITY)], [1, 0]);
  });
});

/** Gamma of a half: sqrt(pi) 1/2 3/2 5/2 ... */
function gammaOfHalf(a: number): number {
  let value = Math.sqrt(Math.PI);
  for (let factor = 0.5; factor < a; factor++) value *= factor;
  return value;
}
