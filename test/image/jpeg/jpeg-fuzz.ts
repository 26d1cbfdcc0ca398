/**
 * Damaged JPEG files through `readJpeg`. Every answer is an error with a code, or a file that `writeJpeg` repeats byte for byte;
 * anything else is thrown, with the number of the case, which is the same for the same seed.
 */
import assert from 'node:assert/strict';
import { isCoded } from '../../../src/errors/coded.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

export interface FuzzOptions {
  /** Whole files that the cases are made of. */
  readonly files: readonly Uint8Array[];
  readonly runs: number;
  readonly seed: number;
  /** Told after every run. */
  readonly onProgress?: (runs: number) => void;
}

export interface FuzzOutcome {
  /** How often each answer came: `identical`, `irregular` (identical too), and errors by code and coding. */
  readonly counts: Readonly<Record<string, number>>;
  /** Milliseconds of processor time of the slowest case. */
  readonly slowest: number;
  /** The most bytes of coefficients for each byte of a file. */
  readonly mostMemory: number;
}

/** What `readJpeg` states: bytes of coefficients a byte of the file, without those of an irregular coding. */
export const MEMORY_BOUND = 4096;

type Numbers = ReturnType<typeof seededRandom>;

/** @throws Error at the first case with an answer that must not be. */
export function fuzzJpeg({ files, runs, seed, onProgress }: FuzzOptions): FuzzOutcome {
  const counts: Record<string, number> = {};
  let slowest = 0;
  let mostMemory = 0;
  for (let number = 0; number < runs; number++) {
    const numbers = seededRandom(seed * 2 ** 20 + number);
    const bytes = mutated(files, numbers);
    const started = process.cpuUsage();
    try {
      const { answer, memory } = answerTo(bytes);
      counts[answer] = (counts[answer] ?? 0) + 1;
      mostMemory = Math.max(mostMemory, memory);
    } catch (error) {
      throw new Error(`Case ${number} of seed ${seed}`, { cause: error });
    }
    const { user, system } = process.cpuUsage(started);
    slowest = Math.max(slowest, (user + system) / 1000);
    onProgress?.(number + 1);
  }
  return { counts, slowest, mostMemory };
}

/** What becomes of a file, good or bad. */
export function answerTo(bytes: Uint8Array): { readonly answer: string; readonly memory: number } {
  let file: ReturnType<typeof readJpeg>;
  try {
    file = readJpeg(bytes);
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { answer: [error.code, error.details.coding].filter(Boolean).join(': '), memory: 0 };
  }
  const coefficients = file.frame.components.reduce((sum, own) => sum + own.coefficients.byteLength, 0);
  const memory = coefficients / bytes.length;
  assert.ok(memory <= MEMORY_BOUND, `${memory} bytes a byte`);
  assert.ok(Buffer.from(bytes).equals(writeJpeg(file)), 'other bytes');
  return { answer: file.irregular ? 'irregular' : 'identical', memory };
}

/** One, two or four changes of a file. */
function mutated(files: readonly Uint8Array[], numbers: Numbers): Uint8Array {
  let bytes = Uint8Array.from(files[numbers.integer(files.length)]!);
  for (let left = 2 ** numbers.integer(3); left > 0 && bytes.length > 0; left--) {
    bytes = change(bytes, files, numbers);
  }
  return bytes;
}

function change(bytes: Uint8Array, files: readonly Uint8Array[], numbers: Numbers): Uint8Array<ArrayBuffer> {
  const at = numbers.integer(bytes.length);
  const length = Math.min(1 + numbers.integer(32), bytes.length - at);
  const changed = Uint8Array.from(bytes);
  switch (numbers.integer(8)) {
    case 0:
    case 1:
      changed[at]! ^= 1 << numbers.integer(8);
      return changed;
    case 2:
      changed[at] = numbers.integer(256);
      return changed;
    case 3:
      changed[at] = [0, 1, 0x7f, 0x80, 0xff][numbers.integer(5)]!;
      return changed;
    case 4:
      return joined(bytes.subarray(0, at), bytes.subarray(at + length));
    case 5:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at));
    case 6: {
      const marker = Uint8Array.of(0xff, 0xc0 + numbers.integer(0x30));
      return joined(bytes.subarray(0, at), marker, bytes.subarray(at + numbers.integer(3)));
    }
    default: {
      // The head of one file before the tail of another, or a cut.
      const other = files[numbers.integer(files.length)]!;
      const tail =
        numbers.integer(2) === 0 ? new Uint8Array() : other.subarray(numbers.integer(other.length));
      return joined(bytes.subarray(0, at), tail);
    }
  }
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(pieces));
}
