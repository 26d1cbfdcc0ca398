/** Square parts of JPEG files, cut in their coefficients: nothing is decoded and coded anew. */
import type { JpegComponent } from '../../image/jpeg/jpeg-file.ts';
import type { SeenJpeg } from './jpeg-features.ts';

/**
 * The parts of a file that do not overlap, from the upper left, row by row.
 *
 * @param side - pixels, a multiple of 32.
 * @returns none where the file is smaller than one.
 * @throws RangeError for another side.
 */
export function jpegCrops({ frame }: SeenJpeg, side: number): SeenJpeg[] {
  if (!(side > 0 && side % 32 === 0)) {
    throw new RangeError(`Expected a multiple of 32 pixels for the side of a tile but received ${side}`);
  }
  const horizontal = Math.max(...frame.components.map((own) => own.horizontal));
  const vertical = Math.max(...frame.components.map((own) => own.vertical));
  const crops: SeenJpeg[] = [];
  for (let y = 0; y + side <= frame.height; y += side) {
    for (let x = 0; x + side <= frame.width; x += side) {
      const components = frame.components.map((component) => {
        const across = component.horizontal / horizontal / 8;
        const down = component.vertical / vertical / 8;
        return cropOf(component, {
          column: Math.floor(x * across),
          row: Math.floor(y * down),
          columns: Math.floor(side * across),
          rows: Math.floor(side * down),
        });
      });
      crops.push({ frame: { ...frame, width: side, height: side, components } });
    }
  }
  return crops;
}

/** A rectangle of blocks. */
interface Blocks {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

function cropOf(component: JpegComponent, { column, row, columns, rows }: Blocks): JpegComponent {
  const coefficients = new Int16Array(64 * columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = 64 * ((row + y) * component.storedBlocksPerRow + column);
    coefficients.set(component.coefficients.subarray(from, from + 64 * columns), 64 * columns * y);
  }
  return {
    ...component,
    width: 8 * columns,
    height: 8 * rows,
    blocksPerRow: columns,
    blocksPerColumn: rows,
    storedBlocksPerRow: columns,
    storedBlocksPerColumn: rows,
    coefficients,
  };
}
