/** A JPEG on the page that stays one: what the page hides Node reveals, and the other way round. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import sharp from 'sharp';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readJpeg } from '../../src/image/jpeg/read-jpeg.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

const PASSPHRASE = 'a long passphrase of this test';
const METHOD = 'In a JPEG';

let folder: string;
const at = (name: string): string => join(folder, name);
const letter = Uint8Array.from({ length: 200 }, (_, i) => (i * i) & 255);

before(async () => {
  folder = await temporaryFolder();
  await writeSample('coffee.png', at('cover.png'), 320, 240);
  await sharp(at('cover.png'))
    .jpeg({ quality: 85 })
    .withExif({ IFD0: { Copyright: 'me' } })
    .toFile(at('photo.jpg'));
  await writeFile(at('letter.bin'), letter);
});

describeVisits('a JPEG in which something is hidden', (visit) => {
  for (const cover of ['photo.jpg', 'cover.png']) {
    visit(`is made of ${cover}, and Node reveals what is in it`, async ({ page }) => {
      await visitor.hide(page, {
        secret: at('letter.bin'),
        cover: at(cover),
        method: METHOD,
        passphrase: PASSPHRASE,
      });
      assert.ok((await visitor.shownDecibels(page, 'cover')) > 45);
      const name = await visitor.save(page, 'download', at('container.jpg'));
      assert.match(name, /-with-secret\.jpg$/);
      const file = new Uint8Array(await readFile(at('container.jpg')));
      const { frame, parts } = readJpeg(file);
      assert.deepEqual([frame.width, frame.height], [320, 240]);
      const original =
        cover === 'photo.jpg' ? readJpeg(new Uint8Array(await readFile(at(cover)))) : undefined;
      const segments = (of: typeof parts) => of.filter(({ kind }) => kind === 'segment');
      if (original !== undefined) assert.deepEqual(segments(parts), segments(original.parts));
      await reveal({
        container: at('container.jpg'),
        secret: at('back.bin'),
        passphrase: PASSPHRASE,
        overwrite: true,
      });
      assert.deepEqual(new Uint8Array(await readFile(at('back.bin'))), letter);

      await visitor.reveal(page, at('container.jpg'), PASSPHRASE);
      await visitor.save(page, 'save', at('saved.bin'));
      assert.deepEqual(new Uint8Array(await readFile(at('saved.bin'))), letter);
    });
  }

  visit('by Node is revealed here, and one that was saved anew says so', async ({ page }) => {
    const work = { passphrase: PASSPHRASE, overwrite: true };
    await hide({ secret: at('letter.bin'), cover: at('photo.jpg'), container: at('node.jpg'), ...work });
    await visitor.reveal(page, at('node.jpg'), PASSPHRASE);
    await visitor.save(page, 'save', at('saved.bin'));
    assert.deepEqual(new Uint8Array(await readFile(at('saved.bin'))), letter);
    await sharp(at('node.jpg')).jpeg({ quality: 80 }).toFile(at('anew.jpg'));
    // Several are looked into one after another, and one with nothing in it does not stop the others.
    await page.getByTestId('container-file').setInputFiles([at('anew.jpg'), at('node.jpg')]);
    await page.getByRole('button', { name: 'Reveal', exact: true }).click();
    await page.getByRole('heading', { name: 'Something was hidden in 1 of 2 pictures' }).waitFor();
    const [anew, found] = await page.getByTestId('findings').getByRole('listitem').all();
    assert.match(await anew!.innerText(), /It is a JPEG: whoever saved it anew/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      found!.getByRole('link', { name: /^Save it/ }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'letter.bin');
    await download.saveAs(at('queued.bin'));
    assert.deepEqual(new Uint8Array(await readFile(at('queued.bin'))), letter);
  });
});
