import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../../src/attacks/codecs.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { PRESENT } from '../../src/marking/false-positives.ts';
import { codedBitsOf, mark } from '../../src/marking/mark.ts';
import { parseId } from '../../src/marking/mark-id.ts';
import { idOf } from '../../src/marking/message.ts';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import { layoutOf } from '../../src/marking/signal/layout.ts';
import type { Verification } from '../../src/marking/verify.ts';
import { verify } from '../../src/marking/verify.ts';
import { compareWithOriginal } from '../../src/marking/with-original.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { ROOT } from '../architecture/source.ts';

const ID = parseId('0x0123456789abcdef');
const SALT = new Uint8Array(16).fill(5);

let owner: OwnerKey;
let photo: RgbImage;
let marked: RgbImage;
/** With a key of its own. */
let salted: RgbImage;
before(async () => {
  owner = await keyFrom(0);
  photo = (await readPicture(`${ROOT}/samples/chelsea.png`)).image;
  marked = (await mark(photo, owner, { id: ID })).image;
  salted = (await mark(photo, owner, { id: ID, salt: SALT })).image;
});

function keyFrom(first: number): Promise<OwnerKey> {
  return newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => first + i));
}

async function attacked(image: RgbImage, name: string): Promise<RgbImage> {
  return attackNamed(name).apply(image, { codecs: nodeLossyCodecs(), random: seededRandom(1) });
}

function assertNothing(found: Verification): void {
  const { verdict, id, falsePositive, geometry, known, original, agreement } = found;
  assert.deepEqual([verdict, falsePositive], ['none', 1]);
  assert.deepEqual([id, geometry, known, original], [undefined, undefined, undefined, undefined]);
  assert.ok(agreement < PRESENT, `${agreement}`);
}

describe('the general key', () => {
  it('is not tried where only known marks are asked for', async () => {
    const asked: number[] = [];
    const known = [{ salt: SALT, width: photo.width, height: photo.height }];
    const found = await verify(salted, owner, {
      known,
      general: false,
      onKey: (_, total) => asked.push(total),
    });
    assert.deepEqual([found.verdict, found.known], ['payload', known[0]]);
    await verify(salted, owner, { known, onKey: (_, total) => asked.push(total) });
    assert.deepEqual(asked, [1, 2]);
    assert.equal((await verify(marked, owner, { general: false })).verdict, 'payload');
  });
});

describe('a mark', () => {
  const { width, height } = { width: 451, height: 300 };
  const whole = [0, 0, width, height] as const;
  // Clockwise turns are positive; a picture is mirrored first, then turned. `rotate` turns to the left.
  const cases: readonly [string, number, boolean, number, readonly number[] | undefined][] = [
    ['jpeg-75', 0, false, 1, whole],
    ['scale-0.5', 0, false, 0.5, whole],
    ['cut-0.5', 0, false, 1, undefined],
    ['mirror', 0, true, 1, whole],
    ['turn-90', 90, false, 1, whole],
    ['turn-180', 180, false, 1, whole],
    ['turn-90-mirror', -90, true, 1, whole],
    ['rotate-1', -1, false, 1, undefined],
    ['mirror-rotate-1', -1, true, 1, undefined],
  ];
  for (const [name, rotation, mirrored, scale, crop] of cases) {
    it(`reads after ${name}, and says how the picture lies`, async () => {
      const found = await verify(await attacked(marked, name), owner, { original: photo });
      assert.deepEqual([found.verdict, found.id], ['payload', ID]);
      assert.ok(found.falsePositive < 1e-9);
      const { geometry } = found;
      const apart = Math.abs(geometry!.rotation - rotation);
      assert.ok(Math.min(apart, 360 - apart) < 0.1, `${geometry!.rotation} degrees`);
      assert.equal(geometry!.mirrored, mirrored);
      assert.ok(Math.abs(geometry!.scale! / scale - 1) < 0.003, `${geometry!.scale}`);
      const { x, y, width: w, height: h } = attackNamed(name).keeps({ width, height });
      const expected = crop ?? (name.includes('rotate') ? undefined : [x, y, w, h]);
      for (const [i, value] of expected?.entries() ?? []) {
        assert.ok(Math.abs(geometry!.crop![i]! - value) <= 3, `${geometry!.crop} instead of ${expected}`);
      }
    });
  }

  it('tells where each pixel was: turned by a degree, the middle stays and corners move', async () => {
    const found = await verify(await attacked(marked, 'rotate-1'), owner, { original: photo });
    const [a, b, c, d, e, f] = found.geometry!.toOriginal!;
    const [cos, sin] = [Math.cos(Math.PI / 180), Math.sin(Math.PI / 180)];
    for (const [x, y] of [
      [225, 149.5],
      [0, 0],
      [450, 0],
      [450, 299],
    ] as const) {
      // What `rotate` does: a pixel comes from where a clockwise turn about the middle takes it.
      const [across, down] = [x - 225, y - 149.5];
      const expected = [cos * across - sin * down + 225, sin * across + cos * down + 149.5];
      assert.ok(Math.abs(a * x + c * y + e - expected[0]!) < 1, `${x}, ${y}`);
      assert.ok(Math.abs(b * x + d * y + f - expected[1]!) < 1, `${x}, ${y}`);
    }
  });

  it('says less where the size of the original is not known', async () => {
    const { geometry } = await verify(marked, owner);
    assert.deepEqual(Object.keys(geometry!), ['rotation', 'mirrored']);
  });
});

describe('a mark with a key of its own', () => {
  const known = { salt: SALT, width: 451, height: 300, name: 'photo.jpg' };

  it('is found by its salt, which is tried in its turn', async () => {
    const tried: [number, number][] = [];
    const found = await verify(salted, owner, {
      known: [known],
      onKey: (index, total) => tried.push([index, total]),
    });
    assert.deepEqual([found.verdict, found.id], ['payload', ID]);
    assert.equal(found.known, known);
    assert.deepEqual(found.geometry!.crop, [0, 0, 451, 300]);
    assert.deepEqual(tried, [[0, 2]]);
  });
});

describe('another owner', () => {
  it('finds nothing, not even beside the original', async () => {
    assertNothing(await verify(marked, await keyFrom(1), { original: photo }));
  });
});

describe('beside the original', () => {
  it('its number is read after a blur', async () => {
    const key = await owner.markKey();
    const layouts = [await layoutOf(key, codedBitsOf(64))];
    const sought = { layouts, accept: (message: Uint8Array) => idOf(message, key) };
    const evidence = await compareWithOriginal(await attacked(marked, 'blur-2'), photo, sought);
    assert.deepEqual(evidence!.id, ID);
    assert.ok(evidence!.chance < 1e-9 && evidence!.tries <= 24);
  });

  it('the pilots of keys that are not in it agree as a standard normal variable does', async () => {
    const suspect = await attacked(photo, 'jpeg-50');
    const agreements: number[] = [];
    for (let key = 0; key < 16; key++) {
      const layout = await layoutOf(await (await keyFrom(key)).markKey(), codedBitsOf(64));
      const sought = { layouts: [layout], accept: async () => undefined };
      const evidence = await compareWithOriginal(suspect, photo, sought);
      assert.equal(evidence!.id, undefined);
      assert.ok(evidence!.chance > 1e-6);
      agreements.push(evidence!.agreement);
    }
    const deviation = Math.sqrt(agreements.reduce((sum, z) => sum + z * z, 0) / agreements.length);
    // Chi squared of 16 degrees of freedom: outside once in 10,000.
    assert.ok(deviation > 0.4 && deviation < 1.7, `${deviation}`);
  });

  it('nothing is said of another shape, of another picture, or of the original itself', async () => {
    const layout = await layoutOf(await owner.markKey(), codedBitsOf(64));
    const sought = { layouts: [layout], accept: async () => undefined };
    assert.equal(await compareWithOriginal(await attacked(marked, 'turn-90'), photo, sought), undefined);
    const same = await compareWithOriginal(photo, photo, sought);
    assert.deepEqual([same!.chance, same!.id], [1, undefined]);
    const other = rgbImage(451, 300, photo.data.slice().reverse());
    assert.ok((await compareWithOriginal(other, photo, sought))!.chance > 1e-6);
  });
});

describe('where there is no mark', () => {
  it('nothing is found in plain grey, and it is no error', async () => {
    assertNothing(await verify(rgbImage(120, 90, new Uint8Array(32_400).fill(128)), owner));
  });

  it('a picture of fewer than 32 pixels each way is refused', async () => {
    for (const [width, height] of [
      [31, 100],
      [100, 31],
      [1, 1],
    ] as const) {
      await assert.rejects(verify(rgbImage(width, height), owner), {
        ...{ name: 'RangeError', code: 'cover-too-small' },
        message: `Expected a picture of at least 32 pixels each way to look for a mark but received ${width}x${height}`,
      });
    }
  });
});

describe('a search', () => {
  it('ends when it is aborted, with the reason', async () => {
    const reason = new Error('enough');
    await assert.rejects(verify(photo, owner, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const known = [{ salt: SALT, width: 451, height: 300 }];
    const found = verify(photo, owner, {
      known,
      signal: controller.signal,
      onKey: (index) => index === 0 && controller.abort(reason),
    });
    await assert.rejects(found, reason);
  });
});
