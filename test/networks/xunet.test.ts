import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gradients } from '../../src/graph/differentiate.ts';
import { toOnnx } from '../../src/graph/lower.ts';
import { concatenate, slice } from '../../src/graph/operations/shaping.ts';
import { freeSize } from '../../src/graph/shape.ts';
import { input } from '../../src/graph/tensor.ts';
import { detectorModel } from '../../src/networks/detectors/detector-model.ts';
import { byBatch } from '../../src/networks/detectors/detector-network.ts';
import { highPass } from '../../src/networks/detectors/high-pass.ts';
import { xunet } from '../../src/networks/detectors/xunet.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { TensorValues } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { detectionLoss } from '../../src/training/detector/detector-step.ts';
import { unflattenTensors } from '../../src/training/optimizer/flat-weights.ts';
import { caseModel, difference } from '../engine/case-model.ts';
import type { Float64Tensor } from '../engine/reference/float64-tensor.ts';
import { referenceHighPass, referenceLogits } from './reference-xunet.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

async function run(bytes: Uint8Array, feeds: TensorValues): Promise<TensorValues> {
  const model = await runtime.load(bytes);
  try {
    return await model.run(feeds);
  } finally {
    await model.dispose();
  }
}

/** Pictures of 8-bit samples, 0-1. */
function randomPictures(shape: readonly number[], seed: number): Float32Array {
  const random = seededRandom(seed);
  const count = shape.reduce((product, size) => product * size, 1);
  return Float32Array.from({ length: count }, () => random.integer(256) / 255);
}

const small = xunet({ maps: 2 });

/** Scales, shifts and biases away from where they start, so that nothing hides behind ones and zeros. */
function randomWeights(seed: number): Weights {
  const random = seededRandom(seed, 1);
  return Object.fromEntries(
    Object.entries(initialWeights(small.parameters, seed)).map(([name, values]) => [
      name,
      name.endsWith('.weight') ? values : values.map((value) => value + 0.3 * random.normal()),
    ]),
  );
}

function inFloat64(specifications: typeof small.parameters, values: Weights): Record<string, Float64Tensor> {
  return Object.fromEntries(
    specifications.map(({ name, shape }) => [name, { shape, data: [...values[name]!] }]),
  );
}

describe('the size of XuNet', () => {
  it('is 0.10 G multiply-adds for 256x256 in colour, of which the grey network of the paper has 0.07', () => {
    // Groups: pixels, kernel, channels in and out.
    const later = 128 ** 2 * 25 * 8 * 16 + 64 ** 2 * 16 * 32 + 32 ** 2 * 32 * 64 + 16 ** 2 * 64 * 128 + 128;
    const first = 256 ** 2 * (25 + 25 * 8);
    assert.equal(((first + later) / 1e9).toFixed(2), '0.07');
    assert.equal(xunet().multiplyAdds(256, 256), 3 * first + later);
  });

  it('is 15,177 weights', () => {
    const kernels = 8 * 3 * 25 + 16 * 8 * 25 + 32 * 16 + 64 * 32 + 128 * 64;
    assert.equal(parameterCount(xunet().parameters), kernels + 2 * (8 + 16 + 32 + 64 + 128) + 128 + 1);
    assert.equal(parameterCount(xunet().parameters), 15_177);
  });
});

describe('the high-pass filter', () => {
  const shape = [2, 3, 6, 7];

  it('is the KV residual in grey levels, mirrored at the border', async () => {
    const pictures = input('pictures', shape);
    const values = randomPictures(shape, 4);
    const bytes = toOnnx({ name: 'filter', inputs: { pictures }, outputs: { y: highPass(pictures) } });
    const { y } = await run(bytes, { pictures: float32(values, shape) });
    assert.equal(difference(y, referenceHighPass({ shape, data: [...values] }), 2e-5), undefined);
  });

  it('leaves nothing of an even picture, borders included', async () => {
    const pictures = input('pictures', [1, 3, freeSize('height'), freeSize('width')]);
    const bytes = toOnnx({ name: 'filter', inputs: { pictures }, outputs: { y: highPass(pictures) } });
    for (const [height, width] of [
      [3, 9],
      [16, 5],
    ] as const) {
      const even = new Float32Array(3 * height * width).fill(200 / 255);
      const { y } = await run(bytes, { pictures: float32(even, [1, 3, height, width]) });
      for (const value of y!.data) assert.ok(Math.abs(Number(value)) < 1e-3);
    }
  });

  it('has the gradient of finite differences, at the borders too', async () => {
    const sides = [3, 4, 5, 9];
    const { model, feeds, expected } = caseModel(
      {
        name: 'highPass',
        draw: (random) => ({
          shapes: [[2, 3, sides[random.integer(4)]!, sides[random.integer(4)]!]],
          value: () => random.uniform(),
          engine: (x) => highPass(x!),
          reference: (x) => referenceHighPass(x!),
        }),
      },
      seededRandom(12),
      6,
    );
    const results = await run(encodeModel(model), feeds);
    for (const [name, value] of Object.entries(expected())) {
      assert.equal(difference(results[name], value, 2e-5), undefined, name);
    }
  });

  it('refuses what has no three colours', () => {
    assert.throws(() => highPass(input('flat', [1, 8, 8])), /\[n, planes, h, w\].*\[1, 8, 8\]/);
  });
});

describe('XuNet', () => {
  const shape = [4, 3, 16, 32];
  const weights = randomWeights(5);
  const pictures = randomPictures(shape, 6);

  it('computes in training what its description says, and its loss has the gradients of finite differences', async () => {
    const tensors = small.parameters.map(({ name, shape: own }) => input(name, own));
    const parameters = Object.fromEntries(small.parameters.map(({ name }, index) => [name, tensors[index]!]));
    const x = input('pictures', shape);
    const logits = small.logits(parameters, x, byBatch);
    // Every other picture a container.
    const rows = [0, 1, 2, 3].map((row) => slice(logits, 0, row, row + 1));
    const { loss } = detectionLoss(
      concatenate([rows[0]!, rows[2]!], 0),
      concatenate([rows[1]!, rows[3]!], 0),
    );
    const byParameter = gradients(loss, tensors);
    const gradientNames = small.parameters.map(({ name }) => `by ${name}`);
    const results = await run(
      toOnnx({
        name: 'loss',
        inputs: { ...parameters, pictures: x },
        outputs: {
          logits,
          loss,
          ...Object.fromEntries(gradientNames.map((name, index) => [name, byParameter[index]!])),
        },
      }),
      {
        pictures: float32(pictures, shape),
        ...Object.fromEntries(
          small.parameters.map(({ name, shape: own }) => [name, float32(weights[name]!, own)]),
        ),
      },
    );

    const exact = inFloat64(small.parameters, weights);
    const data = [...pictures];
    const expected = (): number[] => [...referenceLogits(exact, { shape, data }, () => undefined).data];
    assert.equal(difference(results.logits, { shape: [4], data: expected() }, 1e-4), undefined);

    const crossEntropy = (): number =>
      expected().reduce((sum, z, row) => sum + Math.log(1 + Math.exp(row % 2 === 0 ? z : -z)) / 4, 0);
    assert.ok(Math.abs((results.loss!.data[0] as number) - crossEntropy()) < 1e-5);
    const random = seededRandom(7);
    for (const { name } of small.parameters) {
      const values = exact[name]!.data as number[];
      for (let draw = 0; draw < 3; draw++) {
        const position = random.integer(values.length);
        const kept = values[position]!;
        const moved = (step: number): number => {
          values[position] = kept + step;
          return crossEntropy();
        };
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        values[position] = kept;
        const actual = results[`by ${name}`]!.data[position] as number;
        assert.ok(
          Math.abs(actual - slope) < 1e-3 * Math.max(0.1, Math.abs(slope)),
          `${name} ${actual} ${slope}`,
        );
      }
    }
  });

  it('computes in inference what its description says, for pictures of any height and width', async () => {
    const random = seededRandom(8);
    const moments = Object.fromEntries(
      small.moments.map(({ name, shape: [size] }) => [
        name,
        Float32Array.from(
          { length: size! },
          () => (name.endsWith('.variance') ? 0.5 : -0.5) + random.uniform(),
        ),
      ]),
    );
    const exactMoments = inFloat64(small.moments, moments);
    const model = await runtime.load(detectorModel(small, weights, moments));
    for (const [height, width] of [
      [16, 16],
      [32, 48],
      [64, 16],
    ] as const) {
      const dims = [1, 3, height, width];
      const picture = randomPictures(dims, height + width);
      const { logit } = await model.run({ picture: float32(picture, dims) });
      const expected = referenceLogits(
        inFloat64(small.parameters, weights),
        { shape: dims, data: [...picture] },
        (layer) => ({ mean: exactMoments[`${layer}.mean`]!, variance: exactMoments[`${layer}.variance`]! }),
      );
      assert.equal(difference(logit, expected, 1e-4), undefined);
    }
    await model.dispose();
  });

  it('names the layers whose moments it needs, in their order', () => {
    const x = input('pictures', shape);
    const flat = input('weights', [parameterCount(small.parameters)]);
    const seen = new Set<string>();
    small.logits(unflattenTensors(flat, small.parameters), x, (layer, maps, scale, shift) => {
      seen.add(layer);
      return byBatch(layer, maps, scale, shift);
    });
    assert.deepEqual(
      small.moments.map(({ name }) => name),
      [...seen].flatMap((layer) => [`${layer}.mean`, `${layer}.variance`]),
    );
  });

  it('refuses settings that it does not have', () => {
    assert.throws(() => xunet({ maps: 0 }), /positive whole number for maps but received 0/);
    assert.throws(() => xunet({ maps: 1.5 }), RangeError);
    assert.throws(
      () => xunet({ width: 8 } as never),
      /Expected one of maps, planes for the network but received width/,
    );
    assert.throws(() => detectorModel(small, {}, {}), /value for the weight group1.weight/);
  });
});
