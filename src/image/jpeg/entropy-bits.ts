/**
 * The bits of entropy-coded data, one restart interval after the other (ITU-T T.81, B.1.1.5, F.2.2.5).
 *
 * An interval is first copied without its stuffed zero bytes. A bit's place is then a plain number, and a decoder reads 32 bits at
 * any place without checking for markers. The copy ends in enough zeros for one block, so a check after each block suffices.
 */
import { MARKER } from './markers.ts';
import { damaged, tooLarge } from './refusals.ts';

/** A block has at most 64 symbols of 16 bits with 15 bits each behind. */
const BYTES_OF_A_BLOCK = 256;

/** Places of bits stay below 2 ** 31. */
const MAXIMUM_BYTES = 2 ** 28 - BYTES_OF_A_BLOCK;

/** How an interval ended. */
export interface IntervalEnd {
  /** How many bits fill the last byte, 0-7, and their value. */
  readonly paddingBits: number;
  readonly padding: number;
  /** What stands between the data and the marker behind it. */
  readonly gap: Uint8Array;
}

export class EntropyBits {
  /** The interval's bits; `view.getInt32(at >> 3) << (at & 7)` has at least 25 of them. */
  readonly view: DataView;
  /** The place of the next bit. */
  at = 0;
  /** The number of bits. */
  end = 0;
  /** Where the file goes on: the 0xFF right before the code of the marker that ends the interval. */
  next = 0;
  readonly #file: Uint8Array;
  readonly #data: Uint8Array;
  #fillBytes = 0;

  /** @throws RangeError `picture-too-large` when the file has more bytes than can be counted in bits. */
  constructor(file: Uint8Array) {
    if (file.length > MAXIMUM_BYTES) throw tooLarge(file.length, MAXIMUM_BYTES, 'bytes');
    this.#file = file;
    this.#data = new Uint8Array(file.length + BYTES_OF_A_BLOCK);
    this.view = new DataView(this.#data.buffer);
  }

  /**
   * Goes to the interval that starts at a byte of the file.
   *
   * @throws RangeError `damaged-picture` when the file ends before a marker.
   */
  startInterval(from: number): void {
    const file = this.#file;
    const data = this.#data;
    let length = 0;
    let at = from;
    for (;;) {
      if (at >= file.length) throw damaged('it ends in the middle of picture data', file.length);
      const byte = file[at]!;
      if (byte === 0xff) {
        if (file[at + 1] !== 0) break;
        at++;
      }
      data[length++] = byte;
      at++;
    }
    data.fill(0, length, length + BYTES_OF_A_BLOCK);
    const fillFrom = at;
    while (file[at + 1] === 0xff) at++;
    if (at + 1 >= file.length) throw damaged('it ends in the middle of picture data', file.length);
    if (file[at + 1] === 0) throw damaged('the picture data holds a marker without a code', at);
    this.at = 0;
    this.end = 8 * length;
    this.next = at;
    this.#fillBytes = at - fillFrom;
  }

  /** @throws RangeError `damaged-picture` when more bits were read than there are. */
  assertEnough(): void {
    if (this.at > this.end) throw damaged('its picture data ends early', this.next);
  }

  /** What is left of the interval when all its blocks are read. */
  endInterval(): IntervalEnd {
    this.assertEnough();
    const left = this.end - this.at;
    const paddingBits = left & 7;
    const padding = this.#data[this.at >> 3]! & ((1 << paddingBits) - 1);
    const stray = this.#data.subarray((this.at + paddingBits) >> 3, this.end >> 3);
    let strayBytes = stray.length;
    for (const byte of stray) if (byte === 0xff) strayBytes++;
    const gap = this.#file.subarray(this.next - this.#fillBytes - strayBytes, this.next);
    return { paddingBits, padding, gap };
  }

  /**
   * Passes the restart marker behind an interval.
   *
   * @param index - the interval's number; markers count modulo 8 (B.2.1).
   * @returns where the next interval starts.
   * @throws RangeError `damaged-picture` when another marker stands there.
   */
  passRestartMarker(index: number): number {
    if (this.#file[this.next + 1] !== MARKER.RST0 + (index & 7)) {
      throw damaged('a restart marker is missing', this.next);
    }
    return this.next + 2;
  }

  /** The next bits as a number, most significant first; up to 16. */
  take(count: number): number {
    const at = this.at;
    this.at = at + count;
    return count === 0 ? 0 : (this.view.getInt32(at >> 3) << (at & 7)) >>> (32 - count);
  }
}
