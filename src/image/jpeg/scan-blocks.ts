/**
 * The order of blocks in a scan: MCU by MCU where components are interleaved, row by row where one stands alone (ITU-T T.81, A.2).
 * Readers and writers walk it alike.
 */
import type { JpegComponent } from './jpeg-file.ts';

/** Does something with every block of a scan. */
export interface BlockVisitor {
  /** Before the first block of the whole scan, and of each restart interval. */
  startInterval(index: number): void;
  /**
   * @param slot - which of the scan's components.
   * @param offset - where the block starts in that component's coefficients.
   */
  block(slot: number, offset: number): void;
  endInterval(index: number, isLast: boolean): void;
}

/** The blocks of a component: those of the picture, and those that are stored. */
export type BlockGrid = Pick<
  JpegComponent,
  | 'horizontal'
  | 'vertical'
  | 'blocksPerRow'
  | 'blocksPerColumn'
  | 'storedBlocksPerRow'
  | 'storedBlocksPerColumn'
>;

/** What the order depends on, beside the grids. */
export interface BlockOrder {
  /** Indices into the frame's components. */
  readonly components: readonly { readonly component: number }[];
  /** MCUs between restart markers; 0 for none. */
  readonly restartInterval: number;
}

/**
 * Visits all blocks that a scan codes.
 *
 * @param grids - of all components of the frame.
 */
export function visitBlocks(grids: readonly BlockGrid[], order: BlockOrder, visitor: BlockVisitor): void {
  const mcus = order.components.length === 1 ? separateBlocks(grids, order) : interleavedMcus(grids, order);
  const perInterval = order.restartInterval === 0 ? mcus.count : order.restartInterval;
  let interval = 0;
  visitor.startInterval(interval);
  for (let left = mcus.count, inInterval = perInterval; left > 0; left--, inInterval--) {
    if (inInterval === 0) {
      visitor.endInterval(interval, false);
      visitor.startInterval(++interval);
      inInterval = perInterval;
    }
    mcus.visitNext(visitor);
  }
  visitor.endInterval(interval, true);
}

interface Mcus {
  readonly count: number;
  visitNext(visitor: BlockVisitor): void;
}

/** A.2.2: one block an MCU, and only blocks with samples of the picture. */
function separateBlocks(grids: readonly BlockGrid[], { components }: BlockOrder): Mcus {
  const { blocksPerRow, blocksPerColumn, storedBlocksPerRow } = grids[components[0]!.component]!;
  let column = 0;
  let offset = 0;
  return {
    count: blocksPerRow * blocksPerColumn,
    visitNext(visitor) {
      visitor.block(0, offset);
      offset += 64;
      if (++column === blocksPerRow) {
        column = 0;
        offset += 64 * (storedBlocksPerRow - blocksPerRow);
      }
    },
  };
}

/** A.2.3: as many blocks of each component as its sampling factors say, padded to whole MCUs. */
function interleavedMcus(grids: readonly BlockGrid[], { components }: BlockOrder): Mcus {
  const first = grids[components[0]!.component]!;
  const perRow = first.storedBlocksPerRow / first.horizontal;
  const perColumn = first.storedBlocksPerColumn / first.vertical;
  const slots = components.map(({ component }) => {
    const { horizontal, vertical, storedBlocksPerRow } = grids[component]!;
    return { horizontal, vertical, rowStride: 64 * storedBlocksPerRow };
  });
  let column = 0;
  let row = 0;
  return {
    count: perRow * perColumn,
    visitNext(visitor) {
      for (let slot = 0; slot < slots.length; slot++) {
        const { horizontal, vertical, rowStride } = slots[slot]!;
        let start = row * vertical * rowStride + 64 * column * horizontal;
        for (let y = 0; y < vertical; y++, start += rowStride) {
          for (let x = 0; x < horizontal; x++) visitor.block(slot, start + 64 * x);
        }
      }
      if (++column === perRow) {
        column = 0;
        row++;
      }
    },
  };
}
