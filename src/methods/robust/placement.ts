/**
 * Which blocks and coefficients carry what. Pilots lie in tiles that repeat, so that they can be found in a part of a picture;
 * payloads lie all over the picture, so that no part of it holds more of them than another.
 */
import type { FrameKeys } from '../../keys/frame-keys.ts';
import { deriveFrameKeys } from '../../keys/frame-keys.ts';
import { aes256CtrKeystream } from '../../keys/webcrypto.ts';
import { KeystreamReader } from '../exact/embedding/keystream-reader.ts';
import type { PartCount } from '../exact/settings.ts';
import type { BlockGrid } from './luma-blocks.ts';

/** Blocks a side of a tile. */
export const TILE = 128;

/** The salt of all robust containers: a salt of each container's own could not be found without a key. */
export const SALT = Uint8Array.from('pentimento/rob/1', (letter) => letter.charCodeAt(0));

/** Bits of a header's code word. */
export const HEADER_WORD = 1280;

/** A part of the blocks. */
export interface Part {
  readonly index: number;
  readonly count: PartCount;
}

/** What the pilots of a tile's blocks say. */
export interface PilotTile {
  /** -1 or 1 where the pilot is known to the receiver, otherwise 0. */
  readonly known: Int8Array;
  /** Otherwise the index of a bit of the header's word. */
  readonly header: Uint16Array;
}

/** The pilots of a key. */
export async function pilotTile(keys: FrameKeys): Promise<PilotTile> {
  const area = TILE * TILE;
  const roles = await aes256CtrKeystream(await keys.deriveKey('robust/1/pilots'), 0, area);
  const order = Uint32Array.from({ length: area }, (_, i) => i);
  await new KeystreamReader(await keys.deriveKey('robust/1/header-places')).shuffle(order);
  const header = new Uint16Array(area);
  for (let i = 0; i < area; i++) header[order[i]!] = i % HEADER_WORD;
  return {
    known: Int8Array.from(roles, (byte) => ((byte & 3) !== 0 ? 0 : (byte & 4) !== 0 ? -1 : 1)),
    header,
  };
}

/** For each block of a tile a byte whose lowest bits say its part, for any number of parts. Public. */
export async function partTile(): Promise<Uint8Array> {
  const { deriveKey } = await deriveFrameKeys(undefined, SALT);
  return aes256CtrKeystream(await deriveKey('robust/1/parts'), 0, TILE * TILE);
}

/** Index in a tile of a block of the whole picture. */
export function tileIndex(column: number, row: number): number {
  return (row % TILE) * TILE + (column % TILE);
}

/** Whether a block is of a part, by its index in the tile. */
export function isIn({ index, count }: Part, parts: Uint8Array, at: number): boolean {
  return (parts[at]! & (count - 1)) === index;
}

/**
 * The places of a payload: `slots` times the block's number, row by row, plus the number of the coefficient in `SLOT_ORDER`.
 *
 * @param nonce - of the container, in hexadecimal.
 */
export async function payloadPlaces(
  keys: FrameKeys,
  nonce: string,
  { columns, rows }: BlockGrid,
  part: Part,
  parts: Uint8Array,
  slots: number,
): Promise<Uint32Array> {
  const places: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isIn(part, parts, tileIndex(column, row))) continue;
      const first = slots * (row * columns + column);
      for (let slot = 0; slot < slots; slot++) places.push(first + slot);
    }
  }
  const shuffled = Uint32Array.from(places);
  await new KeystreamReader(await keys.deriveKey(`robust/1/places/${nonce}`)).shuffle(shuffled);
  return shuffled;
}
