/**
 * The robust method: pictures and files, encrypted and error-corrected, in luma coefficients, where they survive being encoded anew. Byte
 * by byte: docs/format.md.
 */

import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { deriveFrameKeys } from '../../keys/frame-keys.ts';
import { aes256GcmSeal, GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import type { RandomBytes } from '../../random/random-bytes.ts';
import type { PartCount } from '../exact/settings.ts';
import { FREE } from './cells.ts';
import { associatedBytes, bitsOf, headerWord, nonceText, type RobustHeader } from './header.ts';
import { BLOCK_AREA, type BlockGrid, blockGrid } from './luma-blocks.ts';
import { encodeBits } from './payload-code.ts';
import type { Part } from './placement.ts';
import { isIn, partTile, payloadPlaces, pilotTile, SALT, tileIndex } from './placement.ts';
import { LEAST_PART_BLOCKS, PILOT, SLOT_ORDER, type Survival } from './settings.ts';

const NONCE_BYTES = 12;

/** A payload of one receiver. */
export interface RobustPayload {
  readonly keys: FrameKeys;
  readonly part: Part;
  /** Encoded, not sealed. */
  readonly record: Uint8Array;
}

/** What is written, and how strongly. */
export interface RobustPlan {
  readonly survival: Survival;
  readonly parts: PartCount;
  /** Coefficients of a block that carry payloads; the same for all parts. */
  readonly slots: number;
}

/**
 * The bits of payloads, for each coefficient of each whole block of a cover one or `FREE`; parts without a payload get random bits.
 *
 * @throws RangeError `cover-too-small`.
 */
export async function robustBits(
  cover: RgbImage,
  payloads: readonly RobustPayload[],
  plan: RobustPlan,
  random: RandomBytes,
): Promise<Uint8Array> {
  const grid = blockGrid(cover);
  const tile = await partTile();
  const bits = new Uint8Array(BLOCK_AREA * grid.columns * grid.rows).fill(FREE);
  for (let index = 0; index < plan.parts; index++) {
    const part: Part = { index, count: plan.parts };
    const payload = payloads.find((own) => own.part.index === index);
    await writePart(cover, bits, grid, tile, part, payload, plan, random);
  }
  return bits;
}

async function writePart(
  { width, height }: RgbImage,
  bits: Uint8Array,
  grid: BlockGrid,
  tile: Uint8Array,
  part: Part,
  payload: RobustPayload | undefined,
  { survival, slots }: RobustPlan,
  random: RandomBytes,
): Promise<void> {
  // Keys of a random salt are nobody's; Argon2id would only cost time.
  const keys = payload?.keys ?? (await deriveFrameKeys(undefined, random(SALT.length)));
  const nonce = random(NONCE_BYTES);
  const bytes = (payload?.record.length ?? 0) + GCM_TAG_BYTES;
  const header: RobustHeader = { nonce, survival: survival.number, slots, width, height, bytes };
  const places = await payloadPlaces(keys, nonceText(nonce), grid, part, tile, slots);
  const coded = await codedBits(keys, header, part, payload?.record, places.length, random);
  for (let i = 0; i < places.length; i++) {
    const block = Math.floor(places[i]! / slots);
    bits[BLOCK_AREA * block + SLOT_ORDER[places[i]! - block * slots]!] = coded[i]!;
  }
  const word = await headerWord(keys, header, part);
  const pilots = await pilotTile(keys);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = tileIndex(column, row);
      if (!isIn(part, tile, at)) continue;
      const known = pilots.known[at]!;
      const bit = known === 0 ? word[pilots.header[at]!]! : known < 0 ? 1 : 0;
      bits[BLOCK_AREA * (row * grid.columns + column) + PILOT.coefficient] = bit;
    }
  }
}

async function codedBits(
  keys: FrameKeys,
  header: RobustHeader,
  part: Part,
  record: Uint8Array | undefined,
  places: number,
  random: RandomBytes,
): Promise<Uint8Array> {
  if (record === undefined) return bitsOf(random(Math.ceil(places / 8))).subarray(0, places);
  const key = await keys.deriveKey(`robust/1/payload/${nonceText(header.nonce)}`);
  const sealed = await aes256GcmSeal(key, record, associatedBytes(header, part));
  return encodeBits(bitsOf(sealed), places);
}

/** Blocks of the smallest part, in the tile's own order. */
export async function leastPartBlocks(cover: RgbImage, parts: PartCount): Promise<number> {
  const grid = blockGrid(cover);
  const tile = await partTile();
  const counts = new Array<number>(parts).fill(0);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++)
      counts[tile[tileIndex(column, row)]! & (parts - 1)]!++;
  }
  return Math.min(...counts);
}

/** @throws RangeError `cover-too-small` where a cover has too few blocks for so many parts. */
export function assertRoom(cover: RgbImage, parts: PartCount): void {
  const { columns, rows } = blockGrid(cover);
  if (columns * rows >= parts * LEAST_PART_BLOCKS) return;
  const least = parts * LEAST_PART_BLOCKS * BLOCK_AREA;
  throw coded(
    new RangeError(
      `Expected a cover of at least ${least.toLocaleString('en')} pixels for the robust method` +
        `${parts > 1 ? ` and ${parts} receivers` : ''} but received ${cover.width}x${cover.height}`,
    ),
    'cover-too-small',
    { width: cover.width, height: cover.height, least },
  );
}
