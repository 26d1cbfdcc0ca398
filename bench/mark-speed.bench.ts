/**
 * How long `mark` and `verify` take, as computing time and as a multiple of decoding the same picture from a JPEG with libjpeg-turbo and of
 * halving it with libvips, in the same rounds.
 *
 *     npm run bench mark-speed -- -- samples/kodim23.png
 *
 * The photo is measured at its own size and enlarged to `--megapixels 12`, in `--rounds 3`.
 */
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readPicture } from '../src/image/picture-files.node.ts';
import { resize } from '../src/image/resize.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { mark } from '../src/marking/mark.ts';
import { newOwnerKey } from '../src/marking/owner-key.ts';
import { verify } from '../src/marking/verify.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import type { TimedTask } from './rounds.ts';
import { cpuClock, median, medianRatio, timeInRounds } from './rounds.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megapixels: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
  },
});
const random = seededRandom(1);
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(256));
const owner = await newOwnerKey(bytes);
const other = await newOwnerKey(bytes);
sharp.concurrency(1);

const photo = (await readPicture(positionals[0] ?? 'samples/kodim23.png')).image;
await measure(photo);
const larger = Math.sqrt((1e6 * Number(flags.megapixels)) / (photo.width * photo.height));
await measure(resize(photo, Math.round(photo.width * larger), Math.round(photo.height * larger)));
console.log(`largest resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);

async function measure(image: RgbImage): Promise<void> {
  const { width, height } = image;
  const raw = { raw: { width, height, channels: 3 } } as const;
  const jpeg = await sharp(image.data, raw).jpeg({ quality: 92 }).toBuffer();
  const marked = (await mark(image, owner)).image;
  const tasks: readonly TimedTask[] = [
    { name: 'decode JPEG', run: () => sharp(jpeg).raw().toBuffer() },
    {
      name: 'halve',
      run: () =>
        sharp(image.data, raw)
          .resize(width >> 1, height >> 1)
          .raw()
          .toBuffer(),
    },
    { name: 'mark', run: () => mark(image, owner) },
    { name: 'verify, marked', run: () => verify(marked, owner) },
    { name: 'verify, by another owner', run: () => verify(marked, other) },
  ];
  const seconds = await timeInRounds(tasks, Number(flags.rounds), { clock: cpuClock });
  const [decode, halve] = [seconds.get('decode JPEG')!, seconds.get('halve')!];
  console.log(`${width}x${height}, ${flags.rounds} interleaved rounds of computing time`);
  console.log(
    formatTable(
      [
        'what',
        { title: 'median ms', digits: 0 },
        { title: 'least ms', digits: 0 },
        { title: 'times decoding', digits: 1 },
        { title: 'times halving', digits: 1 },
      ],
      tasks.map(({ name }) => {
        const own = seconds.get(name)!;
        return [
          name,
          1000 * median(own),
          1000 * Math.min(...own),
          medianRatio(own, decode),
          medianRatio(own, halve),
        ];
      }),
    ),
  );
}
