/** What becomes of a container that was changed: nothing is found, or it is said to be damaged; never something else. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { DamagedContainerError } from '../../src/errors/damaged-container.ts';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import { temporaryFolder } from '../training/sample-photos.ts';
import { CODER, file, hideOpen, noise, photo, revealOpen, withSamples } from './exact-cases.ts';
import { fuzzExact } from './exact-fuzz.ts';
import { independentReadExact, independentSaltPlaces } from './independent-exact.ts';
import { seededRandom } from './seeded-random.ts';

type Answer = 'nothing' | 'damaged';

/** The only answers that a changed container may have. */
async function answerOf(container: RgbImage): Promise<Answer> {
  try {
    const revealed = await revealOpen(container);
    assert.equal(revealed, undefined, 'a secret was revealed from a container that changed');
    return 'nothing';
  } catch (error) {
    if (!(error instanceof DamagedContainerError)) throw error;
    assert.match(error.message, /^Something is hidden here for this passphrase, but the picture was changed/);
    return 'damaged';
  }
}

/** Up by one, or down where that is not possible. */
function nudged(container: RgbImage, place: number): RgbImage {
  return withSamples(container, (samples) => {
    samples[place]! += samples[place] === 255 ? -1 : 1;
  });
}

const SECRET = file(500);

const EMBEDDINGS: readonly [string, ExactOptions][] = [
  ['the trellis', { distortion: 'uniform' }],
  ['the trellis and HILL', { distortion: 'hill' }],
  ['trellis layers above digits', { distortion: 'uniform', favour: 'secret' }],
  ['plain digits', { embedding: 'ternary' }],
];

for (const [name, options] of EMBEDDINGS) {
  describe(`one sample changed by one, with ${name}`, () => {
    let container: RgbImage;
    let used: readonly number[];
    let headerPlaces: readonly number[];
    before(async () => {
      const secret = name.includes('digits') && options.favour ? file(1650) : SECRET;
      ({ container } = await hideOpen(await photo('coffee.png', 64, 64), secret, options));
      assert.deepEqual(await revealOpen(container), secret);
      const reading = independentReadExact(container.data, 64, 64)!;
      headerPlaces = reading.headerPlaces;
      // Digits are read in order: those of the payload are the first, the rest are random.
      const { base, low, high, payloadBytes } = reading.header;
      const digits = low + high === 0 ? Math.floor((8 * payloadBytes) / Math.log2(base)) : undefined;
      used = [...reading.bodyPlaces.subarray(0, digits)];
    });

    it('of the salt: nothing is found', async () => {
      const places = independentSaltPlaces(container.data.length).filter((_, i) => i % 64 === 5);
      const answers = await Promise.all(places.map((place) => answerOf(nudged(container, place))));
      assert.deepEqual(new Set(answers), new Set(['nothing']));
    });

    it('of the header: nothing is found', async () => {
      const places = headerPlaces.filter((_, i) => i % 200 === 7);
      const answers = await Promise.all(places.map((place) => answerOf(nudged(container, place))));
      assert.deepEqual(new Set(answers), new Set(['nothing']));
    });

    it('of the body: it is said to be damaged', async () => {
      const places = used.filter((_, i) => i % 300 === 11);
      assert.ok(places.length > 5);
      const answers = await Promise.all(places.map((place) => answerOf(nudged(container, place))));
      assert.deepEqual(new Set(answers), new Set(['damaged']));
    });
  });
}

describe('a changed container', () => {
  let container: RgbImage;
  before(async () => {
    const cover = await photo('chelsea.png', 96, 80);
    ({ container } = await hideOpen(cover, SECRET, { distortion: 'uniform' }));
  });

  it('of 200 with one sample each, of any value: reveals nothing', async () => {
    const random = seededRandom('changes');
    const counts = { nothing: 0, damaged: 0 };
    for (let round = 0; round < 10; round++) {
      const answers = Array.from({ length: 20 }, () => {
        const [a, b, c, change] = random(4) as unknown as [number, number, number, number];
        const place = (a * 65536 + b * 256 + c) % container.data.length;
        // An odd change: the trellis of a small load reads the lowest bit and the next one only where there is an upper layer.
        const odd = 1 + 2 * (change % 100);
        return answerOf(
          withSamples(container, (samples) => {
            samples[place]! += samples[place]! + odd > 255 ? -odd : odd;
          }),
        );
      });
      for (const answer of await Promise.all(answers)) counts[answer]++;
    }
    // 4,096 of the samples are of the salt and the header.
    assert.ok(counts.nothing > 10 && counts.damaged > 100, JSON.stringify(counts));
  });

  const edits: readonly [string, (image: RgbImage) => RgbImage | Promise<RgbImage>][] = [
    ['cropped', (image) => cropImage(image, { x: 0, y: 0, width: 96, height: 79 })],
    ['cropped on the left', (image) => cropImage(image, { x: 1, y: 0, width: 95, height: 80 })],
    ['transposed', transposed],
    ['turned over', (image) => rgbImage(96, 80, Uint8Array.from(image.data).reverse())],
    ['of the same samples in another shape', (image) => rgbImage(80, 96, image.data)],
    ['twice as wide', (image) => rgbImage(192, 80, new Uint8Array(Buffer.concat([image.data, image.data])))],
    ['copied into a larger picture', copied],
    ['brighter by one', (image) => withSamples(image, (samples) => samples.forEach(brighten))],
    ['of the best JPEG', reencoded],
  ];
  for (const [name, edit] of edits) {
    it(`${name}: has nothing`, async () => {
      assert.equal(await answerOf(await edit(container)), 'nothing');
    });
  }

  it('in a file that is cut short: is not read', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'container.png');
    await writePicture(path, container);
    const whole = await readFile(path);
    assert.deepEqual(await revealOpen((await readPicture(path)).image), SECRET);
    for (const length of [20, Math.floor(whole.length / 2), whole.length - 20]) {
      const short = join(folder, `${length}.png`);
      await writeFile(short, whole.subarray(0, length));
      await assert.rejects(readPicture(short), /is damaged or cut short/);
    }
  });
});

describe('two receivers', () => {
  it('find theirs where the other’s part was changed', async () => {
    const cover = noise(96, 96, 'changed');
    const open = file(300);
    const receivers = [{ secret: open }, { secret: file(20), passphrase: 'other' }];
    const { container } = await hideExact(cover, receivers, CODER, { distortion: 'uniform' });
    const { headerPlaces, bodyPlaces } = independentReadExact(container.data, 96, 96)!;
    const theirs = new Set([...headerPlaces, ...bodyPlaces, ...independentSaltPlaces(container.data.length)]);
    const changed = withSamples(container, (samples) => {
      samples.forEach((sample, i) => {
        if (!theirs.has(i)) samples[i] = sample ^ 1;
      });
    });
    assert.deepEqual(await revealOpen(changed), open);
    assert.equal(await revealExact(changed, CODER, { passphrase: 'other' }), undefined);
  });
});

describe('random and mutated containers', () => {
  it('never give back what was not hidden', async () => {
    const counts = await fuzzExact({ runs: 300, seed: 1 });
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    assert.equal(total, 300);
    const { nothing = 0, damaged = 0, revealed = 0 } = counts;
    assert.ok(nothing > 50 && damaged > 10 && revealed > 5, JSON.stringify(counts));
  });
});

function brighten(sample: number, i: number, samples: Uint8Array): void {
  samples[i] = Math.min(255, sample + 1);
}

function transposed({ width, height, data }: RgbImage): RgbImage {
  const samples = Uint8Array.from(data, (_, i) => {
    const [x, y, channel] = [Math.floor(i / 3 / height), Math.floor(i / 3) % height, i % 3];
    return data[3 * (y * width + x) + channel]!;
  });
  // Row y of the result is column y of the picture.
  return rgbImage(height, width, samples);
}

function copied({ width, height, data }: RgbImage): RgbImage {
  const larger = noise(width + 8, height, 'around');
  return withSamples(larger, (samples) => {
    for (let y = 0; y < height; y++) {
      samples.set(data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * y * (width + 8));
    }
  });
}

async function reencoded({ width, height, data }: RgbImage): Promise<RgbImage> {
  const raw = { width, height, channels: 3 } as const;
  const jpeg = await sharp(data, { raw }).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  return rgbImage(width, height, new Uint8Array(await sharp(jpeg).raw().toBuffer()));
}
