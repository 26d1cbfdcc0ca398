/**
 * How surely a picture that was decoded from a JPEG is known by its pixels, how often one that never was is taken for one, and how surely
 * changed blocks are found in the first kind.
 *
 *     npm run bench jpeg-history -- -- KODAK_FOLDER
 *
 * KODAK_FOLDER: photos that never were JPEGs. `--photos FOLDER`: further photos, shrunk to half first; `--jpegs FOLDER`: files as cameras
 * wrote them; `--drawings FOLDER`: drawings and screenshots that never were JPEGs; `--containers`: what is found in containers of the
 * exact method instead; `--limit 3`: only the first photos.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import type { BlockOffset } from '../src/image/jpeg-history/block-grid.ts';
import { jpegHistory } from '../src/image/jpeg-history/jpeg-history.ts';
import { rotateClockwise } from '../src/image/orientation.ts';
import { decodePicture, readPicture } from '../src/image/picture-files.node.ts';
import { resize } from '../src/image/resize.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { cropImage } from '../src/image/tiles.ts';
import { nodeSecretCoder } from '../src/methods/exact/codecs/secret-coder.node.ts';
import { hideExact } from '../src/methods/exact/exact-method.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import {
  JPEG_COMPATIBILITY_THRESHOLD,
  jpegCompatibility,
} from '../src/steganalysis/detect/jpeg-compatibility.ts';
import { timeInRounds } from './rounds.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: 'string' },
    jpegs: { type: 'string' },
    drawings: { type: 'string' },
    containers: { type: 'boolean', default: false },
    limit: { type: 'string' },
  },
});
const [folder] = positionals;
if (folder === undefined) {
  console.log('Not run: expected a folder of photos, as in npm run bench jpeg-history -- -- photos/kodak');
  process.exit();
}

const QUALITIES = [50, 75, 85, 90, 95, 100];
const SUBSAMPLINGS = ['4:2:0', '4:4:4'] as const;
const SCALES = [0.9, 0.5];
/** Bits a sample of the hidden files. */
const RATES = [0.05, 0.02];

const limit = Number(flags.limit ?? Number.POSITIVE_INFINITY);
const kodak = (await files(folder)).slice(0, limit);
if (flags.containers) await containers();
else await histories();
await costs();

async function histories(): Promise<void> {
  const tally = new Map<string, { pictures: number; found: number; grids: number; colors: number }>();
  /** With the place of its grid where there must be one: undefined where it may be anywhere, null where it never was a JPEG. */
  const look = (
    kind: string,
    name: string,
    image: RgbImage,
    offset: BlockOffset | null | undefined,
  ): void => {
    const counts = tally.get(kind) ?? { pictures: 0, found: 0, grids: 0, colors: 0 };
    tally.set(kind, counts);
    const { decoded, grid, decodedColors, colorShare } = jpegHistory(image);
    counts.pictures += 1;
    counts.found += Number(decoded);
    const isThere = !offset || (offset.x === grid?.offset.x && offset.y === grid.offset.y);
    counts.grids += Number(grid !== undefined && isThere);
    counts.colors += Number(decodedColors);
    if (decoded === (offset !== null)) return;
    const blocks =
      grid === undefined ? 'none' : `${grid.share.toFixed(2)} at ${grid.offset.x}, ${grid.offset.y}`;
    const mistake = decoded ? 'false alarm' : 'missed';
    console.log(`${mistake}: ${kind}, ${name}; blocks ${blocks}, colours ${colorShare.toFixed(3)}`);
  };
  const scaled = ({ width, height }: RgbImage, scale: number): [number, number] => [
    Math.round(width * scale),
    Math.round(height * scale),
  ];
  for (const path of kodak) {
    const { image } = await readPicture(path);
    look('never: photos', path, image, null);
    for (const scale of SCALES) look('never: shrunk', path, resize(image, ...scaled(image, scale)), null);
    for (const side of [64, 128, 256]) {
      for (const [x, y] of [
        [0, 0],
        [101, 203],
        [177, 90],
        [240, 250],
      ] as const) {
        const crop = cropImage(image, { x, y, width: side, height: side });
        look(`never: crops of ${side}x${side}`, `${path} at ${x}, ${y}`, crop, null);
      }
    }
    const through = async (picture: Sharp): Promise<RgbImage> =>
      (await decodePicture(await picture.toBuffer(), path)).image;
    look('never: blurred', path, await through(sharp(path).blur(2).png()), null);
    look('never: grey', path, await through(sharp(path).toColourspace('b-w').png()), null);
    look('never: WebP, quality 85', path, await through(sharp(path).webp({ quality: 85 })), null);
    for (const chroma of SUBSAMPLINGS) {
      for (const quality of QUALITIES) {
        const decoded = await asJpeg(image, quality, chroma);
        look(`${chroma}, quality ${quality}`, path, decoded, { x: 0, y: 0 });
        if (![75, 85, 95].includes(quality)) continue;
        const crop = cropImage(decoded, { x: 3, y: 5, width: 300, height: 300 });
        look(`${chroma}, cropped, quality ${quality}`, path, crop, { x: 5, y: 3 });
        const small = cropImage(decoded, { x: 96, y: 208, width: 64, height: 64 });
        look(`${chroma}, 64x64, quality ${quality}`, path, small, { x: 0, y: 0 });
        for (const scale of SCALES) {
          const shrunk = resize(decoded, ...scaled(image, scale));
          look(`${chroma}, then shrunk to ${scale}, quality ${quality}`, path, shrunk, null);
        }
      }
      const odd = cropImage(image, { x: 0, y: 0, width: 301, height: 203 });
      look(`${chroma}, turned, quality 85`, path, rotateClockwise(await asJpeg(odd, 85, chroma)), {
        x: 3,
        y: 0,
      });
    }
    for (const quality of [50, 75, 95]) {
      const grey = await decodePicture(
        await sharp(path).toColourspace('b-w').jpeg({ quality }).toBuffer(),
        path,
      );
      look(`grey, quality ${quality}`, path, grey.image, { x: 0, y: 0 });
    }
  }
  for (const path of flags.photos === undefined ? [] : await files(flags.photos)) {
    const { image } = await readPicture(path);
    look('never: further photos, shrunk', path, resize(image, ...scaled(image, 0.5)), null);
  }
  for (const path of flags.drawings === undefined ? [] : await files(flags.drawings))
    look('never: drawings', path, (await readPicture(path)).image, null);
  for (const path of flags.jpegs === undefined ? [] : await files(flags.jpegs))
    look('files of cameras', path, (await readPicture(path)).image, undefined);
  const rows = [...tally].map(([kind, { pictures, found, grids, colors }]) => [
    kind,
    pictures,
    found,
    grids,
    colors,
  ]);
  console.log(formatTable(['pictures', 'number', 'decoded from a JPEG', 'grid found', 'by colours'], rows));
}

async function containers(): Promise<void> {
  const coder = nodeSecretCoder();
  const rows: (string | number)[][] = [];
  for (const chroma of [...SUBSAMPLINGS, 'grey', 'none'] as const) {
    for (const quality of chroma === 'none' ? [0] : [75, 95]) {
      const shares = new Map<string, number[]>();
      const note = (kind: string, image: RgbImage): void => {
        shares.set(kind, [...(shares.get(kind) ?? []), jpegCompatibility(image)?.share ?? 0]);
      };
      for (const [index, path] of kodak.entries()) {
        const original = (await readPicture(path)).image;
        const cover =
          chroma === 'none'
            ? original
            : chroma === 'grey'
              ? (
                  await decodePicture(
                    await sharp(path).toColourspace('b-w').jpeg({ quality }).toBuffer(),
                    path,
                  )
                ).image
              : await asJpeg(original, quality, chroma);
        note('clean', cover);
        for (const rate of RATES) {
          const random = seededRandom(1, index);
          const content = Uint8Array.from({ length: Math.floor((rate * cover.data.length) / 8) - 19 }, () =>
            random.integer(256),
          );
          const secret = { kind: 'file', name: '', mediaType: '', content } as const;
          note(String(rate), (await hideExact(cover, [{ secret }], coder)).container);
        }
      }
      const found = (kind: string): number =>
        shares.get(kind)!.filter((share) => share > JPEG_COMPATIBILITY_THRESHOLD).length;
      const most = Math.max(...shares.get('clean')!);
      const least = Math.min(...shares.get('0.05')!);
      rows.push([
        chroma === 'none' ? 'never a JPEG' : `${chroma}, quality ${quality}`,
        kodak.length,
        found('clean'),
        ...RATES.map((rate) => found(String(rate))),
        (100 * most).toFixed(2),
        (100 * least).toFixed(2),
      ]);
    }
  }
  const rates = RATES.map((rate) => `${rate} bits a sample`);
  console.log(formatTable(['covers', 'number', 'clean', ...rates, 'clean, most %', '0.05, least %'], rows));
}

/** What looking costs beside reading the file. */
async function costs(): Promise<void> {
  const [path] = kodak;
  const { image } = await readPicture(path!);
  const jpeg = await asJpeg(image, 85, '4:2:0');
  const seconds = await timeInRounds(
    [
      { name: 'reading the file', run: () => readPicture(path!) },
      { name: 'a photo that never was a JPEG', run: () => jpegHistory(image) },
      { name: 'one that was', run: () => jpegHistory(jpeg) },
    ],
    5,
  );
  const median = (name: string): number => [...seconds.get(name)!].sort((a, b) => a - b)[2]!;
  for (const name of seconds.keys())
    console.log(`${name}: ${(median(name) / median('reading the file')).toFixed(2)} times reading the file`);
}

async function files(path: string): Promise<string[]> {
  const names = (await readdir(path)).filter((name) => /\.(png|jpe?g|webp)$/i.test(name));
  return names.sort().map((name) => join(path, name));
}

async function asJpeg(
  { width, height, data }: RgbImage,
  quality: number,
  chromaSubsampling: string,
): Promise<RgbImage> {
  const jpeg = sharp(data, { raw: { width, height, channels: 3 } }).jpeg({ quality, chromaSubsampling });
  return (await decodePicture(await jpeg.toBuffer(), 'the JPEG')).image;
}
