/** Covers that were JPEGs are warned of, by every method. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { pentimento } from '../cli/run-cli.ts';
import { SAMPLES, temporaryFolder } from '../training/sample-photos.ts';

const HELP =
  ', where single changed pixels stand out: anyone can find that something is hidden. Shrink the cover to 90 % or less first.';

describe('a cover that was a JPEG', () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  before(async () => {
    folder = await temporaryFolder();
    const photo = sharp(join(SAMPLES, 'kodim23.png')).resize(256, 192);
    await photo.clone().png().toFile(at('never.png'));
    await photo.clone().jpeg({ quality: 88 }).toFile(at('photo.jpg'));
    await sharp(at('photo.jpg')).png().toFile(at('decoded.png'));
    await sharp(at('photo.jpg')).webp({ lossless: true }).toFile(at('decoded.webp'));
    // As hide itself writes them: with another name, and turned.
    await sharp(at('photo.jpg')).rotate(90).tiff().toFile(at('turned.tiff'));
    await sharp(at('photo.jpg')).resize(230, 173).png().toFile(at('shrunk.png'));
    await writeFile(at('note.txt'), 'a note');
  });

  async function warnings(
    cover: string,
    options: { method: 'deep' | 'exact'; secret: string },
  ): Promise<string[]> {
    const container = join(await temporaryFolder(), 'container.png');
    const report = await hide({ ...options, secret: at(options.secret), cover: at(cover), container });
    return report.warnings.filter((warning) => warning.includes('JPEG'));
  }

  const exact = { method: 'exact', secret: 'note.txt' } as const;
  for (const [cover, what] of [
    ['photo.jpg', 'is a JPEG'],
    ['decoded.png', 'was decoded from a JPEG'],
    ['decoded.webp', 'was decoded from a JPEG'],
    ['turned.tiff', 'was decoded from a JPEG'],
  ] as const) {
    it(`is warned of: ${cover}`, async () => {
      assert.deepEqual(await warnings(cover, exact), [`${cover} ${what}${HELP}`]);
    });
  }

  for (const cover of ['never.png', 'shrunk.png']) {
    it(`is not warned of where nothing shows: ${cover}`, async () => {
      assert.deepEqual(await warnings(cover, exact), []);
    });
  }

  it('is warned of by the deep method, too, and on the command line', async () => {
    const deep = { method: 'deep', secret: 'never.png' } as const;
    assert.deepEqual(await warnings('decoded.png', deep), [`decoded.png was decoded from a JPEG${HELP}`]);
    const args = [
      'hide',
      at('note.txt'),
      '--in',
      at('photo.jpg'),
      '--out',
      at('out.png'),
      '--method',
      'exact',
    ];
    const { code, err } = await pentimento(args);
    assert.equal(code, 0, err);
    assert.ok(err.includes(`Note: photo.jpg is a JPEG${HELP}`), err);
  });
});
