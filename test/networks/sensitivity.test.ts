import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { toOnnx } from '../../src/graph/lower.ts';
import { input } from '../../src/graph/tensor.ts';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { blockSamples } from '../../src/networks/rounding/blocks.ts';
import { SensitivitySum, sensitivityModel } from '../../src/networks/rounding/sensitivity.ts';
import { ShapedRounding } from '../../src/networks/rounding/shaped-rounding.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { flattenWeights, unflattenTensors } from '../../src/training/optimizer/flat-weights.ts';

const SIDE = 16;
const DIMS = [1, 3, SIDE, SIDE];
const SAMPLES = 3 * SIDE * SIDE;

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

const NETWORKS: readonly (readonly [string, HidingNetwork])[] = [
  ['baluja', baluja({ maps: 3, kernels: [3, 4] })],
  ['invertible', invertible({ block: 2, blocks: 2, maps: 6 })],
];

for (const [name, network] of NETWORKS) {
  describe(`the sensitivity of ${name}`, () => {
    it('is the derivative of what is revealed', async () => {
      const weights = initialWeights(network.parameters, 3);
      const flat = input('weights', [parameterCount(network.parameters)]);
      const parameters = unflattenTensors(flat, network.parameters);
      const model = await runtime.load(
        toOnnx(sensitivityModel(network, parameters, { weights: flat }, SIDE)),
      );
      const reveal = await runtime.load(inferenceModels(network, weights).reveal);
      const random = seededRandom(4);
      const container = Float32Array.from({ length: SAMPLES }, random.uniform);
      const probe = Float32Array.from({ length: SAMPLES }, random.normal);
      const steering = (): Record<string, ReturnType<typeof float32>> =>
        network.conditions.length === 0 ? {} : { conditions: float32(new Float32Array(2), [1, 2]) };
      const values = flattenWeights(weights, network.parameters);
      const { gradient } = await model.run({
        weights: float32(values, [values.length]),
        container: float32(container.slice(), DIMS),
        probe: float32(probe.slice(), DIMS),
        ...steering(),
      });
      /** What the probe sees of the revealed picture. */
      const seen = async (at: number, step: number): Promise<number> => {
        const moved = container.slice();
        moved[at]! += step;
        const { secret } = await reveal.run({ container: float32(moved, DIMS), ...steering() });
        return (secret!.data as Float32Array).reduce((total, sample, i) => total + sample * probe[i]!, 0);
      };
      for (const at of [0, 77, 300, SAMPLES - 1]) {
        const step = 4e-3;
        const slope = ((await seen(at, step)) - (await seen(at, -step))) / (2 * step);
        const value = (gradient!.data as Float32Array)[at]!;
        assert.ok(Math.abs(value - slope) <= 0.02 * Math.max(1, Math.abs(slope)), `${value}, ${slope}`);
      }
      await model.dispose();
      await reveal.dispose();
    });
  });
}

describe('the sum over blocks', () => {
  it('is the mean of the products of their samples, without the blocks along the borders', () => {
    const [block, side] = [2, 10];
    const gradient = Float32Array.from({ length: 3 * side * side }, seededRandom(5).normal);
    const total = new SensitivitySum(block);
    total.add(gradient, side);
    const { matrix } = total.sensitivity();
    const sample = (x: number, y: number, index: number): number =>
      gradient[(Math.floor(index / 4) * side + y + (Math.floor(index / 2) % 2)) * side + x + (index % 2)]!;
    const starts = [2, 4, 6];
    let entry = 0;
    for (let i = 0; i < blockSamples(block); i++) {
      for (let j = i; j < blockSamples(block); j++) {
        const products = starts.flatMap((y) => starts.map((x) => sample(x, y, i) * sample(x, y, j)));
        const expected = products.reduce((sum, product) => sum + product, 0) / products.length;
        assert.ok(Math.abs(matrix[entry++]! - expected) <= 1e-4 * Math.max(1, Math.abs(expected)));
      }
    }
    assert.equal(matrix.length, entry);
  });

  it('can be rounded for, however loud it is and few blocks it was measured in', () => {
    for (const loudness of [1e-3, 1, 1e3, 1e6]) {
      const total = new SensitivitySum(4);
      const gradient = Float32Array.from({ length: 3 * 20 * 20 }, seededRandom(6).normal);
      total.add(
        gradient.map((sample) => loudness * sample),
        20,
      );
      const planes = new Float32Array(3 * 16 * 16).fill(0.3);
      new ShapedRounding(total.sensitivity()).round(planes, 16, 16);
      assert.ok(planes.every((sample) => sample >= 0 && sample <= 1));
    }
  });

  it('is zero where there was no block, or no number', () => {
    const total = new SensitivitySum(4);
    total.add(new Float32Array(3 * 8 * 8), 8);
    assert.ok(total.sensitivity().matrix.every((value) => value === 0));
    total.add(new Float32Array(3 * 16 * 16).fill(Number.NaN), 16);
    assert.ok(total.sensitivity().matrix.every((value) => value === 0));
  });
});
