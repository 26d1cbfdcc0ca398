/**
 * Scrambles a secret with a key before a network sees it: its blocks change places over the whole picture, and the signs of each
 * block's coefficients are drawn at random. Revealing undoes it. This obscures; it does not encrypt (docs/security.md). Byte by
 * byte: docs/format.md.
 */
import { flipCoefficients } from '../../image/block-transform.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { rgbImage } from '../../image/rgb-image.ts';
import { blockOf, blockSpan, blocksAlong } from '../../image/scramble-blocks.ts';
import type { Rect } from '../../image/tiles.ts';
import { SALT_BYTES } from '../../keys/frame-keys.ts';
import { keysFor, type Passphrase } from '../../keys/key-ring.ts';
import { aes256CtrKeystream } from '../../keys/webcrypto.ts';

/** Bytes of the nonce, which makes two pictures under one passphrase scramble differently. */
export const SCRAMBLE_NONCE_BYTES = 7;

/** The prefix of the nonce in the salt of Argon2id: 9 characters, so that both are 16 bytes. */
const SALT_PREFIX = 'deep/scr/';

/** The scramble of a key for pictures of one size. */
export interface Scramble {
  readonly width: number;
  readonly height: number;
  /** Blocks a row. */
  readonly columns: number;
  /** The block of the secret that stands at each place of the scrambled picture. */
  readonly source: Uint32Array;
  /** A bit a coefficient, most significant first, for each place [colour, row, column] behind those of the places before. */
  readonly signs: Uint8Array;
  /** Where the signs of each place start, in bits. */
  readonly firstSign: Float64Array;
}

/**
 * The scramble of a passphrase and a nonce for a picture of that size. Runs Argon2id once, about 0.3 s of one core.
 *
 * @param nonce - 7 bytes.
 * @throws RangeError when the passphrase is empty or the nonce not 7 bytes.
 */
export async function planScramble(
  passphrase: Passphrase,
  nonce: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Scramble> {
  if (nonce.length !== SCRAMBLE_NONCE_BYTES) {
    throw new RangeError(`Expected ${SCRAMBLE_NONCE_BYTES} bytes for the nonce but received ${nonce.length}`);
  }
  const salt = new Uint8Array(SALT_BYTES);
  salt.set(new TextEncoder().encode(SALT_PREFIX));
  salt.set(nonce, SALT_PREFIX.length);
  const keys = await keysFor(passphrase, salt);
  const columns = blocksAlong(width);
  const count = columns * blocksAlong(height);
  const firstSign = new Float64Array(count);
  let bits = 0;
  for (let place = 0; place < count; place++) {
    firstSign[place] = bits;
    const block = blockAt({ width, height, columns }, place);
    bits += 3 * block.width * block.height;
  }
  const order = await aes256CtrKeystream(await keys.deriveKey('deep/1/scramble-order'), 0, 4 * count);
  const signs = await aes256CtrKeystream(
    await keys.deriveKey('deep/1/scramble-signs'),
    0,
    Math.ceil(bits / 8),
  );
  const source = permutation({ width, height, columns }, count, order);
  return { width, height, columns, source, signs, firstSign };
}

type Grid = Pick<Scramble, 'width' | 'height' | 'columns'>;

/** The pixels of a block. */
function blockAt({ width, height, columns }: Grid, place: number): Rect {
  const across = blockSpan(place % columns, width);
  const down = blockSpan(Math.floor(place / columns), height);
  return { x: across.start, y: down.start, width: across.length, height: down.length };
}

/**
 * Blocks of one size change places among themselves, by Durstenfeld's shuffle (1964): going down from the last, block i changes
 * places with block floor(r (i + 1) / 2^32), r being the next 32 bits of the key stream.
 */
function permutation(grid: Grid, count: number, stream: Uint8Array): Uint32Array {
  const source = new Uint32Array(count);
  const bySize = new Map<string, number[]>();
  for (let place = 0; place < count; place++) {
    const { width, height } = blockAt(grid, place);
    const size = `${width}x${height}`;
    const members = bySize.get(size);
    if (members === undefined) bySize.set(size, [place]);
    else members.push(place);
  }
  const numbers = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  let used = 0;
  for (const places of bySize.values()) {
    const shuffled = [...places];
    for (let index = shuffled.length - 1; index >= 0; index--) {
      const other = Math.floor((numbers.getUint32(4 * used) * (index + 1)) / 2 ** 32);
      used += 1;
      [shuffled[index], shuffled[other]] = [shuffled[other]!, shuffled[index]!];
    }
    for (const [index, place] of places.entries()) source[place] = shuffled[index]!;
  }
  return source;
}

function signsOf({ signs, firstSign }: Scramble, place: number, count: number): Int8Array {
  const first = firstSign[place]!;
  return Int8Array.from({ length: count }, (_, index) => {
    const bit = first + index;
    return (signs[Math.floor(bit / 8)]! >> (7 - (bit % 8))) & 1 ? -1 : 1;
  });
}

/**
 * A part of the scrambled picture: [3, height, width], centred at 0.5; samples may lie outside of 0-1.
 *
 * @param secret - of the scramble's size.
 */
export function scrambledPlanes(secret: RgbImage, scramble: Scramble, window: Rect): Float32Array {
  const planes = new Float32Array(3 * window.width * window.height);
  forEachBlock(scramble, window, (place, block) => {
    const from = blockAt(scramble, scramble.source[place]!);
    const size = block.width * block.height;
    const samples = new Float64Array(3 * size);
    for (let colour = 0; colour < 3; colour++) {
      for (let index = 0; index < size; index++) {
        const x = from.x + (index % block.width);
        const y = from.y + Math.floor(index / block.width);
        samples[colour * size + index] = secret.data[3 * (y * secret.width + x) + colour]! / 255 - 0.5;
      }
    }
    flipCoefficients(samples, block.width, block.height, signsOf(scramble, place, 3 * size));
    for (let colour = 0; colour < 3; colour++) {
      for (let index = 0; index < size; index++) {
        const x = block.x + (index % block.width) - window.x;
        const y = block.y + Math.floor(index / block.width) - window.y;
        if (x < 0 || y < 0 || x >= window.width || y >= window.height) continue;
        planes[(colour * window.height + y) * window.width + x] = samples[colour * size + index]! + 0.5;
      }
    }
  });
  return planes;
}

/** Gathers a secret from the parts of its scrambled picture. */
export class Unscrambler {
  /** The secret; complete when every block of the scrambled picture was given. */
  readonly secret: RgbImage;
  private readonly scramble: Scramble;

  constructor(scramble: Scramble) {
    this.scramble = scramble;
    this.secret = rgbImage(scramble.width, scramble.height);
  }

  /**
   * Takes a part of the scrambled picture that starts and ends between blocks.
   *
   * @param planes - [3, height, width] of the part, centred at 0.5.
   */
  add(part: Rect, planes: Float32Array): void {
    forEachBlock(this.scramble, part, (place, block) => {
      const size = block.width * block.height;
      const samples = new Float64Array(3 * size);
      for (let colour = 0; colour < 3; colour++) {
        for (let index = 0; index < size; index++) {
          const x = block.x + (index % block.width) - part.x;
          const y = block.y + Math.floor(index / block.width) - part.y;
          samples[colour * size + index] = planes[(colour * part.height + y) * part.width + x]! - 0.5;
        }
      }
      flipCoefficients(samples, block.width, block.height, signsOf(this.scramble, place, 3 * size));
      const to = blockAt(this.scramble, this.scramble.source[place]!);
      for (let colour = 0; colour < 3; colour++) {
        for (let index = 0; index < size; index++) {
          const x = to.x + (index % block.width);
          const y = to.y + Math.floor(index / block.width);
          const sample = Math.min(1, Math.max(0, samples[colour * size + index]! + 0.5));
          this.secret.data[3 * (y * this.scramble.width + x) + colour] = Math.floor(sample * 255 + 0.5);
        }
      }
    });
  }
}

function forEachBlock(scramble: Scramble, window: Rect, visit: (place: number, block: Rect) => void): void {
  const { width, height, columns } = scramble;
  const lastRow = blockOf(window.y + window.height - 1, height);
  const lastColumn = blockOf(window.x + window.width - 1, width);
  for (let row = blockOf(window.y, height); row <= lastRow; row++) {
    for (let column = blockOf(window.x, width); column <= lastColumn; column++) {
      const place = row * columns + column;
      visit(place, blockAt(scramble, place));
    }
  }
}
