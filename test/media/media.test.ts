/**
 * A medium is a plug-in: one file that registers one, with a method that hides in it, and the pipeline and the command line know both.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { media, mediumOf, registerMedium } from '../../src/media/media.ts';
import { PICTURE, pixelsOf } from '../../src/media/picture.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { pentimento } from '../cli/run-cli.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const TOY = pathToFileURL(join(import.meta.dirname, 'toy-medium.js')).href;

const run = (...args: string[]) => pentimento(args, { node: ['--import', TOY] });

describe('a medium that is registered from one file', () => {
  let folder: string;
  const file = (name: string): string => join(folder, name);
  before(async () => {
    folder = await temporaryFolder();
    const random = seededRandom(4);
    const samples = Int16Array.from({ length: 30_000 }, (_, i) =>
      Math.round(9000 * Math.sin(i / 40) + 100 * random.uniform()),
    );
    await writeFile(file('cover.toy'), Buffer.concat([Buffer.from('toysound'), Buffer.from(samples.buffer)]));
    await writeFile(file('letter.txt'), 'Meet me at the old bridge.');
    await writeFile(file('phrase'), 'seven grey herons over the weir');
    await samplePhoto('coffee.png', 64, 48).png().toFile(file('photo.png'));
  });

  it('is chosen by the name of the container, and what is hidden in it comes back byte for byte', async () => {
    const out = ['--out', file('out.toy'), '--passphrase-file', file('phrase')];
    const hidden = await run('hide', file('letter.txt'), '--in', file('cover.toy'), ...out, '--json');
    assert.equal(hidden.code, 0, hidden.err);
    const { method, cover, changeRate } = JSON.parse(hidden.out);
    assert.equal(method, 'toysound');
    assert.ok(cover.psnr > 80 && changeRate > 0 && changeRate < 0.2, `${cover.psnr} dB, ${changeRate}`);
    const [before, after] = await Promise.all(['cover.toy', 'out.toy'].map((name) => readFile(file(name))));
    assert.equal(after!.length, before!.length);

    const back = ['--out', file('back.txt'), '--passphrase-file', file('phrase')];
    const revealed = await run('reveal', file('out.toy'), ...back);
    assert.equal(revealed.code, 0, revealed.err);
    assert.equal(await readFile(file('back.txt'), 'utf8'), 'Meet me at the old bridge.');
    const nothing = await run('reveal', file('cover.toy'), '--out', file('none.txt'));
    assert.deepEqual([nothing.code, existsSync(file('none.txt'))], [2, false]);
  });

  it('is not offered where the program does not know it', async () => {
    const args = ['hide', file('letter.txt'), '--in', file('cover.toy'), '--out', file('no.toy')];
    const { code, err } = await pentimento(args);
    assert.equal(code, 1);
    assert.match(err, /ending in \.png/);
    assert.equal(existsSync(file('no.toy')), false);
  });

  it('takes no methods of other media, and its method no other covers', async () => {
    const args = ['hide', file('letter.txt'), '--in', file('cover.toy'), '--out', file('no.toy')];
    const exact = await run(...args, '--method', 'exact');
    assert.equal(exact.code, 1);
    assert.match(exact.err, /\.png/);
    const picture = await run('hide', file('letter.txt'), '--in', file('photo.png'), '--out', file('no.toy'));
    assert.equal(picture.code, 1);
    assert.match(picture.err, /Expected a toy sound but received/);
    assert.equal(existsSync(file('no.toy')), false);
  });
});

describe('the media', () => {
  it('have kinds and endings of their own', () => {
    assert.equal(mediumOf('picture'), PICTURE);
    assert.throws(() => mediumOf('smell'), /known medium/);
    assert.throws(() => registerMedium(PICTURE), /a kind of its own/);
    assert.throws(() => registerMedium({ ...PICTURE, kind: 'Loud' }), RangeError);
    assert.throws(() => registerMedium({ ...PICTURE, kind: 'quiet', endings: [] }), RangeError);
    const endings = media().flatMap((medium) => medium.endings);
    assert.equal(new Set(endings).size, endings.length);
    assert.throws(() => pixelsOf({ kind: 'sound' }), /received a cover of the kind sound/);
  });
});
