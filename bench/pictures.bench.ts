/**
 * How fast pictures are decoded, resized and compared: the time for each, interleaved in rounds, as a multiple of the
 * time in which a copy of the same samples is made in memory.
 *
 * `npm run bench pictures`; `--megapixels 24` after two further `--` changes the size.
 */
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decodePicture, encodePicture } from '../src/image/picture-files.node.ts';
import { fromPlanes, toPlanes } from '../src/image/planes.ts';
import { resize } from '../src/image/resize.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { meanAbsoluteError } from '../src/metrics/mae.ts';
import { psnr } from '../src/metrics/psnr.ts';
import { ssim } from '../src/metrics/ssim.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import type { TimedTask } from './rounds.ts';
import { median, medianRatio, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({
  options: {
    megapixels: { type: 'string', default: '6' },
    rounds: { type: 'string', default: '5' },
  },
});
const unit = Math.sqrt((Number(flags.megapixels) * 1e6) / 6);
const [width, height] = [Math.round(3 * unit), Math.round(2 * unit)];

/** Like a photo for a codec: smooth, with a little noise. */
function picture(seed: number) {
  const random = seededRandom(seed);
  const image = rgbImage(width, height);
  for (let i = 0; i < image.data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const smooth = 128 + 80 * Math.sin(x / 37 + (i % 3)) * Math.cos(y / 53);
    image.data[i] = Math.min(255, Math.max(0, Math.round(smooth + 3 * random.normal())));
  }
  return image;
}

const a = picture(1);
const b = picture(2);
const raw = { raw: { width, height, channels: 3 } } as const;
const png = await encodePicture(a, { format: 'png' });
const jpeg = new Uint8Array(await sharp(a.data, raw).jpeg({ quality: 92 }).toBuffer());
const planes = toPlanes(a);
const copy = new Uint8Array(a.data.length);
const [halfWidth, halfHeight] = [Math.round(width / 2), Math.round(height / 2)];
const half = resize(a, halfWidth, halfHeight);

/** One copy is too short to be timed. */
const COPIES = 20;

const tasks: readonly TimedTask[] = [
  {
    name: `copy, ${COPIES} times`,
    run() {
      for (let index = 0; index < COPIES; index++) copy.set(index % 2 === 0 ? a.data : b.data);
    },
  },
  { name: 'decode PNG', run: () => decodePicture(png, 'picture.png') },
  { name: 'decode JPEG', run: () => decodePicture(jpeg, 'picture.jpg') },
  { name: 'encode PNG', run: () => encodePicture(a, { format: 'png' }) },
  { name: 'resize to half', run: () => resize(a, halfWidth, halfHeight) },
  { name: 'resize from half', run: () => resize(half, width, height) },
  { name: 'to planes', run: () => toPlanes(a) },
  { name: 'from planes', run: () => fromPlanes(planes, width, height) },
  { name: 'PSNR', run: () => psnr(a, b) },
  { name: 'mean absolute error', run: () => meanAbsoluteError(a, b) },
  { name: 'SSIM', run: () => ssim(a, b) },
];
const seconds = await timeInRounds(tasks, Number(flags.rounds));
const copying = seconds.get(tasks[0]!.name)!;
const megapixels = (width * height) / 1e6;
console.log(
  `${width}x${height} (${(a.data.length / 2 ** 20).toFixed(0)} MiB of samples), medians of ${flags.rounds} interleaved rounds`,
);
console.log(
  formatTable(
    [
      'what',
      { title: 'ms', digits: 1 },
      { title: 'megapixels/s', digits: 1 },
      { title: 'times a copy', digits: 0 },
    ],
    tasks.slice(1).map(({ name }) => {
      const own = seconds.get(name)!;
      return [name, 1000 * median(own), megapixels / median(own), COPIES * medianRatio(own, copying)];
    }),
  ),
);
