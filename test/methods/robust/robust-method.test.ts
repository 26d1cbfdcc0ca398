/**
 * The robust method: what is hidden comes back byte for byte after real encoders and after crops, and nobody else finds it.
 */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { hide } from '../../../src/hiding/hide-files.node.ts';
import { reveal } from '../../../src/hiding/reveal-files.node.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { encodedAnew } from '../../../src/image/lossy-encodings.node.ts';
import { type RgbImage, rgbImage } from '../../../src/image/rgb-image.ts';
import { cropImage } from '../../../src/image/tiles.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../../../src/media/picture.ts';
import type { Secret } from '../../../src/media/secret.ts';
import { nodeSecretCoder } from '../../../src/methods/exact/codecs/secret-coder.node.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { robust } from '../../../src/methods/robust/robust.ts';
import { SURVIVALS } from '../../../src/methods/robust/settings.ts';
import { psnr } from '../../../src/metrics/psnr.ts';
import { seededRandom } from '../../hiding/seeded-random.ts';
import { samplePhoto, temporaryFolder } from '../../training/sample-photos.ts';

const HOST: MethodHost = {
  coder: nodeSecretCoder(),
  encodedAnew,
  openModel: () => Promise.reject(new Error('The robust method needs no model')),
};
const OPEN = new KeyRing(undefined);

let cover: RgbImage;

const letter = (bytes: number, seed = 'letter'): Secret => ({
  kind: 'file',
  name: 'letter.bin',
  mediaType: 'application/octet-stream',
  content: seededRandom(seed)(bytes),
});

async function pixels(name: string, width: number, height: number): Promise<RgbImage> {
  const data = await samplePhoto(name, width, height).removeAlpha().raw().toBuffer();
  return rgbImage(width, height, new Uint8Array(data));
}

async function hidden(
  image: RgbImage,
  secrets: readonly (readonly [Secret, KeyRing])[],
  options: Record<string, unknown> = {},
  host = HOST,
): Promise<RgbImage> {
  const code = await robust.load();
  const receivers = secrets.map(([secret, keys]) => ({ secret, keys }));
  const { container } = await code.hide(pictureCover(image), receivers, options, {
    host,
    random: seededRandom('robust'),
  });
  return pixelsOf(container);
}

async function revealed(image: RgbImage, keys = OPEN): Promise<Secret | undefined> {
  const code = await robust.load();
  const found = await code.find(pictureCover(image), keys, { host: HOST });
  return found && (await code.reveal(found, {}, { host: HOST })).secret;
}

before(async () => {
  cover = await pixels('coffee.png', 480, 320);
});

describe('what the robust method hides', () => {
  for (const survives of Object.keys(SURVIVALS)) {
    it(`survives ${survives} and better`, async () => {
      const secret = letter(500);
      const container = await hidden(cover, [[secret, OPEN]], { survives });
      const { encodings } = SURVIVALS[survives]!;
      for (const encoding of [...encodings, { format: 'jpeg', quality: 95 } as const]) {
        const received = await encodedAnew(container, encoding);
        assert.deepEqual(await revealed(received), secret, JSON.stringify(encoding));
      }
    });
  }

  it('survives crops, on the grid and off it, before and after JPEG', async () => {
    const secret = letter(1200);
    const container = await hidden(cover, [[secret, OPEN]]);
    const jpeg = await encodedAnew(container, { format: 'jpeg', quality: 80 });
    for (const image of [container, jpeg]) {
      for (const [x, y] of [
        [0, 0],
        [16, 24],
        [61, 37],
        [78, 51],
      ] as const) {
        const part = cropImage(image, { x, y, width: 402, height: 269 });
        assert.deepEqual(await revealed(part), secret, `${x}, ${y}`);
      }
    }
  });

  it('gives a picture back in fewer bytes', async () => {
    const picture = await pixels('chelsea.png', 240, 160);
    const secret: Secret = { kind: 'picture', name: 'cat.png', image: picture };
    const container = await hidden(cover, [[secret, OPEN]]);
    const received = await encodedAnew(container, { format: 'jpeg', quality: 80, mozjpeg: true });
    const got = await revealed(received);
    assert.ok(got?.kind === 'picture' && psnr(picture, got.image) > 30);
    assert.ok(psnr(cover, container) > 41);
  });

  it('gives each of two receivers what is theirs, and nothing to anybody else', async () => {
    const [one, two] = [new KeyRing('one receiver'), new KeyRing('another receiver')];
    const wide = await pixels('coffee.png', 520, 400);
    const container = await hidden(wide, [
      [letter(300, 'one'), one],
      [letter(200, 'two'), two],
    ]);
    const received = await encodedAnew(container, { format: 'jpeg', quality: 80 });
    assert.deepEqual(await revealed(received, one), letter(300, 'one'));
    assert.deepEqual(await revealed(received, two), letter(200, 'two'));
    assert.equal(await revealed(received), undefined);
    assert.equal(await revealed(received, new KeyRing('somebody else')), undefined);
  });

  it('is tried with the own JPEG where there are no encoders', async () => {
    const { encodedAnew: _, ...host } = HOST;
    const container = await hidden(cover, [[letter(300), OPEN]], {}, host);
    assert.deepEqual(
      await revealed(await encodedAnew(container, { format: 'jpeg', quality: 80 })),
      letter(300),
    );
    await assert.rejects(hidden(cover, [[letter(300), OPEN]], { survives: 'webp-80' }, host), {
      code: 'bad-option',
    });
  });

  it('is not found in pictures without it', async () => {
    assert.equal(await revealed(cover), undefined);
    assert.equal(await revealed(rgbImage(64, 64)), undefined);
    assert.equal(await revealed(rgbImage(1, 1)), undefined);
  });

  it('is damaged by what is coarser, and the receiver is told', async () => {
    const container = await hidden(cover, [[letter(1500), OPEN]]);
    const received = await encodedAnew(container, { format: 'jpeg', quality: 30 });
    await revealed(received).then(
      (got) => assert.equal(got, undefined),
      (error) => assert.match(error.message, /encoded too coarsely since, or too much of it is gone/),
    );
  });
});

describe('what the robust method says', () => {
  it('that a cover holds by what it must survive', async () => {
    const code = await robust.load();
    const { rows } = await code.capacity!(pictureCover(cover), undefined, { host: HOST });
    assert.deepEqual(
      rows.map(({ options }) => options.survives),
      Object.keys(SURVIVALS),
    );
    const { bytes } = rows.find(({ options }) => options.survives === 'jpeg-80')!;
    const container = await hidden(cover, [[letter(bytes), OPEN]]);
    assert.deepEqual(await revealed(container), letter(bytes));
  });
});

describe('what the robust method refuses', () => {
  it('covers that are too small, and secrets that are too large', async () => {
    const small = await pixels('coffee.png', 200, 200);
    await assert.rejects(hidden(small, [[letter(10), OPEN]]), {
      code: 'cover-too-small',
      message: /at least 89,600 pixels for the robust method but received 200x200/,
    });
    await assert.rejects(hidden(cover, [[letter(50_000), OPEN]]), { code: 'payload-too-large' });
    const keys = new KeyRing('the same');
    await assert.rejects(
      hidden(await pixels('coffee.png', 520, 400), [
        [letter(10), keys],
        [letter(10), new KeyRing('the same')],
      ]),
      { code: 'same-passphrase' },
    );
  });

  for (const [name, value] of [
    ['black', 0],
    ['white', 255],
    ['grey', 128],
  ] as const) {
    it(`or carries: a ${name} cover`, async () => {
      const flat = rgbImage(400, 320, new Uint8Array(3 * 400 * 320).fill(value));
      const secret = letter(100);
      const container = await hidden(flat, [[secret, OPEN]]).catch((error) => {
        assert.match(error.message, /would not survive JPEG of quality 80/);
        return undefined;
      });
      if (container === undefined) return;
      const received = await encodedAnew(container, { format: 'jpeg', quality: 80 });
      assert.deepEqual(await revealed(received), secret);
      for (let at = 0; at < container.data.length; at += 3) {
        assert.equal(container.data[at], container.data[at + 1]);
      }
    });
  }
});

describe('files of the robust method', () => {
  it('are revealed from a JPEG that somebody saved', async () => {
    const folder = await temporaryFolder();
    const at = (name: string): string => join(folder, name);
    await samplePhoto('coffee.png', 480, 320).png().toFile(at('cover.png'));
    const note = seededRandom('file')(400);
    await writeFile(at('note.bin'), note);
    const passphrase = 'a good long one';
    const files = { secret: at('note.bin'), cover: at('cover.png'), container: at('out.png') };
    await hide({ ...files, method: 'robust', passphrase });
    await sharp(at('out.png')).jpeg({ quality: 82 }).toFile(at('saved.jpg'));
    const { method } = await reveal({ container: at('saved.jpg'), secret: at('back.bin'), passphrase });
    assert.deepEqual(new Uint8Array(await readFile(at('back.bin'))), note);
    assert.equal(method, 'robust');
  });

  it('are JPEGs where the name says so, survive being saved anew, and keep the tables of a JPEG', async () => {
    const folder = await temporaryFolder();
    const at = (name: string): string => join(folder, name);
    const photo = samplePhoto('coffee.png', 488, 325);
    await photo.clone().png().toFile(at('cover.png'));
    await photo.clone().jpeg({ quality: 90, chromaSubsampling: '4:2:0' }).toFile(at('cover.jpg'));
    const note = seededRandom('file')(400);
    await writeFile(at('note.bin'), note);
    const passphrase = 'a good long one';
    for (const [cover, container] of [
      ['cover.png', 'made.jpg'],
      ['cover.jpg', 'kept.jpeg'],
    ] as const) {
      const files = { secret: at('note.bin'), cover: at(cover), container: at(container) };
      const { cover: measured } = await hide({ ...files, method: 'robust', passphrase });
      assert.ok(measured.psnr > 40, `${measured.psnr}`);
      await sharp(at(container))
        .jpeg({ quality: 80 })
        .toFile(at(`saved-${container}`));
      await sharp(at(container))
        .extract({ left: 13, top: 5, width: 420, height: 280 })
        .png()
        .toFile(at(`part-${container}.png`));
      for (const name of [container, `saved-${container}`, `part-${container}.png`]) {
        await reveal({ container: at(name), secret: at('back.bin'), passphrase, overwrite: true });
        assert.deepEqual(new Uint8Array(await readFile(at('back.bin'))), note, name);
      }
    }
    const [before, after] = await Promise.all(
      ['cover.jpg', 'kept.jpeg'].map(async (name) => readJpeg(new Uint8Array(await readFile(at(name))))),
    );
    for (const [index, component] of before!.frame.components.entries()) {
      const own = after!.frame.components[index]!;
      assert.deepEqual(own.quantisation, component.quantisation);
      // Colours stay as they are.
      assert.equal(
        Buffer.compare(bytesOf(own.coefficients), bytesOf(component.coefficients)) === 0,
        index > 0,
      );
    }
  });

  it('are no JPEGs of red, green and blue, or of inks', async () => {
    const folder = await temporaryFolder();
    const at = (name: string): string => join(folder, name);
    await samplePhoto('coffee.png', 480, 320).toColourspace('cmyk').jpeg().toFile(at('inks.jpg'));
    await writeFile(at('note.bin'), 'a note');
    const files = { secret: at('note.bin'), cover: at('inks.jpg'), container: at('out.jpg') };
    await assert.rejects(hide({ ...files, method: 'robust' }), {
      code: 'unsupported-picture',
      message: /^Expected a complete JPEG of brightness and colour differences .* a container in PNG takes/,
    });
    assert.deepEqual((await readdir(folder)).sort(), ['inks.jpg', 'note.bin']);
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
