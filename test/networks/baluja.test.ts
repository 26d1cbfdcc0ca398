import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import type { BalujaConfiguration } from '../../src/networks/baluja.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { createNetwork } from '../../src/networks/registry.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { FeatureMaps } from './reference-baluja.ts';
import { referenceHide, referenceReveal } from './reference-baluja.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

/** Three planes of random samples, 0-1. */
function randomPlanes(width: number, height: number, seed: number): Float32Array {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: 3 * width * height }, uniform);
}

/** Both networks of a model, as functions of planes. */
async function loadNetworks(network: HidingNetwork, weights: Weights) {
  const files = inferenceModels(network, weights);
  const [hide, reveal] = [await runtime.load(files.hide), await runtime.load(files.reveal)];
  return {
    async hide(width: number, height: number, cover: Float32Array, secret: Float32Array) {
      const dims = [1, 3, height, width];
      const { container } = await hide.run({ cover: float32(cover, dims), secret: float32(secret, dims) });
      assert.deepEqual(container!.dims, dims);
      return container!.data as Float32Array;
    },
    async reveal(width: number, height: number, container: Float32Array) {
      const dims = [1, 3, height, width];
      const { secret } = await reveal.run({ container: float32(container, dims) });
      assert.deepEqual(secret!.dims, dims);
      return secret!.data as Float32Array;
    },
  };
}

/** Biases other than zero, so that nothing hides behind them. */
function randomWeights(network: HidingNetwork, seed: number): Weights {
  const weights = initialWeights(network.parameters, seed);
  const { normal } = seededRandom(seed, 1);
  return Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [
      name,
      name.endsWith('.bias') ? values.map(() => 0.1 * normal()) : values,
    ]),
  );
}

describe('the size of Baluja’s networks', () => {
  it('is 2,650,656 weights at 50 maps, the paper’s width', () => {
    assert.equal(parameterCount(baluja({ maps: 50 }).parameters), 2_650_656);
    assert.equal(parameterCount(baluja().parameters), 2_650_656);
  });

  it('is what the architecture’s formula gives at any width and kernels', () => {
    for (const [maps, kernels] of [
      [3, [3, 4, 5]],
      [24, [3, 4, 5]],
      [8, [3]],
      [5, [2, 7]],
    ] as const) {
      const taps = kernels.reduce((sum, kernel) => sum + kernel * kernel, 0);
      const all = kernels.length * maps;
      // Three layers from maps to maps and one from all of them, and the first one from `from` channels.
      const trunk = (from: number): number => taps * maps * (from + 3 * maps + all);
      const output = 3 * all;
      const biases = 3 * 5 * all + 6;
      const network = baluja({ maps, kernels });
      const hide = trunk(3) + trunk(3 + all) + output;
      const reveal = trunk(3) + output;
      assert.deepEqual(network.multiplyAdds, { hide, reveal });
      assert.equal(parameterCount(network.parameters), hide + reveal + biases);
    }
  });

  it('is 1,890,450 multiply-adds a pixel to hide and 757,950 to reveal, at 50 maps', () => {
    assert.deepEqual(baluja().multiplyAdds, { hide: 1_890_450, reveal: 757_950 });
  });
});

describe('the configuration of Baluja’s networks', () => {
  it('stands in the network whole, with what was left out', () => {
    assert.deepEqual(baluja({ maps: 7 }).configuration, {
      maps: 7,
      kernels: [3, 4, 5],
      initialization: 'identity',
    });
    assert.deepEqual(createNetwork('baluja', { maps: 7 }).configuration, baluja({ maps: 7 }).configuration);
  });

  it('gives equal weights for equal seeds, others for others', () => {
    const { parameters } = baluja({ maps: 4 });
    assert.deepEqual(initialWeights(parameters, 3), initialWeights(parameters, 3));
    const [one, two] = [initialWeights(parameters, 3), initialWeights(parameters, 4)];
    for (const { name } of parameters) {
      if (name.endsWith('.bias')) assert.deepEqual(one[name], two[name]);
      else if (name !== 'hide.output.weight') assert.notDeepEqual(one[name], two[name], name);
    }
  });

  it('starts with He’s variance, 2 / fan-in', () => {
    const network = baluja({ maps: 20, initialization: 'he' });
    const weights = initialWeights(network.parameters, 1);
    for (const { name, shape } of network.parameters) {
      if (!name.endsWith('.weight') || weights[name]!.length < 5000) continue;
      const expected = 2 / (shape[1]! * shape[2]! * shape[3]!);
      const values = weights[name]!;
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      // Standard error of a normal's variance: sqrt(2 / n).
      assert.ok(Math.abs(variance / expected - 1) < 5 * Math.sqrt(2 / values.length), name);
    }
  });

  const bad: readonly [string, unknown, RegExp][] = [
    ['two maps', { maps: 2 }, /at least 3 for maps but received 2/],
    ['half a map', { maps: 3.5 }, /whole number.*maps/],
    ['maps as text', { maps: '24' }, /whole number.*maps/],
    ['no maps', { maps: Number.NaN }, /maps/],
    ['no kernels', { kernels: [] }, /kernels but received \[\]/],
    ['a kernel of 0', { kernels: [3, 0] }, /kernels/],
    ['a kernel of 2.5', { kernels: [2.5] }, /kernels/],
    ['a number for the kernels', { kernels: 3 }, /kernels but received 3/],
    ['the same kernel twice', { kernels: [3, 3] }, /different kernels/],
    ['an unknown initialization', { initialization: 'zero' }, /he or identity.*zero/],
    ['a setting that does not exist', { map: 24 }, /maps, kernels, initialization.*received map/],
  ];
  for (const [what, configuration, message] of bad) {
    it(`with ${what} is refused`, () => {
      assert.throws(() => baluja(configuration as Partial<BalujaConfiguration>), { message });
      assert.throws(() => createNetwork('baluja', configuration as Record<string, unknown>), { message });
    });
  }

  it('of an unknown architecture is refused, whatever objects inherit', () => {
    for (const name of ['hinet', 'constructor', 'toString', '__proto__', '']) {
      assert.throws(() => createNetwork(name), { name: 'RangeError', message: /Expected one of baluja/ });
    }
  });

  it('without a weight makes no model', () => {
    const network = baluja({ maps: 3 });
    assert.throws(() => inferenceModels(network, {}), /Expected a value for the weight prep\.3x3\.0\.weight/);
  });
});

describe('Baluja’s networks on the runtime', () => {
  const kernelSets = [
    [3, 4, 5],
    [2, 5],
    [1, 6],
  ] as const;
  for (const kernels of kernelSets) {
    it(`compute what the paper’s figure says, with kernels ${kernels.join(', ')}`, async () => {
      const network = baluja({ maps: 4, kernels, initialization: 'he' });
      const weights = randomWeights(network, 11);
      const networks = await loadNetworks(network, weights);
      const [width, height] = [9, 8];
      const pixels = width * height;
      const planes = (values: Float32Array): FeatureMaps => ({
        width,
        height,
        channels: [0, 1, 2].map((c) => Float64Array.from(values.subarray(c * pixels, (c + 1) * pixels))),
      });
      const [cover, secret] = [randomPlanes(width, height, 1), randomPlanes(width, height, 2)];
      const compare = (actual: Float32Array, { channels }: FeatureMaps): void => {
        const expected = channels.flatMap((plane) => [...plane]);
        const scale = Math.max(...expected.map(Math.abs));
        const worst = Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
        assert.ok(scale > 0.01);
        assert.ok(worst < 1e-5 * scale, `${worst} of ${scale}`);
      };
      compare(
        await networks.hide(width, height, cover, secret),
        referenceHide(weights, kernels, planes(cover), planes(secret)),
      );
      compare(await networks.reveal(width, height, cover), referenceReveal(weights, kernels, planes(cover)));
    });
  }

  it('take pictures of any height and width, down to a single pixel', async () => {
    const network = baluja({ maps: 3 });
    const networks = await loadNetworks(network, initialWeights(network.parameters, 1));
    for (const [width, height] of [
      [1, 1],
      [7, 1],
      [1, 9],
      [2, 3],
      [33, 17],
      [64, 40],
    ] as const) {
      const cover = randomPlanes(width, height, 1);
      const container = await networks.hide(width, height, cover, randomPlanes(width, height, 2));
      const revealed = await networks.reveal(width, height, container);
      assert.ok([...container, ...revealed].every(Number.isFinite));
    }
  });

  it('start with Hide as a copy of the cover, whatever the secret is', async () => {
    for (const maps of [3, 8]) {
      const network = baluja({ maps });
      const { hide } = await loadNetworks(network, initialWeights(network.parameters, 5));
      const cover = randomPlanes(24, 20, 1);
      const container = await hide(24, 20, cover, randomPlanes(24, 20, 2));
      const worst = Math.max(...cover.map((value, i) => Math.abs(value - container[i]!)));
      // Only the mean over three branches is rounded: a few units in the last place.
      assert.ok(worst < 1e-6, `${worst}`);
    }
  });
});

/** Largest distance, along an axis, between a changed pixel and those whose result differs. */
function reach(before: Float32Array, after: Float32Array, width: number, x: number, y: number): number {
  let farthest = -1;
  for (let i = 0; i < before.length; i++) {
    if (before[i] === after[i]) continue;
    const pixel = i % (before.length / 3);
    const distance = Math.max(Math.abs((pixel % width) - x), Math.abs(Math.floor(pixel / width) - y));
    farthest = Math.max(farthest, distance);
  }
  return farthest;
}

describe('how far a pixel of Baluja’s networks sees', () => {
  const side = 57;
  const middle = 28;

  /** The reach of the middle pixel, farthest of several random networks: in one of them a way may be blocked by ReLU. */
  async function reaches(kernels: readonly number[], network: HidingNetwork) {
    const farthest = { cover: 0, secret: 0, container: 0 };
    for (let seed = 0; seed < 3; seed++) {
      const networks = await loadNetworks(network, randomWeights(network, seed));
      const [cover, secret] = [randomPlanes(side, side, 10 + seed), randomPlanes(side, side, 20 + seed)];
      const changed = (planes: Float32Array): Float32Array =>
        planes.map((value, i) => (i % (side * side) === middle * side + middle ? value + 3 : value));
      const container = await networks.hide(side, side, cover, secret);
      const revealed = await networks.reveal(side, side, cover);
      const results = {
        cover: [container, await networks.hide(side, side, changed(cover), secret)],
        secret: [container, await networks.hide(side, side, cover, changed(secret))],
        container: [revealed, await networks.reveal(side, side, changed(cover))],
      } as const;
      for (const what of ['cover', 'secret', 'container'] as const) {
        const [before, after] = results[what];
        farthest[what] = Math.max(farthest[what], reach(before, after, side, middle, middle));
      }
    }
    assert.ok(
      Object.values(farthest).every((distance) => distance > 0),
      `${kernels}`,
    );
    return farthest;
  }

  for (const kernels of [[3, 4, 5], [3], [4], [2]]) {
    it(`is hideRadius and revealRadius, no more and no less, with kernels ${kernels.join(', ')}`, async () => {
      const network = baluja({ maps: 4, kernels, initialization: 'he' });
      const { cover, secret, container } = await reaches(kernels, network);
      assert.equal(secret, network.hideRadius);
      assert.equal(container, network.revealRadius);
      // The cover does not go through Prep.
      assert.equal(cover, network.hideRadius / 2);
    });
  }

  it('is 20 pixels to hide and 10 to reveal in the paper’s networks', () => {
    assert.deepEqual([baluja().hideRadius, baluja().revealRadius], [20, 10]);
  });
});
