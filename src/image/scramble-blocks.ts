/**
 * The blocks that a key scrambles: squares, except that the last ones of a row and of a column include the remainder. Narrower ones
 * would be harder to hide than anything the networks were trained on.
 */

/** Side of a block, in pixels. */
export const SCRAMBLE_BLOCK = 16;

/** The number of blocks along a side of that many pixels. */
export function blocksAlong(length: number): number {
  return Math.max(1, Math.floor(length / SCRAMBLE_BLOCK));
}

/** The index of the block that a pixel is in. */
export function blockOf(position: number, length: number): number {
  return Math.min(Math.floor(position / SCRAMBLE_BLOCK), blocksAlong(length) - 1);
}

/** The pixels of a block along a side: 16, or up to 31 for the last one. */
export function blockSpan(
  index: number,
  length: number,
): { readonly start: number; readonly length: number } {
  const start = SCRAMBLE_BLOCK * index;
  return { start, length: index === blocksAlong(length) - 1 ? length - start : SCRAMBLE_BLOCK };
}
