import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { toOnnx } from '../../src/graph/lower.ts';
import { input } from '../../src/graph/tensor.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { Runtime } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { orthogonalize, orthogonalizedUpdate } from '../../src/training/optimizer/orthogonalize.ts';

/** Jordan et al. 2024: with the published coefficients singular values end within 0.7 and 1.2, give or take. */
const [LOWEST, HIGHEST] = [0.6, 1.3];

describe('orthogonalised momentum (Muon)', () => {
  let runtime: Runtime;
  before(() => {
    runtime = createNodeRuntime({ threads: 1 });
  });
  after(() => runtime.dispose());

  const run = async (
    count: number,
    rows: number,
    columns: number,
    values: Float32Array,
  ): Promise<Float32Array> => {
    const x = input('x', [count, rows, columns]);
    const model = await runtime.load(
      toOnnx({ name: 'orthogonalize', inputs: { x }, outputs: { y: orthogonalize(x) } }),
    );
    const { y } = await model.run({ x: float32(values, [count, rows, columns]) });
    await model.dispose();
    return y!.data as Float32Array;
  };

  for (const [count, rows, columns] of [
    [1, 5, 40],
    [3, 8, 24],
    [2, 24, 9],
    [1, 3, 3],
  ] as const) {
    it(`brings the singular values of ${count} matrices ${rows}x${columns} near one`, async () => {
      const random = seededRandom(rows, columns);
      const values = Float32Array.from({ length: count * rows * columns }, () => 1e-3 * random.normal());
      const result = await run(count, rows, columns, values);
      for (let index = 0; index < count; index++) {
        const matrix = result.subarray(index * rows * columns, (index + 1) * rows * columns);
        const gram = smallerGram(matrix, rows, columns);
        assert.ok(isPositiveDefinite(shifted(gram, 1, -(LOWEST ** 2))), 'a singular value is too small');
        assert.ok(isPositiveDefinite(shifted(gram, -1, HIGHEST ** 2)), 'a singular value is too large');
      }
    });
  }

  it('keeps the singular vectors: it commutes with an orthogonal matrix', async () => {
    const [rows, columns] = [4, 12];
    const random = seededRandom(9);
    const values = Float32Array.from({ length: rows * columns }, () => random.normal());
    const turn = (matrix: Float32Array): Float32Array => {
      const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
      const turned = matrix.slice();
      for (let column = 0; column < columns; column++) {
        const [a, b] = [matrix[column]!, matrix[2 * columns + column]!];
        turned[column] = cosine * a - sine * b;
        turned[2 * columns + column] = sine * a + cosine * b;
      }
      return turned;
    };
    const direct = await run(1, rows, columns, turn(values));
    const later = turn(await run(1, rows, columns, values));
    for (const [index, value] of direct.entries()) assert.ok(Math.abs(value - later[index]!) < 1e-4);
  });

  it('gives kernels an update of root mean square near 0.2 and leaves biases theirs', async () => {
    const parameters = [
      { name: 'a.weight', shape: [6, 5, 3, 3], initialize: () => new Float32Array(270) },
      { name: 'a.bias', shape: [6], initialize: () => new Float32Array(6) },
      { name: 'b.weight', shape: [6, 5, 3, 3], initialize: () => new Float32Array(270) },
    ];
    const count = 546;
    const momentum = input('momentum', [count]);
    const update = input('update', [count]);
    const model = await runtime.load(
      toOnnx({
        name: 'update',
        inputs: { momentum, update },
        outputs: { result: orthogonalizedUpdate(momentum, update, parameters) },
      }),
    );
    const random = seededRandom(3);
    const draw = (): Float32Array => Float32Array.from({ length: count }, () => random.normal());
    const [momentumValues, updateValues] = [draw(), draw()];
    const { result } = await model.run({
      momentum: float32(momentumValues, [count]),
      update: float32(updateValues, [count]),
    });
    const values = result!.data as Float32Array;
    assert.deepEqual(values.slice(270, 276), updateValues.slice(270, 276));
    for (const part of [values.subarray(0, 270), values.subarray(276)]) {
      const rms = Math.sqrt(part.reduce((sum, value) => sum + value * value, 0) / part.length);
      assert.ok(rms > 0.12 && rms < 0.26, `root mean square ${rms}`);
    }
    await model.dispose();
  });
});

/** M M^T or M^T M, the smaller one, in float64. */
function smallerGram(matrix: Float32Array, rows: number, columns: number): number[][] {
  const [size, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const at = (i: number, k: number): number =>
    rows <= columns ? matrix[i * columns + k]! : matrix[k * columns + i]!;
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < length; k++) sum += at(i, k) * at(j, k);
      return sum;
    }),
  );
}

/** scale * M + shift * I */
function shifted(matrix: number[][], scale: number, shift: number): number[][] {
  return matrix.map((row, i) => row.map((value, j) => scale * value + (i === j ? shift : 0)));
}

/** Whether Cholesky's factorisation exists. */
function isPositiveDefinite(matrix: number[][]): boolean {
  const size = matrix.length;
  const factor = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= factor[i]![k]! * factor[j]![k]!;
      if (i === j && sum <= 0) return false;
      factor[i]![j] = i === j ? Math.sqrt(sum) : sum / factor[j]![j]!;
    }
  }
  return true;
}
