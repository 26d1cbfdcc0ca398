/** JPEG components for tests of costs: made up, and from the reference covers of ../shared/data/jpeg-costs. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JpegComponent } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { ROOT } from '../../architecture/source.ts';

const REFERENCE = join(ROOT, '..', 'shared', 'data', 'jpeg-costs');

/** Why the reference covers and cost maps cannot be asked; `undefined` when they can. */
export const missingReference = existsSync(REFERENCE) ? undefined : '../shared/data/jpeg-costs not found';

export function referenceFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(REFERENCE, name)));
}

/** The only component of a grey reference cover. */
export function referenceComponent(name: string): JpegComponent {
  return readJpeg(referenceFile(name)).frame.components[0]!;
}

/** Blocks as of a rough picture, with more blocks stored than it has. */
export function madeUpComponent(blocksPerRow: number, blocksPerColumn: number, seed = 1): JpegComponent {
  const random = seededRandom(seed);
  const [storedBlocksPerRow, storedBlocksPerColumn] = [blocksPerRow + 1, blocksPerColumn + 1];
  const quantisation = Uint16Array.from({ length: 64 }, () => 2 + random.integer(30));
  const coefficients = Int16Array.from({ length: 64 * storedBlocksPerRow * storedBlocksPerColumn }, (_, at) =>
    Math.round((random.normal() * 60) / (1 + (at % 64) / 3) / quantisation[at % 64]!),
  );
  return {
    id: 1,
    horizontal: 1,
    vertical: 1,
    width: 8 * blocksPerRow - 3,
    height: 8 * blocksPerColumn - 5,
    blocksPerRow,
    blocksPerColumn,
    storedBlocksPerRow,
    storedBlocksPerColumn,
    quantisation,
    coefficients,
    lowestBit: new Uint8Array(64),
  };
}
