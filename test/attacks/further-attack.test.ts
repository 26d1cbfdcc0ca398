/** An attack is a plug-in: one file that registers one, and the command line and evaluations know it. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ATTACKS, attackNamed, registerAttack } from '../../src/attacks/attack.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { pentimento } from '../cli/run-cli.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const TOY = pathToFileURL(join(import.meta.dirname, 'toy-attack.js')).href;

const run = (...args: string[]) => pentimento(args, { node: ['--import', TOY] });

describe('an attack that is registered from one file', () => {
  it('is listed, made, and measured', async () => {
    const folder = await temporaryFolder();
    const [photos, there, back] = ['photos', 'there.png', 'back.png'].map((name) => join(folder, name));
    await mkdir(photos!);
    const cover = join(photos!, 'coffee.png');
    await samplePhoto('coffee.png', 96, 64).png().toFile(cover);
    await samplePhoto('chelsea.png', 96, 64).png().toFile(join(photos!, 'cat.png'));

    assert.match((await run('attack', '--list')).out, /^flip\s+top and bottom exchanged$/m);
    assert.doesNotMatch((await pentimento(['attack', '--list'])).out, /flip/);
    for (const [from, to] of [
      [cover, there!],
      [there!, back!],
    ] as const) {
      const { code, err } = await run('attack', from, '--with', 'flip', '--out', to);
      assert.equal(code, 0, err);
    }
    const [first, once, twice] = await Promise.all([cover, there!, back!].map(readPicture));
    assert.deepEqual(twice!.image, first!.image);
    assert.notDeepEqual(once!.image, first!.image);

    const measured = await run(
      ...['evaluate', '--covers', photos!, '--method', 'lsb4', '--limit', '1', '--json'],
      ...['--attacks', 'flip', 'flip-flip'],
    );
    assert.equal(measured.code, 0, measured.err);
    const { attacks } = JSON.parse(measured.out);
    assert.deepEqual(
      attacks.map(({ name, description }: { name: string; description: string }) => [name, description]),
      [
        ['flip', 'top and bottom exchanged'],
        ['flip-flip', 'top and bottom exchanged; then top and bottom exchanged'],
      ],
    );
  });

  it('has a word of its own', () => {
    const family = {
      accepts: Number.isNaN,
      step: () => ({ description: '', apply: async () => assert.fail() }),
    };
    assert.throws(() => registerAttack('jpeg', family), /a word of its own/);
    assert.throws(() => registerAttack('two words', family), RangeError);
    assert.equal(ATTACKS.has('flip'), false);
    assert.throws(() => attackNamed('flip'), RangeError);
  });
});
