/** The page warns of covers that were JPEGs, as the command line does. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before } from 'node:test';
import sharp from 'sharp';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

const WARNING =
  'The cover was decoded from a JPEG, where single changed pixels stand out: anyone can find that something is hidden. ' +
  'Shrink the cover to 90 % or less first.';

let folder: string;
before(async () => {
  folder = await temporaryFolder();
  await writeSample('kodim23.png', join(folder, 'never.png'), 240, 160);
  await writeSample('chelsea.png', join(folder, 'secret.png'), 48, 32);
  await sharp(join(folder, 'never.png')).jpeg({ quality: 85 }).toFile(join(folder, 'photo.jpg'));
  await sharp(join(folder, 'photo.jpg')).png().toFile(join(folder, 'decoded.png'));
});

describeVisits('a cover that was a JPEG', (visit) => {
  for (const [cover, warnings] of [
    ['photo.jpg', 1],
    ['decoded.png', 1],
    ['never.png', 0],
  ] as const) {
    visit(`is ${warnings === 0 ? 'not ' : ''}warned of: ${cover}`, async ({ page }) => {
      const pictures = { secret: join(folder, 'secret.png'), cover: join(folder, cover) };
      await visitor.hide(page, { ...pictures, method: 'Exact', passphrase: 'a long passphrase' });
      assert.equal(await page.getByText(WARNING).count(), warnings);
    });
  }
});
