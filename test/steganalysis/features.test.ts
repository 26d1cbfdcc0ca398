import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import {
  COLOR_RICH_MODEL_DIMENSION,
  colorRichModel,
} from '../../src/steganalysis/features/color-rich-model/color-rich-model.ts';
import { RESIDUAL_CLASSES } from '../../src/steganalysis/features/color-rich-model/submodels.ts';
import type { SpamPlanes } from '../../src/steganalysis/features/color-spam.ts';
import { colorSpam } from '../../src/steganalysis/features/color-spam.ts';
import type { Plane, SpamForm } from '../../src/steganalysis/features/spam.ts';
import { spam686 } from '../../src/steganalysis/features/spam.ts';
import { richModelByDefinition } from './rich-model-reference.ts';

const FORMS: readonly SpamForm[] = ['transition', 'joint'];

/** Smooth with some noise, so that small and large differences both occur. */
function smoothPlane(width: number, height: number, seed: number, noise = 2): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return Math.round(128 + 60 * Math.sin(x / 7 + seed) * Math.cos(y / 5) + noise * random.normal());
  });
}

function smoothImage(width: number, height: number, seed: number): RgbImage {
  const image = rgbImage(width, height);
  for (let channel = 0; channel < 3; channel++) {
    for (const [at, sample] of smoothPlane(width, height, seed + channel).entries()) {
      image.data[3 * at + channel] = sample;
    }
  }
  return image;
}

function mapped(image: RgbImage, sampleAt: (x: number, y: number, channel: number) => number): RgbImage {
  const { width, height } = image;
  const samples = image.data.map((_, at) =>
    sampleAt(Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3),
  );
  return rgbImage(width, height, samples);
}

const DIRECTIONS = {
  straight: [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ],
  diagonal: [
    [1, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
  ],
} as const;

/** SPAM word for word: all triples of differences of each direction in a list, and fractions of it. */
function spamByDefinition(plane: Plane, width: number, height: number, form: SpamForm): number[] {
  const inside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height;
  const features: number[] = [];
  for (const directions of Object.values(DIRECTIONS)) {
    const sum = new Array<number>(343).fill(0);
    for (const [dx, dy] of directions) {
      const difference = (x: number, y: number): number =>
        plane[y * width + x]! - plane[(y + dy) * width + x + dx]!;
      const triples: number[][] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          if (!inside(x + 3 * dx, y + 3 * dy)) continue;
          triples.push([0, 1, 2].map((steps) => difference(x + steps * dx, y + steps * dy)));
        }
      }
      const clipped = triples.map((triple) => triple.map((d) => Math.max(-3, Math.min(3, d))));
      for (let u = -3; u <= 3; u++) {
        for (let v = -3; v <= 3; v++) {
          for (let w = -3; w <= 3; w++) {
            const isTriple = ([a, b, c]: readonly number[]): boolean => a === w && b === v && c === u;
            const given = triples.filter(([a, b]) => a === w && b === v);
            const value =
              form === 'joint'
                ? clipped.filter(isTriple).length / clipped.length
                : given.filter(isTriple).length / Math.max(1, given.length);
            sum[49 * (u + 3) + 7 * (v + 3) + w + 3]! += value / 4;
          }
        }
      }
    }
    features.push(...sum);
  }
  return features;
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= tolerance,
      `feature ${i} is ${actual[i]}, not ${expected[i]}`,
    );
  }
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe('SPAM', () => {
  for (const form of FORMS) {
    it(`is what its definition says (${form})`, () => {
      assertClose(
        spam686(smoothPlane(23, 17, 1), 23, 17, form),
        spamByDefinition(smoothPlane(23, 17, 1), 23, 17, form),
        1e-6,
      );
      const differences = Int16Array.from(smoothPlane(12, 31, 2), (sample, at) =>
        at % 5 === 0 ? -sample : sample - 130,
      );
      assertClose(spam686(differences, 12, 31, form), spamByDefinition(differences, 12, 31, form), 1e-6);
    });

    it(`does not change when a constant is added, or with the picture's mirror images (${form})`, () => {
      const [width, height] = [20, 20];
      const plane = smoothPlane(width, height, 3);
      const features = spam686(plane, width, height, form);
      const at = (index: number): [number, number] => [index % width, Math.floor(index / width)];
      const variants = {
        brighter: plane.map((sample) => sample + 20),
        mirrored: plane.map((_, index) => plane[at(index)[1] * width + width - 1 - at(index)[0]]!),
        transposed: plane.map((_, index) => plane[at(index)[0] * width + at(index)[1]]!),
      };
      for (const variant of Object.values(variants)) {
        assertClose(spam686(variant, width, height, form), features, 1e-6);
      }
    });
  }

  it('sums to 1 where it counts triples', () => {
    const features = spam686(smoothPlane(30, 30, 4, 20), 30, 30, 'joint');
    assert.ok(Math.abs(total(features.subarray(0, 343)) - 1) < 1e-5);
    assert.ok(Math.abs(total(features.subarray(343)) - 1) < 1e-5);
  });

  it('is a probability for each condition where it is a chain', () => {
    const features = spam686(smoothPlane(30, 30, 5), 30, 30);
    for (const part of [features.subarray(0, 343), features.subarray(343)]) {
      for (let condition = 0; condition < 49; condition++) {
        const sum = total(part.filter((_, index) => index % 49 === condition));
        assert.ok(sum >= 0 && sum < 1 + 1e-5, `${sum}`);
      }
    }
  });

  it('counts a triple as often as the negative of its reverse', () => {
    const features = spam686(smoothPlane(30, 30, 6), 30, 30, 'joint');
    const value = (u: number, v: number, w: number): number => features[49 * (u + 3) + 7 * (v + 3) + w + 3]!;
    fc.assert(
      fc.property(
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: -3, max: 3 }),
        (u, v, w) => {
          assert.ok(Math.abs(value(u, v, w) - value(-w, -v, -u)) < 1e-6);
        },
      ),
    );
  });

  it('has everything at zero in a flat picture', () => {
    for (const form of FORMS) {
      const features = spam686(new Uint8Array(25).fill(77), 5, 5, form);
      assert.equal(features[171], 1);
      assert.equal(features[343 + 171], 1);
      assert.equal(total(features), 2);
    }
  });

  it('refuses planes of a wrong or too small size', () => {
    assert.throws(() => spam686(new Uint8Array(24), 5, 5), RangeError);
    assert.throws(() => spam686(new Uint8Array(15), 5, 3), RangeError);
  });
});

describe('SPAM of colour pictures', () => {
  const image = smoothImage(24, 20, 7);
  const planes = [0, 1, 2].map((channel) =>
    Int16Array.from({ length: 480 }, (_, at) => image.data[3 * at + channel]!),
  );
  const [red, green, blue] = planes.map((plane) => spam686(plane, 24, 20, 'joint'));
  const [redGreen, blueGreen] = [planes[0]!, planes[2]!].map((plane) =>
    spam686(
      plane.map((sample, at) => sample - planes[1]![at]!),
      24,
      20,
      'joint',
    ),
  );
  const mean = (...vectors: Float32Array[]): number[] =>
    Array.from(vectors[0]!, (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length);
  const cases: readonly (readonly [SpamPlanes, readonly number[]])[] = [
    ['channels', [...red!, ...green!, ...blue!]],
    ['mean', mean(red!, green!, blue!)],
    ['differences', [...redGreen!, ...blueGreen!]],
    ['mean-differences', mean(redGreen!, blueGreen!)],
    ['mean-both', [...mean(red!, green!, blue!), ...mean(redGreen!, blueGreen!)]],
    ['all', [...red!, ...green!, ...blue!, ...redGreen!, ...blueGreen!]],
  ];
  for (const [name, expected] of cases) {
    it(`is made of the planes that ${name} says`, () => {
      assertClose(colorSpam(image, { planes: name }), expected, 1e-6);
    });
  }

  it('is the mean of both by default', () => {
    assert.deepEqual(colorSpam(image), colorSpam(image, { planes: 'mean-both', form: 'joint' }));
  });
});

describe('the colour rich model', () => {
  const image = smoothImage(21, 18, 11);
  const features = colorRichModel(image);
  const parts = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, submodels } of RESIDUAL_CLASSES) {
    for (const submodel of submodels) {
      const length = submodel.kind === 'minmax' ? 196 : 100;
      parts.set(`${name} ${submodel.name}`, features.subarray(at, at + length));
      at += length;
    }
  }

  it('has the published number of features', () => {
    assert.equal(COLOR_RICH_MODEL_DIMENSION, 5404);
    assert.equal(features.length, 5404);
    assert.equal(at, 5404);
    assert.equal(parts.size, 31);
  });

  it('is what its definition says', () => {
    const expected = richModelByDefinition(image);
    assert.deepEqual([...expected.keys()].sort(), [...parts.keys()].sort());
    for (const [name, values] of expected) {
      assert.ok(
        values.some((value) => value > 0 && value < 0.5),
        `${name} is trivial`,
      );
      assertClose(parts.get(name)!, values, 1e-6);
    }
  });

  it('sums to 1 in each submodel', () => {
    for (const part of parts.values()) assert.ok(Math.abs(total(part) - 1) < 1e-5);
  });

  it('does not change with red and blue exchanged, or in the negative', () => {
    const { data, width } = image;
    assertClose(
      colorRichModel(mapped(image, (x, y, channel) => data[3 * (y * width + x) + 2 - channel]!)),
      features,
      1e-6,
    );
    assertClose(
      colorRichModel(mapped(image, (x, y, channel) => 255 - data[3 * (y * width + x) + channel]!)),
      features,
      1e-6,
    );
  });

  it('does not change with mirror images, where submodels do not single out a side', () => {
    const { data, width } = image;
    const mirrored = colorRichModel(
      mapped(image, (x, y, channel) => data[3 * (y * width + width - 1 - x) + channel]!),
    );
    let start = 0;
    for (const [name, part] of parts) {
      const own = mirrored.subarray(start, start + part.length);
      if (!/^(first|third) spam/.test(name)) assertClose(own, part, 1e-6);
      start += part.length;
    }
  });

  it('takes a picture of 5x5 and refuses a smaller one', () => {
    assert.equal(colorRichModel(smoothImage(5, 5, 1)).length, 5404);
    assert.throws(() => colorRichModel(smoothImage(4, 9, 1)), RangeError);
  });
});
