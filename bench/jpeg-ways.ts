/**
 * What the benchmarks of wardens for JPEG files share: covers, and ways to hide in them by name.
 */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { JpegComponent, JpegFile } from '../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../src/image/jpeg/write-jpeg.ts';
import { readPicture } from '../src/image/picture-files.node.ts';
import { KeyRing } from '../src/keys/key-ring.ts';
import type { JpegCover } from '../src/media/jpeg.ts';
import { nodeSecretCoder } from '../src/methods/exact/codecs/secret-coder.node.ts';
import { payloadOverhead } from '../src/methods/exact/payload.ts';
import { coefficientCover, JPEG_LAYOUT } from '../src/methods/jpeg/coefficient-cover.ts';
import { juniwardCosts } from '../src/methods/jpeg/costs/juniward.ts';
import { uerdCosts } from '../src/methods/jpeg/costs/uerd.ts';
import { jpeg } from '../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../src/methods/method.ts';
import type { RandomSource } from '../src/random/seeded-random.ts';
import { adaptiveJpeg } from '../src/steganalysis/controls/jpeg/adaptive-jpeg.ts';
import type { JpegPayloadOptions } from '../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { nonZeroAcCount } from '../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { jsteg } from '../src/steganalysis/controls/jpeg/jsteg.ts';
import { nsf5 } from '../src/steganalysis/controls/jpeg/nsf5.ts';
import type { JpegCoverOptions } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';
import { jpegCovers } from '../src/steganalysis/jpeg/jpeg-covers.node.ts';

/** What is audited: a way from a cover to a container. */
export interface Subject {
  readonly name: string;
  /** Bits per non-zero AC coefficient. */
  readonly rate: number;
  hide(cover: JpegFile, random: RandomSource): JpegFile | Promise<JpegFile>;
}

/** Crops of a photo. */
export interface CoverPhoto {
  readonly photo: string;
  readonly covers: readonly JpegFile[];
}

const knownCosts = new WeakMap<JpegComponent, Float32Array>();

/** Ways to hide by name, each tried at all rates: the method, what it is at the bound of all codes, controls, and another program. */
function waysOf(
  payload: JpegPayloadOptions,
): readonly (readonly [name: string, at: (rate: number) => Subject['hide']])[] {
  return [
    ['jpeg', ourMethod],
    ['juniward', (rate) => adaptiveJpeg(juniwardCostsOnce, rate, payload)],
    ['juniward-in-luma', allInLuma],
    ['uerd', (rate) => adaptiveJpeg(uerdCosts, rate, payload)],
    [
      'uniform',
      (rate) =>
        adaptiveJpeg(({ coefficients }) => new Float32Array(coefficients.length).fill(1), rate, payload),
    ],
    ['jsteg', (rate) => jsteg(rate, payload)],
    ['nsf5', (rate) => nsf5(rate, payload)],
    ['steghide', steghide],
  ];
}

/**
 * The subjects of a list such as `jpeg,nsf5@0.1`, at all rates or at one; all where the list is empty. steghide is left out where the
 * program was not found.
 */
export function subjectsNamed(
  list: string,
  rates: readonly number[],
  payload: JpegPayloadOptions,
): readonly Subject[] {
  const ways = waysOf(payload);
  const chosen = list === '' ? ways.map(([name]) => name) : list.split(',');
  return chosen.flatMap((choice) => {
    const [name, rate] = choice.split('@');
    const way = ways.find(([own]) => own === name);
    if (way === undefined) {
      throw new RangeError(
        `Expected one of ${ways.map(([own]) => own).join(', ')} for a way to hide but received ${name}`,
      );
    }
    if (name === 'steghide' && spawnSync('steghide', ['version']).error !== undefined) {
      console.log('Without steghide: the program was not found');
      return [];
    }
    const own = rate === undefined ? rates : [Number(rate)];
    return own.map((each) => ({ name: way[0], rate: each, hide: way[1](each) }));
  });
}

/** Crops of the photos in the order of their names, until there are enough. */
export async function coversOf(
  paths: readonly string[],
  { most = Number.POSITIVE_INFINITY, ...options }: JpegCoverOptions,
): Promise<CoverPhoto[]> {
  const photos: CoverPhoto[] = [];
  let left = most;
  for (const path of paths) {
    if (left === 0) break;
    const { image } = await readPicture(path);
    const covers = await jpegCovers(image, { ...options, most: left });
    if (covers.length > 0) photos.push({ photo: basename(path), covers });
    left -= covers.length;
  }
  return photos;
}

/** Files of a folder, or those that a path is the beginning of. */
export async function picturesAt(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const [folder, start] = isFolder ? [path, ''] : [dirname(path), basename(path)];
  const names = (await readdir(folder)).filter((name) => name.startsWith(start)).sort();
  if (names.length === 0) throw new RangeError(`Expected photos but ${path} is the beginning of no path`);
  return names.map((name) => join(folder, name));
}

/**
 * The method itself, without a passphrase. Its file is empty: what a file leaves of the rate is filled with random bits, and all is
 * encrypted. Where even that takes more than the rate, the rate is raised.
 */
function ourMethod(rate: number): Subject['hide'] {
  const file = { kind: 'file', name: '', mediaType: '' } as const;
  const secret = { ...file, content: new Uint8Array(0) };
  const host = { coder: nodeSecretCoder() } as MethodHost;
  return async (cover, random) => {
    const code = await jpeg.load();
    const samples = coefficientCover(cover).samples.length;
    const body = samples - JPEG_LAYOUT.saltSamples(samples) - JPEG_LAYOUT.headerSamples(samples, 1);
    const least =
      (8 * (payloadOverhead(file) + 1) * samples) / (body * nonZeroAcCount(cover.frame.components));
    const { container } = await code.hide(
      { kind: 'jpeg', file: cover } as JpegCover,
      [{ secret, keys: new KeyRing(undefined) }],
      { rate: Math.max(rate, least) },
      { host, random: (length) => randomBytes(length, random) },
    );
    return (container as JpegCover).file;
  };
}

/** J-UNIWARD's costs, which covers have once and all rates share. */
function juniwardCostsOnce(component: JpegComponent): Float32Array {
  const known = knownCosts.get(component) ?? juniwardCosts(component);
  knownCosts.set(component, known);
  return known;
}

/** J-UNIWARD in luma alone, with as many bits as all components would carry at this rate. */
function allInLuma(rate: number): Subject['hide'] {
  return (cover, random) => {
    const { components } = cover.frame;
    const ownRate = (rate * nonZeroAcCount(components)) / nonZeroAcCount(components.slice(0, 1));
    const hide = adaptiveJpeg(juniwardCostsOnce, ownRate, { components: 'luma' });
    return hide(cover, random);
  };
}

/** The program steghide, with a file of the rate's size; its own header comes on top, as ours does. */
function steghide(rate: number): Subject['hide'] {
  const run = promisify(execFile);
  return async (cover, random) => {
    const folder = await mkdtemp(join(tmpdir(), 'pentimento-bench-'));
    const at = (name: string): string => join(folder, name);
    const secret = randomBytes(Math.round((rate * nonZeroAcCount(cover.frame.components)) / 8), random);
    await writeFile(at('cover.jpg'), writeJpeg(cover));
    await writeFile(at('secret'), secret);
    const files = ['-cf', at('cover.jpg'), '-ef', at('secret'), '-sf', at('container.jpg')];
    const passphrase = `${random.integer(2 ** 32)}`;
    await run('steghide', ['embed', ...files, '-p', passphrase, ...'-q -Z -N -K -e none'.split(' ')]);
    const container = readJpeg(new Uint8Array(await readFile(at('container.jpg'))));
    await rm(folder, { recursive: true });
    return container;
  };
}

function randomBytes(length: number, random: RandomSource): Uint8Array {
  return Uint8Array.from({ length }, () => random.integer(256));
}
