/**
 * CRMQ1, the colour rich model: how the residuals of red, green and blue at a pixel occur together. M. Goljan, J. Fridrich,
 * R. Cogranne, "Rich model for steganalysis of color images", WIFS 2014, https://doi.org/10.1109/WIFS.2014.7084325
 *
 * Chosen over SRMQ1 (12,753 numbers of each plane by itself), because our containers are colour pictures: a camera interpolates two of
 * three colours at each pixel so a picture's residuals are correlated across colours, while independent changes are not. It also has
 * less than half the dimensions, which suits sets of a few hundred covers.
 *
 * The residuals and submodels are those of SRM with q = 1, T = 3. Of each submodel the triples of residuals (r, g, b) of all its
 * selections are counted into one table, which is merged by symmetry, (r, g, b) with (b, g, r), in `spam` submodels a triple with its
 * negative, in `minmax` submodels the least with the negative of the greatest, and divided by its sum. The authors' program leaves the
 * sums of a submodel at 1 to 4; only that factor and the order of bins differ here.
 */
import type { RgbImage } from '../../../image/rgb-image.ts';
import { binTables, colourCode, colourShift, MINMAX_BINS, RANGE, SPAM_BINS } from './codes.ts';
import type { Kernel } from './residuals.ts';
import { reach } from './residuals.ts';
import type { ResidualClass, Submodel } from './submodels.ts';
import { RESIDUAL_CLASSES } from './submodels.ts';

/** Number of features: 24 `minmax` submodels of 196 and 7 `spam` submodels of 100. */
export const COLOR_RICH_MODEL_DIMENSION = RESIDUAL_CLASSES.flatMap(({ submodels }) => submodels).reduce(
  (total, submodel) => total + dimension(submodel),
  0,
);

/**
 * The features of a colour picture.
 *
 * @param image - at least 5x5.
 * @returns 5404 numbers of 0-1; those of each submodel sum to 1.
 * @throws RangeError when the picture is smaller.
 */
export function colorRichModel(image: RgbImage): Float32Array {
  if (image.width < 5 || image.height < 5) {
    throw new RangeError(
      `Expected at least 5x5 pixels for the rich model's residuals but received ${image.width}x${image.height}`,
    );
  }
  const features = new Float32Array(COLOR_RICH_MODEL_DIMENSION);
  let at = 0;
  for (const residualClass of RESIDUAL_CLASSES) {
    const codes = codesOf(image, residualClass);
    for (const submodel of residualClass.submodels) {
      const counts = countTriples(
        submodel,
        submodel.selections.map((names) => names.map((name) => codes.get(name)!)),
      );
      const total = counts.reduce((sum, count) => sum + count, 0);
      for (const count of counts) features[at++] = count / total;
    }
  }
  return features;
}

function dimension({ kind }: Submodel): number {
  return kind === 'minmax' ? MINMAX_BINS : SPAM_BINS;
}

/** The codes of all residuals of a class, at the pixels where all of them exist. */
function codesOf(image: RgbImage, { kernels }: ResidualClass): ReadonlyMap<string, Int32Array> {
  const margin = Math.max(...Object.values(kernels).map(reach));
  return new Map(
    Object.entries(kernels).map(([name, kernel]) => [name, residualCodes(image, kernel, margin)]),
  );
}

function residualCodes({ width, height, data }: RgbImage, kernel: Kernel, margin: number): Int32Array {
  const [columns, rows] = [width - 2 * margin, height - 2 * margin];
  const codes = new Int32Array(columns * rows);
  const step = -kernel.find(({ x, y }) => x === 0 && y === 0)!.weight;
  const offsets = Int32Array.from(kernel, ({ x, y }) => 3 * (y * width + x));
  const weights = Int32Array.from(kernel, ({ weight }) => weight);
  const limit = step * RANGE;
  const quantized = Int32Array.from({ length: 2 * limit + 1 }, (_, index) =>
    colourCode(roundAwayFromZero((index - limit) / step)),
  );
  for (let y = 0, pixel = 0; y < rows; y++) {
    let at = 3 * ((y + margin) * width + margin);
    for (let x = 0; x < columns; x++, pixel++) {
      let code = 0;
      for (let colour = 0; colour < 3; colour++, at++) {
        let residual = 0;
        for (let tap = 0; tap < offsets.length; tap++) residual += weights[tap]! * data[at + offsets[tap]!]!;
        const within = residual > limit ? limit : residual < -limit ? -limit : residual;
        code |= quantized[within + limit]! << colourShift(colour);
      }
      codes[pixel] = code;
    }
  }
  return codes;
}

function roundAwayFromZero(value: number): number {
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

/** One table of a submodel: counts of all its selections. */
function countTriples(submodel: Submodel, selections: readonly (readonly Int32Array[])[]): Uint32Array {
  const counts = new Uint32Array(dimension(submodel));
  const { minimum, maximum, single } = binTables();
  for (const [first, ...others] of selections) {
    if (submodel.kind === 'spam') {
      for (const code of first!) counts[single[code]!]! += 1;
      continue;
    }
    const least = first!.slice();
    const greatest = first!.slice();
    for (const other of others) {
      for (let pixel = 0; pixel < other.length; pixel++) {
        least[pixel]! &= other[pixel]!;
        greatest[pixel]! |= other[pixel]!;
      }
    }
    for (let pixel = 0; pixel < least.length; pixel++) {
      counts[minimum[least[pixel]!]!]! += 1;
      counts[maximum[greatest[pixel]!]!]! += 1;
    }
  }
  return counts;
}
