import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { storedWeights } from '../../src/networks/stored-weights.ts';
import { decodeModel } from '../../src/onnx/decode.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import { fromFloat16, toFloat16 } from '../../src/onnx/float16.ts';

const networks = [
  baluja({ maps: 3, kernels: [2, 3] }),
  invertible({ block: 2, blocks: 2, maps: 5 }),
  // Each of its two sub-networks is in one of the models only.
  invertible({ block: 4, blocks: 1, maps: 3, private: true }),
];

describe('the weights in inference models', () => {
  for (const network of networks) {
    const weights = initialWeights(network.parameters, 7);
    const name = `${network.architecture} ${JSON.stringify(network.configuration)}`;

    it(`of ${name} come back bit for bit, in 16 bits rounded to them`, () => {
      assert.deepEqual(storedWeights(network, inferenceModels(network, weights)), weights);
      const halves = storedWeights(network, inferenceModels(network, weights, 'float16'));
      for (const [parameter, values] of Object.entries(weights)) {
        for (const [index, value] of values.entries()) {
          const stored = halves[parameter]![index]!;
          // 11 significant bits, or steps of 2^-24 below the normal numbers.
          assert.ok(Math.abs(stored - value) <= Math.max(Math.abs(value) * 2 ** -11, 2 ** -25));
        }
      }
      const again = storedWeights(network, inferenceModels(network, halves, 'float16'));
      assert.deepEqual(again, halves);
    });
  }

  it('are only in the model that needs them', () => {
    const network = baluja({ maps: 3, kernels: [2, 3] });
    for (const precision of ['float32', 'float16'] as const) {
      const { hide, reveal } = inferenceModels(network, initialWeights(network.parameters, 7), precision);
      const owners = (bytes: Uint8Array): string[] => {
        const { initializers } = decodeModel(bytes).graph;
        const known = new Set(network.parameters.map(({ name }) => name));
        return [
          ...new Set(
            initializers.filter(({ name }) => known.has(name)).map(({ name }) => name.split('.')[0]!),
          ),
        ];
      };
      assert.deepEqual([owners(hide), owners(reveal)], [['prep', 'hide'], ['reveal']]);
    }
  });

  it('are refused where one is missing, of another shape or no number of floating point', () => {
    const [, network] = networks as [unknown, (typeof networks)[1]];
    const models = inferenceModels(network, initialWeights(network.parameters, 7));
    const wider = invertible({ block: 2, blocks: 2, maps: 6 });
    assert.throws(
      () => storedWeights(wider, models),
      /Expected the weight 0\.phi\.0\.weight \[6,12,3,3\] in the models but received \[5,12,3,3\]/,
    );
    const deeper = invertible({ block: 2, blocks: 3, maps: 5 });
    assert.throws(() => storedWeights(deeper, models), /weight 2\.phi\.0\.weight .* but received none/);
    const hide = decodeModel(models.hide);
    const initializers = hide.graph.initializers.map((tensor) =>
      tensor.name === '0.phi.0.bias' ? { ...tensor, type: 'int32' as const } : tensor,
    );
    const whole = encodeModel({ ...hide, graph: { ...hide.graph, initializers } });
    assert.throws(
      () => storedWeights(network, { hide: whole, reveal: whole }),
      /float32 or float16 numbers for the weight 0\.phi\.0\.bias but received int32/,
    );
    assert.throws(() => storedWeights(network, { ...models, hide: new Uint8Array(9) }), RangeError);
  });
});

describe('numbers of 16 bits', () => {
  it('have the values of IEEE 754', () => {
    const values: readonly [number, number][] = [
      [0x0001, 2 ** -24],
      [0x03ff, 1023 * 2 ** -24],
      [0x0400, 2 ** -14],
      [0x3555, 0.333251953125],
      [0x3c00, 1],
      [0xc000, -2],
      [0x7bff, 65504],
      [0xfc00, Number.NEGATIVE_INFINITY],
      [0x7e00, Number.NaN],
      [0x8000, -0],
    ];
    for (const [bits, value] of values) assert.deepEqual(fromFloat16(Uint16Array.of(bits))[0], value);
  });

  it('come back, all that are numbers', () => {
    const bits = Uint16Array.from({ length: 2 ** 16 }, (_, index) => index);
    const back = toFloat16(fromFloat16(bits));
    for (const [index, half] of back.entries()) {
      if ((index & 0x7fff) <= 0x7c00) assert.equal(half, index);
    }
  });
});
