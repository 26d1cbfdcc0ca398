import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { MarkFilesOptions } from '../../src/marking/mark-files.node.ts';
import { markFiles } from '../../src/marking/mark-files.node.ts';
import { idText, textId } from '../../src/marking/mark-id.ts';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import { verify } from '../../src/marking/verify.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const ID = textId('J.Doe 26');

let owner: OwnerKey;
let files: string;
const at = (name: string): string => join(files, name);

before(async () => {
  owner = await newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => i));
  files = await temporaryFolder();
  const photo = samplePhoto('kodim23.png', 768, 512);
  await photo
    .clone()
    .withExif({ IFD0: { Artist: 'Jane Doe' } })
    .jpeg({ quality: 95 })
    .toFile(at('photo.jpg'));
  // 16 bits a sample, the left half transparent.
  const { data } = await photo.clone().raw().toBuffer({ resolveWithObject: true });
  const deep = Uint16Array.from({ length: 4 * 768 * 512 }, (_, i) => {
    const pixel = i >> 2;
    if (i % 4 === 3) return pixel % 768 < 300 ? 0 : 65_535;
    return 256 * data[3 * pixel + (i % 4)]! + 100;
  });
  await sharp(deep, { raw: { width: 768, height: 512, channels: 4 } })
    .toColourspace('rgb16')
    .png()
    .toFile(at('deep.png'));
  const frame = await photo.clone().raw().toBuffer();
  const frames = Buffer.concat([frame, Buffer.from(frame).fill(90)]);
  await sharp(frames, { raw: { width: 768, height: 1024, channels: 3, pageHeight: 512 } })
    .gif()
    .toFile(at('moving.gif'));
  await sharp({ create: { width: 200, height: 170, channels: 3, background: 'black' } })
    .png()
    .toFile(at('black.png'));
  await photo.clone().resize(159, 200, { fit: 'fill' }).png().toFile(at('tiny.png'));
  await writeFile(at('letter.txt'), 'a letter\n');
});

function options(out: string, changes: Partial<MarkFilesOptions> = {}): MarkFilesOptions {
  return { ...{ inputs: [at('photo.jpg')], out, intoFolder: false, owner, id: ID }, ...changes };
}

describe('a marked file', () => {
  const formats: readonly [string, string, number | undefined, boolean][] = [
    ['jpg', 'jpeg', 92, false],
    ['png', 'png', undefined, true],
    ['webp', 'webp', 95, false],
    ['avif', 'heif', 85, true],
  ];
  for (const [ending, format, quality, strip] of formats) {
    it(`is .${ending}, ${strip ? 'stripped' : 'with its metadata'}, and holds the mark that the report says`, async () => {
      const folder = await temporaryFolder();
      const out = join(folder, `marked.${ending}`);
      const stages: string[] = [];
      const [report] = await markFiles(options(out, { strip, onStage: (stage) => stages.push(stage) }));
      const metadata = await sharp(out).metadata();
      assert.equal(metadata.format, format);
      assert.equal(metadata.exif?.includes('Jane Doe') ?? false, !strip);
      assert.deepEqual([report!.in, report!.out, report!.quality], [at('photo.jpg'), out, quality]);
      assert.deepEqual([report!.width, report!.height], [768, 512]);
      assert.deepEqual([report!.id, report!.text], [idText(ID), 'J.Doe 26']);
      assert.equal(report!.survives, true);
      assert.deepEqual(report!.warnings, []);
      const written = (await readPicture(out)).image;
      assert.equal(report!.psnr, psnr((await readPicture(at('photo.jpg'))).image, written));
      assert.ok(report!.markPsnr >= 42 && report!.psnr <= report!.markPsnr + 0.01);
      if (ending === 'avif') assert.deepEqual((await verify(written, owner)).id, ID);
      assert.deepEqual(stages.slice(0, 4), ['reading', 'marking', 'writing', 'reading the mark back']);
      assert.deepEqual(await readdir(folder), [`marked.${ending}`]);
    });
  }

  it('of 16 bits, with transparency or of a moving picture says what was lost', async () => {
    const out = join(await temporaryFolder(), 'new', 'folder');
    const seen: string[] = [];
    const inputs = [at('deep.png'), at('moving.gif')];
    const reports = await markFiles(
      options(out, { inputs, intoFolder: true, strength: 2 }),
      (report, done, total) => seen.push(`${report.in} ${done}/${total}`),
    );
    assert.deepEqual(seen, [`${at('deep.png')} 1/2`, `${at('moving.gif')} 2/2`]);
    assert.deepEqual((await readdir(out)).sort(), ['deep.png', 'moving.png']);
    assert.match(
      reports[0]!.warnings.join(),
      /deep\.png has more than 8 bits a sample; they were rounded to 8\.$/,
    );
    assert.match(reports[1]!.warnings.join(), /moving\.gif holds 2 pictures.*only the first was used\.$/);
    const { channels, depth } = await sharp(join(out, 'deep.png')).metadata();
    assert.deepEqual([channels, depth], [4, 'uchar']);
    const alpha = await sharp(join(out, 'deep.png')).extractChannel(3).raw().toBuffer();
    assert.deepEqual([alpha[0], alpha[299], alpha[300]], [0, 0, 255]);
    assert.deepEqual([reports[1]!.width, reports[1]!.height], [768, 512]);
  });
});

describe('nothing is written', () => {
  const cases: readonly [string, () => Partial<MarkFilesOptions>, string, RegExp][] = [
    [
      'of a picture in which the mark does not read back',
      () => ({ inputs: [at('black.png')] }),
      'unverified',
      /does not read back from .*black\.png, so nothing was written: .* strength 1\. A higher strength/,
    ],
    [
      'of one that is too small',
      () => ({ inputs: [at('tiny.png')] }),
      'cover-too-small',
      /at least 160 pixels each way for a mark but received 159x200$/,
    ],
    [
      'of what is no picture',
      () => ({ inputs: [at('letter.txt')] }),
      'not-a-picture',
      /picture but received .*letter\.txt \(text\/plain\)$/,
    ],
    [
      'of what is not there',
      () => ({ inputs: [at('none.jpg')] }),
      'file-missing',
      /none\.jpg \(which does not exist\)$/,
    ],
    ['of a strength out of range', () => ({ strength: 5 }), 'bad-option', /strength of 0\.25 to 4/],
    ['of a quality out of range', () => ({ quality: 101 }), 'bad-option', /1 to 100 for quality/],
    [
      'where two pictures would get one name',
      () => ({ inputs: [at('photo.jpg'), join(files, '..', 'photo.jpg')], intoFolder: true }),
      'conflicting-options',
      /would both become .*photo\.jpg$/,
    ],
  ];
  for (const [what, changes, code, message] of cases) {
    it(`${what}, and it is said in one sentence`, async () => {
      const folder = await temporaryFolder();
      const registry = join(folder, 'marks.jsonl');
      const out = join(folder, changes().intoFolder ? '' : 'new.png');
      await assert.rejects(markFiles(options(out, { ...changes(), registry })), { code, message });
      assert.deepEqual(await readdir(folder), []);
    });
  }

  it('over a file that exists, that is read, or into a file', async () => {
    const folder = await temporaryFolder();
    const taken = join(folder, 'taken.jpg');
    await writeFile(taken, 'kept');
    const refused: readonly [MarkFilesOptions, string, RegExp][] = [
      [options(taken), 'output-exists', /taken\.jpg exists/],
      [
        options(taken, { intoFolder: true }),
        'output-unwritable',
        /folder for the marked pictures .* \(a file\)$/,
      ],
      [options(at('photo.jpg'), { overwrite: true }), 'output-is-input', /photo\.jpg, which is read$/],
      [options(taken, { overwrite: true, kept: [taken] }), 'output-is-input', /taken\.jpg, which is read$/],
      [
        options(taken, { overwrite: true, registry: taken }),
        'not-a-registry',
        /another file; nothing was added/,
      ],
      [options(join(folder, 'new.gif')), 'output-format', /ending in \.jpg, \.webp, \.avif or \.png/],
    ];
    for (const [wrong, code, message] of refused) {
      await assert.rejects(markFiles(wrong), { code, message });
    }
    const registry = join(folder, 'new.png');
    await assert.rejects(markFiles(options(registry, { registry })), { code: 'output-is-input' });
    assert.deepEqual(await readdir(folder), ['taken.jpg']);
    assert.equal(await readFile(taken, 'utf8'), 'kept');
  });

  it('to the registry in place of a key', async () => {
    const folder = await temporaryFolder();
    const key = join(folder, 'owner.key');
    const text = '\n{ "version": 1,\n "kind": "pentimento owner key" }\n';
    await writeFile(key, text);
    const out = join(folder, 'new.png');
    await assert.rejects(markFiles(options(out, { registry: key })), { code: 'not-a-registry' });
    await assert.rejects(markFiles(options(out, { registry: key, kept: [key] })), {
      code: 'output-is-input',
    });
    assert.equal(await readFile(key, 'utf8'), text);
    assert.deepEqual(await readdir(folder), ['owner.key']);
  });

  it('when the row of the registry cannot be', async () => {
    const folder = await temporaryFolder();
    const registry = join(folder, 'marks.jsonl');
    const work = options(join(folder, 'new.png'), {
      registry,
      // Somebody makes a folder of that name during the work.
      onStage: (stage) => void (stage === 'writing' && mkdir(registry)),
    });
    await assert.rejects(markFiles(work), {
      code: 'output-unwritable',
      message: /marks\.jsonl .*\(a folder\)$/,
    });
    assert.deepEqual(await readdir(folder), ['marks.jsonl']);
  });

  it('once the work is aborted', async () => {
    const folder = await temporaryFolder();
    const reason = new Error('enough');
    const work = options(join(folder, 'new.png'), { signal: AbortSignal.abort(reason) });
    await assert.rejects(markFiles(work), reason);
    assert.deepEqual(await readdir(folder), []);
  });
});
