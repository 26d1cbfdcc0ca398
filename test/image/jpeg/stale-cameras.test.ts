/** Files of cameras, phones and programs, as they are and with more pictures behind them. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { followChanges } from '../../../src/image/jpeg/stale-parts.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { ROOT } from '../../architecture/source.ts';
import { differences, MP_ENTRIES_AT, mpFile } from './files-with-parts.ts';
import { assertEntriesLead, kinds, readFirst, SMALL } from './stale-samples.ts';

const CAMERAS = join(ROOT, '..', 'shared', 'data', 'jpeg');

describe('files of cameras, phones and programs', () => {
  it('keep all bytes but the picture data, and their findings are these', (test) => {
    if (!existsSync(CAMERAS)) return test.skip('../shared/data/jpeg not found');
    for (const name of readdirSync(CAMERAS).sort()) {
      const before = new Uint8Array(readFileSync(join(CAMERAS, name)));
      const file = readJpeg(before);
      file.frame.components[0]!.coefficients[1]! += 1;
      const { bytes, findings } = followChanges(before, file);
      const plain = writeJpeg(file);
      const again = readJpeg(bytes);
      const old = readJpeg(before);
      const told = findings.map((finding) =>
        'width' in finding
          ? `${finding.kind} ${finding.part} ${finding.width}x${finding.height}`
          : kinds([finding])[0],
      );
      test.diagnostic(`${name} ${file.frame.width}x${file.frame.height}: ${told.join(', ') || 'nothing'}`);
      // None of them has anything that counts bytes, so that nothing is to be corrected.
      assert.ok(findings.every(({ kind }) => kind === 'thumbnail' || kind === 'copy'));
      assert.deepEqual(Buffer.compare(bytes, plain), 0);
      assert.equal(Buffer.compare(again.trailing, old.trailing), 0);
      const kept = (part: (typeof old.parts)[number]) => (part.kind === 'segment' ? part.bytes : part.kind);
      assert.deepEqual(again.parts.map(kept), old.parts.map(kept));
    }
  });

  it('with two more copies behind them lead to these by their MP entries', async (test) => {
    if (!existsSync(CAMERAS)) return test.skip('../shared/data/jpeg not found');
    for (const name of readdirSync(CAMERAS).sort()) {
      const camera = new Uint8Array(readFileSync(join(CAMERAS, name)));
      const picture = camera.subarray(0, readFirst(camera));
      const preview = new Uint8Array(await sharp(camera).resize(160).jpeg().toBuffer());
      const before = mpFile(picture, [[preview, 0x010001], [SMALL]], { little: name.length % 2 === 0 });
      const file = readJpeg(before);
      file.frame.components[0]!.coefficients[1]! += 1;
      const { bytes } = followChanges(before, file);
      assertEntriesLead(bytes, [preview, SMALL], name.length % 2 === 0);
      const plain = writeJpeg(file);
      assert.ok(
        differences(bytes, plain).every((at) => at >= 2 + MP_ENTRIES_AT && at < 2 + MP_ENTRIES_AT + 48),
      );
    }
  });
});
