/**
 * A method that is registered from one file is on the page as the others are.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before } from 'node:test';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('coffee.png', join(folder, 'cover.png'), 256, 192);
  secret = await writeSample('chelsea.png', join(folder, 'secret.png'), 40, 30);
});

describeVisits(
  'a method that is registered from one file, on the page',
  (visit) => {
    visit('is offered with its explanation, hides and reveals', async ({ page }) => {
      const choice = visitor.method(page, 'Toy');
      await choice.waitFor();
      assert.match(await choice.locator('xpath=..').innerText(), /Anyone can read it/);

      await visitor.hide(page, { secret, cover, method: 'Toy' });
      const [container, back] = [join(folder, 'toy.png'), join(folder, 'back.png')];
      await visitor.save(page, 'download', container);
      await visitor.reveal(page, container);
      await visitor.save(page, 'save', back);
      assert.deepEqual((await readPicture(back)).image, (await readPicture(secret)).image);
    });
  },
  { further: join(ROOT, 'test', 'methods', 'toy-method.ts') },
);
