import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ATTACKS, attackNamed, MARK_ATTACKS } from '../../src/attacks/attack.ts';
import { blur } from '../../src/attacks/blur.ts';
import { nodeLossyCodecs } from '../../src/attacks/codecs.node.ts';
import { changeSaturation, toGrey } from '../../src/attacks/colour.ts';
import { median } from '../../src/attacks/median.ts';
import { addNoise } from '../../src/attacks/noise.ts';
import { mirror, rotate } from '../../src/attacks/placing.ts';
import { resizeAndBack } from '../../src/attacks/resampling.ts';
import { sharpen } from '../../src/attacks/sharpen.ts';
import { changeBrightness, changeContrast, changeGamma } from '../../src/attacks/tone.ts';
import { rotateClockwise, rotateCounterclockwise } from '../../src/image/orientation.ts';
import { resize } from '../../src/image/resize.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { randomImage } from '../image/random-image.ts';
import { workWithoutCodecs } from './stub-work.ts';

describe('the catalogue', () => {
  it('has the names that reports and scripts rely on', () => {
    const names =
      'strip jpeg-95 jpeg-90 jpeg-75 jpeg-50 jpeg-30 webp-80 resize-0.75 resize-0.5 jpeg-75-resize-0.75 crop-0.9 crop-0.7 ' +
      'blur-1 noise-2 noise-5 noise-10 brightness-0.8 brightness-1.2 contrast-1.2';
    assert.equal([...ATTACKS.keys()].join(' '), names);
    for (const [name, attack] of ATTACKS) assert.equal(attack.name, name);
    assert.equal(new Set([...ATTACKS.values()].map(({ description }) => description)).size, ATTACKS.size);
  });

  for (const attack of ATTACKS.values()) {
    it(`attacks any picture, the smallest too, with ${attack.name}, and leaves its input alone`, async () => {
      for (const [width, height] of [
        [1, 1],
        [2, 3],
        [1, 40],
        [37, 23],
      ] as const) {
        const image = randomImage(width, height);
        const once = await attack.apply(image, { codecs: nodeLossyCodecs(), random: seededRandom(1) });
        assert.deepEqual(image, randomImage(width, height));
        const { width: columns, height: rows } = attack.keeps(image);
        assert.deepEqual([once.width, once.height], [columns, rows]);
        assert.notEqual(once.data, image.data);
        const again = await attack.apply(image, { codecs: nodeLossyCodecs(), random: seededRandom(1) });
        assert.deepEqual(again, once);
      }
    });
  }
});

describe('the attacks of a mark', () => {
  it('are those of the table in docs/results.md', () => {
    const names =
      'jpeg-90 jpeg-75 jpeg-50 webp-80 avif-50 scale-0.35 scale-0.5 scale-0.75 scale-2 cut-0.7 cut-0.5 cut-0.3 cut-0.3-jpeg-75 ' +
      'rotate-1 rotate-2 mirror turn-90 brightness-0.6 brightness-1.4 contrast-0.6 contrast-1.4 gamma-0.6 gamma-1.4 ' +
      'saturation-0.6 saturation-1.4 grey blur-2 noise-15 median-3 sharpen screenshot webp-50 scale-0.5-jpeg-75 ' +
      'cut-0.5-scale-0.75-jpeg-75 jpeg-30 cut-0.3-scale-0.75-jpeg-75 avif-35 social width-1080-jpeg-75 width-640-jpeg-75';
    assert.equal(MARK_ATTACKS.join(' '), names);
    for (const name of MARK_ATTACKS) assert.equal(attackNamed(name).name, name);
  });

  for (const name of MARK_ATTACKS) {
    it(`include ${name}, for any picture, the smallest too, and leave their input alone`, async () => {
      for (const [width, height] of [
        [1, 1],
        [2, 3],
        [1, 40],
        [37, 23],
      ] as const) {
        const image = randomImage(width, height);
        const work = () => ({ codecs: nodeLossyCodecs(), random: seededRandom(1) });
        const once = await attackNamed(name).apply(image, work());
        assert.deepEqual(image, randomImage(width, height));
        assert.notEqual(once.data, image.data);
        assert.deepEqual(await attackNamed(name).apply(image, work()), once);
      }
    });
  }

  it('give the sizes that a site gives', async () => {
    const image = randomImage(200, 100);
    const sizes: [string, number, number][] = [
      ['scale-0.35', 70, 35],
      ['scale-2', 400, 200],
      ['turn-90', 100, 200],
      ['rotate-2', 200, 100],
      ['cut-0.3', 110, 55],
      ['cut-0.5-scale-0.75-jpeg-75', 106, 53],
      // 166 by 83, and 1.25 and 1.3 times that.
      ['screenshot', 208, 108],
      // 155 by 77, the square root of 60 % of the area, times 0.8.
      ['social', 124, 62],
      ['width-50', 50, 25],
      ['width-1080-jpeg-75', 200, 100],
    ];
    for (const [name, width, height] of sizes) {
      const attacked = await attackNamed(name).apply(image, {
        codecs: nodeLossyCodecs(),
        random: seededRandom(1),
      });
      assert.deepEqual([attacked.width, attacked.height], [width, height], name);
    }
  });
});

describe('an attack by its name', () => {
  const image = randomImage(30, 20);

  it('does what the name says, with its number', async () => {
    const cases = {
      'blur-1.5': blur(image, 1.5),
      'noise-3': addNoise(image, 3, seededRandom(1)),
      'brightness-0.8': changeBrightness(image, 0.8),
      'contrast-1.3': changeContrast(image, 1.3),
      'resize-0.6': resizeAndBack(image, 0.6),
      // Half of the area: 21.2 of 30 columns and 14.1 of 20 rows.
      'crop-0.5': cropImage(image, { x: 4, y: 3, width: 21, height: 14 }),
      strip: image,
      'cut-0.5': cropImage(image, { x: 3, y: 3, width: 21, height: 14 }),
      'scale-0.6': resize(image, 18, 12),
      'width-15': resize(image, 15, 10),
      'width-31': image,
      'rotate-2': rotate(image, 2),
      mirror: mirror(image),
      'turn-90': rotateClockwise(image),
      'turn-180': rotateClockwise(rotateClockwise(image)),
      'turn-270': rotateCounterclockwise(image),
      'gamma-0.6': changeGamma(image, 0.6),
      'saturation-1.4': changeSaturation(image, 1.4),
      grey: toGrey(image),
      'median-3': median(image, 3),
      sharpen: sharpen(image, { radius: 2, amount: 1.5, threshold: 3 }),
    };
    for (const [name, expected] of Object.entries(cases)) {
      assert.deepEqual(await attackNamed(name).apply(image, workWithoutCodecs()), expected, name);
    }
  });

  it('gives its codec the quality', async () => {
    const asked: string[] = [];
    const codec = (name: string) => async (picture: typeof image, quality: number) => {
      asked.push(`${name} ${quality}`);
      return picture;
    };
    const work = {
      ...workWithoutCodecs(),
      codecs: { jpeg: codec('jpeg'), webp: codec('webp'), avif: codec('avif') },
    };
    for (const name of ['jpeg-60', 'webp-1', 'avif-35', 'jpeg-100-webp-80'])
      await attackNamed(name).apply(image, work);
    assert.deepEqual(asked, ['jpeg 60', 'webp 1', 'avif 35', 'jpeg 100', 'webp 80']);
  });

  it('does several steps in the order of the name', async () => {
    for (const [name, first, second] of [
      ['blur-1-brightness-0.8', 'blur-1', 'brightness-0.8'],
      ['brightness-0.8-blur-1', 'brightness-0.8', 'blur-1'],
      ['strip-crop-0.5', 'strip', 'crop-0.5'],
    ] as const) {
      const between = await attackNamed(first).apply(image, workWithoutCodecs());
      const expected = await attackNamed(second).apply(between, workWithoutCodecs());
      const attack = attackNamed(name);
      assert.deepEqual(await attack.apply(image, workWithoutCodecs()), expected);
      assert.equal(attack.name, name);
    }
  });

  it('says what is left after crop upon crop', async () => {
    const attack = attackNamed('crop-0.7-blur-1-crop-0.5');
    // A picture whose samples say where they were.
    const places = rgbImage(40, 30);
    for (let pixel = 0; pixel < 1200; pixel++) {
      places.data.set([pixel % 40, Math.floor(pixel / 40), 0], 3 * pixel);
    }
    const cropped = await attackNamed('crop-0.7-crop-0.5').apply(places, workWithoutCodecs());
    const { x, y, width, height } = attack.keeps(places);
    assert.deepEqual([cropped.width, cropped.height], [width, height]);
    assert.deepEqual([...cropped.data.subarray(0, 2)], [x, y]);
  });

  it('has one name, however its number is written', () => {
    for (const [written, name] of [
      ['noise-2.50', 'noise-2.5'],
      ['jpeg-075', 'jpeg-75'],
      ['resize-0.750-jpeg-75.0', 'resize-0.75-jpeg-75'],
    ] as const) {
      assert.equal(attackNamed(written).name, name);
    }
  });

  it('says whether pixels stay where they are', () => {
    for (const name of ['crop-0.5-cut-0.3', 'jpeg-75', 'resize-0.5', 'grey-median-3-sharpen-gamma-0.6']) {
      assert.equal(attackNamed(name).moves, false, name);
    }
    for (const name of [
      'scale-1',
      'width-640',
      'rotate-1',
      'mirror',
      'turn-90-turn-270',
      'screenshot',
      'social',
    ]) {
      assert.equal(attackNamed(name).moves, true, name);
      assert.equal(attackNamed(`jpeg-75-${name}-blur-1`).moves, true, name);
    }
  });

  for (const name of ['', '-', 'jpge-75', 'JPEG-75', 'jpeg75', 'jpeg--5', 'jpeg-75-', 'jpeg-75 ', ' strip']) {
    it(`is refused for "${name}", with the names that there are`, () => {
      assert.throws(
        () => attackNamed(name),
        (error: Error) =>
          error instanceof RangeError &&
          error.message.startsWith('Expected an attack made of jpeg-N, webp-N, ') &&
          error.message.endsWith(`but received ${name === '' ? 'an empty name' : name}`),
      );
    });
  }

  for (const name of [
    'toString',
    'constructor-1',
    '__proto__',
    'noise-1e3',
    'noise-0x5',
    'noise-.5',
    'noise-5.',
  ]) {
    it(`is refused for ${name}`, () => {
      assert.throws(() => attackNamed(name), RangeError);
    });
  }

  for (const [name, expected] of [
    ['jpeg-0', 'a whole number of 1 to 100 for the attack jpeg'],
    ['jpeg-101', 'a whole number of 1 to 100 for the attack jpeg'],
    ['jpeg-75.5', 'a whole number of 1 to 100 for the attack jpeg'],
    ['webp', 'a whole number of 1 to 100 for the attack webp'],
    ['resize-0', 'a number above 0 and at most 4 for the attack resize'],
    ['resize-5', 'a number above 0 and at most 4 for the attack resize'],
    ['crop-1.1', 'a number above 0 and at most 1 for the attack crop'],
    ['crop-0', 'a number above 0 and at most 1 for the attack crop'],
    ['blur-0', 'a number above 0 and at most 20 for the attack blur'],
    ['noise-256', 'a number of 0 to 255 for the attack noise'],
    ['noise-9999999999', 'a number of 0 to 255 for the attack noise'],
    ['brightness-11', 'a number of 0 to 10 for the attack brightness'],
    ['contrast', 'a number of 0 to 10 for the attack contrast'],
    ['scale-0.04', 'a number of 0.05 to 4 for the attack scale'],
    ['width-0.5', 'a whole number of 1 to 65500 for the attack width'],
    ['cut-0', 'a number above 0 and at most 1 for the attack cut'],
    ['rotate-360', 'a number above 0 and below 360 for the attack rotate'],
    ['turn-45', '90, 180 or 270 for the attack turn'],
    ['turn', '90, 180 or 270 for the attack turn'],
    ['median-4', 'an odd whole number of 3 to 15 for the attack median'],
    ['gamma-0', 'a number above 0 and at most 10 for the attack gamma'],
    ['mirror-1', 'no number for the attack mirror'],
    ['avif-0', 'a whole number of 1 to 100 for the attack avif'],
    ['strip-1', 'no number for the attack strip'],
    ['jpeg-75-noise-300', 'a number of 0 to 255 for the attack noise'],
  ] as const) {
    it(`is refused for ${name}: expected ${expected}`, () => {
      assert.throws(
        () => attackNamed(name),
        (error: Error) =>
          error instanceof RangeError &&
          error.message.startsWith(`Expected ${expected} but received ${name}`),
      );
    });
  }
});
