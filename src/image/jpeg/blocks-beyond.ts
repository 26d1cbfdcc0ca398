/**
 * Blocks that only fill up MCUs, beyond the picture's edge. libjpeg and most encoders give them no AC, and the DC of the block coded before
 * them, so that they take the fewest bits: to the right that of the last block in the row, below that of the MCU's last block in the row
 * above. Nobody sees them, but anyone can compare.
 */
import type { JpegComponent } from './jpeg-file.ts';

/**
 * Visits these blocks in an order in which the block that one repeats comes first.
 *
 * @param visit - is given the places of the block's and of the repeated block's DC.
 */
export function eachBlockBeyond(
  component: Omit<JpegComponent, 'coefficients'>,
  visit: (block: number, repeated: number) => void,
): void {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow, storedBlocksPerColumn, horizontal } = component;
  for (let row = 0; row < storedBlocksPerColumn; row++) {
    const isBelow = row >= blocksPerColumn;
    for (let column = isBelow ? 0 : blocksPerRow; column < storedBlocksPerRow; column++) {
      const lastOfMcu = column - (column % horizontal) + horizontal - 1;
      const before = isBelow
        ? (row - 1) * storedBlocksPerRow + lastOfMcu
        : row * storedBlocksPerRow + column - 1;
      visit(64 * (row * storedBlocksPerRow + column), 64 * before);
    }
  }
}

/**
 * Changes the blocks beyond the edge as the encoder would have for changed blocks: those that repeated another one repeat it again.
 *
 * @param component - with the coefficients as they were.
 * @param changed - the coefficients as they are now, changed in place.
 */
export function repeatBeyond(component: JpegComponent, changed: Int16Array): void {
  const { coefficients } = component;
  eachBlockBeyond(component, (block, repeated) => {
    if (coefficients[block] !== coefficients[repeated]) return;
    for (let at = 1; at < 64; at++) if (coefficients[block + at] !== 0) return;
    changed[block] = changed[repeated]!;
  });
}
