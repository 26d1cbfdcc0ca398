/**
 * Symmetric systems by Cholesky's decomposition, A = L L^T, as in G. Golub, C. Van Loan, "Matrix computations", section 4.2. Rows
 * are stored one after another, so that all inner loops run over neighbouring numbers.
 */

/**
 * A pivot below this share of its diagonal element, for each row that was subtracted, has lost its digits: the matrix is singular
 * in this precision. Eight times the spacing of doubles at 1.
 */
const LOST = 8 * Number.EPSILON;

/**
 * Solves A x = b.
 *
 * @param matrix - A, row by row, `size * size` numbers; only the lower triangle is read.
 * @param right - b, `size` numbers.
 * @returns x.
 * @throws RangeError when the matrix is not square with the side of b, not positive definite, or too close to singular to say.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  if (matrix.length !== size * size) {
    throw new RangeError(
      `Expected ${size * size} numbers for a matrix of ${size} rows but received ${matrix.length}`,
    );
  }
  const lower = decompose(matrix, size);
  const solution = right.slice();
  for (let i = 0; i < size; i++) {
    solution[i] = (solution[i]! - dot(lower, i * size, solution, 0, i)) / lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = solution[i]! / lower[i * size + i]!;
    solution[i] = value;
    for (let j = 0; j < i; j++) solution[j]! -= lower[i * size + j]! * value;
  }
  return solution;
}

function decompose(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      lower[row + j] = (matrix[row + j]! - dot(lower, row, lower, j * size, j)) / lower[j * size + j]!;
    }
    const diagonal = matrix[row + i]!;
    const pivot = diagonal - dot(lower, row, lower, row, i);
    // Also false for NaN.
    if (!(pivot > LOST * (i + 1) * diagonal)) {
      throw new RangeError(
        `Expected a positive definite matrix but row ${i + 1} of ${size} leaves ${pivot} of ${diagonal}`,
      );
    }
    lower[row + i] = Math.sqrt(pivot);
  }
  return lower;
}

/**
 * Four sums at a time: one waits for its last addition. Numbers of inner loops are declared one by one, here and below: taken out of an array
 * together they cost as much as the sums.
 */
function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    sum0 += a[aAt + i]! * b[bAt + i]!;
    sum1 += a[aAt + i + 1]! * b[bAt + i + 1]!;
    sum2 += a[aAt + i + 2]! * b[bAt + i + 2]!;
    sum3 += a[aAt + i + 3]! * b[bAt + i + 3]!;
  }
  for (; i < length; i++) sum0 += a[aAt + i]! * b[bAt + i]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/**
 * The products of all pairs of rows: Z Z^T, each summed from the first number of the rows to the last.
 *
 * @param rows - Z, row by row.
 * @param size - number of rows.
 * @param length - numbers of a row.
 * @returns `size * size` numbers, of which the lower triangle is filled.
 */
export function rowProducts(rows: Float64Array, size: number, length: number): Float64Array {
  const products = new Float64Array(size * size);
  // Three rows by three: nine sums from six loads. A row beyond the last is the last again, and writes the same numbers.
  const place = (row: number): number => Math.min(row, size - 1);
  for (let i = 0; i < size; i += 3) {
    const a = place(i);
    const b = place(i + 1);
    const c = place(i + 2);
    for (let j = 0; j <= i; j += 3) {
      const d = place(j);
      const e = place(j + 1);
      const f = place(j + 2);
      let ad = 0;
      let ae = 0;
      let af = 0;
      let bd = 0;
      let be = 0;
      let bf = 0;
      let cd = 0;
      let ce = 0;
      let cf = 0;
      for (let k = 0; k < length; k++) {
        const atA = rows[a * length + k]!;
        const atB = rows[b * length + k]!;
        const atC = rows[c * length + k]!;
        const atD = rows[d * length + k]!;
        const atE = rows[e * length + k]!;
        const atF = rows[f * length + k]!;
        ad += atA * atD;
        ae += atA * atE;
        af += atA * atF;
        bd += atB * atD;
        be += atB * atE;
        bf += atB * atF;
        cd += atC * atD;
        ce += atC * atE;
        cf += atC * atF;
      }
      products[a * size + d] = ad;
      products[a * size + e] = ae;
      products[a * size + f] = af;
      products[b * size + d] = bd;
      products[b * size + e] = be;
      products[b * size + f] = bf;
      products[c * size + d] = cd;
      products[c * size + e] = ce;
      products[c * size + f] = cf;
    }
  }
  return products;
}
