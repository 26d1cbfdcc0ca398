/** The copyright mark in the page: the same mark as Node's, found by either, and a key that stays where it is told to. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { readMetadata } from '../../src/image/metadata/read-metadata.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { fromBase64url } from '../../src/marking/base64.ts';
import { mark } from '../../src/marking/mark.ts';
import { textId } from '../../src/marking/mark-id.ts';
import { parseOwnerKey } from '../../src/marking/owner-key.ts';
import { readRegistry } from '../../src/marking/registry-file.node.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

const TEXT = 'J.Doe 26';

let folder: string;
let photo: string;
const at = (name: string): string => join(folder, name);

before(async () => {
  folder = await temporaryFolder();
  photo = await writeSample('kodim23.png', at('parrots.png'), 384, 256);
});

async function saved(page: Page, link: string, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(link).click()]);
  await download.saveAs(at(name));
  return download.suggestedFilename();
}

/** Whatever the browser keeps of a key. */
function kept(page: Page): Promise<string | null> {
  return page.evaluate(() => localStorage.getItem('owner-key'));
}

describeVisits('a photo', (visit) => {
  visit('is marked as in Node with a key of the page, and its mark is found in a copy', async ({ page }) => {
    await page.getByRole('link', { name: 'Protect', exact: true }).click();
    await page.getByText('Make or open your key first.').first().waitFor();
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText(/^Save it now/).waitFor();
    assert.equal(await kept(page), null);
    assert.equal(await saved(page, 'save-key', 'owner.key'), 'owner.key');
    const keyText = await readFile(at('owner.key'), 'utf8');
    const owner = await parseOwnerKey(keyText, 'owner.key');
    await page.getByText(owner.publicId).waitFor();

    const { image } = await readPicture(photo);
    const expected = await mark(image, owner, { id: textId(TEXT) });
    await page.getByTestId('photo-file').setInputFiles(photo);
    await page.getByLabel('What it says').fill(TEXT);
    await page.getByLabel('Save as').selectOption('PNG');
    await page.getByRole('button', { name: 'Mark it' }).click();
    await page.getByText(`The mark says “${TEXT}”, and was read back from the file.`).waitFor();
    assert.equal(await saved(page, 'save-marked', 'marked.png'), 'parrots-marked.png');
    assert.deepEqual((await readPicture(at('marked.png'))).image, expected.image);

    await sharp(at('marked.png')).jpeg({ quality: 85 }).toFile(at('copy.jpg'));
    await page.getByTestId('suspect-file').setInputFiles(at('copy.jpg'));
    await page.getByRole('button', { name: 'Look for my mark' }).click();
    await page.getByRole('heading', { name: `It is marked by you and says “${TEXT}”` }).waitFor();

    // With a registry, several photos are marked one after another, and one that cannot be does not stop the others.
    const [small, tiny] = ['small.png', 'tiny.png'].map(at);
    const author = { IFD0: { Artist: 'Ada', Copyright: '(c) Ada' } };
    await sharp(photo).resize(240).withExif(author).png().toFile(small!);
    await sharp(photo).resize(90).png().toFile(tiny!);
    await page.getByRole('button', { name: 'Start a registry' }).click();
    await page.getByTestId('photo-file').setInputFiles([tiny!, small!]);
    await page.getByRole('button', { name: 'Mark 2 photos' }).click();
    await page.getByRole('heading', { name: '1 of 2 photos are marked' }).waitFor();
    await page.getByText(/^The picture is too small: it has 90 × 60 pixels/).waitFor();
    assert.equal(await saved(page, 'save-all', 'queued.png'), 'small-marked.png');

    // The registry is the command line's, and so is what the file keeps.
    await page.getByText(/^One photo is new in it\. Save the registry/).waitFor();
    assert.equal(await saved(page, 'save-registry', 'marks.jsonl'), 'marks.jsonl');
    const { rows, broken } = await readRegistry(at('marks.jsonl'));
    assert.deepEqual(broken, []);
    assert.deepEqual(
      rows.map(({ name }) => name),
      ['small-marked.png'],
    );
    const file = new Uint8Array(await readFile(at('queued.png')));
    assert.equal(rows[0]!.sha256, createHash('sha256').update(file).digest('hex'));
    const { image: unmarked } = await readPicture(small!);
    const source = new Uint8Array(await readFile(small!));
    const { exif } = await readMetadata(source, unmarked);
    assert.ok(exif !== undefined);
    assert.deepEqual((await readMetadata(file, unmarked)).exif, exif);
    const salt = fromBase64url(rows[0]!.salt)!;
    const again = await mark(unmarked, owner, { id: textId(TEXT), salt });
    assert.deepEqual((await readPicture(at('queued.png'))).image, again.image);

    // And the page knows its photos again by a registry from a file.
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByTestId('registry-file').setInputFiles(at('owner.key'));
    await visitor.problem(page, /^Expected a registry of marked photos but received owner\.key/);
    await page.getByTestId('registry-file').setInputFiles(at('marks.jsonl'));
    await page.getByText('marks.jsonl has 1 photo.').waitFor();
    await page.getByTestId('suspect-file').setInputFiles(at('queued.png'));
    await page.getByRole('button', { name: 'Look for my mark' }).click();
    await page
      .getByTestId('match')
      .getByText(/^By your registry it is small-marked\.png, marked on /)
      .waitFor();

    // The key is kept in the browser when that is asked for, and no longer than that.
    await page.getByLabel(/^Keep it in this browser/).check();
    assert.equal(await kept(page), keyText);
    await page.reload();
    await page.getByText(owner.publicId).waitFor();
    await page.getByRole('button', { name: 'Use another key' }).click();
    assert.equal(await kept(page), null);

    await page.getByTestId('owner-file').setInputFiles(photo);
    await visitor.problem(page, /^Expected an owner's key/);
  });
});
