import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import type { InvertibleConfiguration } from '../../src/networks/invertible.ts';
import { INVERTIBLE_DEFAULTS, invertible } from '../../src/networks/invertible.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { createNetwork } from '../../src/networks/registry.ts';
import { decodeModel } from '../../src/onnx/decode.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { InvertibleSettings, Planes } from './reference-invertible.ts';
import {
  referenceBackward,
  referenceForward,
  referenceHide,
  referenceReveal,
} from './reference-invertible.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

/** Three planes of random samples, 0-1. */
function randomPlanes(width: number, height: number, seed: number): Float32Array {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: 3 * width * height }, uniform);
}

/**
 * Weights none of which is zero or small, so that nothing hides behind them: the last layers start near zero and the weights
 * of the conditions at zero.
 */
function randomWeights({ parameters }: HidingNetwork, seed: number): Weights {
  const { normal } = seededRandom(seed, 1);
  return Object.fromEntries(
    parameters.map(({ name, shape }) => {
      const fanIn = shape.length === 4 ? shape[1]! * shape[2]! * shape[3]! : 2;
      const deviation = name.endsWith('.bias') ? 0.1 : Math.sqrt(1 / fanIn);
      const count = shape.reduce((product, side) => product * side, 1);
      return [name, Float32Array.from({ length: count }, () => deviation * normal())];
    }),
  );
}

/** The settings that say how large a network is. */
type Size = Pick<InvertibleConfiguration, 'block' | 'blocks' | 'maps'>;

type Conditions = readonly [favour: number, scrambled: number];

/** Both networks of a model, as functions of planes. */
async function loadNetworks(network: HidingNetwork, weights: Weights) {
  const files = inferenceModels(network, weights);
  const [hide, reveal] = [await runtime.load(files.hide), await runtime.load(files.reveal)];
  const steering = (conditions: Conditions) => float32(Float32Array.from(conditions), [1, 2]);
  return {
    async hide(
      width: number,
      height: number,
      cover: Float32Array,
      secret: Float32Array,
      conditions: Conditions,
    ) {
      const dims = [1, 3, height, width];
      const { container } = await hide.run({
        cover: float32(cover, dims),
        secret: float32(secret, dims),
        conditions: steering(conditions),
      });
      assert.deepEqual(container!.dims, dims);
      return container!.data as Float32Array;
    },
    async reveal(width: number, height: number, container: Float32Array, conditions: Conditions) {
      const dims = [1, 3, height, width];
      const { secret } = await reveal.run({
        container: float32(container, dims),
        conditions: steering(conditions),
      });
      assert.deepEqual(secret!.dims, dims);
      return secret!.data as Float32Array;
    },
  };
}

function asPlanes(values: Float32Array, width: number, height: number): Planes {
  return [0, 1, 2].map((colour) =>
    Array.from({ length: height }, (_, row) => {
      const start = (colour * height + row) * width;
      return Float64Array.from(values.subarray(start, start + width));
    }),
  );
}

function assertClose(actual: ArrayLike<number>, expected: Planes, tolerance: number): void {
  const samples = expected.flatMap((plane) => plane.flatMap((row) => [...row]));
  assert.equal(actual.length, samples.length);
  const scale = Math.max(...samples.map(Math.abs));
  const worst = Math.max(...samples.map((value, index) => Math.abs(value - actual[index]!)));
  assert.ok(scale > 0.01);
  assert.ok(worst < tolerance * scale, `${worst} of ${scale}`);
}

/** Weights of a network of the given channels, counted layer by layer. */
function countByHand({ block, blocks, maps }: Size) {
  const channels = 3 * block * block;
  const kernels = (out: number): number => 9 * channels * maps + maps * maps + 9 * maps * out;
  const others = (out: number): number => maps + maps + out + 2 * maps;
  return {
    weights: blocks * (kernels(channels) + kernels(2 * channels) + others(channels) + others(2 * channels)),
    // The last remainder, and the container before its first block, are not computed.
    hide: (blocks * kernels(channels) + (blocks - 1) * kernels(2 * channels)) / (block * block),
    reveal: ((blocks - 1) * kernels(channels) + blocks * kernels(2 * channels)) / (block * block),
  };
}

const SIZES: readonly Size[] = [
  { block: 4, blocks: 8, maps: 64 },
  { block: 2, blocks: 3, maps: 5 },
  { block: 1, blocks: 2, maps: 7 },
  { block: 3, blocks: 1, maps: 1 },
];

describe('the size of the invertible network', () => {
  it('is the sum over its layers, at any setting', () => {
    for (const size of SIZES) {
      const network = invertible(size);
      const { weights, hide, reveal } = countByHand(size);
      assert.equal(parameterCount(network.parameters), weights);
      assert.deepEqual(network.multiplyAdds, { hide: Math.round(hide), reveal: Math.round(reveal) });
    }
  });

  it('is the weights of the convolutions that its models run, one multiply-add each for a block of pixels', () => {
    for (const size of SIZES) {
      const network = invertible(size);
      const files = inferenceModels(network, initialWeights(network.parameters, 1));
      for (const pass of ['hide', 'reveal'] as const) {
        const { nodes, initializers } = decodeModel(files[pass]).graph;
        // Pixels become channels in a convolution with strides, which only moves them.
        const kernels = nodes
          .filter(({ opType, attributes }) => opType === 'Conv' && attributes.strides === undefined)
          .map(({ inputs }) => initializers.find(({ name }) => name === inputs[1])!.dims);
        const products = kernels.reduce(
          (sum, dims) => sum + dims.reduce((total, side) => total * side, 1),
          0,
        );
        assert.equal(kernels.length, 3 * (2 * size.blocks - 1));
        assert.equal(network.multiplyAdds[pass], Math.round(products / size.block ** 2));
      }
    }
  });

  it('is 1,176,704 weights, 67,776 multiply-adds a pixel to hide and 69,504 to reveal, if nothing else is said', () => {
    const network = invertible();
    assert.equal(parameterCount(network.parameters), 1_176_704);
    assert.deepEqual(network.multiplyAdds, { hide: 67_776, reveal: 69_504 });
  });
});

describe('the configuration of the invertible network', () => {
  it('stands in the network whole, with what was left out', () => {
    const expected = { ...INVERTIBLE_DEFAULTS, maps: 7 };
    assert.deepEqual(invertible({ maps: 7 }).configuration, expected);
    assert.deepEqual(createNetwork('invertible', { maps: 7 }).configuration, expected);
    assert.deepEqual(invertible().conditions, ['favour', 'scrambled']);
    assert.equal(invertible({ block: 3 }).multiple, 3);
    assert.deepEqual([invertible().private, invertible({ private: true }).private], [false, true]);
  });

  it('gives equal weights for equal seeds, others for others', () => {
    const { parameters } = invertible({ block: 2, blocks: 2, maps: 4 });
    assert.deepEqual(initialWeights(parameters, 3), initialWeights(parameters, 3));
    const [one, two] = [initialWeights(parameters, 3), initialWeights(parameters, 4)];
    for (const { name } of parameters) {
      if (name.endsWith('.weight')) assert.notDeepEqual(one[name], two[name], name);
    }
  });

  it('starts with He’s variance, a hundredth of it in last layers, and zeros for biases and conditions', () => {
    const { parameters } = invertible({ blocks: 2 });
    const weights = initialWeights(parameters, 1);
    for (const { name, shape } of parameters) {
      const values = weights[name]!;
      if (!name.endsWith('.weight')) {
        assert.ok(
          values.every((value) => value === 0),
          name,
        );
        continue;
      }
      const expected = (2 / (shape[1]! * shape[2]! * shape[3]!)) * (name.endsWith('.2.weight') ? 0.01 : 1);
      const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
      // Standard error of a normal's variance: sqrt(2 / n).
      assert.ok(Math.abs(variance / expected - 1) < 5 * Math.sqrt(2 / values.length), name);
    }
  });

  const bad: readonly [string, unknown, RegExp][] = [
    ['no block', { block: 0 }, /positive whole number for block but received 0/],
    ['half a pixel', { block: 2.5 }, /positive whole number for block but received 2\.5/],
    ['a block as text', { block: '4' }, /positive whole number for block but received 4/],
    ['no coupling', { blocks: 0 }, /positive whole number for blocks but received 0/],
    ['couplings without end', { blocks: Infinity }, /positive whole number for blocks but received Infinity/],
    ['no maps', { maps: 0 }, /positive whole number for maps but received 0/],
    ['maps that are no number', { maps: Number.NaN }, /positive whole number for maps but received NaN/],
    ['null for the maps', { maps: null }, /positive whole number for maps but received null/],
    ['a negative scale', { scale: -0.1 }, /0 or more for scale but received -0\.1/],
    ['a scale without end', { scale: Infinity }, /0 or more for scale but received Infinity/],
    ['a scale as text', { scale: '1' }, /0 or more for scale but received 1/],
    ['a word for private', { private: 'yes' }, /true or false for private but received yes/],
    ['a number for private', { private: 1 }, /true or false for private but received 1/],
    ['a setting that does not exist', { kernels: [3] }, /block, blocks, maps, scale.*received kernels/],
    ['an inherited setting', { constructor: 1 }, /block, blocks, maps, scale.*received constructor/],
  ];
  for (const [what, configuration, message] of bad) {
    it(`with ${what} is refused`, () => {
      assert.throws(() => invertible(configuration as Partial<InvertibleConfiguration>), { message });
      assert.throws(() => createNetwork('invertible', configuration as Record<string, unknown>), { message });
    });
  }

  it('without a weight makes no model', () => {
    const network = invertible({ block: 1, blocks: 1, maps: 1 });
    assert.throws(() => inferenceModels(network, {}), /Expected a value for the weight 0\.phi\.0\.weight/);
  });
});

describe('the invertible network on the runtime', () => {
  const cases: readonly [InvertibleSettings, maps: number, Conditions][] = [
    [{ block: 2, blocks: 3, scale: 0.8 }, 5, [-1, 1]],
    [{ block: 2, blocks: 2, scale: 0.3 }, 5, [0.5, 0]],
    [{ block: 4, blocks: 1, scale: 2 }, 3, [1, 1]],
    [{ block: 1, blocks: 2, scale: 0 }, 4, [0, 0]],
  ];
  for (const [settings, maps, conditions] of cases) {
    it(`computes its formulas with ${JSON.stringify(settings)}, ${maps} maps, conditions ${conditions}`, async () => {
      const network = invertible({ ...settings, maps });
      const weights = randomWeights(network, 11);
      const networks = await loadNetworks(network, weights);
      // One model for pictures of several sizes, lying and standing, down to a single block.
      for (const [across, down] of [
        [5, 3],
        [2, 4],
        [1, 1],
      ] as const) {
        const [width, height] = [across * settings.block, down * settings.block];
        const [cover, secret] = [randomPlanes(width, height, 1), randomPlanes(width, height, 2)];
        const pair = { c: asPlanes(cover, width, height), s: asPlanes(secret, width, height) };
        assertClose(
          await networks.hide(width, height, cover, secret, conditions),
          referenceHide(weights, settings, pair, conditions),
          1e-5,
        );
        assertClose(
          await networks.reveal(width, height, cover, conditions),
          referenceReveal(weights, settings, pair.c, conditions),
          1e-5,
        );
      }
    });
  }

  it('is not steered as it starts, and is once the conditions have weights', async () => {
    const network = invertible({ block: 2, blocks: 2, maps: 5 });
    const [width, height] = [6, 4];
    const [cover, secret] = [randomPlanes(width, height, 1), randomPlanes(width, height, 2)];
    const results = async (weights: Weights, conditions: Conditions): Promise<Float32Array[]> => {
      const networks = await loadNetworks(network, weights);
      return [
        await networks.hide(width, height, cover, secret, conditions),
        await networks.reveal(width, height, cover, conditions),
      ];
    };
    const start = initialWeights(network.parameters, 1);
    const steered = randomWeights(network, 1);
    const plain = await results(start, [0, 0]);
    const [container, revealed] = await results(steered, [0, 0]);
    for (const conditions of [
      [1, 0],
      [-1, 0],
      [0, 1],
    ] as const) {
      assert.deepEqual(await results(start, conditions), plain);
      const others = await results(steered, conditions);
      assert.notDeepEqual(others[0], container);
      assert.notDeepEqual(others[1], revealed);
    }
  });

  it('without conditions is as with zeros', async () => {
    const network = invertible({ block: 2, blocks: 2, maps: 5 });
    const weights = randomWeights(network, 5);
    const unsteered: HidingNetwork = {
      ...network,
      conditions: [],
      hide: (parameters, cover, secret) => network.hide(parameters, cover, secret),
      reveal: (parameters, container) => network.reveal(parameters, container),
    };
    const [width, height] = [6, 4];
    const dims = [1, 3, height, width];
    const [cover, secret] = [randomPlanes(width, height, 1), randomPlanes(width, height, 2)];
    const files = inferenceModels(unsteered, weights);
    const hide = await runtime.load(files.hide);
    const reveal = await runtime.load(files.reveal);
    const { container } = await hide.run({ cover: float32(cover, dims), secret: float32(secret, dims) });
    const { secret: revealed } = await reveal.run({ container: float32(cover, dims) });
    const networks = await loadNetworks(network, weights);
    const close = (a: ArrayLike<number>, b: Float32Array): void =>
      assertClose(a, asPlanes(b, width, height), 1e-6);
    close(container!.data as Float32Array, await networks.hide(width, height, cover, secret, [0, 0]));
    close(revealed!.data as Float32Array, await networks.reveal(width, height, cover, [0, 0]));
  });
});

describe('what the invertible network does to a pair', () => {
  it('can be undone: with the remainder, cover and secret come back', () => {
    const [width, height] = [10, 6];
    for (const [seed, conditions] of [
      [1, [0, 0]],
      [2, [1, 1]],
      [3, [-1, 0]],
    ] as const) {
      const settings = { block: 2, blocks: 3, scale: 0.8 };
      const weights = randomWeights(invertible({ ...settings, maps: 5 }), seed);
      const pair = {
        c: asPlanes(randomPlanes(width, height, 1), width, height),
        s: asPlanes(randomPlanes(width, height, 2), width, height),
      };
      const hidden = referenceForward(weights, settings, pair, conditions);
      const back = referenceBackward(weights, settings, hidden, conditions);
      const flat = (planes: Planes): number[] => planes.flatMap((plane) => plane.flatMap((row) => [...row]));
      assertClose(flat(back.c), pair.c, 1e-9);
      assertClose(flat(back.s), pair.s, 1e-9);
      // Other conditions undo something else.
      const other = referenceBackward(weights, settings, hidden, [conditions[0], conditions[1] + 1]);
      assert.throws(() => assertClose(flat(other.s), pair.s, 1e-3));
    }
  });

  it('is undone by the engine too where the remainder is what it takes it for', async () => {
    // With rho and eta zero the secret's stream is never changed; a secret of middle grey is a remainder of zeros.
    const network = invertible({ block: 2, blocks: 3, maps: 5 });
    const random = randomWeights(network, 7);
    const weights = Object.fromEntries(
      Object.entries(random).map(([name, values]) => [
        name,
        name.includes('rho_eta.2') ? values.map(() => 0) : values,
      ]),
    );
    const [width, height] = [10, 6];
    const networks = await loadNetworks(network, weights);
    const grey = new Float32Array(3 * width * height).fill(0.5);
    const container = await networks.hide(width, height, randomPlanes(width, height, 1), grey, [1, 0]);
    const revealed = await networks.reveal(width, height, container, [1, 0]);
    assert.ok(revealed.every((value) => Math.abs(value - 0.5) < 1e-6));
  });
});

describe('how far a pixel of the invertible network sees', () => {
  /** Largest distance, along either axis, between a changed pixel and those whose result differs. */
  function reach(before: Float32Array, after: Float32Array, side: number, x: number, y: number): number {
    let farthest = -1;
    for (const [index, value] of before.entries()) {
      if (value === after[index]) continue;
      const pixel = index % (side * side);
      farthest = Math.max(farthest, Math.abs((pixel % side) - x), Math.abs(Math.floor(pixel / side) - y));
    }
    return farthest;
  }

  for (const size of [
    { block: 2, blocks: 2, maps: 5 },
    { block: 1, blocks: 2, maps: 5 },
    { block: 3, blocks: 1, maps: 4 },
    { block: 4, blocks: 1, maps: 3 },
  ]) {
    it(`is within hideRadius and revealRadius, and at most a pixel less, with ${JSON.stringify(size)}`, async () => {
      const { block, blocks } = size;
      const network = invertible(size);
      const networks = await loadNetworks(network, randomWeights(network, 3));
      // Room on every side for one pixel more than the radius, and blocks that are whole.
      const side = 2 * block * Math.ceil((network.hideRadius + 2) / block) + block;
      const [cover, secret] = [randomPlanes(side, side, 1), randomPlanes(side, side, 2)];
      const conditions = [1, 1] as const;
      const container = await networks.hide(side, side, cover, secret, conditions);
      const revealed = await networks.reveal(side, side, cover, conditions);
      const farthest = { cover: 0, secret: 0, container: 0 };
      // A pixel sees farther from one edge of its block than from the other.
      const middle = (side - block) / 2;
      for (const [x, y] of [
        [middle, middle],
        [middle + block - 1, middle + block - 1],
      ] as const) {
        const changed = (planes: Float32Array): Float32Array =>
          planes.map((value, index) => (index % (side * side) === y * side + x ? value + 3 : value));
        const note = (what: keyof typeof farthest, before: Float32Array, after: Float32Array): void => {
          farthest[what] = Math.max(farthest[what], reach(before, after, side, x, y));
        };
        note('cover', container, await networks.hide(side, side, changed(cover), secret, conditions));
        note('secret', container, await networks.hide(side, side, cover, changed(secret), conditions));
        note('container', revealed, await networks.reveal(side, side, changed(cover), conditions));
      }
      // Two 3x3 kernels a sub-network: two blocks, and from there to the far edge of the block.
      const through = (subNetworks: number): number =>
        subNetworks === 0 ? 0 : 2 * block * subNetworks + block - 1;
      assert.equal(farthest.secret, through(2 * blocks - 1));
      assert.equal(farthest.container, through(2 * blocks - 1));
      // The cover comes in after the first phi.
      assert.equal(farthest.cover, through(2 * blocks - 2));
      for (const [radius, farthestPixel] of [
        [network.hideRadius, farthest.secret],
        [network.revealRadius, farthest.container],
      ] as const) {
        assert.ok(farthestPixel <= radius && radius <= farthestPixel + 1, `${radius}`);
      }
    });
  }
});
