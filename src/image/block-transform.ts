/**
 * An orthonormal transform of blocks of colour pixels: the three colours into one of brightness and two of colour, then a cosine
 * transform (DCT-II; Ahmed, Natarajan and Rao 1974) over rows and columns. The coefficients of natural pictures hardly depend
 * on one another, and their signs are nearly random.
 */

const COLOURS = 3;

/** Rows are orthonormal: brightness, red against blue, green against both (the DCT-II of three values). */
const COLOUR_TRANSFORM = cosineBasis(COLOURS);

const bases = new Map<number, Float64Array>();

/** The orthonormal DCT-II of `size` values: row k, column n. */
export function cosineBasis(size: number): Float64Array {
  const basis = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const norm = Math.sqrt((k === 0 ? 1 : 2) / size);
    for (let n = 0; n < size; n++) {
      basis[k * size + n] = norm * Math.cos((Math.PI * (n + 0.5) * k) / size);
    }
  }
  return basis;
}

function basisOf(size: number): Float64Array {
  let basis = bases.get(size);
  if (basis === undefined) {
    basis = cosineBasis(size);
    bases.set(size, basis);
  }
  return basis;
}

/**
 * Multiplies the coefficients of a block by -1 where a sign is negative: transforms, changes signs, transforms back. Doing it twice
 * with the same signs gives the block back.
 *
 * @param block - [3, height, width], changed in place; zero is the value that no sign changes.
 * @param signs - one for each coefficient, [3, height, width]: below 0, or not.
 */
export function flipCoefficients(block: Float64Array, width: number, height: number, signs: Int8Array): void {
  const size = width * height;
  const columns = basisOf(width);
  const rows = basisOf(height);
  const scratch = new Float64Array(size);
  mixColours(block, size, false);
  for (let colour = 0; colour < COLOURS; colour++) {
    const plane = block.subarray(colour * size, (colour + 1) * size);
    transformRows(plane, scratch, width, height, columns, false);
    transformColumns(scratch, plane, width, height, rows, false);
    for (let index = 0; index < size; index++) {
      if (signs[colour * size + index]! < 0) plane[index] = -plane[index]!;
    }
    transformColumns(plane, scratch, width, height, rows, true);
    transformRows(scratch, plane, width, height, columns, true);
  }
  mixColours(block, size, true);
}

function mixColours(block: Float64Array, size: number, inverse: boolean): void {
  const m = COLOUR_TRANSFORM;
  const at = (row: number, column: number): number =>
    inverse ? m[column * COLOURS + row]! : m[row * COLOURS + column]!;
  for (let index = 0; index < size; index++) {
    const x = block[index]!;
    const y = block[index + size]!;
    const z = block[index + 2 * size]!;
    for (let colour = 0; colour < COLOURS; colour++) {
      block[index + colour * size] = at(colour, 0) * x + at(colour, 1) * y + at(colour, 2) * z;
    }
  }
}

/** Every row of `from` times the basis, or its transpose. */
function transformRows(
  from: Float64Array,
  to: Float64Array,
  width: number,
  height: number,
  basis: Float64Array,
  inverse: boolean,
): void {
  const [stepOut, stepIn] = inverse ? [1, width] : [width, 1];
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let n = 0; n < width; n++) sum += basis[k * stepOut + n * stepIn]! * from[row + n]!;
      to[row + k] = sum;
    }
  }
}

/** Every column of `from` times the basis, or its transpose. */
function transformColumns(
  from: Float64Array,
  to: Float64Array,
  width: number,
  height: number,
  basis: Float64Array,
  inverse: boolean,
): void {
  const [stepOut, stepIn] = inverse ? [1, height] : [height, 1];
  to.fill(0);
  for (let k = 0; k < height; k++) {
    for (let n = 0; n < height; n++) {
      const factor = basis[k * stepOut + n * stepIn]!;
      for (let x = 0; x < width; x++) to[k * width + x] = to[k * width + x]! + factor * from[n * width + x]!;
    }
  }
}
