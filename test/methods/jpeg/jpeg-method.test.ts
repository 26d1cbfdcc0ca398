/**
 * The JPEG method: what is hidden comes back byte for byte from a file that is still the JPEG that its camera or program could have
 * written.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { errorCode } from '../../../src/errors/coded.ts';
import { capacity } from '../../../src/hiding/capacity.node.ts';
import { hide } from '../../../src/hiding/hide-files.node.ts';
import { reveal } from '../../../src/hiding/reveal-files.node.ts';
import { eachBlockBeyond } from '../../../src/image/jpeg/blocks-beyond.ts';
import { hasOptimalTables } from '../../../src/image/jpeg/count-symbols.ts';
import { decodeComponent } from '../../../src/image/jpeg/decode-pixels.ts';
import type { JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { readPicture } from '../../../src/image/picture-files.node.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { JPEG, type JpegCover } from '../../../src/media/jpeg.ts';
import { NODE_CODECS } from '../../../src/media/node-codecs.node.ts';
import { nodeSecretCoder } from '../../../src/methods/exact/codecs/secret-coder.node.ts';
import { jpeg } from '../../../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { formatTable } from '../../../src/report/text/table.ts';
import { ROOT } from '../../architecture/source.ts';
import { MAIN, pentimento } from '../../cli/run-cli.ts';
import { seededRandom } from '../../hiding/seeded-random.ts';
import { STORED_FILES } from '../../image/jpeg/jpeg-files.ts';
import { samplePhoto, temporaryFolder } from '../../training/sample-photos.ts';

const CAMERAS = join(ROOT, '..', 'shared', 'data', 'jpeg');

/** Larger camera files take a minute more; PENTIMENTO_ALL_JPEGS=1 has them tested, too. */
const MOST_PIXELS = process.env.PENTIMENTO_ALL_JPEGS === '1' ? Number.POSITIVE_INFINITY : 2_500_000;

/** Many files of many megapixels. */
const QUICK = { distortion: 'uniform', constraintHeight: 6 };

let folder: string;
let letter: Uint8Array;
const at = (name: string): string => join(folder, name);

before(async () => {
  folder = await temporaryFolder();
  letter = seededRandom('letter')(250);
  await writeFile(at('letter.bin'), letter);
  const photo = samplePhoto('coffee.png', 384, 288);
  const exif = { IFD0: { Copyright: 'somebody' } };
  await photo.clone().jpeg({ quality: 85 }).withExif(exif).toFile(at('optimal.jpg'));
  await photo.clone().jpeg({ quality: 75, optimiseCoding: false }).toFile(at('standard.jpg'));
  await photo
    .clone()
    .jpeg({ quality: 80, progressive: true, chromaSubsampling: '4:4:4' })
    .toFile(at('progressive.jpg'));
  await photo.clone().greyscale().jpeg({ quality: 90 }).toFile(at('grey.jpg'));
  await photo.clone().jpeg({ quality: 60, mozjpeg: true }).toFile(at('mozjpeg.jpg'));
  await photo.clone().toColourspace('cmyk').jpeg({ quality: 80 }).toFile(at('cmyk.jpg'));
  await photo.clone().png().toFile(at('cover.png'));
  await photo.clone().jpeg({ quality: 99 }).toFile(at('fine.jpg'));
});

/** All of a file but its entropy-coded data and its Huffman tables. */
function frameOf({ frame, parts, trailing }: JpegFile) {
  return {
    segments: parts.flatMap((part) => (part.kind === 'segment' ? [part.bytes] : [])),
    scans: parts.flatMap((part) =>
      part.kind === 'scan' ? [[part.header, part.spectralStart, part.spectralEnd, part.restartInterval]] : [],
    ),
    process: frame.process,
    size: [frame.width, frame.height],
    quantisation: frame.components.map(({ quantisation }) => quantisation),
    trailing,
  };
}

/** Hides in a file and reveals again; what changed. */
async function roundTrip(cover: string, options: object = {}) {
  const container = at(`out-${basename(cover, extname(cover))}.jpg`);
  const work = { passphrase: 'a long enough phrase', overwrite: true };
  const report = await hide({ secret: at('letter.bin'), cover, container, ...work, ...options });
  const revealed = await reveal({ container, secret: at('back.bin'), ...work });
  assert.deepEqual(new Uint8Array(await readFile(at('back.bin'))), letter);
  assert.deepEqual([report.method, revealed.method, revealed.kind], ['jpeg', 'jpeg', 'file']);
  const [before, after] = await Promise.all([readFile(cover), readFile(container)]);
  return { report, before: new Uint8Array(before), after: new Uint8Array(after), container };
}

/** PSNR of brightness, dB. */
function psnrOf(was: JpegFile, is: JpegFile): number {
  const [before, after] = [was, is].map(({ frame }) => decodeComponent(frame.components[0]!).data);
  const squares = before!.reduce((sum, sample, i) => sum + (sample - after![i]!) ** 2, 0);
  return 10 * Math.log10((255 ** 2 * before!.length) / squares);
}

describe('the JPEG method', () => {
  for (const name of ['optimal', 'standard', 'progressive', 'grey', 'mozjpeg', 'cmyk']) {
    it(`gives back a file from a JPEG (${name}) that keeps its layout, tables and metadata`, async () => {
      const { report, before, after } = await roundTrip(at(`${name}.jpg`));
      const [was, is] = [readJpeg(before), readJpeg(after)];
      assert.deepEqual(frameOf(is), frameOf(was));
      assert.equal(hasOptimalTables(is), hasOptimalTables(was));
      const growth = after.length / before.length - 1;
      assert.ok(Math.abs(growth) < 0.02, `size ${(100 * growth).toFixed(2)} %`);
      assert.ok(report.cover.psnr > 45, `${report.cover.psnr} dB`);
      let changed = 0;
      for (const [
        index,
        { coefficients, storedBlocksPerRow, blocksPerRow, blocksPerColumn },
      ] of was.frame.components.entries()) {
        for (let i = 0; i < coefficients.length; i++) {
          const change = is.frame.components[index]!.coefficients[i]! - coefficients[i]!;
          if (change === 0) continue;
          changed++;
          assert.ok(Math.abs(change) <= 2);
          const block = Math.floor(i / 64);
          assert.ok(
            block % storedBlocksPerRow < blocksPerRow && block < blocksPerColumn * storedBlocksPerRow,
          );
        }
      }
      assert.ok(changed > 50 && changed < 8 * letter.length, `${changed} changes`);
      // Decoders other than ours read it.
      const { width, height } = await sharp(after, { failOn: 'warning' }).metadata();
      assert.deepEqual([width, height], [was.frame.width, was.frame.height]);
    });
  }

  it('makes a JPEG of another picture, and changes less where it knows what rounding took', async () => {
    const made = await roundTrip(at('cover.png'), { coverQuality: 85 });
    const { frame } = readJpeg(made.after);
    assert.equal(frame.components[0]!.quantisation[0], 5);
    assert.match(made.report.warnings.join(), /it was made a JPEG of quality 85/);
    const same = await roundTrip(at('standard.jpg'), { distortion: 'uniform' });
    assert.ok(made.report.cover.psnr > same.report.cover.psnr);
  });

  it('has every distortion, heights and rates, and several receivers', async () => {
    for (const options of [{ distortion: 'uerd' }, { distortion: 'uniform' }, { constraintHeight: 7 }]) {
      await roundTrip(at('optimal.jpg'), options);
    }
    const loud = await roundTrip(at('optimal.jpg'), { rate: 0.3 });
    assert.match(loud.report.warnings.join(), /0\.30 bits for each coefficient that is not 0/);
    assert.ok(loud.report.payloads![0]!.bitsPerNonZeroAc! < 0.2);

    await writeFile(at('other.bin'), letter.slice(0, 40));
    const container = at('two.jpg');
    const given = {
      secret: at('letter.bin'),
      cover: at('optimal.jpg'),
      container,
      passphrase: 'the first of two',
    };
    const furtherSecrets = [{ secret: at('other.bin'), passphrase: 'the second of two' }];
    const { payloads } = await hide({ ...given, furtherSecrets, overwrite: true });
    assert.equal(payloads!.length, 2);
    for (const [passphrase, length] of [
      ['the first of two', 250],
      ['the second of two', 40],
    ] as const) {
      await reveal({ container, secret: at('back.bin'), passphrase, overwrite: true });
      assert.deepEqual(new Uint8Array(await readFile(at('back.bin'))), letter.slice(0, length));
    }
  });

  it('codes a picture so that it fits, and carries its file where that does', async () => {
    await samplePhoto('chelsea.png', 200, 150).png().toFile(at('cat.png'));
    await samplePhoto('chelsea.png', 24, 18).jpeg({ quality: 50 }).toFile(at('tiny.jpg'));
    for (const [secret, kind] of [
      ['cat.png', 'picture'],
      ['tiny.jpg', 'file'],
    ] as const) {
      const container = at('picture.jpg');
      const { payloads, secret: fidelity } = await hide({
        secret: at(secret),
        cover: at('optimal.jpg'),
        container,
        overwrite: true,
      });
      assert.equal(payloads![0]!.kind, kind);
      assert.ok(fidelity.psnr > 18, `${fidelity.psnr} dB`);
      await reveal({ container, secret: at('back/'), overwrite: true });
    }
  });

  it('refuses a cover of quality 99 unless it is forced, a small one, and a secret that is too large', async () => {
    const given = { secret: at('letter.bin'), cover: at('fine.jpg'), container: at('refused.jpg') };
    await assert.rejects(hide(given), { code: 'cover-too-fine' });
    const cli = await pentimento(['hide', given.secret, '--in', given.cover, '--out', given.container]);
    assert.deepEqual([cli.code, /--force hides in it all the same/.test(cli.err)], [1, true], cli.err);
    await roundTrip(at('fine.jpg'), { force: true });
    await samplePhoto('coffee.png', 64, 64).jpeg().toFile(at('small.jpg'));
    await assert.rejects(hide({ ...given, cover: at('small.jpg') }), /a cover of at least 8,192 pixels/);
    await writeFile(at('large.bin'), seededRandom('large')(20_000));
    const large = { ...given, secret: at('large.bin'), cover: at('optimal.jpg') };
    await assert.rejects(hide(large), (error) => {
      assert.equal(errorCode(error), 'payload-too-large');
      assert.match((error as Error).message, /room for [\d,]+ .*without loss/);
      return true;
    });
    await assert.rejects(hide({ ...large, method: 'exact' }), /\.png/);
    assert.equal(existsSync(given.container), false);
  });

  it('leaves blocks that the edge cuts alone, and those beyond it repeat their neighbour', async () => {
    await samplePhoto('coffee.png', 296, 202).jpeg({ quality: 85 }).toFile(at('edge.jpg'));
    const { before, after } = await roundTrip(at('edge.jpg'), { rate: 0.4 });
    const [was, is] = [readJpeg(before), readJpeg(after)];
    for (const [index, component] of is.frame.components.entries()) {
      const { coefficients, width, height, blocksPerRow, blocksPerColumn, storedBlocksPerRow } = component;
      eachBlockBeyond(component, (block, repeated) => {
        assert.equal(coefficients[block], coefficients[repeated]);
      });
      const cut: number[] = [];
      for (let row = 0; row < blocksPerColumn; row++) {
        for (let column = 0; column < blocksPerRow; column++) {
          if (8 * row + 8 > height || 8 * column + 8 > width)
            cut.push(64 * (row * storedBlocksPerRow + column));
        }
      }
      assert.ok(cut.length > 0);
      const original = was.frame.components[index]!.coefficients;
      for (const block of cut) {
        assert.deepEqual(coefficients.slice(block, block + 64), original.slice(block, block + 64));
      }
    }
  });

  it('says what a file that stops early, or has no detail, cannot hold', async () => {
    const given = { secret: at('letter.bin'), container: at('no.jpg') };
    await sharp({ create: { width: 200, height: 200, channels: 3, background: '#888' } })
      .jpeg()
      .toFile(at('flat.jpg'));
    await assert.rejects(hide({ ...given, cover: at('flat.jpg') }), { code: 'payload-too-large' });
    await assert.rejects(capacity({ cover: at('flat.jpg'), method: 'jpeg' }), { code: 'cover-too-small' });
    await assert.rejects(capacity({ cover: at('fine.jpg'), method: 'jpeg' }), { code: 'cover-too-fine' });
    const { rows } = await capacity({ cover: at('cover.png'), method: 'jpeg' });
    assert.ok(rows.length > 0);
    const quality = { ...given, cover: at('cover.png'), container: at('no.png'), coverQuality: 80 };
    await assert.rejects(hide(quality), { code: 'conflicting-options' });
    const named = { ...given, cover: at('optimal.jpg'), container: at('no.png'), method: 'jpeg' };
    await assert.rejects(hide(named), /ending in \.jpg, .* of the method jpeg/);
    assert.deepEqual([existsSync(at('no.jpg')), existsSync(at('no.png'))], [false, false]);
  });

  it('says that saving a container anew destroys what is in it', async () => {
    const { container } = await roundTrip(at('optimal.jpg'));
    await sharp(container).jpeg({ quality: 85 }).toFile(at('anew.jpg'));
    const lost = { container: at('anew.jpg'), secret: at('none.bin'), passphrase: 'a long enough phrase' };
    await assert.rejects(reveal(lost), (error) => {
      assert.equal(errorCode(error), 'nothing-hidden');
      assert.match((error as Error).message, /It is a JPEG: whoever saved it anew/);
      return true;
    });
    const wrong = { container, secret: at('none.bin'), passphrase: 'another one' };
    await assert.rejects(reveal(wrong), { code: 'nothing-hidden' });
    assert.equal(existsSync(at('none.bin')), false);
  });

  it('says that a copy in arithmetic coding was not read, which jpegtran turns back', async (test) => {
    if (spawnSync('jpegtran', ['-version']).error !== undefined) return test.skip('jpegtran not found');
    const { container } = await roundTrip(at('optimal.jpg'));
    const recode = (from: string, to: string, ...how: string[]): void => {
      const { status, stderr } = spawnSync('jpegtran', ['-copy', 'all', ...how, '-outfile', to, from]);
      assert.equal(status, 0, String(stderr));
    };
    recode(container, at('arithmetic.jpg'), '-arithmetic');
    const asked = { secret: at('none.bin'), overwrite: true, passphrase: 'a long enough phrase' };
    await assert.rejects(reveal({ ...asked, container: at('arithmetic.jpg') }), (error) => {
      assert.equal(errorCode(error), 'unsupported-picture');
      assert.match((error as Error).message, /was not looked for.*arithmetic coding; jpegtran makes such/);
      return true;
    });
    recode(at('arithmetic.jpg'), at('back.jpg'));
    assert.equal((await reveal({ ...asked, container: at('back.jpg') })).method, 'jpeg');
    await rm(at('none.bin'));
  });

  it('travels through standard input and output, and tells what fits', async () => {
    const cover = await readFile(at('optimal.jpg'));
    const run = (args: readonly string[], input: Uint8Array) =>
      spawnSync(process.execPath, [MAIN, ...args], { input, maxBuffer: 2 ** 26 });
    const args = ['hide', at('letter.bin'), '--in', '-', '--out', '-', '--format', 'jpg'];
    const hidden = run(args, cover);
    assert.equal(hidden.status, 0, String(hidden.stderr));
    await writeFile(at('stream.jpg'), hidden.stdout);
    const back = run(['reveal', '-', '--out', '-'], hidden.stdout);
    assert.deepEqual([back.status, new Uint8Array(back.stdout)], [0, letter], String(back.stderr));
    const { out } = await pentimento(['capacity', at('optimal.jpg'), '--method', 'jpeg']);
    assert.match(out, /--rate 0\.05/);
    assert.equal((await readPicture(at('stream.jpg'))).image.width, 384);
  });

  it('has nothing to say of files of other codings, or too small, but their names', async () => {
    for (const [name, bytes] of STORED_FILES) {
      await writeFile(at('suite.jpg'), bytes);
      const given = { secret: at('letter.bin'), cover: at('suite.jpg'), container: at('suite-out.jpg') };
      await assert.rejects(hide(given), /pixels|quality 98/, name);
    }
  });

  it('works in files of cameras, phones and programs', async (test) => {
    if (!existsSync(CAMERAS)) {
      test.skip('../shared/data/jpeg is not here');
      return;
    }
    const code = await jpeg.load();
    const work = { host: { coder: nodeSecretCoder() } as MethodHost };
    const rows: (string | number)[][] = [];
    for (const name of readdirSync(CAMERAS).filter((file) => file.endsWith('.jpg'))) {
      const before = new Uint8Array(readFileSync(join(CAMERAS, name)));
      const was = readJpeg(before);
      const size = `${was.frame.width}x${was.frame.height}`;
      if (was.frame.width * was.frame.height > MOST_PIXELS) {
        rows.push([name, size, Number.NaN, Number.NaN, 'left out']);
        continue;
      }
      try {
        const { cover } = await JPEG.open(before, name, NODE_CODECS);
        const keys = new KeyRing(undefined);
        const secret = { kind: 'file', name: 'letter.bin', mediaType: '', content: letter } as const;
        const { container } = await code.hide(cover, [{ secret, keys }], QUICK, work);
        const { bytes: after } = await JPEG.write(container as JpegCover, '.jpg', NODE_CODECS);
        const received = (await JPEG.open(after, name, NODE_CODECS)).cover;
        const found = await code.find(received, keys, work);
        assert.deepEqual((await code.reveal(found!, {}, work)).secret, secret);
        const is = received.file;
        assert.deepEqual(frameOf(is), frameOf(was), name);
        const growth = after.length / before.length - 1;
        assert.ok(Math.abs(growth) < 0.02, `${name} grew by ${growth}`);
        rows.push([name, size, psnrOf(was, is), 100 * growth, 'hidden']);
      } catch (error) {
        if (errorCode(error) === 'failed') throw error;
        rows.push([name, size, Number.NaN, Number.NaN, errorCode(error)]);
      }
    }
    const columns = ['file', 'size', { title: 'dB', digits: 1 }, { title: 'growth %', digits: 3 }, 'answer'];
    for (const line of formatTable(columns, rows).split('\n')) test.diagnostic(line);
    const [hidden, leftOut] = ['hidden', 'left out'].map(
      (answer) => rows.filter((row) => row[4] === answer).length,
    );
    if (leftOut! > 0) test.diagnostic('PENTIMENTO_ALL_JPEGS=1 has those that were left out tested, too');
    assert.deepEqual([rows.length, hidden! + leftOut!], [28, 23]);
  });
});
