/**
 * The JPEG method beside other programs that hide a file in a JPEG, all through their command lines, with the same covers and secrets: how
 * much of the picture changes, in decibels and in coefficients, how the file grows, seconds, and whether metadata stay.
 *
 *     npm run bench jpeg-peers -- -- photos/kodak
 *
 * Photos are compressed here, at 4:2:0, and get an EXIF segment. `--quality 75,90`, `--bytes 500,1000,3000` of random secrets, `--limit 24`
 * photos, `--only steghide,outguess` among programs, `--json FILE` for all figures. steghide and outguess have to be installed, and are left
 * out where they are not. outguess codes the decoded picture anew: its changes are those and its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import type { JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../src/image/jpeg/read-jpeg.ts';
import { decodePicture } from '../src/image/picture-files.node.ts';
import { psnr } from '../src/metrics/psnr.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';
import { nonZeroAcCount } from '../src/steganalysis/controls/jpeg/jpeg-control.ts';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quality: { type: 'string', default: '75,90' },
    bytes: { type: 'string', default: '500,1000,3000' },
    limit: { type: 'string', default: '24' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
});
if (positionals.length !== 1) {
  console.log('Not run: expected a folder of photos, as in npm run bench jpeg-peers -- -- photos/kodak');
  process.exit();
}
const numbers = (list: string): number[] => list.split(',').map(Number);

/** Paths of one attempt. */
interface Attempt {
  readonly cover: string;
  readonly secret: string;
  readonly container: string;
  readonly quality: number;
}

/** A program that hides: its name in the table, and its command. */
interface Peer {
  readonly name: string;
  command(attempt: Attempt): readonly [program: string, ...args: string[]];
}

const MAIN = fileURLToPath(new URL('../src/cli/main.js', import.meta.url));

const ours = ({ cover, secret, container }: Attempt, ...options: string[]) =>
  [
    process.execPath,
    ...[MAIN, 'hide', secret, '--in', cover, '--out', container, '--method', 'jpeg', '--json', '--overwrite'],
    ...options,
  ] as const;

const PEERS: readonly Peer[] = [
  { name: 'jpeg', command: (attempt) => ours(attempt) },
  { name: 'jpeg, uniform', command: (attempt) => ours(attempt, '--distortion', 'uniform') },
  {
    name: 'steghide',
    command: ({ cover, secret, container }) => [
      'steghide',
      ...[
        'embed',
        '-cf',
        cover,
        '-ef',
        secret,
        '-sf',
        container,
        '-p',
        'pass',
        '-f',
        '-q',
        '-Z',
        '-e',
        'none',
      ],
    ],
  },
  {
    name: 'outguess',
    command: ({ cover, secret, container, quality }) => [
      'outguess',
      ...['-k', 'pass', '-p', `${quality}`, '-d', secret, cover, container],
    ],
  },
];

const chosen = PEERS.filter(({ name }) => flags.only === '' || flags.only.split(',').includes(name));
const here = chosen.filter(({ name, command }) => {
  const nowhere = { cover: '', secret: '', container: '', quality: 75 };
  const isHere = spawnSync(command(nowhere)[0], ['--help']).error === undefined;
  if (!isHere) console.log(`Without ${name}: the program was not found`);
  return isHere;
});

/** What became of one secret in one photo. */
interface Result {
  readonly photo: string;
  readonly quality: number;
  readonly bytes: number;
  readonly peer: string;
  /** Bits of the secret for each AC coefficient that is not 0. */
  readonly rate: number;
  /** None where the program refused. */
  readonly figures?: Figures;
}

interface Figures {
  readonly psnr: number;
  readonly changed: number;
  readonly growth: number;
  readonly seconds: number;
  readonly keepsExif: boolean;
}

const results: Result[] = [];
const folder = mkdtempSync(join(tmpdir(), 'pentimento-bench-'));
const photos = readdirSync(positionals[0]!).sort().slice(0, Number(flags.limit));
for (const [index, photo] of photos.entries()) {
  for (const quality of numbers(flags.quality)) {
    const cover = join(folder, 'cover.jpg');
    await sharp(join(positionals[0]!, photo))
      .jpeg({ quality })
      .withExif({ IFD0: { Copyright: 'somebody', ImageDescription: basename(photo) } })
      .toFile(cover);
    for (const bytes of numbers(flags.bytes)) {
      const random = seededRandom(index, bytes);
      const secret = join(folder, 'secret');
      writeFileSync(
        secret,
        Uint8Array.from({ length: bytes }, () => random.integer(256)),
      );
      for (const { name, command } of here) {
        const container = join(folder, 'container.jpg');
        rmSync(container, { force: true });
        const [program, ...args] = command({ cover, secret, container, quality });
        const started = performance.now();
        const { status } = spawnSync(program, args);
        const seconds = (performance.now() - started) / 1000;
        const rate = (8 * bytes) / nonZeroAcCount(readJpeg(bytesOf(cover)).frame.components);
        const figures = status === 0 ? { ...(await comparison(cover, container)), seconds } : undefined;
        results.push({ photo, quality, bytes, peer: name, rate, ...(figures && { figures }) });
      }
    }
  }
}
rmSync(folder, { recursive: true });

console.log(`${photos.length} photos, means over those in which a program hides the secret`);
const rows = numbers(flags.quality).flatMap((quality) =>
  numbers(flags.bytes).flatMap((bytes) =>
    here.map(({ name }) =>
      row(results.filter((own) => own.quality === quality && own.bytes === bytes && own.peer === name)),
    ),
  ),
);
console.log(
  formatTable(
    [
      { title: 'quality', digits: 0 },
      { title: 'bytes', digits: 0 },
      { title: 'bits per non-zero AC', digits: 3 },
      'program',
      'hidden in',
      { title: 'PSNR', digits: 2 },
      { title: 'changed', digits: 0 },
      { title: 'growth %', digits: 2 },
      { title: 's', digits: 2 },
      'EXIF kept',
    ],
    rows,
  ),
);
if (flags.json !== undefined) writeFileSync(flags.json, `${JSON.stringify(results, undefined, 2)}\n`);

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}

/** A container against its cover, both decoded by libjpeg. */
async function comparison(coverPath: string, containerPath: string): Promise<Omit<Figures, 'seconds'>> {
  const [cover, container] = [bytesOf(coverPath), bytesOf(containerPath)];
  const [before, after] = [
    await decodePicture(cover, coverPath),
    await decodePicture(container, containerPath),
  ];
  const [{ exif: had }, { exif: has }] = [await sharp(cover).metadata(), await sharp(container).metadata()];
  return {
    psnr: psnr(before.image, after.image),
    changed: changedCoefficients(readJpeg(cover), readJpeg(container)),
    growth: 100 * (container.length / cover.length - 1),
    keepsExif: had !== undefined && has !== undefined && had.equals(has),
  };
}

/** Coefficients that differ; not a number for files of different tables or sampling. */
function changedCoefficients({ frame }: JpegFile, other: JpegFile): number {
  let changed = 0;
  for (const [index, { coefficients, quantisation }] of frame.components.entries()) {
    const theirs = other.frame.components[index];
    const isAlike =
      theirs?.coefficients.length === coefficients.length &&
      quantisation.every((step, at) => step === theirs.quantisation[at]);
    if (theirs === undefined || !isAlike) return Number.NaN;
    for (let at = 0; at < coefficients.length; at++)
      if (coefficients[at] !== theirs.coefficients[at]) changed++;
  }
  return changed;
}

function row(own: readonly Result[]): (string | number)[] {
  const { quality, bytes, peer } = own[0]!;
  const done = own.flatMap(({ figures }) => (figures === undefined ? [] : [figures]));
  const mean = (of: (figures: Figures) => number): number =>
    done.reduce((sum, figures) => sum + of(figures), 0) / done.length;
  return [
    quality,
    bytes,
    own.reduce((sum, { rate }) => sum + rate, 0) / own.length,
    peer,
    `${done.length} of ${own.length}`,
    mean((figures) => figures.psnr),
    mean((figures) => figures.changed),
    mean((figures) => figures.growth),
    mean((figures) => figures.seconds),
    `${done.filter(({ keepsExif }) => keepsExif).length} of ${done.length}`,
  ];
}
