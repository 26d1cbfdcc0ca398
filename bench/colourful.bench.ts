/**
 * How well networks hide what photos that were shrunk and stored as JPEGs do not show them: sharp detail in strong colours. The largest
 * photos of a folder are cut to 3:2, shrunk to 384x256, a quarter of their width or less, and saturated; then they are hidden in each
 * other by the protocol of `evaluate`, through PNG files.
 *
 *     npm run bench colourful -- -- photos/ --models invertible,baluja --out colourful/
 *
 * `--photos 12` is how many, `--saturation 1.4` what their colours are multiplied by (libvips, in CIELCh), `--out` keeps the pictures.
 */
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { evaluate } from '../src/evaluation/evaluate.node.ts';
import { readPicture, writePicture } from '../src/image/picture-files.node.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { formatTable } from '../src/report/text/table.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    photos: { type: 'string', default: '12' },
    saturation: { type: 'string', default: '1.4' },
    models: { type: 'string', default: 'invertible,baluja' },
    out: { type: 'string' },
  },
});
const [source] = positionals;
if (source === undefined) {
  console.log('Not run: expected a folder of large photos, as in npm run bench colourful -- -- photos/');
  process.exit();
}

/** All of one size, so that no secret has to be resized. */
const [WIDTH, HEIGHT] = [384, 256];

/** What even the smallest is divided by, each way. */
const LEAST_SHRINKING = 4;

const folder = flags.out ?? (await mkdtemp(join(tmpdir(), 'pentimento-colourful-')));
await mkdir(folder, { recursive: true });
try {
  await makePhotos(source, folder);
  for (const model of flags.models.split(',')) await measure(model, folder);
} finally {
  if (flags.out === undefined) await rm(folder, { recursive: true, force: true });
}

async function makePhotos(from: string, to: string): Promise<void> {
  const sized: { readonly path: string; readonly pixels: number }[] = [];
  for (const name of await readdir(from)) {
    const path = join(from, name);
    if (!(await stat(path)).isFile()) continue;
    const { width = 0, height = 0 } = await sharp(path)
      .metadata()
      .catch(() => ({}) as { width?: number; height?: number });
    const [long, short] = [Math.max(width, height), Math.min(width, height)];
    if (long < LEAST_SHRINKING * WIDTH || short < LEAST_SHRINKING * HEIGHT) continue;
    sized.push({ path, pixels: width * height });
  }
  sized.sort((a, b) => b.pixels - a.pixels);
  for (const { path } of sized.slice(0, Number(flags.photos))) {
    const { image } = await readPicture(path);
    const { width, height } = image;
    const data = await sharp(image.data, { raw: { width, height, channels: 3 } })
      .rotate(width < height ? 90 : 0)
      .resize(WIDTH, HEIGHT, { fit: 'cover', kernel: 'lanczos3' })
      .modulate({ saturation: Number(flags.saturation) })
      .raw()
      .toBuffer();
    const file = join(to, `${basename(path, extname(path))}.png`);
    await writePicture(file, rgbImage(WIDTH, HEIGHT, new Uint8Array(data)));
  }
}

async function measure(model: string, covers: string): Promise<void> {
  const { pairs } = await evaluate({ covers, model });
  const row = (name: string, cover: number, secret: number) => [name, cover, secret] as const;
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
  const of = (side: 'cover' | 'secret'): number[] => pairs.map((pair) => pair[side].psnr);
  console.log(`${model}, ${pairs.length} pairs`);
  console.log(
    formatTable(
      ['cover and secret', { title: 'cover dB', digits: 2 }, { title: 'secret dB', digits: 2 }],
      [
        ...pairs.map((pair) =>
          row(`${pair.coverFile}, ${pair.secretFile}`, pair.cover.psnr, pair.secret.psnr),
        ),
        row('mean', mean(of('cover')), mean(of('secret'))),
        row('worst', Math.min(...of('cover')), Math.min(...of('secret'))),
      ],
    ),
  );
}
