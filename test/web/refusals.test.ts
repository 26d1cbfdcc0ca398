/**
 * What cannot be done is said in a sentence, and the page goes on.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import type { Page, Worker } from 'playwright-core';
import sharp from 'sharp';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { pngChunk } from '../image/png-file.ts';
import { randomBytes } from '../image/random-image.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
});

const inFolder = (name: string): string => join(folder, name);
/** The beginning of a HEIC file: its brands (ISO/IEC 23008-12, 10.2). */
const heic = Buffer.concat([
  Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
  randomBytes(500, 2),
]);

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Hides and reveals by the exact method, to show that the page still works. */
async function assertWorks(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Hide', exact: true }).click();
  await visitor.hide(page, { secret, cover, method: 'Exact' });
  await visitor.save(page, 'download', inFolder('still-works.png'));
  await visitor.reveal(page, inFolder('still-works.png'));
}

describeVisits('the page refuses', (visit) => {
  visit('files that are no sound pictures, and goes on', async ({ page }) => {
    const photo = await readFile(cover);
    const header = photo.subarray(16, 29).toString('latin1').replace(/^.{8}/s, '\x7f'.repeat(8));
    const huge = Buffer.concat([
      photo.subarray(0, 8),
      pngChunk('IHDR', Buffer.from(header, 'latin1')),
      photo.subarray(33),
    ]);
    const hugeWebp = await sharp(photo).webp({ lossless: true }).toBuffer();
    // Both sides less one, 14 bits each (RFC 9649, 3.4).
    hugeWebp.writeUInt32LE(2 ** 28 - 1, 21);
    const cases: readonly (readonly [name: string, content: Uint8Array, words: RegExp])[] = [
      ['half.png', photo.subarray(0, photo.length / 2), /^half\.png is damaged or cut short/],
      [
        'half.webp',
        (await sharp(photo).webp().toBuffer()).subarray(0, 900),
        /^half\.webp is damaged or cut short/,
      ],
      [
        'half.jpg',
        (await sharp(photo).jpeg().toBuffer()).subarray(0, 300),
        /^half\.jpg is damaged or cut short/,
      ],
      ['notes.txt', bytesOf('Not a picture.\n'), /^notes\.txt is not a picture/],
      ['page.png', bytesOf('<!doctype html><script>alert(1)</script>'), /^page\.png is not a picture/],
      ['nothing.png', new Uint8Array(0), /^nothing\.png is an empty file/],
      ['huge.webp', hugeWebp, /^huge\.webp has 268 million pixels; a page can work on 64/],
      ['photo.heic', heic, /^photo\.heic is a HEIC picture, which this browser cannot read/],
      ['huge.png', huge, /^huge\.png has [\d,]+ million pixels; a page can work on 64/],
    ];
    for (const [name, content, words] of cases) {
      await visitor.give(page, 'Cover', { name, content });
      await visitor.problem(page, words);
    }
    await visitor.give(page, 'Secret', { name: 'empty.pdf', content: new Uint8Array(0) });
    await visitor.problem(page, /^empty\.pdf is an empty file/);

    // Pictures that no browser can show are hidden as files, by a method that takes files; a picture after them is not.
    const zone = page.getByRole('region', { name: 'Secret' });
    for (const [name, content] of [
      ['photo.heic', heic],
      ['scan.tiff', await sharp(photo).tiff().toBuffer()],
    ] as const) {
      await visitor.open(page, 'Secret', { name, content });
      await zone.getByText(/ picture, which this browser cannot read\. It is hidden as a file/).waitFor();
      assert.equal(await visitor.method(page, 'Exact').isChecked(), true);
    }
    const frames = sharp(randomBytes(3 * 8 * 16, 1), {
      raw: { width: 8, height: 16, channels: 3, pageHeight: 8 },
    });
    await visitor.open(page, 'Secret', { name: 'moving.gif', content: await frames.gif().toBuffer() });
    await zone.getByText('It is animated: only its first picture is used here.').waitFor();
    assert.equal(await visitor.method(page, 'Network').isChecked(), true);

    await page.getByRole('link', { name: 'Reveal', exact: true }).click();
    await visitor.open(page, 'Container', cover);
    for (const [name, content, words] of cases) {
      await visitor.give(page, 'Container', { name, content });
      await visitor.problem(page, words);
    }
    // The picture that was opened before them is not revealed in their place.
    assert.equal(await page.getByRole('button', { name: 'Reveal', exact: true }).isDisabled(), true);
    await assertWorks(page);
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });

  visit('covers that are too small, and goes on', async ({ page }) => {
    const tiny = await writeSample('coffee.png', inFolder('tiny.png'), 20, 20);
    const words = /^The cover is too small to hide anything in: it has 20 × 20 pixels\./;
    for (const method of ['Network', 'Exact']) {
      await visitor.startHiding(page, { secret, cover: tiny, method });
      await visitor.problem(page, words);
      // It is not said of another cover.
      await visitor.open(page, 'Cover', cover);
      assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
    }
    await assertWorks(page);
    await page.getByRole('link', { name: 'Hide', exact: true }).click();
    await page.getByTestId('result').waitFor();
    await visitor.startHiding(page, { secret, cover: tiny, method: 'Exact' });
    await visitor.problem(page, words);
    // What was made before is not taken for a new result.
    await page.getByTestId('earlier').waitFor();
    assert.equal(await page.getByTestId('result').count(), 0);
    assert.equal(await page.getByTestId('download').count(), 0);
  });

  visit('pictures with nothing in them, and other passphrases', async ({ page }) => {
    const container = inFolder('with-passphrase.png');
    await hide({ secret, cover, container, method: 'exact', passphrase: 'right' });
    await visitor.startRevealing(page, cover);
    await visitor.problem(
      page,
      /^Nothing is hidden in parrots\.png that can be revealed without a passphrase, or it was changed since\.$/,
    );
    await visitor.startRevealing(page, container, 'wrong');
    await visitor.problem(page, /^Nothing is hidden in with-passphrase\.png for this passphrase/);
    await visitor.reveal(page, container, 'right');
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);

    const jpeg = inFolder('saved-as.jpg');
    await sharp(container).jpeg({ quality: 95 }).toFile(jpeg);
    await visitor.startRevealing(page, jpeg, 'right');
    await visitor.problem(page, /It is a JPEG: whoever saved it anew, .* Ask for the file itself\.$/);
  });

  visit('none of two files that come at once, and asks which is the secret', async ({ page }) => {
    const [first, second] = [await readFile(cover, 'base64'), await readFile(secret, 'base64')];
    await page.evaluate(handOver, { event: 'drop', files: { 'a.png': first, 'b.png': second } });
    await page.getByRole('button', { name: 'Hide b.png' }).click();
    await page.getByRole('region', { name: 'Secret' }).getByText('b.png', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Cover' }).getByText('a.png', { exact: true }).waitFor();
    await page.evaluate(handOver, {
      event: 'drop',
      files: { 'a.png': first, 'b.png': second, 'c.png': first },
    });
    // Of three it is asked twice.
    await page.getByRole('button', { name: 'Hide c.png' }).click();
    await page.getByRole('heading', { name: 'In which of them is it hidden?' }).waitFor();
    await page.getByRole('button', { name: 'Hide it in b.png' }).click();
    await page.getByRole('region', { name: 'Secret' }).getByText('c.png', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'Cover' }).getByText('b.png', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Reveal', exact: true }).click();
    await page.evaluate(handOver, { event: 'paste', files: { 'pasted.png': first } });
    await page.getByRole('region', { name: 'Container' }).getByText('pasted.png', { exact: true }).waitFor();
  });

  visit('to go on when it is told to stop, and works again', async ({ page }) => {
    const large = {
      cover: await writeSample('kodim23.png', inFolder('large-cover.jpg'), 1536, 1024),
      secret: await writeSample('coffee.png', inFolder('large-secret.jpg'), 1536, 1024),
    };
    const ended = new Promise<void>((resolve) => {
      const note = (worker: Worker): void => {
        if (/\/worker-[^/]*\.js$/.test(worker.url())) worker.on('close', () => resolve());
      };
      for (const worker of page.workers()) note(worker);
      page.on('worker', note);
    });
    await page.evaluate(cancelOnceHiding);
    await visitor.startHiding(page, large);
    // The worker ends in the midst of its work, and not after it.
    await ended;
    await page.locator('.progress').waitFor({ state: 'detached' });
    // Leaving would have lost the work, and the focus is back where it began.
    assert.equal(await page.evaluate(() => document.body.dataset.leaving), 'asked');
    await page.waitForFunction(() => document.activeElement?.textContent === 'Hide');
    assert.equal(await page.getByTestId('result').count(), 0);
    await visitor.hide(page, { secret, cover });
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });
});

/** In the page: drops or pastes files, given in base64, beside the fields. */
function handOver({
  event,
  files,
}: {
  readonly event: string;
  readonly files: Readonly<Record<string, string>>;
}): void {
  const transfer = new DataTransfer();
  for (const [name, content] of Object.entries(files)) {
    const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: 'image/png' }));
  }
  const options = { bubbles: true, cancelable: true };
  document.body.dispatchEvent(
    event === 'paste'
      ? new ClipboardEvent(event, { ...options, clipboardData: transfer })
      : new DragEvent(event, { ...options, dataTransfer: transfer }),
  );
}

/** In the page: presses Cancel when the work itself begins, after everything was fetched; no test could do so before a fast machine is done. */
function cancelOnceHiding(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.progress')?.textContent?.includes('Hiding …')) return;
    observer.disconnect();
    const leaves = dispatchEvent(new Event('beforeunload', { cancelable: true }));
    document.body.dataset.leaving = leaves ? 'allowed' : 'asked';
    const buttons = [...document.querySelectorAll('button')];
    const cancel = buttons.find(({ textContent }) => textContent === 'Cancel')!;
    cancel.focus();
    cancel.click();
  });
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}
