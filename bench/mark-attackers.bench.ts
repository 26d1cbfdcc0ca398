/**
 * What attackers can do who know how marks are made, but not the key: take a mark away, or put it onto another picture.
 *
 *     npm run bench mark-attackers -- -- photos/kodak
 *
 * `--limit 6` photos are attacked; `--only fold,average,copy,remark,filter,pool` chooses among the attacks, `--seed 1` makes keys, ids and
 * salts, `--json FILE` takes all figures. Photos are marked as `mark` does. For each attack: from how many of the pictures the number is
 * still read, in how many the mark is found at all, and with the unmarked picture at hand; and the PSNR of the attacked picture against the
 * marked one.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { attackNamed } from '../src/attacks/attack.ts';
import { nodeLossyCodecs } from '../src/attacks/codecs.node.ts';
import { median as medianFiltered } from '../src/attacks/median.ts';
import { readPicture } from '../src/image/picture-files.node.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { PRESENT } from '../src/marking/false-positives.ts';
import { codedBitsOf } from '../src/marking/mark.ts';
import { messageOf } from '../src/marking/message.ts';
import type { OwnerKey } from '../src/marking/owner-key.ts';
import { newOwnerKey } from '../src/marking/owner-key.ts';
import { embedMark } from '../src/marking/signal/embed.ts';
import { layoutOf } from '../src/marking/signal/layout.ts';
import type { KnownMark } from '../src/marking/verify.ts';
import { verify } from '../src/marking/verify.ts';
import { psnr } from '../src/metrics/psnr.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { bilateral, nonLocalMeans } from './denoise.ts';
import { foldedTiles, meanTiles, withTiles } from './fold-tiles.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    limit: { type: 'string', default: '6' },
    only: { type: 'string', default: 'remark,filter,fold,copy,pool,average' },
    seed: { type: 'string', default: '1' },
    json: { type: 'string' },
  },
});
if (positionals.length === 0) {
  console.log('Not run: expected folders of photos, as in npm run bench mark-attackers -- -- photos/kodak');
  process.exit();
}

/** What became of one picture. */
interface Outcome {
  readonly attack: string;
  readonly photo: string;
  /** Whether the right number was read from the picture alone. */
  readonly read: boolean;
  /** Whether the mark was found in the picture alone. */
  readonly present: boolean;
  /** Whether the mark was found, the unmarked picture at hand; undefined where there is none. */
  readonly original?: boolean;
  readonly agreement: number;
  readonly psnr: number;
}

const random = seededRandom(Number(flags.seed));
const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(256));
const chosen = flags.only.split(',');
const paths = positionals.flatMap((folder) =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name)),
);
/** Every fourth or so: photos of a folder are often alike beside each other. */
const step = Math.max(1, Math.floor(paths.length / Number(flags.limit)));
const attacked = paths.filter((_, i) => i % step === 0).slice(0, Number(flags.limit));
const owner = await newOwnerKey(bytes);
const work = { codecs: nodeLossyCodecs(), random };
const outcomes: Outcome[] = [];

if (chosen.includes('remark')) await remark();
if (chosen.includes('filter')) await filter();
if (chosen.includes('fold')) await fold();
if (chosen.includes('copy')) await copy();
if (chosen.includes('pool')) await pool();
if (chosen.includes('average')) await average();
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(outcomes, undefined, 2)}\n`);

async function pictureOf(path: string): Promise<RgbImage> {
  return (await readPicture(path)).image;
}

async function marked(
  image: RgbImage,
  id: Uint8Array,
  salt?: Uint8Array,
  by: OwnerKey = owner,
): Promise<RgbImage> {
  const key = await by.markKey(salt);
  return embedMark(image, await layoutOf(key, codedBitsOf(64)), await messageOf(id, key));
}

interface Judged {
  readonly attack: string;
  readonly path: string;
  readonly image: RgbImage;
  /** What the PSNR is measured against. */
  readonly before: RgbImage;
  readonly ids: readonly Uint8Array[];
  readonly salt?: Uint8Array | undefined;
  readonly original?: RgbImage;
  readonly by?: OwnerKey;
}

async function judge({
  attack,
  path,
  image,
  before,
  ids,
  salt,
  original,
  by = owner,
}: Judged): Promise<void> {
  const { width, height } = image;
  const known: KnownMark[] = salt === undefined ? [] : [{ salt, width, height }];
  const found = await verify(image, by, { known, original });
  const isRight = ids.some((id) => found.id !== undefined && id.every((byte, i) => byte === found.id![i]));
  const read = isRight && found.original === undefined;
  outcomes.push({
    attack,
    photo: basename(path),
    read,
    present: read || found.agreement >= PRESENT,
    ...(original && { original: isRight || found.verdict !== 'none' }),
    agreement: found.agreement,
    psnr: psnr(image, before),
  });
}

/** Prints what became of the attacks so far that begin with these words. */
function tell(...attacks: readonly string[]): void {
  const rows = attacks.map((attack) => {
    const own = outcomes.filter((outcome) => outcome.attack === attack);
    const count = (test: (outcome: Outcome) => boolean | undefined): string =>
      `${own.filter(test).length} of ${own.length}`;
    const finite = own.map((outcome) => Math.min(99, outcome.psnr));
    return [
      attack,
      count(({ read }) => read),
      count(({ present }) => present),
      own.some(({ original }) => original !== undefined) ? count(({ original }) => original) : '',
      own.reduce((sum, { agreement }) => sum + agreement, 0) / own.length,
      finite.reduce((sum, value) => sum + value, 0) / finite.length,
    ];
  });
  console.log(
    formatTable(
      [
        'attack',
        'number read',
        'found',
        'found with the original',
        { title: 'agreement', digits: 1 },
        { title: 'PSNR', digits: 1 },
      ],
      rows,
    ),
  );
}

/** Another owner marks the picture once more. */
async function remark(): Promise<void> {
  const other = await newOwnerKey(bytes);
  for (const path of attacked) {
    const original = await pictureOf(path);
    const [id, otherId] = [bytes(8), bytes(8)];
    const before = await marked(original, id);
    const image = await marked(before, otherId, undefined, other);
    await judge({ attack: 'marked again: the first mark', path, image, before, ids: [id], original });
    await judge({ attack: 'marked again: the second mark', path, image, before, ids: [otherId], by: other });
  }
  tell('marked again: the first mark', 'marked again: the second mark');
}

/** Filters that smooth. */
async function filter(): Promise<void> {
  const filters: Record<string, (image: RgbImage) => RgbImage | Promise<RgbImage>> = {
    'median of 3x3': (image) => attackNamed('median-3').apply(image, work),
    'median of 5x5': (image) => attackNamed('median-5').apply(image, work),
    'Gaussian, sigma 1': (image) => attackNamed('blur-1').apply(image, work),
    'Gaussian, sigma 2': (image) => attackNamed('blur-2').apply(image, work),
    'bilateral, 2 pixels, 20 levels': (image) => bilateral(image, 2, 20),
    'non-local means, h = 6': (image) => nonLocalMeans(image, 6),
    'non-local means, h = 12': (image) => nonLocalMeans(image, 12),
  };
  for (const path of attacked) {
    const original = await pictureOf(path);
    const id = bytes(8);
    const before = await marked(original, id);
    for (const [attack, apply] of Object.entries(filters)) {
      await judge({ attack, path, image: await apply(before), before, ids: [id], original });
    }
  }
  tell(...Object.keys(filters));
}

/** Folds the picture into one tile and subtracts it everywhere. */
async function fold(): Promise<void> {
  for (const path of attacked) {
    const original = await pictureOf(path);
    const id = bytes(8);
    const before = await marked(original, id);
    const tiles = foldedTiles(before);
    for (const decibels of [42, 38]) {
      const image = withTiles(before, tiles, -1, decibels);
      await judge({
        attack: `folded tile subtracted, ${decibels} dB`,
        path,
        image,
        before,
        ids: [id],
        original,
      });
    }
  }
  tell('folded tile subtracted, 42 dB', 'folded tile subtracted, 38 dB');
}

/** Takes what looks like the mark from one picture and puts it onto another, which was never marked. */
async function copy(): Promise<void> {
  const names = [
    'folded tile added to another photo, 40 dB',
    'what a 5x5 median takes away, added to another photo',
    'what non-local means take away, added to another photo',
    'the difference from the original, added to another photo',
  ] as const;
  for (const [index, path] of attacked.entries()) {
    const original = await pictureOf(path);
    const id = bytes(8);
    const source = await marked(original, id);
    const target = await pictureOf(attacked[(index + 1) % attacked.length]!);
    const before = fitted(target, source);
    const images = [
      withTiles(before, foldedTiles(source), 1, 40),
      plusDifference(before, source, medianFiltered(source, 5)),
      plusDifference(before, source, nonLocalMeans(source, 6)),
      plusDifference(before, source, original),
    ];
    for (const [at, image] of images.entries())
      await judge({ attack: names[at]!, path, image, before, ids: [id] });
  }
  tell(...names);
}

/** The target with the source's shape: Kodak's photos are upright or across. */
function fitted(target: RgbImage, { width, height }: RgbImage): RgbImage {
  if (target.width === width && target.height === height) return target;
  const out = rgbImage(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * ((y % target.height) * target.width + (x % target.width));
      for (let c = 0; c < 3; c++) out.data[3 * (y * width + x) + c] = target.data[from + c]!;
    }
  }
  return out;
}

function plusDifference(target: RgbImage, more: RgbImage, less: RgbImage): RgbImage {
  const out = rgbImage(target.width, target.height);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = Math.min(255, Math.max(0, target.data[i]! + more.data[i]! - less.data[i]!));
  }
  return out;
}

/** Many pictures of one owner folded together: pilots add up, pictures do not. */
async function pool(): Promise<void> {
  const POOLED = 20;
  const rest = paths.filter((path) => !attacked.includes(path));
  const names: string[] = [];
  for (const salted of [false, true]) {
    const salt = (): Uint8Array | undefined => (salted ? bytes(16) : undefined);
    const folds = [];
    for (const path of [...rest, ...attacked].slice(0, POOLED)) {
      folds.push(foldedTiles(await marked(await pictureOf(path), bytes(8), salt())));
    }
    const kind = salted ? 'keys of their own' : 'the general key';
    const [away, onto] = [
      `tile of ${folds.length} photos with ${kind}, subtracted, 42 dB`,
      `tile of ${folds.length} photos with ${kind}, added to an unmarked photo, 42 dB`,
    ];
    names.push(away, onto);
    for (const path of attacked) {
      const original = await pictureOf(path);
      const [id, own] = [bytes(8), salt()];
      const before = await marked(original, id, own);
      const tiles = meanTiles(folds);
      const image = withTiles(before, tiles, -1, 42);
      await judge({ attack: away, path, image, before, ids: [id], salt: own, original });
      const forged = withTiles(original, tiles, 1, 42);
      await judge({ attack: onto, path, image: forged, before: original, ids: [id], salt: own });
    }
  }
  tell(...names);
}

/** Several copies of one photo, each with its own number, averaged. */
async function average(): Promise<void> {
  const COUNTS = [2, 5, 20];
  const nameOf = (count: number, salted: boolean): string =>
    `mean of ${count} copies with ${salted ? 'keys of their own' : 'one key'}`;
  for (const salted of [false, true]) {
    for (const [index, path] of attacked.entries()) {
      const original = await pictureOf(path);
      const sums = new Float64Array(original.data.length);
      const ids: Uint8Array[] = [];
      let first: { readonly image: RgbImage; readonly salt: Uint8Array | undefined } | undefined;
      // Twenty copies take long; four photos have to do.
      for (let count = 1; count <= (index < 4 ? 20 : 5); count++) {
        const [id, salt] = [bytes(8), salted ? bytes(16) : undefined];
        const image = await marked(original, id, salt);
        first ??= { image, salt };
        ids.push(id);
        for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + image.data[i]!;
        if (!COUNTS.includes(count)) continue;
        const mean = rgbImage(original.width, original.height);
        for (let i = 0; i < sums.length; i++) mean.data[i] = Math.round(sums[i]! / count);
        const { salt: own, image: before } = first;
        await judge({ attack: nameOf(count, salted), path, image: mean, before, ids, salt: own, original });
      }
    }
  }
  tell(...[false, true].flatMap((salted) => COUNTS.map((count) => nameOf(count, salted))));
}
