import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tiffDirectory } from '../../../src/image/file-structure.ts';
import { uprightExif } from '../../../src/image/metadata/exif-block.ts';
import { cameraExif, THUMBNAIL } from './metadata-files.ts';

const SIZE = { width: 300, height: 200 };

describe('EXIF of a picture that was turned upright', () => {
  it('has orientation 1 and its size, and nothing else is changed', () => {
    const before = cameraExif(6);
    const after = uprightExif(before, SIZE)!;
    assert.deepEqual(cameraExif(6), before);
    const first = tiffDirectory(after)!;
    assert.deepEqual(first.numbers.get(0x0112), [1]);
    const exif = tiffDirectory(after, first.numbers.get(0x8769)![0])!;
    assert.deepEqual([exif.numbers.get(0xa002), exif.numbers.get(0xa003)], [[300], [200]]);
    // Orientation, two sizes of up to two bytes that differ, and the offset of the second directory.
    const different = [...after].filter((byte, i) => byte !== before[i]).length;
    assert.ok(different > 0 && different <= 1 + 4 + 4, `${different}`);
  });

  it('has no thumbnail, whether it stands at the end or not', () => {
    const has = (block: Uint8Array) => Buffer.from(block).includes(Buffer.from(THUMBNAIL));
    assert.ok(has(cameraExif(1)));
    const cut = uprightExif(cameraExif(1), SIZE)!;
    assert.equal(cut.length, cameraExif(1).length - THUMBNAIL.length);
    const cleared = uprightExif(cameraExif(1, [1, 2, 3]), SIZE)!;
    assert.deepEqual([...cleared.subarray(-3)], [1, 2, 3]);
    for (const block of [cut, cleared]) {
      assert.equal(has(block), false);
      assert.equal(tiffDirectory(block)!.next, 0);
    }
  });

  it('is the same in the other byte order', () => {
    // Orientation 6 as the only field, big endian.
    const block = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
    const after = [...uprightExif(Uint8Array.from(block), SIZE)!];
    assert.deepEqual(after, block.with(19, 1));
  });

  it('is left out where it cannot be read, and is read as far as it goes', () => {
    const whole = cameraExif(6);
    for (const bad of [
      new Uint8Array(),
      new Uint8Array(40),
      Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'),
      whole.slice(0, 7),
    ]) {
      assert.equal(uprightExif(bad, SIZE), undefined);
    }
    for (let length = 8; length < whole.length; length++) {
      const after = uprightExif(whole.slice(0, length), SIZE);
      assert.ok(after === undefined || after.length <= length);
    }
  });
});
