import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { widenBaluja } from '../../src/networks/widen-baluja.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';

const narrow = baluja({ maps: 4, kernels: [2, 3], initialization: 'he' });
const weights = initialWeights(narrow.parameters, 3);

describe('Baluja’s networks made wider', () => {
  const runtime = createNodeRuntime({ threads: 1 });
  after(() => runtime.dispose());

  /** What the networks make of the same two pictures. */
  async function pictures(network: HidingNetwork, values: Weights): Promise<Float32Array[]> {
    const random = seededRandom(1);
    const side = 9;
    const picture = () =>
      float32(
        Float32Array.from({ length: 3 * side ** 2 }, () => random.uniform()),
        [1, 3, side, side],
      );
    const [cover, secret] = [picture(), picture()];
    const models = inferenceModels(network, values);
    const hide = await runtime.load(models.hide);
    const reveal = await runtime.load(models.reveal);
    const hidden = await hide.run({ cover, secret });
    const revealed = await reveal.run({ container: cover });
    await hide.dispose();
    await reveal.dispose();
    return [hidden.container!, revealed.secret!].map(({ data }) => data as Float32Array);
  }

  const largest = (a: readonly Float32Array[], b: readonly Float32Array[]): number =>
    Math.max(...a.flatMap((values, i) => Array.from(values, (value, j) => Math.abs(value - b[i]![j]!))));

  it('make the same pictures, also where maps are copied more than once', async () => {
    const before = await pictures(narrow, weights);
    for (const maps of [4, 5, 8, 11]) {
      const wide = widenBaluja(narrow, weights, maps, { seed: 1, noise: 0 });
      assert.equal(wide.network.configuration.maps, maps);
      for (const { name, shape } of wide.network.parameters) {
        assert.equal(
          wide.weights[name]!.length,
          shape.reduce((product, size) => product * size),
        );
      }
      assert.ok(largest(await pictures(wide.network, wide.weights), before) < 1e-4);
    }
  });

  it('make nearly the same with noise, which tells copies apart, and depends on the seed', async () => {
    const before = await pictures(narrow, weights);
    const wide = widenBaluja(narrow, weights, 8, { seed: 1, noise: 0.01 });
    const change = largest(await pictures(wide.network, wide.weights), before);
    assert.ok(change > 1e-4 && change < 0.5, `${change}`);
    const kernel = wide.weights['prep.3x3.0.weight']!;
    const size = kernel.length / 8;
    assert.notDeepEqual(kernel.slice(0, size), kernel.slice(4 * size, 5 * size));
    const again = widenBaluja(narrow, weights, 8, { seed: 1, noise: 0.01 });
    assert.deepEqual(again.weights, wide.weights);
    assert.notDeepEqual(widenBaluja(narrow, weights, 8, { seed: 2, noise: 0.01 }).weights, wide.weights);
  });

  it('are refused where they would become narrower, or are others', () => {
    for (const maps of [3, Number.NaN]) {
      assert.throws(() => widenBaluja(narrow, weights, maps, { seed: 1, noise: 0 }), {
        name: 'RangeError',
        message: /at most (?:3|NaN) maps to widen but received baluja of 4/,
      });
    }
    const other = invertible({ block: 2, blocks: 1, maps: 3 });
    assert.throws(
      () => widenBaluja(other, initialWeights(other.parameters, 1), 8, { seed: 1, noise: 0 }),
      /received invertible of 3/,
    );
  });
});
