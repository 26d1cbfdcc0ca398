/** Finds and reads what the robust method hid, in a whole picture or a part of it. */

import { coded } from '../../errors/coded.ts';
import { DamagedContainerError } from '../../errors/damaged-container.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { keysFor, type Passphrase } from '../../keys/key-ring.ts';
import { aes256GcmOpen, GCM_TAG_BYTES } from '../../keys/webcrypto.ts';
import { decodePayload, type Payload } from '../exact/payload.ts';
import { PART_COUNTS } from '../exact/settings.ts';
import { associatedBytes, bytesOf, nonceText, type RobustHeader, readHeader } from './header.ts';
import { BLOCK, BLOCK_AREA, blockGrid, forwardBlocks, lumaOf } from './luma-blocks.ts';
import type { Part } from './placement.ts';
import { HEADER_WORD, isIn, partTile, payloadPlaces, pilotTile, SALT, TILE, tileIndex } from './placement.ts';
import { decodePlaces, type ReceivedPlaces } from './read-payload.ts';
import { MOST_SLOTS, SLOT_ORDER, stepsAt, survivalNumbered } from './settings.ts';
import type { Alignment, PilotPlane } from './synchronise.ts';
import { findAlignments, pilotPlane, scoreInPlace } from './synchronise.ts';

/** A header that a key opened, and where the picture lies. */
export interface FoundHeader {
  readonly image: RgbImage;
  readonly keys: FrameKeys;
  readonly header: RobustHeader;
  readonly part: Part;
  readonly alignment: Alignment;
}

/** A score in place that is worth a look without a search; of one part in eight. */
const LEAST_SCORE_IN_PLACE = 3;

/** Belief in the pilot in the middle of a cell. */
const PILOT_BELIEF = 2;

/** The fewest blocks a side that are looked at. */
const LEAST_SIDE = 8;

/**
 * The header hidden for a passphrase.
 *
 * @param searches - whether to look for it in a part of a picture, too.
 */
export async function findRobust(
  image: RgbImage,
  passphrase: Passphrase | undefined,
  searches = true,
): Promise<FoundHeader | undefined> {
  const { width, height } = image;
  if (Math.min(width, height) < BLOCK * LEAST_SIDE) return undefined;
  const plane = pilotPlane(lumaOf(image), width, height);
  const keys = await keysFor(passphrase, SALT);
  const tile = await pilotTile(keys);
  const parts = await partTile();
  const tryAt = async (alignment: Alignment): Promise<FoundHeader | undefined> => {
    for (const count of PART_COUNTS) {
      for (let index = 0; index < count; index++) {
        const part = { index, count };
        const beliefs = headerBeliefs(plane, tile.header, tile.known, parts, part, alignment);
        const header = beliefs && (await readHeader(keys, beliefs, part));
        if (header !== undefined) return { image, keys, header, part, alignment };
      }
    }
    return undefined;
  };
  const inPlace = { x: 0, y: 0, column: 0, row: 0 };
  if (scoreInPlace(plane, tile) >= LEAST_SCORE_IN_PLACE) {
    const found = await tryAt(inPlace);
    if (found !== undefined) return found;
  }
  if (!searches) return undefined;
  for (const candidate of findAlignments(plane, tile)) {
    const found = await tryAt(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What the pilots of a part say of the header's word; `undefined` where they cannot hold it. */
function headerBeliefs(
  { width, height, soft }: PilotPlane,
  header: Uint16Array,
  known: Int8Array,
  parts: Uint8Array,
  part: Part,
  alignment: Alignment,
): Float32Array | undefined {
  const { x, y } = alignment;
  const grid = blockGrid({ width, height }, x, y);
  const beliefs = new Float32Array(HEADER_WORD);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const at = tileIndex(column + alignment.column, row + alignment.row);
      if (known[at] !== 0 || !isIn(part, parts, at)) continue;
      beliefs[header[at]!]! += PILOT_BELIEF * soft[(y + BLOCK * row) * width + x + BLOCK * column]!;
    }
  }
  // Fewer than the header's own bits tell nothing.
  return beliefs.reduce((sum, belief) => (belief === 0 ? sum : sum + 1), 0) < HEADER_WORD / 5
    ? undefined
    : beliefs;
}

/**
 * Reads and opens what was found.
 *
 * @throws DamagedContainerError when too much of the picture is lost.
 */
export async function openRobust(found: FoundHeader): Promise<Payload> {
  const { header, alignment, image } = found;
  const survival = survivalNumbered(header.survival);
  const { columns, rows } = blockGrid(header);
  if (
    survival === undefined ||
    header.slots < 1 ||
    header.slots > MOST_SLOTS ||
    header.bytes <= GCM_TAG_BYTES ||
    8 * header.bytes > columns * rows * header.slots
  ) {
    throw coded(
      new Error('What is hidden here is described by values that cannot be. Use a newer program.'),
      'unknown-format',
    );
  }
  const grid = blockGrid(image, alignment.x, alignment.y);
  const received = forwardBlocks(lumaOf(image), image.width, grid);
  const parts = await partTile();
  const places = await payloadPlaces(
    found.keys,
    nonceText(header.nonce),
    { x: 0, y: 0, columns, rows },
    found.part,
    parts,
    header.slots,
  );
  const key = await found.keys.deriveKey(`robust/1/payload/${nonceText(header.nonce)}`);
  const steps = stepsAt(survival.quality, survival.leastStep);
  for (const origin of origins(alignment, header, image)) {
    const value = new Float32Array(places.length);
    const kind = new Int8Array(places.length).fill(-1);
    for (let i = 0; i < places.length; i++) {
      const block = Math.floor(places[i]! / header.slots);
      const slot = places[i]! - block * header.slots;
      const column = (block % columns) - origin.column;
      const row = Math.floor(block / columns) - origin.row;
      if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) continue;
      const k = SLOT_ORDER[slot]!;
      kind[i] = slot;
      value[i] = received[BLOCK_AREA * (row * grid.columns + column) + k]! / steps[k]!;
    }
    const places_: ReceivedPlaces = { kind, value, kinds: header.slots };
    const decoded = decodePlaces(places_, 8 * header.bytes);
    const sealed = bytesOf(decoded.bits, header.bytes);
    const record = await aes256GcmOpen(key, sealed, associatedBytes(header, found.part));
    if (record !== undefined) return decodePayload(record);
  }
  throw new DamagedContainerError(
    'Something is hidden here for this passphrase, but the picture was encoded too coarsely since, or too much of it is gone, and it cannot be given back whole',
  );
}

/** The places in the whole picture where the first block may be: tiles repeat. */
function origins(
  { x, y, column, row }: Alignment,
  { width, height }: RobustHeader,
  image: RgbImage,
): { readonly column: number; readonly row: number }[] {
  const along = (first: number, offset: number, whole: number, own: number): number[] => {
    const all: number[] = [];
    // Where a picture begins with part of a block, its first whole one may be the tile's first.
    for (let at = first; BLOCK * at - offset + own <= whole; at += TILE) {
      if (BLOCK * at - offset >= 0) all.push(at);
    }
    return all;
  };
  return along(row, y, height, image.height).flatMap((atRow) =>
    along(column, x, width, image.width).map((atColumn) => ({ column: atColumn, row: atRow })),
  );
}
