import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { toOnnx } from '../../src/graph/lower.ts';
import { greater } from '../../src/graph/operations/functions.ts';
import { input } from '../../src/graph/tensor.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { OptimizerConfiguration, OptimizerState } from '../../src/training/optimizer/optimizer.ts';
import { OPTIMIZER_STATE_NAMES, optimizerStep } from '../../src/training/optimizer/optimizer.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

const COUNT = 50;

const configuration: OptimizerConfiguration = {
  method: 'adam',
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  clipNorm: 2,
  weightDecay: 0,
  averageDecay: 0.9,
};

/** A kernel [4, 2, 2, 2], a wide one and a tall one, and a bias: 50 weights. */
const PARAMETERS = [[4, 2, 2, 2], [2, 3], [3, 2], [6]].map((shape, index) => ({
  name: `${index}`,
  shape,
  initialize: () => new Float32Array(),
}));

/** The optimiser as a model, one step a call. */
async function loadOptimizer(settings: OptimizerConfiguration, guarded = false) {
  const vector = (name: string) => input(name, [COUNT]);
  const state: OptimizerState<ReturnType<typeof input>> = {
    weights: vector('weights'),
    moment1: vector('moment1'),
    moment2: vector('moment2'),
    averaged: vector('averaged'),
    step: input('step', []),
  };
  const gradient = vector('gradient');
  const learningRate = input('learningRate', []);
  const learns = input('learns', []);
  const next = optimizerStep(
    state,
    gradient,
    learningRate,
    settings,
    PARAMETERS,
    guarded ? greater(learns, 0) : undefined,
  );
  const model = await runtime.load(
    toOnnx({
      name: 'optimizer',
      inputs: { ...state, gradient, learningRate, ...(guarded ? { learns } : {}) },
      outputs: {
        ...Object.fromEntries(OPTIMIZER_STATE_NAMES.map((name) => [`next_${name}`, next.state[name]])),
        gradientNorm: next.gradientNorm,
        skipped: next.skipped,
      },
    }),
  );
  return async (before: OptimizerState<Float32Array>, values: Float32Array, rate: number, worth = 1) => {
    const results = await model.run({
      ...Object.fromEntries(
        OPTIMIZER_STATE_NAMES.map((name) => [name, float32(before[name], name === 'step' ? [] : [COUNT])]),
      ),
      gradient: float32(values, [COUNT]),
      learningRate: float32(Float32Array.of(rate), []),
      ...(guarded ? { learns: float32(Float32Array.of(worth), []) } : {}),
    });
    const data = (name: string): Float32Array => results[name]!.data as Float32Array;
    return {
      state: Object.fromEntries(
        OPTIMIZER_STATE_NAMES.map((name) => [name, data(`next_${name}`)]),
      ) as unknown as OptimizerState<Float32Array>,
      gradientNorm: data('gradientNorm')[0]!,
      skipped: data('skipped')[0]!,
    };
  };
}

function startingState(): OptimizerState<Float32Array> {
  const { normal } = seededRandom(1);
  const weights = Float32Array.from({ length: COUNT }, normal);
  return {
    weights,
    moment1: new Float32Array(COUNT),
    moment2: new Float32Array(COUNT),
    averaged: weights.slice(),
    step: new Float32Array(1),
  };
}

/** Kingma and Ba 2015, algorithm 1, in float64, with the gradient's norm limited and the weights averaged. */
class ReferenceAdam {
  weights: number[];
  averaged: number[];
  private readonly m: number[];
  private readonly v: number[];
  private t = 0;
  private readonly settings: OptimizerConfiguration;

  constructor(weights: Float32Array, settings: OptimizerConfiguration) {
    this.weights = [...weights];
    this.averaged = [...weights];
    this.m = this.weights.map(() => 0);
    this.v = this.weights.map(() => 0);
    this.settings = settings;
  }

  step(gradient: Float32Array, rate: number): void {
    const { beta1, beta2, epsilon, clipNorm, averageDecay } = this.settings;
    const norm = Math.hypot(...gradient);
    if (!Number.isFinite(norm)) return;
    const scale = norm > clipNorm ? clipNorm / norm : 1;
    this.t += 1;
    const decay = Math.min(averageDecay, (this.t + 1) / (this.t + 10));
    for (const [i, value] of gradient.entries()) {
      const g = scale * value;
      this.m[i] = beta1 * this.m[i]! + (1 - beta1) * g;
      this.v[i] = beta2 * this.v[i]! + (1 - beta2) * g * g;
      const mHat = this.m[i]! / (1 - beta1 ** this.t);
      const vHat = this.v[i]! / (1 - beta2 ** this.t);
      this.weights[i]! -= (rate * mHat) / (Math.sqrt(vHat) + epsilon);
      this.averaged[i] = decay * this.averaged[i]! + (1 - decay) * this.weights[i]!;
    }
  }
}

function assertClose(actual: Float32Array, expected: readonly number[], tolerance: number): void {
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(actual[i]! - value) <= tolerance, `${i}: ${actual[i]} instead of ${value}`);
  }
}

describe('a step of the optimiser', () => {
  it('is Adam’s over many steps, with gradients limited and weights averaged', async () => {
    for (const settings of [configuration, { ...configuration, beta1: 0, beta2: 0.5, averageDecay: 0.999 }]) {
      const step = await loadOptimizer(settings);
      const reference = new ReferenceAdam(startingState().weights, settings);
      const { normal, uniform } = seededRandom(2);
      let state = startingState();
      for (let t = 1; t <= 60; t++) {
        // Norms on both sides of the limit: from 0.007 to 70.
        const scale = 10 ** (4 * uniform() - 3);
        const gradient = Float32Array.from({ length: COUNT }, () => scale * normal());
        const rate = 0.01 / t;
        const result = await step(state, gradient, Math.fround(rate));
        reference.step(gradient, rate);
        assert.equal(result.skipped, 0);
        assert.ok(Math.abs(result.gradientNorm / Math.hypot(...gradient) - 1) < 1e-5);
        state = result.state;
        assert.equal(state.step[0], t);
      }
      assertClose(state.weights, reference.weights, 1e-5);
      assertClose(state.averaged, reference.averaged, 1e-5);
    }
  });

  it('moves the weights by the learning rate against the gradient’s sign, the first time', async () => {
    const step = await loadOptimizer(configuration);
    const before = startingState();
    const gradient = Float32Array.from({ length: COUNT }, (_, i) => (i % 2 === 0 ? 0.2 : -0.1));
    const { state } = await step(before, gradient, 0.125);
    assertClose(
      state.weights,
      [...before.weights].map((weight, i) => weight - 0.125 * Math.sign(gradient[i]!)),
      1e-5,
    );
  });

  it('takes a share of kernels away, and of nothing else', async () => {
    const gradient = Float32Array.from({ length: COUNT }, (_, i) => Math.sin(i));
    const [plain, decaying] = await Promise.all(
      [0, 0.5].map(async (weightDecay) => {
        const step = await loadOptimizer({ ...configuration, weightDecay });
        return (await step(startingState(), gradient, 0.1)).state.weights;
      }),
    );
    const { weights } = startingState();
    // The first parameter is the only kernel: 4 x 2 x 2 x 2.
    assertClose(
      decaying!,
      [...plain!].map((value, i) => value - (i < 32 ? 0.1 * 0.5 * weights[i]! : 0)),
      1e-6,
    );
  });

  it('of a batch that is not to be learned from changes nothing, and is counted', async () => {
    const step = await loadOptimizer(configuration, true);
    const gradient = Float32Array.from({ length: COUNT }, () => 0.1);
    const { state: before, skipped: first } = await step(startingState(), gradient, 0.01);
    assert.equal(first, 0);
    const { state, skipped } = await step(before, gradient, 0.01, 0);
    assert.equal(skipped, 1);
    assert.deepEqual(state, before);
  });

  it('is not finite: nothing changes, and it is counted', async () => {
    const step = await loadOptimizer(configuration);
    const gradient = Float32Array.from({ length: COUNT }, () => 0.1);
    const { state: before } = await step(startingState(), gradient, 0.01);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38]) {
      const broken = gradient.slice();
      broken[7] = value;
      const { state, skipped } = await step(before, broken, 0.01);
      assert.equal(skipped, 1, `${value}`);
      assert.deepEqual(state, before, `${value}`);
    }
    const { state, skipped } = await step(before, gradient, 0.01);
    assert.equal(skipped, 0);
    assert.equal(state.step[0], 2);
    assert.notDeepEqual(state.weights, before.weights);
  });

  it('with a gradient of zero stays where it is', async () => {
    const step = await loadOptimizer(configuration);
    const before = startingState();
    const { state, gradientNorm, skipped } = await step(before, new Float32Array(COUNT), 0.01);
    assert.deepEqual([gradientNorm, skipped], [0, 0]);
    assert.deepEqual(state.weights, before.weights);
  });

  it('is limited to the direction of the gradient: a huge one moves no further than a large one', async () => {
    const step = await loadOptimizer(configuration);
    const large = Float32Array.from({ length: COUNT }, (_, i) => i + 1);
    const huge = large.map((value) => 1e6 * value);
    const [one, other] = [await step(startingState(), large, 0.1), await step(startingState(), huge, 0.1)];
    assertClose(other.state.moment1, [...one.state.moment1], 1e-6);
    assertClose(
      one.state.moment1,
      [...large].map((value) => (0.1 * 2 * value) / Math.hypot(...large)),
      1e-6,
    );
  });
});

/** Eigenvalues of a symmetric matrix, by Jacobi's rotations (1846). */
function eigenvalues(symmetric: readonly (readonly number[])[]): number[] {
  const a = symmetric.map((row) => [...row]);
  const size = a.length;
  for (let sweep = 0; sweep < 30; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        if (Math.abs(a[p]![q]!) < 1e-15) continue;
        const angle = 0.5 * Math.atan2(2 * a[p]![q]!, a[q]![q]! - a[p]![p]!);
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        for (const row of a) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
        for (let k = 0; k < size; k++) {
          const [x, y] = [a[p]![k]!, a[q]![k]!];
          a[p]![k] = c * x - s * y;
          a[q]![k] = s * x + c * y;
        }
      }
    }
  }
  return a.map((row, i) => row[i]!);
}

describe('a step of Muon', () => {
  it('moves a kernel by a matrix with singular values near one and the momentum’s directions; a bias as Adam', async () => {
    const adam = await loadOptimizer(configuration);
    const muon = await loadOptimizer({ ...configuration, method: 'muon' });
    const before = startingState();
    const { normal } = seededRandom(8);
    const gradient = Float32Array.from({ length: COUNT }, () => 0.1 * normal());
    const [byAdam, byMuon] = [await adam(before, gradient, 1), await muon(before, gradient, 1)];
    let start = 0;
    for (const { shape } of PARAMETERS) {
      const size = shape.reduce((product, side) => product * side, 1);
      const part = (vector: Float32Array): number[] => [...vector.subarray(start, start + size)];
      const moved = part(before.weights).map((weight, i) => weight - part(byMuon.state.weights)[i]!);
      if (shape.length === 1) assert.deepEqual(part(byMuon.state.weights), part(byAdam.state.weights));
      else {
        const rows = shape[0]!;
        const columns = size / rows;
        const product = (a: readonly number[], b: readonly number[]): number[][] =>
          Array.from({ length: rows }, (_, i) =>
            Array.from({ length: rows }, (_, j) => {
              let sum = 0;
              for (let k = 0; k < columns; k++) sum += a[i * columns + k]! * b[j * columns + k]!;
              return sum;
            }),
          );
        // Liu et al. 2025, section 2.2: a root mean square of 0.2 where all singular values are one.
        const scale = 0.2 * Math.sqrt(Math.max(rows, columns));
        const update = moved.map((value) => value / scale);
        const singular = eigenvalues(product(update, update))
          .map((value) => Math.sqrt(Math.max(0, value)))
          .sort((a, b) => b - a)
          .slice(0, Math.min(rows, columns));
        assert.ok(
          singular.every((value) => value > 0.6 && value < 1.25),
          `${singular}`,
        );
        // Of the first step the momentum is along the gradient G; the update p(G G^T) G makes U G^T symmetric.
        const mixed = product(update, part(gradient));
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < i; j++) assert.ok(Math.abs(mixed[i]![j]! - mixed[j]![i]!) < 1e-4);
        }
        assert.ok(eigenvalues(mixed).every((value) => value > -1e-4));
      }
      start += size;
    }
  });
});
