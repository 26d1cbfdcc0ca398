/** The message of samples under a syndrome-trellis code: their bits times the parity-check matrix. */
import { blockEnds } from './blocks.ts';
import type { TrellisColumns } from './columns.ts';
import { checkHeight, trellisColumns } from './columns.ts';

/**
 * The syndrome of a segment's bits: what `TrellisEncoder.encode` was given.
 *
 * @param bits - one a byte, the lowest counts.
 * @param messageLength - bits of the message, at most as many as there are samples.
 * @param height - of the code, 6 to 12.
 * @param columns - the code's; other than the format's for trials only.
 * @returns the message, one bit a byte.
 * @throws TypeError when the bits are no Uint8Array; RangeError for another height, and when the message is longer than the segment.
 */
export function trellisExtract(
  bits: Uint8Array,
  messageLength: number,
  height: number,
  columns: TrellisColumns = trellisColumns,
): Uint8Array<ArrayBuffer> {
  checkHeight(height);
  if (!(bits instanceof Uint8Array)) {
    throw new TypeError(`Expected a Uint8Array for the bits but received ${typeof bits}`);
  }
  const ends = blockEnds(bits.length, messageLength);
  const message = new Uint8Array(messageLength);
  if (messageLength === 0) return message;
  const narrow = Math.floor(bits.length / messageLength);
  const narrowColumns = columns(narrow, height);
  const wideColumns = bits.length % messageLength === 0 ? narrowColumns : columns(narrow + 1, height);
  let sample = 0;
  let syndrome = 0;
  for (let block = 0; block < messageLength; block++) {
    const width = ends[block]! - sample;
    const own = width === narrow ? narrowColumns : wideColumns;
    for (let at = 0; at < width; at++) syndrome ^= -(bits[sample++]! & 1) & own[at]!;
    message[block] = syndrome & 1;
    syndrome >>>= 1;
  }
  return message;
}
