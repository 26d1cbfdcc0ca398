/**
 * Hiding and revealing in the page, against Node: what one of them hides the other reveals.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import sharp from 'sharp';
import type { HideOptions } from '../../src/hiding/file-options.node.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { type OpenModel, openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { randomBytes } from '../image/random-image.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

/** Backends differ in the last bits: what they reveal, by rounding here and there. */
const ALIKE = 45;

/** Of a figure with one digit after the point, and of what rounding here and there makes of it. */
const FIGURE = 0.06;

const PASSPHRASE = 'a cat in a cup, ½';

/** By their file's name. */
const CONTAINERS_OF_NODE: readonly (readonly [name: string, Partial<HideOptions>])[] = [
  ['network.webp', {}],
  ['network-passphrase.png', { passphrase: PASSPHRASE }],
  ['exactly.png', { method: 'exact' }],
  ['exactly-passphrase.webp', { method: 'exact', passphrase: PASSPHRASE }],
];

let model: OpenModel;
let folder: string;
/** Small pictures, where size does not matter. */
let cover: string;
let secret: string;

before(async () => {
  model = await openModel('invertible');
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 240, 160);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 120, 80);
});

after(() => model.dispose());

const inFolder = (name: string): string => join(folder, name);

async function pixels(path: string) {
  return (await readPicture(path)).image;
}

function assertShown(decibels: number, shown: number): void {
  const same = decibels === shown || Math.abs(decibels - shown) <= FIGURE;
  assert.ok(same, `${decibels} dB, and the page says ${shown}`);
}

describeVisits('a container', (visit) => {
  visit(
    'of the network is revealed by Node as by the page, at the figures that the page tells',
    async ({ page }) => {
      const chelsea = await writeSample('chelsea.png', inFolder('chelsea.png'), 225, 150);
      const coffee = await writeSample('coffee.png', inFolder('coffee.png'), 300, 200);
      const [container, ownSecret, nodeSecret] = ['deep.png', 'deep-own.png', 'deep-node.png'].map(inFolder);
      await visitor.hide(page, { secret: chelsea, cover: coffee });
      assert.equal(await visitor.save(page, 'download', container!), 'coffee-with-secret.png');
      const [shownCover, shownSecret] = [
        await visitor.shownDecibels(page, 'cover'),
        await visitor.shownDecibels(page, 'secret'),
      ];
      await visitor.reveal(page, container!);
      await visitor.save(page, 'save', ownSecret!);
      const report = await reveal({ container: container!, secret: nodeSecret!, model });

      assert.equal(report.method, 'deep');
      assert.equal(report.authenticated, true);
      const revealed = await pixels(nodeSecret!);
      assert.ok(psnr(revealed, await pixels(ownSecret!)) > ALIKE);
      const coverPsnr = psnr(await pixels(coffee), await pixels(container!));
      assertShown(coverPsnr, shownCover);
      const secretPsnr = psnr(await pixels(chelsea), revealed);
      assertShown(secretPsnr, shownSecret);
    },
  );

  visit(
    'of the exact method, with a passphrase, is revealed by Node to the same pixels, and has a second secret for another one',
    async ({ page }) => {
      const [container, ownSecret, nodeSecret] = ['exact.png', 'exact-own.png', 'exact-node.png'].map(
        inFolder,
      );
      const plan = { name: 'plan.bin', content: randomBytes(500, 8) };
      const further = [{ secret: plan, passphrase: '' }];
      await visitor.hide(page, { secret, cover, method: 'Exact', passphrase: PASSPHRASE, further });
      await page
        .getByTestId('received')
        .getByText('For receiver 2, plan.bin comes back exactly, byte for byte.')
        .waitFor();
      await visitor.save(page, 'download', container!);
      const shownCover = await visitor.shownDecibels(page, 'cover');
      assert.equal(await visitor.method(page, 'Network').isDisabled(), true);
      // One key for both would open both secrets.
      for (const field of ['', '-again']) await page.locator(`#hide-passphrase-2${field}`).fill(PASSPHRASE);
      await page.getByText('Each receiver needs another passphrase.').waitFor();
      assert.equal(await page.getByRole('button', { name: 'Hide', exact: true }).isDisabled(), true);
      await visitor.reveal(page, container!, PASSPHRASE);
      await visitor.save(page, 'save', ownSecret!);
      const report = await reveal({ container: container!, secret: nodeSecret!, passphrase: PASSPHRASE });
      await reveal({ container: container!, secret: inFolder('plan.bin') });

      assert.equal(report.method, 'exact');
      assert.deepEqual(await pixels(nodeSecret!), await pixels(ownSecret!));
      assert.deepEqual(new Uint8Array(await readFile(inFolder('plan.bin'))), plan.content);
      const coverPsnr = psnr(await pixels(cover), await pixels(container!));
      assertShown(coverPsnr, shownCover);
    },
  );

  visit('with a file in it gives the file back byte for byte, here and in Node', async ({ page }) => {
    const name = 'Bericht für morgen.pdf';
    const content = Buffer.concat([
      Buffer.from('%PDF-1.7\n'),
      randomBytes(3000, 5),
      Buffer.from('\n%%EOF\n'),
    ]);
    const container = inFolder('file.png');
    await visitor.open(page, 'Secret', { name, content });
    assert.equal(await visitor.method(page, 'Exact').isChecked(), true);
    assert.equal(await visitor.method(page, 'Network').isDisabled(), true);
    await visitor.hide(page, { secret: { name, content }, cover, method: 'Exact' });
    await visitor.save(page, 'download', container);
    const room = page.getByTestId('room');
    await room
      .getByText(/^It fits, but a trained detector can find out .* It will come back exactly\.$/)
      .waitFor();
    const fits = room.getByText(/^(?:It fits easily, and is hard to detect|It does not fit)\./);
    for (const [size, words] of [
      [100, 'It fits easily, and is hard to detect. It will come back exactly.'],
      [80_000, 'It does not fit. Choose a larger cover or a smaller file.'],
    ] as const) {
      await visitor.open(page, 'Secret', { name: `${size}.bin`, content: randomBytes(size, 6) });
      await room.getByText(new RegExp(`^${size}\\.bin takes about`)).waitFor();
      assert.equal(await fits.innerText(), words);
    }
    await visitor.reveal(page, container);
    assert.equal(await visitor.save(page, 'save', inFolder('own.pdf')), name);
    const report = await reveal({ container, secret: inFolder('node.pdf') });

    assert.deepEqual([report.kind, report.name, report.mediaType], ['file', name, 'application/pdf']);
    assert.deepEqual(await readFile(inFolder('own.pdf')), content);
    assert.deepEqual(await readFile(inFolder('node.pdf')), content);
  });

  visit(
    'with a JPEG in it carries the file, as Node does, shows it, and gives it back byte for byte',
    async ({ page }) => {
      const photo = inFolder('holiday.jpg');
      await sharp(secret).jpeg({ quality: 70 }).toFile(photo);
      const content = await readFile(photo);
      const [byPage, byNode] = [inFolder('jpeg-page.png'), inFolder('jpeg-node.png')];
      await visitor.hide(page, { secret: photo, cover, method: 'Exact' });
      await visitor.save(page, 'download', byPage);
      assert.equal(await page.getByTestId('secret-bytes').textContent(), 'byte for byte');
      const said = `What is hidden: the original file, ${content.length.toLocaleString('en')} bytes.`;
      await page.getByTestId('result').getByText(said).waitFor({ state: 'attached' });
      await page.getByText(/The secret comes back exactly, byte for byte\.$/).waitFor();
      const report = await hide({ secret: photo, cover, container: byNode, method: 'exact' });
      assert.match(report.payloads![0]!.coding, /^the original file, /);

      for (const container of [byPage, byNode]) {
        await visitor.reveal(page, container);
        await page.getByRole('heading', { name: 'A picture was hidden here' }).waitFor();
        const shown = await page
          .getByRole('img', { name: 'The revealed secret' })
          .evaluate(async (element) => {
            const image = element as HTMLImageElement;
            await image.decode();
            return [image.naturalWidth, image.naturalHeight];
          });
        assert.deepEqual(shown, [120, 80]);
        assert.equal(await visitor.save(page, 'save', inFolder('own.jpg')), 'holiday.jpg');
        assert.deepEqual(await readFile(inFolder('own.jpg')), content);
        const node = await reveal({ container, secret: await temporaryFolder() });
        assert.deepEqual(await readFile(node.secret), content);
      }
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('save-png').click(),
      ]);
      assert.equal(download.suggestedFilename(), 'holiday.png');
      await download.saveAs(inFolder('own-holiday.png'));
      assert.ok(psnr(await pixels(photo), await pixels(inFolder('own-holiday.png'))) > ALIKE);
    },
  );

  visit('with a picture in it that cannot be opened carries its file, and says so', async ({ page }) => {
    const content = (await sharp(secret).jpeg().toBuffer()).subarray(0, 500);
    const container = inFolder('damaged.png');
    await visitor.open(page, 'Secret', { name: 'damaged.jpg', content });
    await page
      .getByRole('region', { name: 'Secret' })
      .getByText(
        /^damaged\.jpg is damaged or cut short.* It is hidden as a file, byte for byte, by the exact method\.$/,
      )
      .waitFor();
    assert.equal(await visitor.method(page, 'Network').isDisabled(), true);
    await visitor.hide(page, { secret: { name: 'damaged.jpg', content }, cover, method: 'Exact' });
    await visitor.save(page, 'download', container);
    await visitor.reveal(page, container);
    await page.getByRole('heading', { name: 'A file was hidden here' }).waitFor();
    await visitor.save(page, 'save', inFolder('own-damaged.jpg'));
    assert.deepEqual(await readFile(inFolder('own-damaged.jpg')), content);
  });

  visit('of Node is revealed by the page, from PNG and from lossless WebP', async ({ page }) => {
    for (const [name, options] of CONTAINERS_OF_NODE) {
      const [container, nodeSecret, ownSecret] = [name, `node-${name}`, `own-${name}.png`].map(inFolder);
      const deep = options.method === undefined && { model };
      await hide({ secret, cover, container: container!, ...options, ...deep });
      await reveal({ container: container!, secret: nodeSecret!, passphrase: options.passphrase, ...deep });
      await visitor.reveal(page, container!, (options.passphrase as string | undefined) ?? '');
      await visitor.save(page, 'save', ownSecret!);
      const [own, expected] = [await pixels(ownSecret!), await pixels(nodeSecret!)];
      if (deep) assert.ok(psnr(own, expected) > ALIKE, name);
      else assert.deepEqual(own, expected, name);
    }
  });

  visit('of Node with a file in it gives the file back byte for byte', async ({ page }) => {
    const [file, container] = [inFolder('notes.txt'), inFolder('notes.png')];
    await writeFile(file, 'Not a picture.\n');
    await hide({ secret: file, cover, container, method: 'exact' });
    await visitor.reveal(page, container);
    assert.equal(await visitor.save(page, 'save', inFolder('own-notes.txt')), 'notes.txt');
    assert.deepEqual(await readFile(inFolder('own-notes.txt')), await readFile(file));
  });

  visit(
    'of a PNG never passes through a canvas, nor does what is revealed',
    async ({ page }) => {
      // Neither the page nor its worker can read a picture by way of a canvas here.
      const jpeg = await writeSample('coffee.png', inFolder('spoilt.jpg'), 60, 40);
      await visitor.give(page, 'Cover', jpeg);
      await visitor.problem(page, /^spoilt\.jpg is damaged/);
      assert.equal(
        await page.evaluate(
          () => new OffscreenCanvas(2, 1).getContext('2d')!.getImageData(0, 0, 2, 1).data[0],
        ),
        1,
      );

      const [container, ownSecret] = ['no-canvas.png', 'no-canvas-secret.png'].map(inFolder);
      await visitor.hide(page, { secret, cover, method: 'Exact', passphrase: PASSPHRASE });
      await visitor.save(page, 'download', container!);
      await visitor.reveal(page, container!, PASSPHRASE);
      await visitor.save(page, 'save', ownSecret!);
      await reveal({ container: container!, secret: inFolder('no-canvas-node.png'), passphrase: PASSPHRASE });
      assert.deepEqual(await pixels(ownSecret!), await pixels(inFolder('no-canvas-node.png')));
    },
    {
      async prepare(context) {
        await context.addInitScript(spoilCanvases);
        await context.route('**/assets/worker-*.js', async (route) => {
          const response = await route.fetch();
          await route.fulfill({ response, body: `(${spoilCanvases})();\n${await response.text()}` });
        });
      },
    },
  );

  visit(
    'keeps the opacities and the colour profile of its cover, and takes a secret with a palette',
    async ({ page }) => {
      const { image } = await readPicture(cover);
      const { width, height } = image;
      // Half of it is not seen at all.
      const alpha = Buffer.from(randomBytes(width * height, 3));
      for (let i = 0; i < alpha.length; i += 2) alpha[i] = 0;
      const profiled = sharp(image.data, { raw: { width, height, channels: 3 } })
        .joinChannel(alpha, { raw: { width, height, channels: 1 } })
        .withIccProfile('p3');
      const few = inFolder('few.png');
      await sharp(secret).png({ palette: true, colours: 16, progressive: true }).toFile(few);
      for (const [name, file] of [
        ['interlaced.png', profiled.clone().png({ progressive: true })],
        ['lossless.webp', profiled.clone().webp({ lossless: true, exact: true })],
      ] as const) {
        const [from, container, revealed] = [name, `container-${name}.png`, `secret-${name}.png`].map(
          inFolder,
        );
        await file.toFile(from!);
        if (name === 'lossless.webp') {
          await page.getByText('Advanced', { exact: true }).click();
          await page.getByLabel('Picture quality').selectOption('Without loss');
        }
        await visitor.hide(page, { secret: few, cover: from!, method: 'Exact' });
        await visitor.save(page, 'download', container!);
        const [before, after] = [await readPicture(from!), await readPicture(container!)];
        assert.ok(before.profile !== undefined && before.alpha !== undefined, name);
        assert.deepEqual(after.profile, before.profile, name);
        assert.deepEqual(after.alpha, before.alpha, name);
        const seen = [before.image, after.image].map((picture) => onlySeen(picture, alpha));
        assertShown(psnr(seen[0]!, seen[1]!), await visitor.shownDecibels(page, 'cover'));
        assert.equal(await page.locator('.opened canvas.see-through').count(), 1, name);
        await reveal({ container: container!, secret: revealed! });
        const secretPsnr = psnr(await pixels(few), await pixels(revealed!));
        assertShown(secretPsnr, await visitor.shownDecibels(page, 'secret'));
        if (name === 'lossless.webp') assert.equal(secretPsnr, Infinity);
      }
    },
  );
});

/** The pixels of a picture that are not wholly transparent, in one row. */
function onlySeen({ data }: RgbImage, alpha: Uint8Array): RgbImage {
  const seen = data.filter((_, i) => alpha[Math.floor(i / 3)] !== 0);
  return rgbImage(seen.length / 3, 1, seen);
}

/** In the page: what a canvas gives back is another picture than what it was given, or nothing at all. */
function spoilCanvases(): void {
  const world = globalThis as unknown as Record<
    string,
    { readonly prototype: Record<string, unknown> } | undefined
  >;
  const fail = (): never => {
    throw new Error('no canvas here');
  };
  for (const name of ['CanvasRenderingContext2D', 'OffscreenCanvasRenderingContext2D']) {
    const prototype = world[name]?.prototype;
    if (prototype === undefined) continue;
    const original = prototype.getImageData as (...area: unknown[]) => ImageData;
    prototype.getImageData = function (...area: unknown[]) {
      const pixels = original.apply(this, area);
      for (let i = 0; i < pixels.data.length; i += 5) pixels.data[i]! ^= 1;
      return pixels;
    };
  }
  for (const name of ['HTMLCanvasElement', 'OffscreenCanvas']) {
    Object.assign(world[name]?.prototype ?? {}, { toBlob: fail, toDataURL: fail, convertToBlob: fail });
  }
  Object.assign(globalThis, { createImageBitmap: fail, ImageDecoder: fail });
}
