/** Measures marks: every picture marked, written to a file, read, attacked with real codecs, and verified. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { attackNamed, MARK_ATTACKS } from '../attacks/attack.ts';
import { nodeLossyCodecs } from '../attacks/codecs.node.ts';
import { readPicture, writePicture } from '../image/picture-files.node.ts';
import { PRESENT } from '../marking/false-positives.ts';
import { mark } from '../marking/mark.ts';
import type { IdBits } from '../marking/message.ts';
import type { OwnerKey } from '../marking/owner-key.ts';
import { newOwnerKey } from '../marking/owner-key.ts';
import { verify } from '../marking/verify.ts';
import { seededRandom } from '../random/seeded-random.ts';

/** What to measure. */
export interface EvaluateMarkOptions {
  /** Paths of pictures. */
  readonly pictures: readonly string[];
  /** Names that `attackNamed` knows; `MARK_ATTACKS` by default. */
  readonly attacks?: readonly string[] | undefined;
  /** Bits of the ids; 64 by default. */
  readonly bits?: IdBits | undefined;
  /** 1 by default. */
  readonly strength?: number | undefined;
  /** Of keys, ids and noise; 1 by default. */
  readonly seed?: number | undefined;
  /** Ends the work between two attacks. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each attack, `done` of `total`. */
  readonly onAttack?: ((picture: string, attack: string, done: number, total: number) => void) | undefined;
}

/** One attack on one picture. */
export interface MarkReading {
  /** Whether the number was read, and is right. */
  readonly read: boolean;
  /** Whether another number was read: a fault. */
  readonly wrong: boolean;
  /** Whether pilots or number were found. */
  readonly present: boolean;
  /** How clearly the pilots agree. */
  readonly agreement: number;
  /** Milliseconds of the search. */
  readonly milliseconds: number;
}

/** One picture. */
export interface MarkedFigures {
  /** Name of the file. */
  readonly file: string;
  /** PSNR of the marked picture, from its file, decibels. */
  readonly psnr: number;
  /** SSIM of the marked picture. */
  readonly ssim: number;
  /** Milliseconds of marking. */
  readonly milliseconds: number;
  /** In the order of the attacks. */
  readonly readings: readonly MarkReading[];
}

/** Marks under attacks. */
export interface MarkEvaluation {
  /** Tells it from evaluations of hiding. */
  readonly method: 'mark';
  /** Bits of the ids. */
  readonly bits: number;
  /** Of the marks. */
  readonly strength: number;
  /** Of keys, ids and noise. */
  readonly seed: number;
  /** One for each attack: how often the number was read, as a part of the pictures, and how often the mark was found. */
  readonly attacks: readonly {
    /** Its name. */
    readonly name: string;
    /** For people. */
    readonly description: string;
    /** Part of the pictures from which the right number was read. */
    readonly read: number;
    /** Part of the pictures in which the mark was found. */
    readonly present: number;
    /** Wrong numbers. */
    readonly wrong: number;
    /** The middle time of a search, milliseconds. */
    readonly milliseconds: number;
  }[];
  /** Each picture. */
  readonly pictures: readonly MarkedFigures[];
  /** PSNR of the marked pictures, decibels. */
  readonly psnr: {
    /** Mean over the pictures. */
    readonly mean: number;
    /** The lowest. */
    readonly least: number;
  };
  /** Mean. */
  readonly ssim: number;
}

/**
 * Measures marks under attacks.
 *
 * @param options - pictures and attacks.
 * @throws RangeError for an unknown attack; Error where a picture cannot be read; the signal's reason when it is aborted.
 */
export async function evaluateMark(options: EvaluateMarkOptions): Promise<MarkEvaluation> {
  const { pictures, bits = 64, strength = 1, seed = 1, signal } = options;
  const attacks = (options.attacks ?? MARK_ATTACKS).map(attackNamed);
  const random = seededRandom(seed);
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(256));
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-mark-'));
  const figures: MarkedFigures[] = [];
  try {
    for (const [index, path] of pictures.entries()) {
      const owner = await newOwnerKey(bytes);
      const id = bytes(bits / 8);
      const { image } = await readPicture(path);
      const started = performance.now();
      const marked = await mark(image, owner, { id, strength });
      const milliseconds = performance.now() - started;
      const file = join(folder, `${index}.png`);
      await writePicture(file, marked.image);
      const saved = (await readPicture(file)).image;
      const readings: MarkReading[] = [];
      for (const [at, attack] of attacks.entries()) {
        signal?.throwIfAborted();
        options.onAttack?.(path, attack.name, index * attacks.length + at, pictures.length * attacks.length);
        const work = { codecs: nodeLossyCodecs(), random: seededRandom(seed, index) };
        readings.push(await readingOf(await attack.apply(saved, work), owner, id));
      }
      figures.push({ file: basename(path), psnr: marked.psnr, ssim: marked.ssim, milliseconds, readings });
      await rm(file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const part = (index: number, test: (reading: MarkReading) => boolean): number =>
    figures.filter(({ readings }) => test(readings[index]!)).length / figures.length;
  return {
    method: 'mark',
    bits,
    strength,
    seed,
    attacks: attacks.map(({ name, description }, index) => ({
      name,
      description,
      read: part(index, ({ read }) => read),
      present: part(index, ({ present }) => present),
      wrong: figures.filter(({ readings }) => readings[index]!.wrong).length,
      milliseconds: middle(figures.map(({ readings }) => readings[index]!.milliseconds)),
    })),
    pictures: figures,
    psnr: {
      mean: mean(figures.map(({ psnr }) => psnr)),
      least: Math.min(...figures.map(({ psnr }) => psnr)),
    },
    ssim: mean(figures.map(({ ssim }) => ssim)),
  };
}

async function readingOf(
  image: Parameters<typeof verify>[0],
  owner: OwnerKey,
  id: Uint8Array,
): Promise<MarkReading> {
  const started = performance.now();
  const found = await verify(image, owner);
  const milliseconds = performance.now() - started;
  const read =
    found.id !== undefined && found.id.length === id.length && found.id.every((b, i) => b === id[i]);
  return {
    read,
    wrong: found.id !== undefined && !read,
    present: found.id !== undefined || found.agreement >= PRESENT,
    agreement: found.agreement,
    milliseconds,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}
