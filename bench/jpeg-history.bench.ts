/**
 * How surely a picture that was decoded from a JPEG is known by its pixels, and how often one that never was is taken for one.
 *
 *     npm run bench jpeg-history -- -- KODAK_FOLDER [--photos FOLDER] [--jpegs FOLDER] [--containers]
 *
 * KODAK_FOLDER: photos that never were JPEGs. `--photos`: further such photos; they are shrunk to three quarters first. `--jpegs`:
 * JPEG files as cameras wrote them.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { jpegHistory } from '../src/image/jpeg-history/jpeg-history.ts';
import { decodePicture, readPicture } from '../src/image/node.ts';
import { rotateClockwise } from '../src/image/orientation.ts';
import { resize } from '../src/image/resize.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { cropImage } from '../src/image/tiles.ts';
import { formatTable } from '../src/report/table.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { photos: { type: 'string' }, jpegs: { type: 'string' }, limit: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) {
  console.log('Not run: expected a folder of photos, as in npm run bench jpeg-history -- -- photos/kodak');
  process.exit();
}

const QUALITIES = [50, 60, 70, 75, 80, 85, 90, 95, 98, 100];
const SUBSAMPLINGS = ['4:2:0', '4:4:4'] as const;

const rows: (string | number)[][] = [];
const tally = new Map<string, { pictures: number; found: number; grids: number; colors: number }>();

function look(
  kind: string,
  name: string,
  image: RgbImage,
  expected: boolean,
  offset?: { x: number; y: number },
): void {
  const counts = tally.get(kind) ?? { pictures: 0, found: 0, grids: 0, colors: 0 };
  tally.set(kind, counts);
  const { decoded, grid, decodedColors, colorShare } = jpegHistory(image);
  counts.pictures += 1;
  counts.found += Number(decoded);
  counts.grids += Number(
    grid !== undefined &&
      (offset === undefined || (offset.x === grid.offset.x && offset.y === grid.offset.y)),
  );
  counts.colors += Number(decodedColors);
  if (decoded !== expected)
    console.log(
      `${kind}: ${name}: ${expected ? 'missed' : 'false alarm'}; blocks ${grid?.share.toFixed(2)} ${grid?.offset.x},${grid?.offset.y}, colours ${colorShare.toFixed(3)}`,
    );
}

const files = async (path: string): Promise<string[]> =>
  (await readdir(path))
    .filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
    .sort()
    .map((name) => join(path, name));

async function asJpeg(
  image: RgbImage,
  quality: number,
  chromaSubsampling: string,
  grey = false,
): Promise<RgbImage> {
  const { width, height, data } = image;
  let input = sharp(data, { raw: { width, height, channels: 3 } });
  if (grey) input = input.toColourspace('b-w');
  return (await decodePicture(await input.jpeg({ quality, chromaSubsampling }).toBuffer(), 'jpeg')).image;
}

const limit = Number(flags.limit ?? Infinity);
for (const path of (await files(folder)).slice(0, limit)) {
  const { image } = await readPicture(path);
  const { width, height } = image;
  look('never a JPEG: photos', path, image, false);
  for (const scale of [0.9, 0.75, 0.5]) {
    look(
      'never a JPEG: photos, shrunk',
      path,
      resize(image, Math.round(width * scale), Math.round(height * scale)),
      false,
    );
  }
  for (const side of [64, 128, 256]) {
    for (const [x, y] of [
      [0, 0],
      [101, 203],
      [177, 90],
      [240, 250],
    ] as const) {
      look(
        `never a JPEG: crops of ${side}`,
        `${path} ${x} ${y}`,
        cropImage(image, { x, y, width: side, height: side }),
        false,
      );
    }
  }
  look(
    'never a JPEG: blurred',
    path,
    (await decodePicture(await sharp(path).blur(2).png().toBuffer(), path)).image,
    false,
  );
  look('never a JPEG: enlarged', path, resize(image, 2 * width, 2 * height), false);
  look(
    'never a JPEG: WebP',
    path,
    (await decodePicture(await sharp(path).webp({ quality: 85 }).toBuffer(), path)).image,
    false,
  );
  for (const chroma of SUBSAMPLINGS) {
    for (const quality of QUALITIES) {
      const decoded = await asJpeg(image, quality, chroma);
      look(`${chroma}, quality ${quality}`, path, decoded, true, { x: 0, y: 0 });
      if (quality % 10 !== 5) continue;
      look(
        `${chroma}, cropped, quality ${quality}`,
        path,
        cropImage(decoded, { x: 3, y: 5, width: 300, height: 300 }),
        true,
        { x: 5, y: 3 },
      );
      look(
        `${chroma}, 64x64, quality ${quality}`,
        path,
        cropImage(decoded, { x: 96, y: 208, width: 64, height: 64 }),
        true,
        { x: 0, y: 0 },
      );
      for (const scale of [0.9, 0.75, 0.5]) {
        look(
          `${chroma}, shrunk to ${scale}, quality ${quality}`,
          path,
          resize(decoded, Math.round(width * scale), Math.round(height * scale)),
          false,
        );
      }
    }
    const odd = cropImage(image, { x: 0, y: 0, width: 301, height: 203 });
    look(`${chroma}, turned, quality 85`, path, rotateClockwise(await asJpeg(odd, 85, chroma)), true);
  }
  for (const quality of [50, 75, 95])
    look(`grey, quality ${quality}`, path, await asJpeg(image, quality, '4:4:4', true), true);
}
if (flags.photos !== undefined) {
  for (const path of (await files(flags.photos)).slice(0, limit * 10)) {
    const { image } = await readPicture(path);
    look(
      'never a JPEG: further photos, shrunk',
      path,
      resize(image, Math.round(image.width * 0.75), Math.round(image.height * 0.75)),
      false,
    );
  }
}
if (flags.jpegs !== undefined) {
  for (const path of await files(flags.jpegs))
    look('files of cameras', path, (await readPicture(path)).image, true);
}
for (const [kind, { pictures, found, grids, colors }] of tally)
  rows.push([kind, pictures, found, grids, colors]);
console.log(formatTable(['pictures', 'number', 'decoded from a JPEG', 'grid found', 'by colours'], rows));
