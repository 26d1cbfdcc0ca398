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
      ['huge.png', huge, /^huge\.png has [\d,]+ million pixels; a page can work on 64/],
    ];
    for (const [name, content, words] of cases) {
      await visitor.give(page, 'Cover', { name, content });
      await visitor.problem(page, words);
    }
    await visitor.give(page, 'Secret', { name: 'empty.pdf', content: new Uint8Array(0) });
    await visitor.problem(page, /^empty\.pdf is an empty file/);
    await page.getByRole('link', { name: 'Reveal', exact: true }).click();
    for (const [name, content, words] of cases) {
      await visitor.give(page, 'Container', { name, content });
      await visitor.problem(page, words);
    }
    await assertWorks(page);
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });

  visit('covers that are too small, and goes on', async ({ page }) => {
    const tiny = await writeSample('coffee.png', inFolder('tiny.png'), 20, 20);
    await visitor.startHiding(page, { secret, cover: tiny });
    await visitor.problem(page, /20x20/);
    await visitor.startHiding(page, { secret, cover: tiny, method: 'Exact' });
    await visitor.problem(page, /20x20/);
    await assertWorks(page);
  });

  visit('pictures with nothing in them, and other passphrases', async ({ page }) => {
    const container = inFolder('with-passphrase.png');
    await hide({ secret, cover, container, method: 'exact', passphrase: 'right' });
    await visitor.startRevealing(page, cover);
    await visitor.problem(
      page,
      /^Nothing is hidden in parrots\.png that can be revealed without a passphrase/,
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
    assert.equal(await page.getByTestId('result').count(), 0);
    await visitor.hide(page, { secret, cover });
    assert.equal(await page.getByRole('alert').filter({ hasText: /./ }).count(), 0);
  });
});

/** In the page: presses Cancel when the work itself begins, after everything was fetched; no test could do so before a fast machine is done. */
function cancelOnceHiding(): void {
  const observer = new MutationObserver(() => {
    if (!document.querySelector('.progress')?.textContent?.includes('Hiding …')) return;
    observer.disconnect();
    const buttons = [...document.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent === 'Cancel')!.click();
  });
  observer.observe(document.body, { childList: true, subtree: true, characterData: true });
}
