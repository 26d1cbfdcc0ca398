import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import { decodeJpegPixels } from '../../../src/image/jpeg/decode-pixels.ts';
import { iccSegments } from '../../../src/image/jpeg/icc-segments.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { embedInJpeg } from '../../../src/image/metadata/embed-metadata.ts';
import { samplePhoto } from '../../training/sample-photos.ts';

describe('a JPEG with a profile', () => {
  it('has it where others read it, behind the segment of JFIF, and the same pixels', async () => {
    const photo = await samplePhoto('coffee.png', 64, 48).jpeg().toBuffer();
    const jfif = [0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0];
    const plain = new Uint8Array([0xff, 0xd8, ...jfif, ...photo.subarray(2)]);
    const { icc } = await sharp(
      await samplePhoto('coffee.png', 64, 48).withIccProfile('p3').png().toBuffer(),
    ).metadata();
    const profile = new Uint8Array(icc!);
    const file = embedInJpeg(plain, { profile }).bytes;
    const read = await sharp(file).metadata();
    assert.equal(Buffer.compare(read.icc!, profile), 0);
    assert.deepEqual(file.subarray(0, 20), plain.subarray(0, 20));
    assert.deepEqual([...file.subarray(20, 22)], [0xff, 0xe2]);
    const pixels = (bytes: Uint8Array) => decodeJpegPixels(readJpeg(bytes)).data;
    assert.deepEqual(pixels(file), pixels(plain));
  });

  it('has one that is larger than a segment in several, in order', () => {
    const profile = Uint8Array.from({ length: 150_000 }, (_, i) => i % 251);
    const segments = iccSegments(profile);
    assert.deepEqual(
      segments.map(({ bytes }) => [bytes[16], bytes[17]]),
      [1, 2, 3].map((number) => [number, 3]),
    );
    assert.deepEqual(Buffer.concat(segments.map(({ bytes }) => bytes.subarray(18))), Buffer.from(profile));
    // Without the segment of JFIF they come first.
    const bare = embedInJpeg(Uint8Array.of(0xff, 0xd8, 0xff, 0xdb, 0, 2), { profile }).bytes;
    assert.deepEqual([...bare.subarray(2, 4)], [0xff, 0xe2]);
    assert.throws(() => iccSegments(new Uint8Array(17_000_000)), RangeError);
  });
});
