/**
 * Hides in a large cover and reveals, through files, in a process of its own, and prints its peak of resident memory,
 * which has to stay below 2 GiB (exact method: 1 GiB) for 24 megapixels, the seconds a megapixel, and where the memory goes.
 *
 * `npm run bench large-cover`; after two further `--`: `--megapixels 6`, `--model <folder>`, or `--method exact --rate 0.05` for a file
 * of so many bits a sample.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { hide } from '../src/hiding/hide-files.node.ts';
import { reveal } from '../src/hiding/reveal-files.node.ts';
import { readPicture, writePicture } from '../src/image/picture-files.node.ts';
import type { RgbImage } from '../src/image/rgb-image.ts';
import { rgbImage } from '../src/image/rgb-image.ts';
import { DEFAULT_MODEL } from '../src/methods/models/default-model.ts';
import { fidelity } from '../src/metrics/fidelity.ts';
import { seededRandom } from '../src/random/seeded-random.ts';
import { formatTable } from '../src/report/text/table.ts';

const MEBIBYTE = 2 ** 20;

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string', default: DEFAULT_MODEL },
    megapixels: { type: 'string', default: '24' },
    method: { type: 'string', default: 'deep' },
    rate: { type: 'string', default: '0.05' },
    child: { type: 'string' },
  },
});
const EXACT = flags.method === 'exact';

/** Bytes of resident memory that hiding and revealing must stay below. */
const LIMIT = (EXACT ? 1 : 2) * 2 ** 30;

const SAMPLE = fileURLToPath(new URL('../../samples/kodim23.png', import.meta.url));

/** Makes the cover and starts the measured process, whose memory does not count what that took. */
async function parent(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-large-cover-'));
  try {
    const unit = Math.sqrt((Number(flags.megapixels) * 1e6) / 6);
    const [width, height] = [Math.round(3 * unit), Math.round(2 * unit)];
    const sample = (await readPicture(SAMPLE)).image;
    await writePicture(join(folder, 'cover.png'), largeCover(width, height, sample));
    await writePicture(join(folder, 'secret.png'), sample);
    const bytes = new Uint8Array(Math.floor((3 * width * height * Number(flags.rate)) / 8));
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    await writeFile(join(folder, 'secret.bin'), bytes);
    const program = fileURLToPath(import.meta.url);
    const parameters = ['--child', folder, ...process.argv.slice(2)];
    return spawnSync(process.execPath, [program, ...parameters], { stdio: 'inherit' }).status ?? 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A photo laid side by side, mirrored so that no edge shows, under a smooth random light. */
function largeCover(width: number, height: number, photo: RgbImage): RgbImage {
  const cover = rgbImage(width, height);
  const random = seededRandom(24);
  const waves = Array.from({ length: 6 }, () => ({
    across: (random.uniform() * 12 * Math.PI) / width,
    down: (random.uniform() * 12 * Math.PI) / height,
    phase: 2 * Math.PI * random.uniform(),
  }));
  const mirror = (position: number, length: number): number => {
    const within = position % (2 * length);
    return within < length ? within : 2 * length - 1 - within;
  };
  for (let y = 0; y < height; y++) {
    const row = photo.width * mirror(y, photo.height);
    for (let x = 0; x < width; x++) {
      let light = 1;
      for (const { across, down, phase } of waves) light += 0.05 * Math.sin(across * x + down * y + phase);
      const from = 3 * (row + mirror(x, photo.width));
      const to = 3 * (y * width + x);
      for (let colour = 0; colour < 3; colour++) {
        cover.data[to + colour] = Math.min(255, Math.round(light * photo.data[from + colour]!));
      }
    }
  }
  return cover;
}

interface Stage {
  readonly name: string;
  readonly seconds: number;
  /** Highest resident memory of the process so far, bytes. */
  readonly peak: number;
  /** Highest that was seen during the stage, in bytes: resident, of JavaScript's heap, and of array buffers. */
  readonly resident: number;
  readonly heap: number;
  readonly buffers: number;
}

/** Watches the memory, stage by stage. A stage that blocks the thread is seen at its ends only, and in `peak`. */
class MemoryWatch {
  readonly stages: Stage[] = [];
  private name = 'start';
  private started = performance.now();
  private highest = { resident: 0, heap: 0, buffers: 0 };
  private readonly timer = setInterval(() => this.look(), 20).unref();

  enter(name: string): void {
    if (name === this.name) return;
    this.look();
    const now = performance.now();
    const peak = process.resourceUsage().maxRSS * 1024;
    this.stages.push({ name: this.name, seconds: (now - this.started) / 1000, peak, ...this.highest });
    this.name = name;
    this.started = now;
    this.highest = { resident: 0, heap: 0, buffers: 0 };
    this.look();
  }

  end(): void {
    this.enter('');
    clearInterval(this.timer);
  }

  private look(): void {
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    this.highest = {
      resident: Math.max(this.highest.resident, rss),
      heap: Math.max(this.highest.heap, heapUsed),
      buffers: Math.max(this.highest.buffers, arrayBuffers),
    };
  }
}

async function child(folder: string): Promise<void> {
  const file = (name: string): string => join(folder, `${name}.png`);
  const watch = new MemoryWatch();
  // Up to 0.7 of its work `hide` makes the container; the rest reads the file back, reveals and measures it.
  watch.enter('hide: read');
  const hidden = await hide({
    cover: file('cover'),
    secret: EXACT ? join(folder, 'secret.bin') : file('secret'),
    container: file('container'),
    ...(EXACT ? { method: 'exact' } : { model: flags.model }),
    onProgress: ({ stage, done }) => watch.enter(done >= 1 ? 'hide: measure' : `hide: ${stage}`),
  });
  watch.enter('reveal: read');
  const revealed = await reveal({
    container: file('container'),
    secret: EXACT ? join(folder, 'revealed.bin') : file('revealed'),
    ...(EXACT ? {} : { model: flags.model }),
    onProgress: ({ done: fraction }) => watch.enter(`reveal: ${fraction < 1 ? 'work' : 'write'}`),
  });
  watch.end();
  const peak = process.resourceUsage().maxRSS * 1024;

  const { width, height } = (await readPicture(file('cover'))).image;
  const received = EXACT
    ? hidden.secret
    : fidelity((await readPicture(file('secret'))).image, (await readPicture(file('revealed'))).image);
  const megapixels = (width * height) / 1e6;
  const mebibytes = (bytes: number): number => bytes / MEBIBYTE;
  const whole = { digits: 0 };
  console.log(
    `Cover ${width}x${height}, ${hidden.model === undefined ? `exact method, ${flags.rate} bits a sample` : `model ${hidden.model}`}; samples of one such picture: ${mebibytes(3e6 * megapixels).toFixed(0)} MiB`,
  );
  console.log(
    formatTable(
      [
        'stage',
        { title: 's', digits: 1 },
        { title: 'resident MiB', ...whole },
        { title: 'heap', ...whole },
        { title: 'array buffers', ...whole },
        { title: 'peak so far', ...whole },
      ],
      watch.stages.map(({ name, seconds, resident, heap, buffers, peak: soFar }) => [
        name,
        seconds,
        ...[resident, heap, buffers, soFar].map(mebibytes),
      ]),
    ),
  );
  console.log(
    `cover ${hidden.cover.psnr.toFixed(2)} dB, revealed secret ${received.psnr.toFixed(2)} dB\n` +
      `hide ${(hidden.seconds.total / megapixels).toFixed(2)} s a megapixel (${hidden.seconds.total.toFixed(1)} s), ` +
      `reveal ${(revealed.seconds.total / megapixels).toFixed(2)} s (${revealed.seconds.total.toFixed(1)} s)\n` +
      `peak of resident memory ${mebibytes(peak).toFixed(0)} MiB, limit ${mebibytes(LIMIT)} MiB`,
  );
  if (peak >= LIMIT) {
    console.error(
      `Expected less than ${mebibytes(LIMIT)} MiB but the peak was ${mebibytes(peak).toFixed(0)} MiB`,
    );
    process.exit(1);
  }
}

if (flags.child === undefined) {
  process.exit(await parent());
} else {
  await child(flags.child);
  process.exit(0);
}
