import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { ATTACKS, attackNamed, MARK_ATTACKS } from '../../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../../src/attacks/codecs.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { pentimento } from '../cli/run-cli.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

/** A folder with pictures; nothing is ever written into it. */
let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  files = await temporaryFolder();
  await writeSample('kodim23.png', at('container.png'), 96, 72);
  await writeFile(at('notes.txt'), 'hello\n');
  await sharp(at('container.png')).ensureAlpha(0.5).toFile(at('glass.png'));
});

async function expected(names: readonly string[], seed = 1): Promise<RgbImage> {
  const work = { codecs: nodeLossyCodecs(), random: seededRandom(seed) };
  let { image } = await readPicture(at('container.png'));
  for (const name of names) image = await attackNamed(name).apply(image, work);
  return image;
}

describe('pentimento attack', { concurrency: 2 }, () => {
  it('writes what the attacks leave, in the order in which they are given', async () => {
    const folder = await temporaryFolder();
    for (const names of [
      ['jpeg-75'],
      ['noise-3', 'jpeg-60', 'crop-0.9'],
      ['crop-0.9', 'jpeg-60', 'noise-3'],
    ]) {
      for (const ending of ['png', 'webp']) {
        const out = join(folder, `attacked.${ending}`);
        const args = names.flatMap((name) => ['--with', name]);
        args.push('--out', out, '--overwrite');
        const { code, err } = await pentimento(['attack', at('container.png'), ...args]);
        assert.deepEqual([code, err], [0, '']);
        assert.deepEqual((await readPicture(out)).image, await expected(names));
      }
    }
    assert.deepEqual((await readdir(folder)).sort(), ['attacked.png', 'attacked.webp']);
  });

  it('says what it wrote and how far it is from what it read', async () => {
    const out = join(await temporaryFolder(), 'attacked.png');
    const said = async (name: string) => {
      const args = ['attack', at('container.png'), '--with', name, '--out', out, '--overwrite'];
      return (await pentimento(args)).out.replaceAll(files, '');
    };
    assert.match(
      await said('jpeg-50'),
      /attacked\.png \(96x72, jpeg-50; PSNR against \/container\.png: \d\d\.\d\d dB\)\n$/,
    );
    assert.match(await said('strip'), /\(96x72, strip; PSNR against \/container\.png: exact\)\n$/);
    assert.match(await said('crop-0.25'), /\(48x36, crop-0\.25; another size\)\n$/);
  });

  it('gives the same file for the same seed, and another for another', async () => {
    const folder = await temporaryFolder();
    const bytes = async (name: string, ...seed: string[]) => {
      const out = join(folder, name);
      await pentimento(['attack', at('container.png'), '--with', 'noise-5', '--out', out, ...seed]);
      return readFile(out);
    };
    const first = await bytes('a.png');
    assert.deepEqual(await bytes('b.png', '--seed', '1'), first);
    const other = await bytes('c.png', '--seed', '2');
    assert.notDeepEqual(other, first);
    assert.deepEqual((await readPicture(join(folder, 'c.png'))).image, await expected(['noise-5'], 2));
  });

  it('prints the catalogue, without a picture', async () => {
    const { code, out, err } = await pentimento(['attack', '--list']);
    assert.deepEqual([code, err], [0, '']);
    for (const name of new Set([...ATTACKS.keys(), ...MARK_ATTACKS])) {
      const { description } = attackNamed(name);
      assert.equal(out.split('\n').filter((line) => line.startsWith(`${name} `)).length, 1, name);
      assert.ok(out.includes(` ${description}\n`), name);
    }
    const [methods = '', marks = ''] = out.split('\nA copyright mark is measured with these, too:\n');
    assert.ok(methods.includes('\ncontrast-1.2 ') && marks.includes('\nscreenshot '));
    const listed = JSON.parse((await pentimento(['attack', '--list', '--json'])).out);
    const named = (wanted: string) => listed.find(({ name }: { name: string }) => name === wanted);
    assert.deepEqual(named('jpeg-75'), {
      name: 'jpeg-75',
      description: 'JPEG of quality 75',
      moves: false,
      hiding: true,
      mark: true,
    });
    assert.deepEqual(
      [named('mirror').moves, named('mirror').hiding, named('mirror').mark],
      [true, false, true],
    );
  });

  it('makes what a mark is measured with', async () => {
    const out = join(await temporaryFolder(), 'attacked.png');
    for (const name of ['cut-0.5-scale-0.75-avif-50', 'screenshot', 'turn-270-social']) {
      const args = ['attack', at('container.png'), '--with', name, '--out', out, '--overwrite'];
      const { code, err } = await pentimento(args);
      assert.deepEqual([code, err], [0, '']);
      assert.deepEqual((await readPicture(out)).image, await expected([name]));
    }
  });

  it('has help with examples, for which nothing heavy is loaded', async () => {
    const { code, out, err } = await pentimento(['attack', '--help']);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^Usage: pentimento attack \[options\] \[container\]\n/);
    assert.match(out, /Examples:\n {2}\$ pentimento attack /);
  });

  it('notes that transparency is dropped', async () => {
    const out = join(await temporaryFolder(), 'attacked.png');
    const { code, err } = await pentimento(['attack', at('glass.png'), '--with', 'strip', '--out', out]);
    assert.equal(code, 0);
    assert.match(err, /^Note: the transparency of .*glass\.png was dropped\n$/);
    assert.equal((await readPicture(out)).alpha, undefined);
  });
});

describe('pentimento attack refuses in one sentence, and writes nothing', { concurrency: 2 }, () => {
  const container = 'container.png';
  const cases: readonly [readonly string[], RegExp][] = [
    [[], /^Expected a picture to attack but received none; "pentimento attack --list" prints/],
    [[container, '--out', 'OUT/a.png'], /^Expected --with but received none;/],
    [[container, '--with', 'strip'], /^Expected --out but received none;/],
    [
      [container, '--with', 'jpge-75', '--out', 'OUT/a.png'],
      /^Expected an attack made of .* received jpge-75\n$/,
    ],
    [
      [container, '--with', 'strip', '--with', 'jpeg-0', '--out', 'OUT/a.png'],
      /^Expected a whole number of 1 to 100 for the attack jpeg but received jpeg-0\n$/,
    ],
    [
      [container, '--with', 'jpeg-75', '--out', 'OUT/a.jpg'],
      /^Expected a name ending in \.png or \.webp .*a\.jpg: a lossy file destroys what was hidden/,
    ],
    [['missing.png', '--with', 'strip', '--out', 'OUT/a.png'], /missing\.png does not exist\n$/],
    [['notes.txt', '--with', 'strip', '--out', 'OUT/a.png'], /notes\.txt \(text\/plain\)\n$/],
    [[container, '--with', 'strip', '--out', 'OUT/no/a.png'], /^\S.*\n$/],
    [
      [container, '--with', 'strip', '--out', container],
      /^Expected another file to write to than .*container\.png/,
    ],
    [
      [container, '--with', 'noise-5', '--out', 'OUT/a.png', '--seed', '-1'],
      /whole number of 0 to 4294967295 for --seed/,
    ],
  ];
  for (const [args, message] of cases) {
    it(`pentimento attack ${args.join(' ')}`, async () => {
      const folder = await temporaryFolder();
      const before = await readFile(at(container));
      const placed = args.map((arg) =>
        arg.startsWith('OUT/') ? join(folder, arg.slice(4)) : /\.(png|txt)$/.test(arg) ? at(arg) : arg,
      );
      const { code, out, err } = await pentimento(['attack', ...placed]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n {4}at /);
      assert.deepEqual(await readdir(folder), []);
      assert.deepEqual(await readFile(at(container)), before);
    });
  }
});
