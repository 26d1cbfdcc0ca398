import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { mark } from '../../src/marking/mark.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import { writeOwnerKey } from '../../src/marking/owner-key-file.node.ts';
import { parseRegistry } from '../../src/marking/registry.ts';
import type { Finished } from '../suite/finished.ts';
import { SAMPLES, temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

const OWNER = ['--owner', 'owner.key'] as const;

let folder: string;
let publicId: string;
let marking: Finished;
const run = (...args: string[]): Promise<Finished> => pentimento(args, { cwd: folder });
const text = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');

before(async () => {
  folder = await temporaryFolder();
  await mkdir(join(folder, 'photos'));
  await writeSample('kodim23.png', join(folder, 'photos', 'a <b>.png'), 768, 512);
  await writeSample('coffee.png', join(folder, 'photos', 'cup.png'), 600, 400);
  await writeFile(join(folder, 'letter.txt'), 'a letter\n');
  await run('owner', 'new', 'owner.key');
  publicId = (await run('owner', 'show', 'owner.key')).out.trim();
  const out = ['--out', 'marked/', '--registry', 'marks.jsonl', '--text', 'J.Doe 26', '--strength', '2'];
  marking = await run('mark', 'photos', ...OWNER, ...out);
});

describe('pentimento mark', { concurrency: 2 }, () => {
  it('says for each picture what was written, what the mark says and what it survives', async () => {
    const { code, out } = marking;
    assert.equal(code, 0);
    const lines = out.split('\n');
    assert.match(lines[0]!, /^Wrote marked\/a <b>\.png \(768x512\): [\d.]+ dB, SSIM 0\.\d{4}$/);
    assert.equal(lines[1], '  mark: 0x4a2e446f65203236 ("J.Doe 26"), read back from the file');
    assert.equal(lines[2], '  survives half its size and JPEG 75: yes');
    assert.match(lines[3]!, /^Wrote marked\/cup\.png \(600x400\)/);
    assert.match(lines[6]!, /^2 pictures marked; 2 of these marks also read at half size and JPEG 75\.$/);
    assert.deepEqual((await readdir(join(folder, 'marked'))).sort(), ['a <b>.png', 'cup.png']);
  });

  it('adds a signed row a picture', async () => {
    const { rows, broken } = await parseRegistry(await text('marks.jsonl'));
    assert.deepEqual(broken, []);
    const id = '0x4a2e446f65203236';
    assert.deepEqual(
      rows.map(({ id, name, owner, width }) => ({ id, name, owner, width })),
      [
        { id, name: 'a <b>.png', owner: publicId, width: 768 },
        { id, name: 'cup.png', owner: publicId, width: 600 },
      ],
    );
    assert.notEqual(rows[0]!.salt, rows[1]!.salt);
  });

  it('answers as JSON', async () => {
    const args = ['photos/a <b>.png', ...OWNER, '--out', 'one.jpg', '--id', '0xABC', '--json'];
    const { code, out, err } = await run('mark', ...args);
    assert.deepEqual([code, err], [0, '']);
    const { pictures } = JSON.parse(out);
    assert.equal(pictures.length, 1);
    const { id, text, quality, survives, width } = pictures[0];
    assert.deepEqual([id, text, quality, survives, width], ['0x0000000000000abc', undefined, 92, true, 768]);
    // The general key: no registry is needed.
    const read = JSON.parse((await run('verify', 'one.jpg', ...OWNER, '--json')).out);
    assert.deepEqual([read.verdict, read.id, read.match], ['payload', id, undefined]);
  });
});

describe('pentimento verify', { concurrency: 2 }, () => {
  it('reads the number, finds the row, names broken rows and writes a page: exit code 0', async () => {
    await writeFile(join(folder, 'damaged.jsonl'), 'no row\n');
    await appendFile(join(folder, 'damaged.jsonl'), await text('marks.jsonl'));
    const suspect = 'sus <b>.jpg';
    await sharp(join(folder, 'marked', 'a <b>.png'))
      .jpeg({ quality: 75 })
      .toFile(join(folder, suspect));
    const args = [suspect, ...OWNER, '--registry', 'damaged.jsonl'];
    const { code, out, err } = await run('verify', ...args, '--html', 'page.html', '--json');
    assert.equal(code, 0, err);
    const { verdict, id, text: said, owner, falsePositive, geometry, match, warnings } = JSON.parse(out);
    assert.deepEqual([verdict, id, said, owner], ['payload', '0x4a2e446f65203236', 'J.Doe 26', publicId]);
    assert.ok(falsePositive > 0 && falsePositive < 1e-9);
    assert.equal(geometry.crop.length, 4);
    assert.deepEqual([match.row.name, match.alike], ['a <b>.png', true]);
    assert.deepEqual(warnings, ['Line 1 of damaged.jsonl is not JSON; it was skipped.']);
    const page = await text('page.html');
    assert.match(page, /Marked by this owner; the number was read/);
    assert.ok(page.includes('sus &lt;b&gt;.jpg') && !page.includes('sus <b>'));
    const { key } = JSON.parse(await text('owner.key'));
    assert.ok(!`${out}${err}${page}`.includes(key));

    const words = await run('verify', ...args);
    assert.match(
      words.out,
      /^sus <b>\.jpg is marked by this owner, number 0x4a2e446f65203236 \("J\.Doe 26"\)\.\n/,
    );
    assert.match(words.out, /^ {2}A picture without this owner's mark gives this answer once in 10\^\d+\.$/m);
    assert.match(words.out, /^ {2}Registry: a <b>\.png, marked \d{4}-/m);
    assert.match(words.err, /^Note: Line 1 of damaged\.jsonl is not JSON; it was skipped\.$/m);
  });

  it('finds nothing without the key of the picture, not even beside the original: exit code 2', async () => {
    const { code, out } = await run('verify', 'marked/cup.png', ...OWNER, '--original', 'photos/cup.png');
    assert.equal(code, 2);
    assert.match(out, /^Nothing found: no mark of this owner in marked\/cup\.png\.\n {2}It may never/);
  });

  it('sees a mark beside the original that it does not find otherwise: exit code 3', async () => {
    // Always the same key: how clearly a mark shows depends on it.
    const owner = await newOwnerKey((length) => new Uint8Array(length).fill(7));
    await writeOwnerKey(join(folder, 'same.key'), owner);
    const path = join(SAMPLES, 'chelsea.png');
    const { image: original } = await readPicture(path);
    const { image } = await mark(original, owner, { id: new Uint8Array(8) });
    const { width, height } = image;
    // With a third of the mark gone and this quality of JPEG the number is lost.
    const data = original.data.map((before, i) => Math.round(before + 0.7 * (image.data[i]! - before)));
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 35 })
      .toFile(join(folder, 'poor.jpg'));
    const args = ['poor.jpg', '--owner', 'same.key', '--original', path, '--json'];
    const { code, out } = await run('verify', ...args);
    const { verdict, id, besideOriginal, agreement, falsePositive } = JSON.parse(out);
    assert.deepEqual([code, verdict, id], [3, 'original', undefined], out);
    assert.ok(agreement < 8 && besideOriginal > 5.5 && falsePositive <= 1e-9);
  });
});

describe('pentimento evaluate --method mark', () => {
  it('prints a row an attack, and writes the figures', async () => {
    const args = ['--covers', 'photos', '--method', 'mark', '--attacks', 'jpeg-75', '--limit', '1'];
    const { code, out, err } = await run('evaluate', ...args, '--json-file', 'figures.json');
    assert.equal(code, 0, err);
    assert.match(out, /^attack +number read % .*\n[- ]+\njpeg-75 +100\.0 +100\.0 +0 +\d+\n/);
    assert.match(out, /\n1 picture, ids of 64 bits, strength 1: PSNR 4\d\.\d\d dB on average/);
    const { method, attacks, pictures } = JSON.parse(await text('figures.json'));
    assert.deepEqual([method, attacks[0].name, attacks[0].read, pictures.length], ['mark', 'jpeg-75', 1, 1]);
  });
});

describe('a mark is refused in one sentence', { concurrency: 2 }, () => {
  const MARK = ['mark', 'photos/cup.png', ...OWNER, '--out'];
  const VERIFY = ['verify', 'photos/cup.png', '--owner'];
  const EVALUATE = ['evaluate', '--covers', 'photos'];
  const cases: readonly (readonly [readonly string[], string | undefined, RegExp])[] = [
    [[...MARK, 'x.jpg', '--id', '0x1', '--text', 'a'], 'conflicting-options', /^Expected --id or --text but/],
    [
      ['mark', 'photos', ...OWNER, '--out', 'x.jpg'],
      'bad-option',
      /folder for 2 marked pictures .* x\.jpg\/ is a folder/,
    ],
    [[...MARK, 'x.jpg', '--id', '12'], 'bad-option', /^Expected an id such as 0x/],
    [
      [...MARK, 'letter.txt/'],
      'output-unwritable',
      /folder for the marked pictures .*letter\.txt\/ \(a file/,
    ],
    [[...MARK, 'marked/cup.png'], 'output-exists', /marked\/cup\.png exists; add --overwrite/],
    [[...MARK, 'x.jpg', '--registry', 'owner.key'], 'output-is-input', /owner\.key, which is read/],
    [
      ['mark', 'photos', '--owner', 'none.key', '--out', 'x/'],
      'file-missing',
      /none\.key \(which does not exist\)/,
    ],
    [[...VERIFY, 'letter.txt'], 'not-an-owner-key', /letter\.txt, which is none/],
    [[...VERIFY, 'cut.key'], 'damaged-owner-key', /cut\.key is damaged: it is not whole/],
    [
      [...VERIFY, 'owner.key', '--registry', 'no.jsonl'],
      'file-missing',
      /no\.jsonl \(which does not exist\)/,
    ],
    [[...VERIFY, 'owner.key', '--html', 'letter.txt'], 'output-exists', /letter\.txt exists/],
    [['verify', 'letter.txt', ...OWNER], 'not-a-picture', /received letter\.txt \(text\/plain\)/],
    [[...EVALUATE, '--bits', '64'], undefined, /--bits with --method mark only/],
    [[...EVALUATE, '--method', 'mark', '--keyed'], undefined, /no --keyed with --method mark/],
  ];
  before(async () => {
    await writeFile(join(folder, 'cut.key'), (await text('owner.key')).slice(0, -20));
  });
  for (const [args, code, message] of cases) {
    it(args.join(' '), async () => {
      const [names, key] = [await readdir(folder), await text('owner.key')];
      const refused = await run(...args, '--json');
      const { error } = JSON.parse(refused.out);
      assert.equal(refused.code, 1);
      assert.match(error.message, message);
      if (code !== undefined) assert.equal(error.code, code);
      assert.deepEqual(await readdir(folder), names);
      assert.equal(await text('owner.key'), key);
    });
  }
  for (const [option, value, message] of [
    ['--strength', '5', /0\.25 to 4 for --strength/],
    ['--quality', '92.5', /1 to 100 for --quality/],
  ] as const) {
    it(`${option} "${value}"`, async () => {
      const { code, out, err } = await run(...MARK, 'x.jpg', option, value);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, message);
    });
  }
});
