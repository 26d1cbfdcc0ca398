/**
 * Symmetric systems by Cholesky's decomposition, A = L L^T, as in G. Golub, C. Van Loan, "Matrix computations", section 4.2. Rows lie
 * one after another, so that all inner loops run over neighbouring numbers.
 */

/**
 * A pivot below this part of its diagonal element, for each row that was subtracted, has lost its digits: the matrix is singular for
 * the numbers at hand. Eight times the spacing of doubles at 1.
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

/** Four sums at a time: one waits for its last addition. */
function dot(a: Float64Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
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
 * The products of all pairs of rows: Z Z^T.
 *
 * @param rows - Z, row by row.
 * @param size - number of rows.
 * @param length - numbers of a row.
 * @returns `size * size` numbers, of which the lower triangle is filled.
 */
export function rowProducts(rows: Float64Array, size: number, length: number): Float64Array {
  const products = new Float64Array(size * size);
  for (let i = 0; i < size; i += 2) {
    const pair = i + 1 < size;
    const [a, b] = [i * length, (pair ? i + 1 : i) * length];
    for (let j = 0; j <= i; j += 2) {
      // Two rows by two: four sums from four loads. A row beyond the last is the last again.
      const other = Math.min(j + 1, size - 1);
      const [c, d] = [j * length, other * length];
      let [ac, ad, bc, bd] = [0, 0, 0, 0];
      for (let k = 0; k < length; k++) {
        const [atA, atB, atC, atD] = [rows[a + k]!, rows[b + k]!, rows[c + k]!, rows[d + k]!];
        ac += atA * atC;
        ad += atA * atD;
        bc += atB * atC;
        bd += atB * atD;
      }
      products[i * size + j] = ac;
      if (other !== j) products[i * size + other] = ad;
      if (pair) {
        products[(i + 1) * size + j] = bc;
        products[(i + 1) * size + other] = bd;
      }
    }
  }
  return products;
}
