import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { type FrameHeader, readFrame, writeFrame } from '../../src/methods/frame/frame.ts';
import { seededRandom } from './seeded-random.ts';

const header: FrameHeader = {
  method: 1,
  modelId: new Uint8Array(8),
  secretWidth: 320,
  secretHeight: 240,
  parameters: new Uint8Array(0),
};

/** A soft picture with the noise of a camera. */
function photo(width: number, height: number, seed: number): RgbImage {
  const noise = seededRandom(seed)(3 * width * height);
  const data = noise.map((byte, i) => {
    const pixel = Math.floor(i / 3);
    const x = pixel % width;
    const y = Math.floor(pixel / width);
    return 128 + 90 * Math.sin(x / 37 + (i % 3)) * Math.cos(y / 23) + (byte % 7) - 3;
  });
  return rgbImage(width, height, data);
}

/** Overwrites a rectangle with one value. */
function paint(picture: RgbImage, left: number, top: number, width: number, height: number): RgbImage {
  const data = picture.data.slice();
  for (let y = top; y < top + height; y++) {
    data.fill(200, 3 * (y * picture.width + left), 3 * (y * picture.width + left + width));
  }
  return rgbImage(picture.width, picture.height, data);
}

const cover = photo(320, 240, 1);

/** Random numbers from 0 to below 1. */
type Draw = () => number;

function draws(seed: string): Draw {
  const bytes = seededRandom(seed);
  let words = new Uint32Array(0);
  let used = 0;
  return () => {
    if (used === words.length) {
      words = new Uint32Array(bytes(65_536).buffer as ArrayBuffer);
      used = 0;
    }
    return words[used++]! / 2 ** 32;
  };
}

/** How many of `runs` frames are read after an edit. */
async function survivors(runs: number, edit: (framed: RgbImage, random: Draw) => RgbImage): Promise<number> {
  let survived = 0;
  for (let run = 0; run < runs; run++) {
    const random = draws(`edit ${run}`);
    const framed = await writeFrame(cover, header, { random: seededRandom(run) });
    if ((await readFrame(edit(framed, random))) !== undefined) survived++;
  }
  return survived;
}

/** A rectangle of the picture's shape and a share of its area, anywhere. */
function rectangle(share: number) {
  return (framed: RgbImage, random: Draw) => {
    const width = Math.round(framed.width * Math.sqrt(share));
    const height = Math.round(framed.height * Math.sqrt(share));
    const left = Math.floor(random() * (framed.width - width + 1));
    const top = Math.floor(random() * (framed.height - height + 1));
    return paint(framed, left, top, width, height);
  };
}

describe('a frame survives', () => {
  it('a tenth of the picture painted over, nearly always (99.9 % of 2000 places and keys)', async () => {
    assert.ok((await survivors(60, rectangle(0.1))) >= 58);
  });

  it('a fifth of the picture painted over, mostly', async () => {
    assert.ok((await survivors(60, rectangle(0.2))) >= 50);
  });

  it('the loss of either salt, not of both', async () => {
    const framed = await writeFrame(cover, header);
    assert.deepEqual(await readFrame(paint(framed, 60, 50, 40, 20)), header);
    assert.deepEqual(await readFrame(paint(framed, 220, 170, 40, 20)), header);
    assert.equal(await readFrame(paint(paint(framed, 60, 50, 40, 20), 220, 170, 40, 20)), undefined);
  });

  it('a few flipped bits anywhere outside both salts', async () => {
    const survived = await survivors(30, (framed, random) => {
      const data = framed.data.slice();
      for (let i = 0; i < data.length / 100; i++) {
        const at = Math.floor(random() * data.length);
        const row = Math.floor(at / (3 * framed.width));
        const isNearSalt = (row >= 56 && row < 64) || (row >= 176 && row < 184);
        if (!isNearSalt) data[at]! ^= 1;
      }
      return rgbImage(framed.width, framed.height, data);
    });
    assert.equal(survived, 30);
  });

  it('a lossless file', async () => {
    const framed = await writeFrame(cover, header);
    const raw = { raw: { width: 320, height: 240, channels: 3 } } as const;
    const file = await sharp(framed.data, raw).png().toBuffer();
    const data = new Uint8Array(await sharp(file).raw().toBuffer());
    assert.deepEqual(await readFrame(rgbImage(320, 240, data)), header);
  });
});

describe('a frame does not survive', () => {
  const cases: readonly [string, (picture: Sharp) => Sharp][] = [
    ['JPEG of quality 95', (picture) => picture.jpeg({ quality: 95 })],
    ['JPEG of quality 100', (picture) => picture.jpeg({ quality: 100, chromaSubsampling: '4:4:4' })],
    [
      'a crop of one column',
      (picture) => picture.extract({ left: 1, top: 0, width: 319, height: 240 }).png(),
    ],
    ['a quarter turn', (picture) => picture.rotate(90).png()],
    ['a resize', (picture) => picture.resize(300, 225).png()],
    ['a blur', (picture) => picture.blur(1).png()],
  ];
  for (const [name, edit] of cases) {
    it(name, async () => {
      const framed = await writeFrame(cover, header);
      const raw = { raw: { width: 320, height: 240, channels: 3 } } as const;
      const file = await edit(sharp(framed.data, raw)).toBuffer();
      const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
      assert.equal(await readFrame(rgbImage(info.width, info.height, new Uint8Array(data))), undefined);
    });
  }

  it('noise of one grey level on every sample', async () => {
    const survived = await survivors(3, (framed, random) => {
      const data = framed.data.map((sample) => sample + Math.floor(3 * random()) - 1);
      return rgbImage(framed.width, framed.height, data);
    });
    assert.equal(survived, 0);
  });
});
