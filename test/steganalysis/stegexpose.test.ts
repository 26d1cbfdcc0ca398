import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { javaNumber, stegExposeCsv } from '../../src/steganalysis/stegexpose/csv.ts';
import type { StegExposeScores } from '../../src/steganalysis/stegexpose/detector.ts';
import { stegExpose, stegExposeBytes } from '../../src/steganalysis/stegexpose/detector.ts';
import { greyAsJavaReadsIt } from '../../src/steganalysis/stegexpose/java-picture.ts';
import { stegExposePrimarySets } from '../../src/steganalysis/stegexpose/primary-sets.ts';
import { stegExposeRegularSingular } from '../../src/steganalysis/stegexpose/regular-singular.ts';
import { stegExposeSamplePairs } from '../../src/steganalysis/stegexpose/sample-pairs.ts';
import { randomImage } from '../image/random-image.ts';
import { anyPicture } from './any-picture.ts';
import {
  referencePrimarySets,
  referenceRegularSingular,
  referenceSamplePairs,
} from './stegexpose-reference.ts';
import { gradientPicture, withReplacedBits } from './synthetic-picture.ts';

/** A picture, checks that it was made as intended, and what the original program (Java) says of it. */
interface Vector {
  readonly image: RgbImage;
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly sum: number;
  readonly scores: StegExposeScores;
}

const gradient = gradientPicture(320, 288, 1);

const VECTORS: Readonly<Record<string, Vector>> = {
  clean: {
    image: gradient,
    first: [33, 39, 32],
    last: [107, 47, 119],
    sum: 30704915,
    scores: {
      primarySets: 0.06924750607221447,
      chiSquare: 0.8224176239175179,
      samplePairs: 0.060592511552859614,
      regularSingular: 0.039017733208218296,
      fusion: 0.2478188436877026,
    },
  },
  'a quarter replaced': {
    image: withReplacedBits(gradient, 64, 7),
    first: [33, 39, 32],
    last: [107, 47, 119],
    sum: 30704847,
    scores: {
      primarySets: Number.NaN,
      chiSquare: 0.9916065833414525,
      samplePairs: 0.19483155601439972,
      regularSingular: 0.21555642024352292,
      fusion: 0.4673315198664583,
    },
  },
  'all replaced': {
    image: withReplacedBits(gradient, 256, 7),
    first: [33, 39, 33],
    last: [106, 47, 119],
    sum: 30704760,
    scores: {
      primarySets: Number.NaN,
      chiSquare: 0.9999999999997967,
      samplePairs: 0.4502706063249186,
      regularSingular: 1,
      fusion: 0.8167568687749052,
    },
  },
  'an odd width': {
    image: withReplacedBits(gradientPicture(321, 288, 2), 128, 9),
    first: [34, 36, 35],
    last: [116, 45, 124],
    sum: 30797640,
    scores: {
      primarySets: Number.NaN,
      chiSquare: 0.9999968087830654,
      samplePairs: null,
      regularSingular: 0.485291428117552,
      fusion: 0.7426441184503088,
    },
  },
  'few pixels': {
    image: withReplacedBits(gradientPicture(200, 180, 3), 128, 11),
    first: [35, 42, 39],
    last: [123, 168, 70],
    sum: 12148904,
    scores: {
      primarySets: Number.NaN,
      chiSquare: null,
      samplePairs: 0.4999492546316558,
      regularSingular: 0.5160110588774167,
      fusion: 0.5079801567545362,
    },
  },
};

const SCORES = ['primarySets', 'chiSquare', 'samplePairs', 'regularSingular', 'fusion'] as const;

function assertScores(actual: StegExposeScores, expected: StegExposeScores, tolerance = 1e-13): void {
  for (const name of SCORES) {
    const [value, wanted] = [actual[name], expected[name]];
    const equal = Object.is(value, wanted) || Math.abs(value! - wanted!) <= tolerance;
    assert.ok(equal && (value === null) === (wanted === null), `${name}: ${value} instead of ${wanted}`);
  }
}

const flat = (side: number, value: number): RgbImage =>
  rgbImage(side, side, new Uint8Array(3 * side * side).fill(value));

describe('StegExpose', () => {
  for (const [name, { image, first, last, sum, scores }] of Object.entries(VECTORS)) {
    it(`gives the original's scores: ${name}`, () => {
      assert.deepEqual([[...image.data.slice(0, 3)], [...image.data.slice(-3)]], [first, last]);
      assert.equal(
        image.data.reduce((total, value) => total + value, 0),
        sum,
      );
      assertScores(stegExpose(image), scores);
    });
  }

  it('flags a picture of one even value, through the chi-square', () => {
    assertScores(
      stegExpose(flat(300, 128)),
      { primarySets: 0, chiSquare: 0.99999957, samplePairs: 0, regularSingular: 0, fusion: 0.24999989 },
      5e-9,
    );
  });

  it('has no result for a single pixel', () => {
    const none = { chiSquare: null, samplePairs: null, regularSingular: null };
    assertScores(stegExpose(flat(1, 7)), { primarySets: Number.NaN, ...none, fusion: Number.NaN });
    assert.equal(stegExposeBytes(Number.NaN, 70), 0);
  });

  it('looks at 16x16 pixels without the chi-square', () => {
    const { chiSquare, samplePairs, regularSingular } = stegExpose(randomImage(16, 16));
    assert.equal(chiSquare, null);
    assert.ok(samplePairs !== null && regularSingular !== null);
  });

  it('runs the chi-square from 87,723 pixels on', () => {
    assert.equal(stegExpose(randomImage(2, 43861)).chiSquare, null);
    assert.notEqual(stegExpose(randomImage(243, 361)).chiSquare, null);
  });

  it('in fast mode stops below the threshold', () => {
    const scoresOf = (name: string, threshold?: number) =>
      stegExpose(VECTORS[name]!.image, { fast: true, threshold });
    const none = { chiSquare: null, samplePairs: null, regularSingular: null };
    const { primarySets } = VECTORS.clean!.scores;
    assertScores(scoresOf('clean'), { primarySets, ...none, fusion: primarySets! });
    // Primary sets without a result decide nothing.
    const { samplePairs } = VECTORS['a quarter replaced']!.scores;
    assertScores(scoresOf('a quarter replaced'), {
      ...{ ...none, primarySets: Number.NaN, samplePairs, fusion: samplePairs! },
    });
    assertScores(scoresOf('a quarter replaced', 0.1), VECTORS['a quarter replaced']!.scores);
    // The last score stands, whatever the mean has become.
    for (const name of ['all replaced', 'an odd width', 'few pixels']) {
      assertScores(scoresOf(name), VECTORS[name]!.scores);
    }
  });

  it('agrees with every flip carried out, on any picture', () => {
    const close = (a: number, b: number): boolean => Object.is(a, b) || Math.abs(a - b) < 1e-12 || a === b;
    fc.assert(
      fc.property(anyPicture(14), (image) => {
        assert.ok(close(stegExposePrimarySets(image), referencePrimarySets(image)), 'primary sets');
        const pairs = stegExposeSamplePairs(image);
        if (image.width % 2 === 1 || image.height % 2 === 1) assert.equal(pairs, undefined);
        else assert.ok(close(pairs!, referenceSamplePairs(image)), 'sample pairs');
        const groups = stegExposeRegularSingular(image);
        if (image.width === 1 || image.height === 1) assert.equal(groups, undefined);
        else assert.ok(close(groups!, referenceRegularSingular(image)), 'RS');
      }),
      { numRuns: 400 },
    );
  });

  it('never fails: scores are null, NaN or 0 to 1, and so is their mean', () => {
    fc.assert(
      fc.property(anyPicture(24), fc.boolean(), (image, fast) => {
        const scores = stegExpose(image, { fast });
        for (const name of SCORES) {
          const value = scores[name];
          assert.ok(value === null || Number.isNaN(value) || (value >= 0 && value <= 1), `${name}: ${value}`);
        }
      }),
    );
  });
});

describe('StegExpose’s table', () => {
  it('is an empty line, the titles and a line a file, in its own order of columns', () => {
    const row = (name: string, suspicious: boolean, bytes: number, vector: string) => ({
      ...{ name, suspicious, bytes, scores: VECTORS[vector]!.scores },
    });
    assert.equal(
      stegExposeCsv(
        [row('d.png', true, 12, 'an odd width'), row('a, b.png', true, 3, 'all replaced')],
        false,
      ),
      [
        '',
        'File name,Above stego threshold?,Secret message size in bytes (ignore for clean files),Primary Sets,Chi Square,Sample Pairs,RS analysis,Fusion (mean)',
        'd.png,true,12,NaN,0.9999968087830654,null,0.485291428117552,0.7426441184503088',
        'a, b.png,true,3,NaN,0.9999999999997967,0.4502706063249186,1.0,0.8167568687749052',
        '',
      ].join('\n'),
    );
    assert.match(stegExposeCsv([], true), /^\nFile name,.*,Fusion \(mean & fast\)\n$/);
  });

  it('writes numbers as Java does', () => {
    const cases: readonly (readonly [number | null, string])[] = [
      [null, 'null'],
      [Number.NaN, 'NaN'],
      [0, '0.0'],
      [1, '1.0'],
      [0.001, '0.001'],
      [0.00098, '9.8E-4'],
      [1e-16, '1.0E-16'],
      [0.25, '0.25'],
    ];
    for (const [value, text] of cases) assert.equal(javaNumber(value), text);
  });

  it('takes the size from the file’s size, rounded half up', () => {
    assert.deepEqual(
      [stegExposeBytes(0.5, 3), stegExposeBytes(0.25, 600), stegExposeBytes(0, 9999)],
      [1, 50, 0],
    );
  });
});

describe('grey pictures as Java reads them', () => {
  it('are lightened by the curve of sRGB', () => {
    const image = rgbImage(
      2,
      3,
      Uint8Array.from([0, 0, 0, 1, 1, 1, 10, 10, 10, 64, 64, 64, 128, 128, 128, 255, 255, 255]),
    );
    const values = [0, 13, 56, 137, 188, 255];
    assert.deepEqual(
      [...greyAsJavaReadsIt(image).data],
      values.flatMap((value) => [value, value, value]),
    );
  });
});
