/**
 * Every operator's value and gradients, computed by the engine on the CPU, against finite differences of a reference that
 * shares no code with it.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gradients } from '../../src/graph/differentiate.ts';
import { lower, toOnnx } from '../../src/graph/lower.ts';
import { add, divide, multiply } from '../../src/graph/operations/arithmetic.ts';
import { convolution } from '../../src/graph/operations/convolution.ts';
import { clamp, equal, leakyRelu, relu, select } from '../../src/graph/operations/functions.ts';
import { matrixProduct } from '../../src/graph/operations/matrix-product.ts';
import { batchNormalization } from '../../src/graph/operations/normalization.ts';
import { pixelShuffle, pixelUnshuffle } from '../../src/graph/operations/pixel-shuffle.ts';
import { averagePool, globalAverage } from '../../src/graph/operations/pooling.ts';
import { broadcastTo, mean, sum } from '../../src/graph/operations/reduction.ts';
import { concatenate, flip, pad, reshape, slice, transpose } from '../../src/graph/operations/shaping.ts';
import { freeSize } from '../../src/graph/shape.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { constant, input, zeros } from '../../src/graph/tensor.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { TensorValues } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { caseModel, difference } from './case-model.ts';
import type { OperatorCase } from './operator-cases.ts';
import { OPERATOR_CASES, OPERATOR_NAMES } from './operator-cases.ts';
import * as reference from './reference/operators.ts';

/** Largest error of float32 arithmetic against float64, relative to the largest value. */
const TOLERANCE = 2e-5;
/** Shapes of each operator. */
const DRAWS = 6;

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

async function run(bytes: Uint8Array, feeds: TensorValues = {}): Promise<TensorValues> {
  const model = await runtime.load(bytes);
  try {
    return await model.run(feeds);
  } finally {
    await model.dispose();
  }
}

async function checkCase(operator: OperatorCase, seed: number, draws = DRAWS): Promise<void> {
  const { model, feeds, expected } = caseModel(operator, seededRandom(seed), draws);
  const actual = await run(encodeModel(model), feeds);
  for (const [name, value] of Object.entries(expected())) {
    const problem = difference(actual[name], value, TOLERANCE);
    if (problem !== undefined) assert.fail(`${operator.name} (seed ${seed}): ${name} ${problem}`);
  }
}

test('the table covers every operator', () => {
  const covered = new Set(OPERATOR_CASES.map(({ name }) => name));
  // Padding is not an operator, but arguments of one.
  const missing = OPERATOR_NAMES.filter((name) => !covered.has(name) && name !== 'samePadding');
  assert.deepEqual(missing, []);
});

for (const [number, operator] of OPERATOR_CASES.entries()) {
  test(`value and gradients: ${operator.name} (${number})`, () => checkCase(operator, 1000 + number));
}

test('convolutions of many kernels, even, odd and not square', async () => {
  const operators = OPERATOR_CASES.filter(({ name }) => name === 'convolution').slice(0, 2);
  for (const operator of operators) await checkCase(operator, 77, 25);
});

test('sums over all subsets of axes', async () => {
  const subsets = Array.from({ length: 8 }, (_, bits) => [0, 1, 2].filter((axis) => bits & (1 << axis)));
  let number = 0;
  const choices = subsets.flatMap((axes) => [true, false].map((keepAxes) => ({ axes, keepAxes })));
  const operator: OperatorCase = {
    name: 'sum',
    draw(random) {
      const { axes, keepAxes } = choices[number++]!;
      return {
        shapes: [[2, 3, 2]],
        value: () => random.uniform(),
        engine: (x) => sum(x!, { axes, keepAxes }),
        reference: (x) => reference.sum(x!, axes, keepAxes),
      };
    },
  };
  await checkCase(operator, 5, choices.length);
});

test('a gradient by what the loss does not depend on is zero', async () => {
  const [x, y] = [input('x', [2]), input('y', [2, 2])];
  const [byY] = gradients(sum(x), [y]) as [Tensor];
  const { g } = await run(toOnnx({ name: 'zero', inputs: { x, y }, outputs: { g: byY } }), {
    x: float32(Float32Array.of(1, 2), [2]),
    y: float32(new Float32Array(4).fill(7), [2, 2]),
  });
  assert.deepEqual(
    [g!.dims, [...g!.data]],
    [
      [2, 2],
      [0, 0, 0, 0],
    ],
  );
});

test('a chain of 1,000 layers', async () => {
  const x = input('x', [3]);
  let y = x;
  for (let layer = 0; layer < 1000; layer++) y = add(multiply(y, 0.999), 0.001);
  const [byX] = gradients(sum(y), [x]) as [Tensor];
  const { g } = await run(toOnnx({ name: 'deep', inputs: { x }, outputs: { g: byX } }), {
    x: float32(Float32Array.of(1, 2, 3), [3]),
  });
  for (const value of g!.data) assert.ok(Math.abs(Number(value) - 0.999 ** 1000) < 1e-4, `${value}`);
});

test('a chain far deeper than the call stack is differentiated and lowered', () => {
  const x = input('x', []);
  let y = x;
  for (let layer = 0; layer < 30_000; layer++) y = multiply(y, 2);
  const [byX] = gradients(y, [x]) as [Tensor];
  assert.equal(lower({ name: 'deep', inputs: { x }, outputs: { byX } }).graph.nodes.length, 30_001);
});

test('a shared subexpression is computed once', () => {
  const x = input('x', []);
  let y = x;
  // 2^40 paths lead from y to x.
  for (let layer = 0; layer < 40; layer++) y = multiply(y, y);
  const [byX] = gradients(y, [x]) as [Tensor];
  assert.ok(lower({ name: 'shared', inputs: { x }, outputs: { byX } }).graph.nodes.length < 200);
});

test('positive and negative zero are different constants', async () => {
  const x = input('x', []);
  const outputs = { plus: divide(x, constant(0)), minus: divide(x, constant(-0)) };
  const { plus, minus } = await run(toOnnx({ name: 'zeros', inputs: { x }, outputs }), {
    x: float32(Float32Array.of(1), []),
  });
  assert.deepEqual([plus!.data[0], minus!.data[0]], [Infinity, -Infinity]);
});

test('names of the model may look like the names that lowering makes up', async () => {
  const inputs: Record<string, Tensor> = {};
  for (const name of ['Add_1', 'f32_2', 'i64_0', 'constant_0']) inputs[name] = input(name, [2]);
  const total = Object.values(inputs).reduce((left, right) => add(left, right));
  const feeds = Object.fromEntries(
    Object.keys(inputs).map((name) => [name, float32(Float32Array.of(1, 2), [2])]),
  );
  const outputs = {
    Add_2: sum(multiply(total, 2), { axes: [0] }),
    y: add(total, constant(Float32Array.of(1, 1), [2])),
  };
  const results = await run(toOnnx({ name: 'names', inputs, outputs }), feeds);
  assert.deepEqual([[...results.Add_2!.data], [...results.y!.data]], [[24], [5, 9]]);
});

test('free sizes stay free through the operators that allow it', () => {
  const picture = input('picture', [1, 4, freeSize('height'), freeSize('width')]);
  const blocks = pixelUnshuffle(picture, 2);
  assert.deepEqual(blocks.shape, [1, 16, { symbol: 'height', divisor: 2 }, { symbol: 'width', divisor: 2 }]);
  assert.deepEqual(pixelShuffle(blocks, 2).shape, picture.shape);
  assert.deepEqual(sum(picture, { axes: [1] }).shape, [1, freeSize('height'), freeSize('width')]);
  assert.deepEqual(add(picture, blocks.inputs[0]!).shape, picture.shape);
  assert.deepEqual(averagePool(picture, 5, 2).shape, [
    1,
    4,
    { symbol: 'height', divisor: 2 },
    { symbol: 'width', divisor: 2 },
  ]);
  assert.deepEqual(globalAverage(picture).shape, [1, 4]);
});

const x = input('x', [2, 3]);
const flags = equal(x, 0);
const free = input('free', [1, 3, freeSize('height'), freeSize('width')]);
const weights = input('weights', [4, 3, 3, 3]);
const picture = input('picture', [1, 3, 8, 8]);

const MISTAKES: readonly (readonly [string, () => unknown, typeof RangeError | typeof TypeError, RegExp])[] =
  [
    ['shapes that do not broadcast', () => add(x, input('y', [2])), RangeError, /\[2, 3\] and \[2\]/],
    ['a free size against a number', () => add(free, picture), RangeError, /broadcast.*height/],
    [
      'truth values in arithmetic',
      () => add(flags, x),
      TypeError,
      /float32 tensors for Add but received bool/,
    ],
    ['truth values in a function', () => relu(flags), TypeError, /float32.*Relu/],
    ['numbers as a condition', () => select(x, x, x), TypeError, /bool tensor as the condition/],
    ['a shape of other size', () => reshape(x, [4]), RangeError, /6 elements but received \[4\]/],
    ['a negative size', () => reshape(x, [-2, -3]), RangeError, /above 0/],
    ['reshaping a free size', () => reshape(free, [3, 64]), RangeError, /known sizes.*height/],
    ['no permutation', () => transpose(x, [0, 0]), RangeError, /permutation of 2 axes/],
    ['nothing to concatenate', () => concatenate([], 0), RangeError, /at least one/],
    [
      'tensors that disagree',
      () => concatenate([x, input('y', [3, 3])], 1),
      RangeError,
      /agree outside axis 1/,
    ],
    ['tensors of two types', () => concatenate([x, flags], 0), RangeError, /one type/],
    [
      'concatenating a free axis',
      () => concatenate([free, free], 2),
      RangeError,
      /known sizes.*concatenation/,
    ],
    ['an axis outside', () => sum(x, { axes: [2] }), RangeError, /axis of a tensor of rank 2 but received 2/],
    ['an axis that is not whole', () => flip(x, [0.5]), RangeError, /axis/],
    ['a slice outside', () => slice(x, 1, 1, 4), RangeError, /0-3 for a slice but received 1-4/],
    ['an empty slice', () => slice(x, 1, 1, 1), RangeError, /slice/],
    ['padding of too few axes', () => pad(x, [[0, 1]]), RangeError, /2 pairs/],
    [
      'negative padding',
      () =>
        pad(x, [
          [0, -1],
          [0, 0],
        ]),
      RangeError,
      /0 or more/,
    ],
    [
      'half an element of padding',
      () =>
        pad(x, [
          [0, 0.5],
          [0, 0],
        ]),
      RangeError,
      /0 or more/,
    ],
    ['a matrix product of unequal sizes', () => matrixProduct(x, x), RangeError, /\[2, 3\] and \[2, 3\]/],
    ['a matrix product of a vector', () => matrixProduct(x, input('v', [3])), RangeError, /matrix product/],
    ['a broadcast to fewer', () => broadcastTo(x, [3]), RangeError, /repeats to \[3\] but received \[2, 3\]/],
    ['a broadcast of other sizes', () => broadcastTo(x, [4, 3]), RangeError, /broadcast/],
    ['a mean over a free axis', () => mean(free), RangeError, /known sizes for the axes of a mean/],
    [
      'a convolution of other channels',
      () => convolution(input('p', [1, 2, 8, 8]), weights),
      RangeError,
      /\[o, c, kh, kw\]/,
    ],
    ['a convolution of a matrix', () => convolution(x, weights), RangeError, /\[n, c, h, w\]/],
    ['a bias of other size', () => convolution(picture, weights, input('b', [3])), RangeError, /\[3\]/],
    [
      'padding as wide as the kernel',
      () => convolution(picture, weights, undefined, { top: 3, left: 0, bottom: 0, right: 0 }),
      RangeError,
      /0 to 2 rows/,
    ],
    [
      'a picture below the kernel',
      () =>
        convolution(input('p', [1, 3, 2, 8]), weights, undefined, { top: 0, left: 0, bottom: 0, right: 0 }),
      RangeError,
      /at least 3 rows/,
    ],
    ['blocks that do not fit', () => pixelUnshuffle(picture, 3), RangeError, /multiple of 3 but received 8/],
    [
      'channels that are no blocks',
      () => pixelShuffle(picture, 2),
      RangeError,
      /multiple of 4 but received 3/,
    ],
    ['a pixel shuffle of a matrix', () => pixelShuffle(x, 2), RangeError, /\[n, c, h, w\]/],
    ['blocks of half a pixel', () => pixelUnshuffle(picture, 0.5), RangeError, /side of the blocks/],
    [
      'a larger free size',
      () => pixelShuffle(input('p', [1, 4, freeSize('h'), 4]), 2),
      RangeError,
      /2th of another/,
    ],
    [
      'a pooling of a matrix',
      () => averagePool(x, 3, 2),
      RangeError,
      /\[n, c, h, w\] for an average pooling/,
    ],
    ['a pooling of even size', () => averagePool(picture, 4, 2), RangeError, /odd size/],
    ['a pooling that leaves pixels out', () => averagePool(picture, 3, 4), RangeError, /3 and 4/],
    [
      'a pooling that does not fit',
      () => averagePool(picture, 5, 3),
      RangeError,
      /multiple of 3 but received 8/,
    ],
    [
      'the gradient of a free global average',
      () => gradients(sum(globalAverage(free)), [free]),
      RangeError,
      /known sizes for the gradient of a global average/,
    ],
    [
      'a normalisation by vectors of other size',
      () => batchNormalization(picture, input('s', [3]), input('t', [4]), 1e-5),
      RangeError,
      /\[3\] for each vector.*received \[4\]/,
    ],
    [
      'a normalisation without an epsilon',
      () => batchNormalization(picture, input('s', [3]), input('t', [3]), 0),
      RangeError,
      /epsilon above 0/,
    ],
    ['an empty range', () => clamp(x, 1, 0), RangeError, /low <= high/],
    ['a range without a bound', () => clamp(x, Number.NaN, 0), RangeError, /low <= high/],
    ['a slope of 0', () => leakyRelu(x, 0), RangeError, /slope/],
    [
      'a constant of other size',
      () => constant(new Float32Array(3), [2]),
      RangeError,
      /2 values.*received 3/,
    ],
    ['zeros of no size', () => zeros([0]), RangeError, /above 0/],
    ['an input of broken size', () => input('y', [1.5]), RangeError, /above 0.*"y"/],
    [
      'a loss that is no scalar',
      () => gradients(x, [x]),
      RangeError,
      /scalar loss but received shape \[2, 3\]/,
    ],
    [
      'an input that is not named',
      () => lower({ name: 'm', inputs: {}, outputs: { y: relu(x) } }),
      TypeError,
      /"x"/,
    ],
    [
      'a name given twice',
      () => lower({ name: 'm', inputs: { x }, outputs: { x: relu(x) } }),
      RangeError,
      /x twice/,
    ],
    [
      'a weight of other size',
      () =>
        lower({
          name: 'm',
          inputs: {},
          outputs: { y: relu(x) },
          weights: new Map([[x, { name: 'x', values: new Float32Array(5) }]]),
        }),
      RangeError,
      /6 values for the weight x/,
    ],
  ];

for (const [what, mistake, kind, message] of MISTAKES) {
  test(`refused: ${what}`, () => {
    assert.throws(mistake, (error) => {
      assert.ok(error instanceof kind, `${error}`);
      assert.match(error.message, message);
      return true;
    });
  });
}
