/**
 * A control beside `pentimento mark`: the mark of blind_watermark (dwt-dct-svd.ts) under the attacks that marks are measured with.
 *
 *     npm run bench mark-control -- -- photos/kodak --json docs/results-mark-control.json
 *
 * `--step 20` is its strength, `--limit 24` photos, `--attacks a,b` some attacks only. A cell is the part of the pictures of which all 64
 * bits are right. This mark cannot find its place again. It is read as the picture is, and once more after the picture was brought to the
 * size it was marked at, which its own authors ask for: either counts.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attackNamed, MARK_ATTACKS } from '../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../src/attacks/codecs.node.ts';
import { readPicture } from '../src/image/picture-files.node.ts';
import { resize } from '../src/image/resize.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { psnr } from '../src/metrics/psnr.ts';
import { ssim } from '../src/metrics/ssim.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { embedDwtDctSvd, extractDwtDctSvd } from './dwt-dct-svd.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    step: { type: 'string', default: '20' },
    limit: { type: 'string', default: '24' },
    attacks: { type: 'string', default: ['strip', ...MARK_ATTACKS].join(',') },
    json: { type: 'string' },
  },
});
if (positionals.length !== 1) {
  console.log('Not run: expected a folder of photos, as in npm run bench mark-control -- -- photos/kodak');
  process.exit();
}
const BITS = 64;
const KEY = 1;
const step = Number(flags.step);
const names = flags.attacks.split(',').filter((name) => name !== '');
const photos = readdirSync(positionals[0]!).sort().slice(0, Number(flags.limit));
const right = new Map(names.map((name) => [name, [] as number[]]));
const quality: { psnr: number; ssim: number }[] = [];
for (const [index, photo] of photos.entries()) {
  const { image } = await readPicture(join(positionals[0]!, photo));
  const random = seededRandom(KEY, index);
  const bits = Uint8Array.from({ length: BITS }, () => random.integer(2));
  const marked = embedDwtDctSvd(image, bits, step, KEY);
  quality.push({ psnr: psnr(image, marked), ssim: ssim(image, marked) });
  for (const name of names) {
    const work = { codecs: nodeLossyCodecs(), random: seededRandom(KEY, index) };
    const attacked = await attackNamed(name).apply(marked, work);
    right.get(name)!.push(Math.max(...waysToLook(attacked, image).map((way) => rightBits(way, bits))));
  }
}
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const summary = {
  control: 'DWT-DCT-SVD',
  bits: BITS,
  step,
  pictures: photos.length,
  psnr: { mean: mean(quality.map((q) => q.psnr)), least: Math.min(...quality.map((q) => q.psnr)) },
  ssim: mean(quality.map((q) => q.ssim)),
  attacks: names.map((name) => ({
    name,
    read: right.get(name)!.filter((count) => count === BITS).length / photos.length,
    bitsRight: mean(right.get(name)!) / BITS,
  })),
};
console.log(
  `${photos.length} photos, step ${step}, PSNR mean ${summary.psnr.mean.toFixed(2)}, least ${summary.psnr.least.toFixed(2)}, SSIM ${summary.ssim.toFixed(4)}`,
);
console.log(
  formatTable(
    ['attack', { title: 'all bits right %', digits: 0 }, { title: 'bits right %', digits: 1 }],
    summary.attacks.map(({ name, read, bitsRight }) => [name, 100 * read, 100 * bitsRight]),
  ),
);
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(summary, undefined, 2)}\n`);

function waysToLook(attacked: RgbImage, { width, height }: RgbImage): RgbImage[] {
  if (attacked.width === width && attacked.height === height) return [attacked];
  return [attacked, resize(attacked, width, height)];
}

function rightBits(image: RgbImage, bits: Uint8Array): number {
  const read = extractDwtDctSvd(image, BITS, step, KEY);
  return bits.filter((bit, i) => bit === read[i]).length;
}
