/** What a picture file holds beyond 8-bit RGB samples, and what it tells of people and places. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { type BeyondSamples, beyondSamples } from '../../src/image/beyond-samples.ts';
import { isSrgbProfile } from '../../src/image/color-profile.ts';
import { type FileMetadata, fileMetadata } from '../../src/image/file-metadata.ts';
import { decodePicture } from '../../src/image/picture-files.node.ts';
import { pngChunk } from './png-file.ts';
import { randomBytes } from './random-image.ts';
import { tiffFile } from './tiff-file.ts';

const [width, height] = [24, 16];
const samples = (channels: number) => Buffer.from(randomBytes(width * height * channels, channels));
const rgb = () => sharp(samples(3), { raw: { width, height, channels: 3 } });
const clear = () => sharp(samples(4), { raw: { width, height, channels: 4 } });
const wide = () =>
  sharp(new Uint16Array(samples(6).buffer.slice(0, 6 * width * height)), {
    raw: { width, height, channels: 3 },
  }).toColourspace('rgb16');
const frames = () =>
  sharp(samples(6), { raw: { width, height: 2 * height, channels: 3, pageHeight: height } });
const page = { width, height, photometric: 2, samplesPerPixel: 3, bitsPerSample: 8, samples: samples(3) };

/** A PNG with chunks before its pixels. */
async function withChunk(type: string, data: Uint8Array): Promise<Buffer> {
  const png = await rgb().png().toBuffer();
  return Buffer.concat([png.subarray(0, 33), pngChunk(type, data), png.subarray(33)]);
}

const gainMapped = async () => {
  const picture = sharp(await rgb().jpeg().toBuffer()) as Sharp & { withGainMap(): Sharp };
  return picture.withGainMap().jpeg().toBuffer();
};

describe('beyond its samples', () => {
  const cases: readonly [string, () => Promise<Uint8Array> | Uint8Array, readonly BeyondSamples[]][] = [
    ['an RGB PNG', () => rgb().png().toBuffer(), []],
    ['a PNG with a palette', () => rgb().png({ palette: true, colours: 8 }).toBuffer(), []],
    ['a grey PNG', () => rgb().greyscale().png().toBuffer(), []],
    ['a PNG of 1 bit', () => rgb().greyscale().threshold().png({ palette: true, colours: 2 }).toBuffer(), []],
    ['a clear PNG', () => clear().png().toBuffer(), ['transparency']],
    ['a PNG with an opaque alpha channel', () => rgb().ensureAlpha().png().toBuffer(), []],
    ['a PNG of 16 bits', () => wide().png().toBuffer(), ['depth']],
    ['a PNG with a profile of its own', () => rgb().withIccProfile('p3').png().toBuffer(), ['profile']],
    ['a PNG with a profile of sRGB', () => rgb().withIccProfile('srgb').png().toBuffer(), []],
    ['an animated PNG', () => withChunk('acTL', Buffer.from([0, 0, 0, 1, 0, 0, 0, 0])), ['frames']],
    ['a JPEG', () => rgb().jpeg().toBuffer(), []],
    ['a grey JPEG', () => rgb().greyscale().jpeg().toBuffer(), []],
    [
      'a progressive JPEG that is turned',
      () => rgb().withMetadata({ orientation: 6 }).jpeg({ progressive: true }).toBuffer(),
      [],
    ],
    ['a JPEG in CMYK', () => rgb().toColourspace('cmyk').jpeg().toBuffer(), ['colours']],
    ['a JPEG with a profile of its own', () => rgb().withIccProfile('p3').jpeg().toBuffer(), ['profile']],
    ['a JPEG with a gain map', gainMapped, ['gain-map']],
    ['a WebP', () => rgb().webp().toBuffer(), []],
    [
      'a clear WebP with a profile',
      () => clear().withIccProfile('p3').webp({ lossless: true }).toBuffer(),
      ['transparency', 'profile'],
    ],
    ['an animated WebP', () => frames().webp().toBuffer(), ['frames']],
    ['a GIF', () => rgb().gif().toBuffer(), []],
    ['an animated GIF', () => frames().gif().toBuffer(), ['frames']],
    ['an AVIF', () => rgb().avif().toBuffer(), []],
    ['a clear AVIF', () => clear().avif({ lossless: true }).toBuffer(), ['transparency']],
    ['an RGB TIFF', () => rgb().tiff().toBuffer(), []],
    ['a BigTIFF', () => rgb().tiff({ bigtiff: true }).toBuffer(), []],
    ['a BigTIFF in CMYK', () => rgb().toColourspace('cmyk').tiff({ bigtiff: true }).toBuffer(), ['colours']],
    ['a TIFF of 16 bits', () => tiffFile({ ...page, bitsPerSample: 16, samples: samples(6) }), ['depth']],
    ['a TIFF in CMYK', () => rgb().toColourspace('cmyk').tiff().toBuffer(), ['colours']],
    [
      'a TIFF with a fifth channel',
      () => tiffFile({ ...page, samplesPerPixel: 5, samples: samples(5), extraSamples: [2, 0] }),
      ['transparency', 'channels'],
    ],
  ];
  for (const [name, make, expected] of cases) {
    it(`${name} holds ${expected.length === 0 ? 'nothing' : expected.join(' and ')}`, async () => {
      const content = await make();
      const decoded = await decodePicture(content, name);
      assert.deepEqual(beyondSamples(content, decoded), expected);
      // Another program's word: whatever the decoder says that it dropped is on our list, and nothing else is.
      const told = expected.filter((part) => part !== 'transparency' && part !== 'profile').length;
      assert.equal(decoded.warnings.length, told, decoded.warnings.join());
    });
  }

  it('a 10-bit AVIF holds its depth, where libheif reads it', () => {
    // `pixi`, three channels of 10 bits, in a file that ends with it.
    const file = Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1miafpixi\0\0\0\0\x03\x0a\x0a\x0a', 'latin1');
    assert.deepEqual(beyondSamples(file, {}), ['depth']);
  });
});

describe('a file tells', () => {
  const exif = (place: boolean) => ({
    IFD0: { Make: 'Camera' },
    ...(place && { IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }),
  });
  const xmp = (text: string) =>
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" ${text}/></rdf:RDF></x:xmpmeta>`;
  const formats = ['jpeg', 'png', 'webp', 'avif'] as const;
  for (const format of formats) {
    it(`in ${format} where it was taken, by which camera, or nothing`, async () => {
      const plain = await rgb().toFormat(format).toBuffer();
      assert.equal(fileMetadata(plain), undefined);
      for (const [place, expected] of [
        [true, 'place'],
        [false, 'other'],
      ] as const) {
        const tagged = await rgb().withExif(exif(place)).toFormat(format).toBuffer();
        assert.equal(fileMetadata(tagged), expected);
      }
    });
  }

  it('in a TIFF, as which an EXIF block is laid out', async () => {
    for (const [place, expected] of [
      [true, 'place'],
      [false, 'other'],
    ] as const) {
      const { exif: block } = await sharp(await rgb().withExif(exif(place)).jpeg().toBuffer()).metadata();
      assert.equal(fileMetadata(block!.subarray(6)), expected);
    }
    assert.equal(fileMetadata(tiffFile(page)), undefined);
  });

  const cases: readonly [string, () => Promise<Uint8Array>, FileMetadata | undefined][] = [
    ['a place in XMP', () => rgb().withXmp(xmp('exif:GPSLatitude="51,30.5N"')).jpeg().toBuffer(), 'place'],
    ['something else in XMP', () => rgb().withXmp(xmp('exif:UserComment="Ann"')).webp().toBuffer(), 'other'],
    ['a text of a PNG', () => withChunk('tEXt', Buffer.from('Author\0Ann')), 'other'],
    [
      'which way is up, and no more',
      () => rgb().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      undefined,
    ],
  ];
  for (const [name, make, expected] of cases) {
    it(name, async () => assert.equal(fileMetadata(await make()), expected));
  }
});

describe('files of strangers', () => {
  it('are walked to their end, whatever they claim', async () => {
    const heads = [
      await rgb().jpeg().toBuffer(),
      await rgb().png().toBuffer(),
      await rgb().webp().toBuffer(),
      await rgb().gif().toBuffer(),
      await rgb()
        .withExif({ IFD0: { Make: 'a' } })
        .tiff()
        .toBuffer(),
      await rgb().avif().toBuffer(),
    ];
    const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 30 });
    fc.assert(
      fc.property(fc.constantFrom(...heads), changes, fc.nat(2000), (head, places, length) => {
        const file = Uint8Array.from(head.subarray(0, length));
        for (const [at, value] of places) if (at > 3 && at < file.length) file[at] = value;
        beyondSamples(file, {});
        fileMetadata(file);
      }),
      { numRuns: 600 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (profile) => isSrgbProfile(profile) || true));
  });
});
