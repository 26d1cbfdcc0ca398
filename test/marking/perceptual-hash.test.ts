import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../../src/attacks/codecs.node.ts';
import { mirror } from '../../src/attacks/placing.ts';
import { rotateClockwise, rotateCounterclockwise } from '../../src/image/orientation.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import {
  hashDistance,
  isPerceptualHash,
  orientedHashes,
  perceptualHash,
  SAME_PICTURE_BITS,
} from '../../src/marking/perceptual-hash.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { ROOT } from '../architecture/source.ts';
import { randomImage } from '../image/random-image.ts';

const NAMES = [
  'astronaut.png',
  'canyon.jpg',
  'chelsea.png',
  'coffee.png',
  'kodim23.png',
  'nebula.jpg',
  'passionflower.jpg',
];

let photos: readonly RgbImage[];
before(async () => {
  photos = await Promise.all(NAMES.map(async (name) => (await readPicture(`${ROOT}/samples/${name}`)).image));
});

/** The hash by its description, without sums that are carried along: for sides of at most 512 pixels. */
function described({ width, height, data }: RgbImage): boolean[] {
  let plane = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      const at = 3 * (y * width + x);
      return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
    }),
  );
  const transposed = (lines: number[][]) => lines[0]!.map((_, x) => lines.map((line) => line[x]!));
  const means = (line: number[]) => {
    // 128 windows a line, rounded up; the examples of the reference: of 8 samples three before and four behind.
    const window = Math.floor((line.length + 127) / 128);
    return line.map((_, at) => {
      const part = line.slice(Math.max(0, at - Math.ceil(window / 2) + 1), at + Math.floor(window / 2) + 1);
      return part.reduce((sum, sample) => sum + sample, 0) / part.length;
    });
  };
  for (let pass = 0; pass < 2; pass++) {
    plane = plane.map(means);
    plane = transposed(transposed(plane).map(means));
  }
  const small = Array.from({ length: 64 }, (_, i) =>
    Array.from({ length: 64 }, (_, j) => {
      const line = plane[Math.floor(((i + 0.5) * height) / 64)]!;
      return line[Math.floor(((j + 0.5) * width) / 64)]!;
    }),
  );
  const frequencies: number[] = [];
  for (let u = 1; u <= 16; u++) {
    for (let v = 1; v <= 16; v++) {
      let sum = 0;
      for (let i = 0; i < 64; i++) {
        for (let j = 0; j < 64; j++) {
          sum +=
            small[i]![j]! *
            Math.cos((Math.PI * u * (2 * i + 1)) / 128) *
            Math.cos((Math.PI * v * (2 * j + 1)) / 128);
        }
      }
      frequencies.push(sum);
    }
  }
  const sorted = frequencies.toSorted((a, b) => a - b);
  return frequencies.map((frequency) => frequency > sorted[127]!);
}

/** The bits of a hash, bit 0 first. */
function bits(hash: string): boolean[] {
  return [...BigInt(`0x${hash}`).toString(2).padStart(256, '0')].reverse().map((bit) => bit === '1');
}

describe('a perceptual hash', () => {
  it('is what its description says', () => {
    for (const [width, height] of [
      [300, 200],
      [129, 512],
      [64, 100],
      [30, 20],
      [5, 200],
    ] as const) {
      const image = randomImage(width, height);
      const expected = described(image);
      assert.deepEqual(bits(perceptualHash(image)), expected, `${width}x${height}`);
    }
  });

  it('has 128 of 256 bits set, in 64 digits', () => {
    for (const photo of photos) {
      const hash = perceptualHash(photo);
      assert.ok(isPerceptualHash(hash));
      assert.equal(bits(hash).filter(Boolean).length, 128);
    }
  });

  it('is zero where a side is too short, and never an error', () => {
    assert.equal(perceptualHash(randomImage(4, 100)), '0'.repeat(64));
    assert.ok(isPerceptualHash(perceptualHash(rgbImage(100, 80))));
    assert.ok(isPerceptualHash(perceptualHash(rgbImage(1, 1))));
  });

  it('stays nearly the same after what happens to pictures', async () => {
    const attacks = [
      ...[
        'jpeg-75',
        'jpeg-50',
        'webp-80',
        'scale-0.5',
        'scale-2',
        'resize-0.35',
        'width-320-jpeg-75',
        'blur-1',
      ],
      ...[
        'brightness-1.2',
        'contrast-0.8',
        'gamma-0.8',
        'saturation-1.4',
        'grey',
        'noise-10',
        'median-3',
        'sharpen',
      ],
    ];
    for (const name of attacks) {
      for (const [index, photo] of photos.entries()) {
        const work = { codecs: nodeLossyCodecs(), random: seededRandom(1) };
        const attacked = await attackNamed(name).apply(photo, work);
        const distance = hashDistance(perceptualHash(photo), perceptualHash(attacked));
        assert.ok(distance <= SAME_PICTURE_BITS, `${NAMES[index]}, ${name}: ${distance}`);
      }
    }
  });

  it('tells photographs apart', () => {
    const hashes = photos.map(perceptualHash);
    for (const [i, a] of hashes.entries()) {
      for (const b of hashes.slice(i + 1)) assert.ok(hashDistance(a, b) > 90, `${hashDistance(a, b)}`);
    }
  });

  it('is near that of a larger picture', () => {
    const [photo] = photos;
    const larger = rgbImage(3 * photo!.width, 3 * photo!.height);
    for (let y = 0; y < larger.height; y++) {
      for (let x = 0; x < larger.width; x++) {
        const from = 3 * (Math.floor(y / 3) * photo!.width + Math.floor(x / 3));
        larger.data.set(photo!.data.subarray(from, from + 3), 3 * (y * larger.width + x));
      }
    }
    assert.ok(hashDistance(perceptualHash(photo!), perceptualHash(larger)) <= 10);
  });
});

describe('the hashes of all orientations', () => {
  it('are near those of the picture mirrored and turned', () => {
    for (const photo of photos) {
      const hashes = orientedHashes(photo);
      assert.equal(hashes.length, 8);
      assert.equal(hashes[0], perceptualHash(photo));
      const half = (image: RgbImage) => rotateClockwise(rotateClockwise(image));
      const turned = [photo, mirror(photo)].flatMap((image) => [
        image,
        half(image),
        rotateClockwise(image),
        rotateCounterclockwise(image),
      ]);
      const nearest = turned.map((image) => {
        const hash = perceptualHash(image);
        const distances = hashes.map((other) => hashDistance(hash, other));
        const least = Math.min(...distances);
        assert.ok(least <= 24, `${distances}`);
        return distances.indexOf(least);
      });
      assert.equal(new Set(nearest).size, 8);
    }
  });
});

describe('the distance of two hashes', () => {
  it('counts bits', () => {
    const zero = '0'.repeat(64);
    assert.equal(hashDistance(zero, zero), 0);
    assert.equal(hashDistance(zero, 'f'.repeat(64)), 256);
    assert.equal(hashDistance(zero, `8${'0'.repeat(62)}3`), 3);
    assert.equal(hashDistance(`${'0'.repeat(8)}${'f'.repeat(8)}${'0'.repeat(48)}`, zero), 32);
  });

  it('is of hashes only', () => {
    for (const text of ['', '0'.repeat(63), 'G'.repeat(64), 'F'.repeat(64)]) {
      assert.throws(() => hashDistance(text, '0'.repeat(64)), TypeError);
    }
  });
});
