import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import type { PublishedFormat } from '../../../src/image/encode-published.node.ts';
import {
  encodePublished,
  PUBLISHED_QUALITY,
  publishedFormat,
} from '../../../src/image/encode-published.node.ts';
import { jpegSegments, latin1, tiffDirectory } from '../../../src/image/file-structure.ts';
import type { PictureMetadata } from '../../../src/image/metadata/picture-metadata.ts';
import { readMetadata } from '../../../src/image/metadata/read-metadata.node.ts';
import { readMetadataWith } from '../../../src/image/metadata/read-metadata.ts';
import { decodePicture } from '../../../src/image/picture-files.node.ts';
import { PNG_SIGNATURE, writeChunk } from '../../../src/image/png/png-chunk.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { WEB_ZLIB } from '../../../src/image/web-zlib.ts';
import { psnr } from '../../../src/metrics/psnr.ts';
import { randomBytes, randomImage } from '../random-image.ts';
import {
  cameraExif,
  cameraSegments,
  IPTC,
  jpegWith,
  photo,
  pixels,
  resource,
  segment,
  THUMBNAIL,
  wideProfile,
  xmpPacket,
} from './metadata-files.ts';

const FORMATS: readonly PublishedFormat[] = ['jpeg', 'webp', 'avif', 'png'];
const SIZE = { width: 24, height: 40 };
const EXIF = cameraExif(1);

/** The metadata of a camera's file, whose picture lies on its side. */
async function cameraMetadata(): Promise<PictureMetadata> {
  return readMetadata(await jpegWith(cameraSegments(6)), SIZE);
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

describe('the metadata of a JPEG file', () => {
  it('is read for a picture that stands upright, without thumbnails', async () => {
    const { exif, xmp, photoshop, texts, warnings } = await cameraMetadata();
    assert.deepEqual(tiffDirectory(exif!)!.numbers.get(0x0112), [1]);
    assert.equal(text(xmp), xmpPacket(1));
    assert.deepEqual(
      photoshop,
      Uint8Array.from([...resource(0x0404, IPTC), ...resource(0x03ed, new Uint8Array(16))]),
    );
    assert.deepEqual(texts, [{ keyword: 'Comment', text: 'Grüße' }]);
    assert.deepEqual(warnings, []);
    for (const part of [exif!, photoshop!])
      assert.equal(Buffer.from(part).includes(Buffer.from(THUMBNAIL)), false);
  });

  it('loses Content Credentials and extended XMP, and says so', async () => {
    const { warnings, xmp } = await readMetadata(
      await jpegWith([
        segment(
          0xe1,
          'http://ns.adobe.com/xap/1.0/\0',
          Buffer.from('<x xmpNote:HasExtendedXMP="00FF" a="b"/>'),
        ),
        segment(0xe1, 'http://ns.adobe.com/xmp/extension/\0', new Uint8Array(90)),
        segment(0xeb, 'JP\0\x01\0\0\0\x01\0\0\0\x50jumb\0\0\0\x1ejumdc2pa', new Uint8Array(40)),
      ]),
      SIZE,
    );
    assert.equal(text(xmp), '<x a="b"/>');
    assert.deepEqual(warnings, [
      'Left out of the metadata: Content Credentials (C2PA), which were signed for the picture as it was',
      'Left out of the metadata: extended XMP, which may hold the picture as it was',
    ]);
  });

  it('is nothing where there is none, or where a file is no picture', async () => {
    for (const file of [await jpegWith([]), Buffer.from('hello'), new Uint8Array()]) {
      assert.deepEqual(await readMetadata(file, SIZE), { texts: [], warnings: [] });
    }
  });

  it('says that EXIF is damaged', async () => {
    const { exif, warnings } = await readMetadata(
      await jpegWith([segment(0xe1, 'Exif\0\0', new Uint8Array(30))]),
      SIZE,
    );
    assert.deepEqual([exif, warnings], [undefined, ['Left out of the metadata: EXIF, which is damaged']]);
  });
});

describe('a published picture', () => {
  for (const format of FORMATS) {
    it(`in ${format} has what ours was read from, as libvips reads it`, async () => {
      const metadata = await cameraMetadata();
      const profile = await wideProfile();
      const { bytes } = await encodePublished(photo(24, 40), { format, metadata, profile });
      const read = await sharp(bytes).metadata();
      assert.deepEqual(
        [read.format === 'heif' ? 'avif' : read.format, read.width, read.height],
        [format, 24, 40],
      );
      assert.deepEqual(new Uint8Array(read.icc!), profile);
      assert.equal(text(read.xmp), xmpPacket(1));
      assert.ok(read.orientation === undefined || read.orientation === 1);
      const block = read.exif!.subarray(latin1(read.exif!.subarray(0, 4)) === 'Exif' ? 6 : 0);
      // libheif and libexif write the block anew.
      if (format !== 'avif') assert.deepEqual(new Uint8Array(block), metadata.exif);
      const first = tiffDirectory(block)!;
      for (const tag of [0x010f, 0x8298, 0x8769, 0x8825]) assert.ok(first.tags.has(tag), `${tag}`);
      assert.ok(Buffer.from(block).includes('(c) Ada') && Buffer.from(block).includes('Camera works'));
    });

    it(`in ${format} gives the same metadata again`, async () => {
      const metadata = await cameraMetadata();
      const { bytes, warnings } = await encodePublished(photo(24, 40), { format, metadata });
      const { exif, ...again } = await readMetadata(bytes, SIZE);
      const { exif: had, photoshop, texts, ...others } = metadata;
      if (format !== 'avif') assert.deepEqual(exif, had);
      const hasPlace = format === 'jpeg' || format === 'png';
      assert.deepEqual(again, { ...others, ...(hasPlace ? { photoshop, texts } : { texts: [] }) });
      const name = format === 'webp' ? 'WebP' : 'AVIF';
      assert.deepEqual(
        warnings,
        hasPlace ? [] : [`Left out of the metadata: IPTC and a text, for which ${name} has no place`],
      );
    });

    it(`in ${format} has pixels that metadata and profile do not touch`, async () => {
      const [image, alpha] = [photo(), randomBytes(40 * 24, 5)];
      const extras = { metadata: await cameraMetadata(), profile: await wideProfile() };
      for (const transparency of [undefined, alpha]) {
        const bare = await encodePublished(image, { format, alpha: transparency });
        const full = await encodePublished(image, { format, alpha: transparency, ...extras });
        const [a, b] = await Promise.all([bare, full].map(({ bytes }) => decodePicture(bytes, 'x')));
        assert.deepEqual(b!.image, a!.image);
        assert.deepEqual(b!.alpha, a!.alpha);
        assert.deepEqual(b!.profile, extras.profile);
      }
    });

    it(`in ${format} states its quality, and is at least so good`, async () => {
      const image = photo(96, 64);
      const { bytes, quality } = await encodePublished(image, { format });
      const decoded = (await decodePicture(bytes, 'x')).image;
      if (format === 'png') {
        assert.deepEqual(decoded, image);
        assert.equal(quality, undefined);
        return;
      }
      assert.equal(quality, PUBLISHED_QUALITY[format]);
      assert.ok(psnr(image, decoded) > 38, `${psnr(image, decoded)}`);
      const worse = await encodePublished(image, { format, quality: 30 });
      assert.equal(worse.quality, 30);
      assert.ok(psnr(image, (await decodePicture(worse.bytes, 'x')).image) < psnr(image, decoded));
    });

    it(`in ${format} has no metadata where none is given`, async () => {
      const { bytes } = await encodePublished(photo(), { format });
      assert.deepEqual(await readMetadata(bytes, SIZE), { texts: [], warnings: [] });
      const { exif, xmp, icc, iptc } = await sharp(bytes).metadata();
      assert.deepEqual([exif, xmp, icc, iptc], [undefined, undefined, undefined, undefined]);
    });
  }

  it('in PNG has every sample and opacity, whatever goes with them', async () => {
    const metadata = await cameraMetadata();
    const side = fc.integer({ min: 1, max: 30 });
    await fc.assert(
      fc.asyncProperty(side, side, fc.nat(), async (width, height, seed) => {
        const [image, alpha] = [
          randomImage(width, height, seed),
          randomBytes(width * height, seed + 1).fill(7, 0, 1),
        ];
        const { bytes } = await encodePublished(image, { format: 'png', alpha, metadata });
        const decoded = await decodePicture(bytes, 'x');
        assert.deepEqual([decoded.image, decoded.alpha], [image, alpha]);
      }),
      { numRuns: 20 },
    );
  });

  it('in JPEG has colours at full resolution, and no transparency, and says so', async () => {
    const image = rgbImage(64, 64);
    for (let pixel = 0; pixel < 64 * 64; pixel++) {
      image.data.set(pixel % 2 === 0 ? [254, 0, 0] : [0, 105, 126], 3 * pixel);
    }
    const { bytes, warnings } = await encodePublished(image, {
      format: 'jpeg',
      alpha: new Uint8Array(64 * 64),
    });
    assert.ok(psnr(image, (await decodePicture(bytes, 'x')).image) > 30);
    assert.deepEqual(warnings, ['The transparency was dropped: JPEG has none']);
  });

  it('in JPEG keeps a long IPTC in several segments, and leaves out what is too long', async () => {
    const photoshop = resource(0x0404, randomBytes(150_000, 1));
    const metadata = {
      exif: EXIF,
      xmp: new Uint8Array(70_000).fill(32),
      photoshop,
      texts: [],
      warnings: ['A warning'],
    };
    const { bytes, warnings } = await encodePublished(photo(), { format: 'jpeg', metadata });
    assert.equal([...jpegSegments(bytes)].filter(({ type }) => type === 'ed').length, 3);
    assert.deepEqual((await readMetadata(bytes, SIZE)).photoshop, photoshop);
    assert.deepEqual(warnings, [
      'A warning',
      'Left out of the metadata: XMP of this length, for which JPEG has no place',
    ]);
    assert.deepEqual((await decodePicture(bytes, 'x')).warnings, []);
  });
});

describe('the metadata of other files', () => {
  it('is read from a PNG file, with its texts, packed or not, and what ImageMagick puts there', async () => {
    const png = new Uint8Array(await pixels(photo()).png().toBuffer());
    const bytes = (content: string) => Uint8Array.from(Buffer.from(content, 'latin1'));
    const utf8 = Buffer.from('Grüße', 'utf8').toString('latin1');
    const packed = deflateSync(Buffer.from('Grüße')).toString('latin1');
    const hex = Buffer.from(IPTC).toString('hex');
    const chunks = [
      writeChunk('tEXt', bytes('Author\0Ada')),
      writeChunk('zTXt', Uint8Array.from([...bytes('Title\0\0'), ...deflateSync('A hat')])),
      writeChunk('iTXt', bytes(`Comment\0\0\0de\0\0${utf8}`)),
      writeChunk('iTXt', bytes(`Packed\0\x01\0\0\0${packed}`)),
      writeChunk('tEXt', bytes(`Raw profile type iptc\0\niptc\n      ${IPTC.length}\n${hex}\n`)),
      writeChunk('eXIf', cameraExif(8)),
      writeChunk('caBX', new Uint8Array(9)),
      writeChunk('zTXt', bytes('Broken\0\0hello')),
    ];
    const at = PNG_SIGNATURE.length + 25;
    const file = Buffer.concat([png.subarray(0, at), ...chunks, png.subarray(at)]);
    const metadata = await readMetadata(file, SIZE);
    const { exif, photoshop, texts, warnings } = metadata;
    assert.deepEqual(await readMetadataWith(file, SIZE, { zlib: WEB_ZLIB }), metadata);
    assert.deepEqual(tiffDirectory(exif!)!.numbers.get(0x0112), [1]);
    assert.deepEqual(photoshop, resource(0x0404, IPTC));
    assert.deepEqual(
      texts.map(({ keyword, text }) => [keyword, text]),
      [
        ['Author', 'Ada'],
        ['Title', 'A hat'],
        ['Comment', 'Grüße'],
        ['Packed', 'Grüße'],
      ],
    );
    assert.equal(warnings.length, 2);
    const { bytes: jpeg } = await encodePublished(photo(), {
      format: 'jpeg',
      metadata: await readMetadata(file, SIZE),
    });
    assert.deepEqual(
      [...jpegSegments(jpeg)].filter(({ type }) => type === 'fe').map(({ data }) => text(data)),
      ['Author: Ada', 'Title: A hat', 'Grüße', 'Packed: Grüße'],
    );
  });

  it('is read from a WebP file and an AVIF file', async () => {
    for (const format of ['webp', 'avif'] as const) {
      const file = await pixels(photo())
        .withExif({ IFD0: { Copyright: '(c) Ada' } })
        .withXmp(xmpPacket(1))
        .toFormat(format)
        .toBuffer();
      const { exif, xmp } = await readMetadata(file, SIZE);
      assert.ok(Buffer.from(exif!).includes('(c) Ada'));
      assert.ok(tiffDirectory(exif!)!.tags.has(0x8298));
      assert.equal(text(xmp), xmpPacket(1));
    }
  });

  it('is read from a TIFF file, whose EXIF becomes a block', async () => {
    const file = await pixels(photo())
      .withExif({ IFD0: { Copyright: '(c) Ada', Make: 'Camera works' } })
      .withXmp(xmpPacket(1))
      .tiff()
      .toBuffer();
    const { xmp } = await readMetadata(file, SIZE);
    assert.equal(text(xmp), xmpPacket(1));
    // The camera's block, taken for a TIFF file, has all the directories of one.
    const { exif } = await readMetadata(cameraExif(6), SIZE);
    const first = tiffDirectory(exif!)!;
    assert.deepEqual(first.numbers.get(0x0112), [1]);
    assert.ok(first.tags.has(0x010f) && first.tags.has(0x8298));
    const inner = tiffDirectory(exif!, first.numbers.get(0x8769)![0])!;
    assert.ok(inner.tags.has(0x9000) && !inner.tags.has(0x927c));
    assert.deepEqual([inner.numbers.get(0xa002), inner.numbers.get(0xa003)], [[24], [40]]);
    const gps = tiffDirectory(exif!, first.numbers.get(0x8825)![0])!;
    assert.deepEqual([...gps.tags], [1, 2]);
    assert.ok(Buffer.from(exif!).includes('(c) Ada') && !Buffer.from(exif!).includes(Buffer.from(THUMBNAIL)));
    // libexif reads the block.
    const { bytes } = await encodePublished(photo(), {
      format: 'jpeg',
      metadata: { exif: exif!, texts: [], warnings: [] },
    });
    assert.equal((await sharp(bytes).metadata()).orientation, 1);
    const avif = await encodePublished(photo(), {
      format: 'avif',
      metadata: { exif: exif!, texts: [], warnings: [] },
    });
    assert.ok((await sharp(avif.bytes).metadata()).exif!.includes('(c) Ada'));
  });

  it('is never an error, however the file was cut', async () => {
    const files = [
      await jpegWith(cameraSegments(3)),
      ...(await Promise.all(
        (['png', 'webp'] as const).map(async (format) =>
          encodePublished(photo(), { format, metadata: await cameraMetadata() }).then(({ bytes }) => bytes),
        ),
      )),
      cameraExif(2),
    ];
    for (const file of files) {
      for (let length = 0; length < Math.min(file.length, 1500); length += 7) {
        await readMetadata(file.subarray(0, length), SIZE);
      }
    }
  });
});

describe('a picture is not published', () => {
  it('under a name of another ending', () => {
    assert.deepEqual(['a.jpg', 'a.JPEG', 'a.webp', 'a.Avif', 'a.b.png'].map(publishedFormat), [
      'jpeg',
      'jpeg',
      'webp',
      'avif',
      'png',
    ]);
    for (const name of ['a.tiff', 'jpg', 'a', 'a.heic', 'a.jpg.gif']) {
      assert.throws(() => publishedFormat(name), {
        code: 'output-format',
        message: /ending in \.jpg, \.webp, \.avif or \.png/,
      });
    }
  });

  it('with options that make no sense', async () => {
    for (const quality of [0, 101, 75.5, Number.NaN]) {
      await assert.rejects(encodePublished(photo(), { format: 'jpeg', quality }), {
        name: 'RangeError',
        code: 'bad-option',
      });
    }
    await assert.rejects(
      encodePublished(photo(), { format: 'png', alpha: new Uint8Array(3) }),
      /Expected 960 opacities/,
    );
    await assert.rejects(
      encodePublished(photo(), { format: 'png', profile: new Uint8Array(200) }),
      /ICC profile/,
    );
    await assert.rejects(encodePublished(rgbImage(16384, 1), { format: 'webp' }), {
      name: 'RangeError',
      message: 'Expected sides of at most 16383 pixels for WebP but received 16384x1; use .png',
    });
  });
});
