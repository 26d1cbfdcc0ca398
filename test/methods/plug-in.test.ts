/**
 * A method is a plug-in: one file that registers one, and every door knows it.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { lsb4 } from '../../src/methods/lsb4/lsb4.ts';
import { methodNamed, methods, registerMethod } from '../../src/methods/registry.ts';
import { pentimento } from '../cli/run-cli.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const TOY = pathToFileURL(join(import.meta.dirname, 'toy-method.js')).href;

/** The command line, with the toy method registered before anything else. */
const run = (...args: string[]) => pentimento(args, { node: ['--import', TOY] });

describe('a method that is registered from one file', { concurrency: 2 }, () => {
  let folder: string;
  let photos: string;
  before(async () => {
    folder = await temporaryFolder();
    photos = join(folder, 'photos');
    await mkdir(photos);
    await samplePhoto('coffee.png', 256, 192).png().toFile(join(folder, 'cover.png'));
    await samplePhoto('chelsea.png', 40, 30).png().toFile(join(folder, 'secret.png'));
    for (const name of ['coffee.png', 'chelsea.png', 'astronaut.png', 'kodim23.png']) {
      await samplePhoto(name, 256, 128).png().toFile(join(photos, name));
    }
  });
  const file = (name: string): string => join(folder, name);

  it('hides and reveals on the command line', async () => {
    const hidden = await run(
      'hide',
      file('secret.png'),
      '--in',
      file('cover.png'),
      '--out',
      file('toy.png'),
      '--method',
      'toy',
    );
    assert.deepEqual([hidden.code, /toy method/.test(hidden.out)], [0, true], hidden.err);
    assert.match(hidden.err, /Anyone can read the secret/);
    const revealed = await run('reveal', file('toy.png'), '--out', file('back.png'));
    assert.equal(revealed.code, 0, revealed.err);
    const [secret, back] = [await readPicture(file('secret.png')), await readPicture(file('back.png'))];
    assert.deepEqual(back.image, secret.image);
    // Who does not know the method finds nothing.
    const stranger = await pentimento(['reveal', file('toy.png'), '--out', file('none.png')]);
    assert.deepEqual([stranger.code, existsSync(file('none.png'))], [2, false]);
  });

  it('is in the help, with its options', async () => {
    const { out } = await run('hide', '--help');
    assert.match(out.replaceAll(/\s+/g, ' '), /toy \(lowest bits, no key\)/);
    assert.match(out, /--planes <n>/);
    const without = await pentimento(['hide', '--help']);
    assert.doesNotMatch(without.out, /toy|--planes/);
    const wrong = await run(
      'hide',
      file('secret.png'),
      '--in',
      file('cover.png'),
      '--out',
      file('x.png'),
      '--method',
      'toy',
      '--rate',
      '0.1',
    );
    assert.deepEqual(
      [wrong.code, wrong.err.trim()],
      [1, '--rate does nothing with --method toy; it belongs to --method exact or jpeg'],
    );
  });

  it('is measured by evaluate, under attacks, too', async () => {
    const { code, out, err } = await run(
      ...['evaluate', '--covers', photos, '--method', 'toy', '--secret-scale', '0.2', '--limit', '2'],
      ...['--against', 'lsb4', '--attacks', 'strip', 'noise-2', '--json'],
    );
    assert.equal(code, 0, err);
    const { method, pairs, against, attacks } = JSON.parse(out);
    assert.deepEqual([method, pairs.length, against[0].name], ['toy', 2, 'lsb4']);
    assert.equal(pairs[0].secret.psnr, 'Infinity');
    assert.deepEqual(
      attacks.map(({ name, readings }: { name: string; readings: { shown: number; nothing: number }[] }) => [
        name,
        readings.length,
        readings[0]!.shown,
        readings[0]!.nothing,
      ]),
      [
        ['strip', 1, 2, 0],
        ['noise-2', 1, 0, 2],
      ],
    );
  });

  it('is audited', async () => {
    const help = await run('audit', '--help');
    assert.match(help.out, /toy\s+a photo by the method toy/);
    const [secrets, json] = [file('secrets'), file('audit.json')];
    await mkdir(secrets);
    await samplePhoto('chelsea.png', 20, 20).png().toFile(join(secrets, 'cat.png'));
    const { code, err } = await run(
      ...['audit', '--method', 'toy', '--covers', photos, '--secrets', secrets, '--tile', '64'],
      ...['--folds', '2', '--no-controls', '--no-learning-curve', '--json-file', json],
    );
    assert.equal(code, 0, err);
    const { subjects } = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(
      subjects.map(({ name }: { name: string }) => name),
      ['toy'],
    );
    // Sequential replacement of the lowest bits: Sample Pairs analysis alone sees some of it.
    assert.ok(subjects[0].trained.error <= 0.5 && subjects[0].trained.curve.length >= 2);
  });
});

describe('the registry', () => {
  it('knows the methods that ship, and refuses doubles and bad names', () => {
    assert.deepEqual(
      methods()
        .map(({ name, number }) => [name, number])
        .sort(),
      [
        ['deep', 1],
        ['exact', 2],
        ['jpeg', 4],
        ['lsb4', 3],
        ['robust', 5],
      ],
    );
    assert.throws(() => registerMethod({ ...lsb4, name: 'other' }), /a number of its own/);
    assert.throws(() => registerMethod({ ...lsb4, number: 77 }), /a name and a number/);
    for (const [name, number] of [
      ['Loud', 9],
      ['a b', 9],
      ['fine', 0],
      ['fine', 256],
      ['fine', 1.5],
    ] as const) {
      assert.throws(() => registerMethod({ ...lsb4, name, number }), RangeError);
    }
    assert.throws(() => methodNamed('none'), { code: 'bad-option' });
  });
});
