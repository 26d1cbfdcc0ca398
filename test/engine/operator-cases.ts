/**
 * The table of operators: how each is called in the engine, and what it means according to the reference. Every backend
 * runs it. The cases are drawn at random (shapes, axes, values), from a seed, so that all processes draw the same.
 */
import * as arithmetic from '../../src/graph/operations/arithmetic.ts';
import * as convolutions from '../../src/graph/operations/convolution.ts';
import * as functions from '../../src/graph/operations/functions.ts';
import * as matrices from '../../src/graph/operations/matrix-product.ts';
import * as normalizations from '../../src/graph/operations/normalization.ts';
import * as pixels from '../../src/graph/operations/pixel-shuffle.ts';
import * as poolings from '../../src/graph/operations/pooling.ts';
import * as reductions from '../../src/graph/operations/reduction.ts';
import * as shaping from '../../src/graph/operations/shaping.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { constant } from '../../src/graph/tensor.ts';
import type { RandomSource } from '../../src/random/seeded-random.ts';
import type { Float64Tensor } from './reference/float64-tensor.ts';
import * as reference from './reference/operators.ts';

/** Names of the functions that a table of operators must cover. */
export const OPERATOR_NAMES: readonly string[] = [
  arithmetic,
  convolutions,
  functions,
  matrices,
  normalizations,
  pixels,
  poolings,
  reductions,
  shaping,
].flatMap((module) => Object.keys(module));

export interface DrawnCase {
  readonly shapes: readonly (readonly number[])[];
  /** A value for input `which`; away from the places where the operator has no derivative. */
  value(which: number): number;
  engine(...inputs: Tensor[]): Tensor;
  reference(...inputs: Float64Tensor[]): Float64Tensor;
  /** The gradients that the operator declares, where they are not its derivatives. */
  declared?(upstream: Float64Tensor, ...inputs: Float64Tensor[]): Float64Tensor[];
}

export interface OperatorCase {
  /** The function of the engine, or what a composite expression shows. */
  readonly name: string;
  draw(random: RandomSource): DrawnCase;
}

type Draw = (random: RandomSource) => number;

/** Anything between -2 and 2. */
const anything: Draw = (random) => 4 * random.uniform() - 2;
/** Above zero: 0.5 to 2.5. */
const positive: Draw = (random) => 0.5 + 2 * random.uniform();
/** At least 0.5 away from zero. */
const nonzero: Draw = (random) => (random.uniform() < 0.5 ? -1 : 1) * positive(random);
/** Odd multiples of 0.1 between -2 and 2: at least 0.1 away from every even one, and so from every kink below. */
const odd: Draw = (random) => 0.2 * (random.integer(20) - 10) + 0.1;
/** Even multiples of 0.1. */
const even: Draw = (random) => 0.2 * (random.integer(20) - 10);

function randomShape(random: RandomSource, least = 0, most = 4): number[] {
  return Array.from({ length: least + random.integer(most - least + 1) }, () => 1 + random.integer(4));
}

/** Shapes that broadcast together: axes of one shape, here and there 1, here and there without the first ones. */
function broadcastShapes(random: RandomSource, count: number): number[][] {
  const shape = randomShape(random);
  return Array.from({ length: count }, () =>
    shape
      .slice(random.integer(3) === 0 ? random.integer(shape.length + 1) : 0)
      .map((size) => (random.integer(3) === 0 ? 1 : size)),
  );
}

function randomAxes(random: RandomSource, rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis).filter(() => random.uniform() < 0.5);
}

function permutation(random: RandomSource, count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** A case of one operand of any shape. */
function unary(
  name: string,
  engine: (x: Tensor) => Tensor,
  f: (x: number) => number,
  draw: Draw = anything,
  declared?: (upstream: number, x: number) => number,
): OperatorCase {
  return {
    name,
    draw: (random) => ({
      shapes: [randomShape(random)],
      value: () => draw(random),
      engine,
      reference: (x) => reference.elementwise(f, x),
      ...(declared === undefined
        ? {}
        : {
            declared: (upstream: Float64Tensor, x: Float64Tensor) => [
              reference.elementwise(declared, upstream, x),
            ],
          }),
    }),
  };
}

/** A case of operands that broadcast. */
function broadcasting(
  name: string,
  engine: (...operands: Tensor[]) => Tensor,
  f: (...operands: number[]) => number,
  draws: readonly Draw[],
): OperatorCase {
  return {
    name,
    draw: (random) => ({
      shapes: broadcastShapes(random, draws.length),
      value: (which) => draws[which]!(random),
      engine: (...operands) => engine(...operands),
      reference: (...operands) => reference.elementwise(f, ...operands),
    }),
  };
}

/** A case of one operand that depends on its drawn shape. */
function shaped(
  name: string,
  draw: (
    random: RandomSource,
  ) => Pick<DrawnCase, 'shapes' | 'engine' | 'reference'> & Partial<Pick<DrawnCase, 'value'>>,
): OperatorCase {
  return { name, draw: (random) => ({ value: () => anything(random), ...draw(random) }) };
}

const restored = (low: number, high: number) => (upstream: number, x: number) =>
  x < low ? Math.min(upstream, 0) : x > high ? Math.max(upstream, 0) : upstream;

const ARITHMETIC: readonly OperatorCase[] = [
  broadcasting('add', arithmetic.add, (a, b) => a! + b!, [anything, anything]),
  broadcasting('subtract', arithmetic.subtract, (a, b) => a! - b!, [anything, anything]),
  broadcasting('multiply', arithmetic.multiply, (a, b) => a! * b!, [anything, anything]),
  broadcasting('divide', arithmetic.divide, (a, b) => a! / b!, [anything, nonzero]),
  unary(
    'subtract',
    (x) => arithmetic.subtract(1.5, x),
    (x) => 1.5 - x,
  ),
  unary(
    'divide',
    (x) => arithmetic.divide(1.5, x),
    (x) => 1.5 / x,
    nonzero,
  ),
  unary('negate', arithmetic.negate, (x) => -x),
  unary('square', arithmetic.square, (x) => x * x),
];

const FUNCTIONS: readonly OperatorCase[] = [
  unary('exp', functions.exp, Math.exp),
  unary('log', functions.log, Math.log, positive),
  unary('sqrt', functions.sqrt, Math.sqrt, positive),
  unary('tanh', functions.tanh, Math.tanh),
  unary('sigmoid', functions.sigmoid, (x) => 1 / (1 + Math.exp(-x))),
  unary('softplus', functions.softplus, (x) => Math.log(1 + Math.exp(x))),
  unary(
    'softplus',
    functions.softplus,
    // At the far ends e^x overflows, or is lost beside 1.
    (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
    (random) => (random.uniform() < 0.5 ? -1 : 1) * (20 + 100 * random.uniform()),
  ),
  unary('absolute', functions.absolute, Math.abs, odd),
  unary('relu', functions.relu, (x) => Math.max(x, 0), odd),
  unary(
    'leakyRelu',
    (x) => functions.leakyRelu(x, 0.25),
    (x) => (x < 0 ? x / 4 : x),
    odd,
  ),
  broadcasting('minimum', functions.minimum, Math.min, [odd, even]),
  broadcasting('maximum', functions.maximum, Math.max, [odd, even]),
  broadcasting(
    'greater',
    (a, b) => functions.select(functions.greater(a!, b!), 1, 0),
    (a, b) => (a! > b! ? 1 : 0),
    [odd, even],
  ),
  broadcasting(
    'less',
    (a, b) => functions.select(functions.less(a!, b!), a!, 0),
    (a, b) => (a! < b! ? a! : 0),
    [odd, even],
  ),
  {
    name: 'equal',
    // Values of a few kinds, so that some are equal: a derivative there says nothing, so a factor carries it.
    draw: (random) => ({
      shapes: [...broadcastShapes(random, 3)],
      value: (which) => (which === 2 ? anything(random) : random.integer(3)),
      engine: (a, b, c) => functions.select(functions.equal(a!, b!), c!, 0),
      reference: (a, b, c) => reference.elementwise((x, y, z) => (x === y ? z! : 0), a!, b!, c!),
      declared: (upstream, a, b, c) => [
        reference.elementwise(() => 0, a!),
        reference.elementwise(() => 0, b!),
        reference.sumTo(
          reference.elementwise((g, x, y) => (x === y ? g! : 0), upstream, a!, b!),
          c!.shape,
        ),
      ],
    }),
  },
  broadcasting(
    'select',
    (condition, yes, no) => functions.select(functions.greater(condition!, 0), yes!, no!),
    (condition, yes, no) => (condition! > 0 ? yes! : no!),
    [odd, anything, anything],
  ),
  unary(
    'clamp',
    (x) => functions.clamp(x, -0.6, 1),
    (x) => Math.min(Math.max(x, -0.6), 1),
    odd,
  ),
  unary(
    'restoringClamp',
    (x) => functions.restoringClamp(x, -0.6, 1),
    (x) => Math.min(Math.max(x, -0.6), 1),
    odd,
    restored(-0.6, 1),
  ),
  unary(
    'roundStraightThrough',
    functions.roundStraightThrough,
    (x) => Math.floor(x + 0.5),
    (random) => random.integer(11) - 5 + 0.8 * random.uniform() - 0.4,
    (upstream) => upstream,
  ),
  unary(
    'quantize8Bit',
    functions.quantize8Bit,
    (x) => Math.floor(255 * Math.min(Math.max(x, 0), 1) + 0.5) / 255,
    (random) => (random.integer(356) - 50 + 0.8 * random.uniform() - 0.4) / 255,
    restored(0, 1),
  ),
  unary(
    'stopGradient',
    functions.stopGradient,
    (x) => x,
    anything,
    () => 0,
  ),
  unary(
    'stopGradient',
    (x) => arithmetic.multiply(functions.stopGradient(functions.exp(x)), x),
    (x) => Math.exp(x) * x,
    anything,
    (upstream, x) => upstream * Math.exp(x),
  ),
  broadcasting(
    'blend',
    (a, b, weight) => functions.blend(a!, weight!, b!, 0.25),
    (a, b, weight) => a! * weight! + b! * 0.25,
    [anything, anything, anything],
  ),
];

const REDUCTIONS: readonly OperatorCase[] = [
  ...(
    [
      ['sum', reductions.sum, reference.sum],
      ['mean', reductions.mean, reference.mean],
    ] as const
  ).map(([name, engine, expected]) =>
    shaped(name, (random) => {
      const shape = randomShape(random);
      const axes = randomAxes(random, shape.length);
      const keepAxes = random.uniform() < 0.5;
      // Axes may be counted from the end, and named twice.
      const named = [...axes.map((axis) => (random.uniform() < 0.5 ? axis : axis - shape.length)), ...axes];
      return {
        shapes: [shape],
        engine: (x) => engine(x!, { axes: named, keepAxes }),
        reference: (x) => expected(x!, axes, keepAxes),
      };
    }),
  ),
  shaped('sum', (random) => ({
    shapes: [randomShape(random)],
    engine: (x) => reductions.sum(x!),
    reference: (x) => ({ shape: [], data: [x!.data.reduce((total, value) => total + value, 0)] }),
  })),
  shaped('broadcastTo', (random) => {
    const [shape, other] = broadcastShapes(random, 2) as [number[], number[]];
    const target = reference.elementwise(() => 0, zerosOf(shape), zerosOf(other)).shape;
    return {
      shapes: [shape],
      engine: (x) => reductions.broadcastTo(x!, target),
      reference: (x) => reference.broadcastTo(x!, target),
    };
  }),
  shaped('sumTo', (random) => {
    const [shape, other] = broadcastShapes(random, 2) as [number[], number[]];
    const whole = reference.elementwise(() => 0, zerosOf(shape), zerosOf(other)).shape;
    return {
      shapes: [whole],
      engine: (x) => reductions.sumTo(x!, shape),
      reference: (x) => reference.sumTo(x!, shape),
    };
  }),
];

function zerosOf(shape: readonly number[]): Float64Tensor {
  return { shape, data: Array(shape.reduce((product, size) => product * size, 1)).fill(0) };
}

const SHAPING: readonly OperatorCase[] = [
  shaped('reshape', (random) => {
    const shape = randomShape(random);
    const target = [...permutation(random, shape.length).map((axis) => shape[axis]!), 1];
    return {
      shapes: [shape],
      engine: (x) => shaping.reshape(x!, target),
      reference: (x) => reference.reshape(x!, target),
    };
  }),
  shaped('transpose', (random) => {
    const shape = randomShape(random, 1);
    const order = permutation(random, shape.length);
    return {
      shapes: [shape],
      engine: (x) => shaping.transpose(x!, order),
      reference: (x) => reference.transpose(x!, order),
    };
  }),
  shaped('concatenate', (random) => {
    const shape = randomShape(random, 1);
    const axis = random.integer(shape.length);
    const shapes = Array.from({ length: 1 + random.integer(4) }, () =>
      shape.map((size, index) => (index === axis ? 1 + random.integer(4) : size)),
    );
    return {
      shapes,
      engine: (...tensors) => shaping.concatenate(tensors, axis - shape.length),
      reference: (...tensors) => reference.concatenate(tensors, axis),
    };
  }),
  shaped('slice', (random) => {
    const shape = randomShape(random, 1);
    const axis = random.integer(shape.length);
    const start = random.integer(shape[axis]!);
    const end = start + 1 + random.integer(shape[axis]! - start);
    return {
      shapes: [shape],
      engine: (x) => shaping.slice(x!, axis, start, end),
      reference: (x) => reference.slice(x!, axis, start, end),
    };
  }),
  shaped('flip', (random) => {
    const shape = randomShape(random, 1);
    const axes = randomAxes(random, shape.length);
    return {
      shapes: [shape],
      engine: (x) => shaping.flip(x!, axes),
      reference: (x) => reference.flip(x!, axes),
    };
  }),
  shaped('pad', (random) => {
    const shape = randomShape(random, 1);
    const amounts = shape.map(() => [random.integer(3), random.integer(3)]);
    return {
      shapes: [shape],
      engine: (x) => shaping.pad(x!, amounts),
      reference: (x) => reference.pad(x!, amounts),
    };
  }),
];

const PRODUCTS: readonly OperatorCase[] = [
  shaped('matrixProduct', (random) => {
    const [m, k, n] = [1 + random.integer(5), 1 + random.integer(5), 1 + random.integer(5)];
    const [a, b] = broadcastShapes(random, 2).map((shape) => shape.slice(-2)) as [number[], number[]];
    return {
      shapes: [
        [...a, m, k],
        [...b, k, n],
      ],
      engine: (x, y) => matrices.matrixProduct(x!, y!),
      reference: (x, y) => reference.matrixProduct(x!, y!),
    };
  }),
  shaped('swapLast', (random) => {
    const shape = randomShape(random, 2);
    const axes = shape.map((_, axis) => axis);
    const order = [...axes.slice(0, -2), shape.length - 1, shape.length - 2];
    return {
      shapes: [shape],
      engine: (x) => matrices.swapLast(x!),
      reference: (x) => reference.transpose(x!, order),
    };
  }),
  ...(['same', 'any'] as const).map((padding) =>
    shaped('convolution', (random) => {
      const [rows, columns] = [1 + random.integer(5), 1 + random.integer(5)];
      const [channels, filters] = [1 + random.integer(3), 1 + random.integer(3)];
      const shape = [1 + random.integer(2), channels, 1 + random.integer(6), 1 + random.integer(6)];
      const pads = {
        // "Same": as much on both sides, the odd row and column of an even kernel below and right.
        top: padding === 'same' ? Math.ceil(rows / 2) - 1 : random.integer(rows),
        left: padding === 'same' ? Math.ceil(columns / 2) - 1 : random.integer(columns),
        bottom: padding === 'same' ? Math.floor(rows / 2) : random.integer(rows),
        right: padding === 'same' ? Math.floor(columns / 2) : random.integer(columns),
      };
      // At least one position.
      shape[2] = Math.max(shape[2]!, rows - pads.top - pads.bottom);
      shape[3] = Math.max(shape[3]!, columns - pads.left - pads.right);
      const biased = random.uniform() < 0.5;
      return {
        shapes: [shape, [filters, channels, rows, columns], ...(biased ? [[filters]] : [])],
        engine: (x, weights, bias) =>
          convolutions.convolution(x!, weights!, bias, padding === 'same' ? undefined : pads),
        reference: (x, weights, bias) => reference.convolution(x!, weights!, bias, pads),
      };
    }),
  ),
  // GPUs have kernels of their own for numbers of channels that are multiples of four.
  shaped('convolution', () => ({
    shapes: [
      [1, 4, 5, 4],
      [8, 4, 3, 2],
    ],
    engine: (x, weights) => convolutions.convolution(x!, weights!),
    reference: (x, weights) =>
      reference.convolution(x!, weights!, undefined, { top: 1, left: 0, bottom: 1, right: 1 }),
  })),
  shaped('matrixProduct', () => ({
    shapes: [
      [2, 4, 8],
      [8, 12],
    ],
    engine: (x, y) => matrices.matrixProduct(x!, y!),
    reference: (x, y) => reference.matrixProduct(x!, y!),
  })),
  shaped('pixelUnshuffle', (random) => {
    const block = 1 + random.integer(3);
    return {
      shapes: [
        [
          1 + random.integer(2),
          1 + random.integer(3),
          block * (1 + random.integer(3)),
          block * (1 + random.integer(3)),
        ],
      ],
      engine: (x) => pixels.pixelUnshuffle(x!, block),
      reference: (x) => reference.pixelUnshuffle(x!, block),
    };
  }),
  shaped('pixelShuffle', (random) => {
    const block = 1 + random.integer(3);
    const channels = block * block * (1 + random.integer(3));
    return {
      shapes: [[1 + random.integer(2), channels, 1 + random.integer(3), 1 + random.integer(3)]],
      engine: (x) => pixels.pixelShuffle(x!, block),
      reference: (x) => reference.pixelShuffle(x!, block),
    };
  }),
];

/** Batch, channels, and sides that are multiples of `multiple`. */
function mapsShape(random: RandomSource, multiple = 1): number[] {
  return [
    1 + random.integer(2),
    1 + random.integer(3),
    multiple * (1 + random.integer(3)),
    multiple * (1 + random.integer(3)),
  ];
}

const POOLINGS: readonly OperatorCase[] = [
  ...(
    [
      [1, 1],
      [3, 1],
      [3, 2],
      [5, 2],
      [5, 3],
    ] as const
  ).flatMap(([size, stride]) => [
    shaped('averagePool', (random) => ({
      shapes: [mapsShape(random, stride)],
      engine: (x) => poolings.averagePool(x!, size, stride),
      reference: (x) => reference.averagePool(x!, size, stride),
    })),
    shaped('spreadAverages', (random) => ({
      shapes: [mapsShape(random)],
      engine: (x) => poolings.spreadAverages(x!, size, stride),
      reference: (x) => reference.spreadAverages(x!, size, stride),
    })),
  ]),
  // GPUs have kernels of their own for numbers of channels that are multiples of four.
  shaped('averagePool', () => ({
    shapes: [[2, 8, 6, 4]],
    engine: (x) => poolings.averagePool(x!, 5, 2),
    reference: (x) => reference.averagePool(x!, 5, 2),
  })),
  shaped('spreadAverages', () => ({
    shapes: [[2, 8, 3, 2]],
    engine: (x) => poolings.spreadAverages(x!, 5, 2),
    reference: (x) => reference.spreadAverages(x!, 5, 2),
  })),
  shaped('globalAverage', (random) => ({
    shapes: [mapsShape(random)],
    engine: (x) => poolings.globalAverage(x!),
    reference: (x) => reference.mean(x!, [2, 3], false),
  })),
];

const EPSILON = 0.01;

const NORMALIZATIONS: readonly OperatorCase[] = [
  ...(['mean', 'variance'] as const).map((moment) =>
    shaped('channelMoments', (random) => ({
      shapes: [mapsShape(random)],
      engine: (x) => normalizations.channelMoments(x!)[moment],
      reference: (x) => reference.channelMoments(x!)[moment],
    })),
  ),
  shaped('batchNormalization', (random) => {
    const shape = mapsShape(random, 2);
    return {
      shapes: [shape, [shape[1]!], [shape[1]!]],
      engine: (x, scale, shift) => normalizations.batchNormalization(x!, scale!, shift!, EPSILON),
      reference: (x, scale, shift) =>
        reference.normalize(x!, scale!, shift!, reference.channelMoments(x!), EPSILON),
    };
  }),
  shaped('normalizeByMoments', (random) => {
    const shape = mapsShape(random);
    const vector = [shape[1]!];
    return {
      shapes: [shape, vector, vector, vector, vector],
      value: (which) => (which === 4 ? positive(random) : anything(random)),
      engine: (x, scale, shift, mean, variance) =>
        normalizations.normalizeByMoments(x!, scale!, shift!, { mean: mean!, variance: variance! }, EPSILON),
      reference: (x, scale, shift, mean, variance) =>
        reference.normalize(x!, scale!, shift!, { mean: mean!, variance: variance! }, EPSILON),
    };
  }),
];

/** Expressions of several operators, where gradients from several uses come together. */
const COMPOSITES: readonly OperatorCase[] = [
  unary(
    'a tensor used four times',
    (x) => arithmetic.multiply(arithmetic.add(arithmetic.multiply(x, x), x), functions.tanh(x)),
    (x) => (x * x + x) * Math.tanh(x),
  ),
  shaped('a network of two layers and its mean squared error', (random) => {
    const [rows, wide] = [1 + random.integer(4), 1 + random.integer(4)];
    return {
      shapes: [[rows, 3], [3, wide], [wide], [wide, 2], [rows, 2]],
      engine: (x, first, bias, second, target) => {
        const hidden = functions.tanh(arithmetic.add(matrices.matrixProduct(x!, first!), bias!));
        const difference = arithmetic.subtract(matrices.matrixProduct(hidden, second!), target!);
        return reductions.mean(arithmetic.square(difference));
      },
      reference: (x, first, bias, second, target) => {
        const product = reference.matrixProduct(x!, first!);
        const hidden = reference.elementwise((a, b) => Math.tanh(a! + b!), product, bias!);
        const result = reference.matrixProduct(hidden, second!);
        return reference.mean(
          reference.elementwise((a, b) => (a! - b!) ** 2, result, target!),
          [0, 1],
          false,
        );
      },
    };
  }),
  shaped('one kernel in two convolutions', (random) => {
    const channels = 1 + random.integer(2);
    return {
      shapes: [
        [1, channels, 4, 5],
        [channels, channels, 3, 2],
      ],
      engine: (x, weights) => convolutions.convolution(convolutions.convolution(x!, weights!), weights!),
      reference: (x, weights) => {
        const pads = { top: 1, left: 0, bottom: 1, right: 1 };
        return reference.convolution(
          reference.convolution(x!, weights!, undefined, pads),
          weights!,
          undefined,
          pads,
        );
      },
    };
  }),
  shaped('two normalised layers', (random) => {
    const shape = mapsShape(random, 2);
    const vector = [shape[1]!];
    const layer = (x: Tensor, scale: Tensor, shift: Tensor): Tensor =>
      functions.tanh(normalizations.batchNormalization(x, scale, shift, EPSILON));
    const expected = (x: Float64Tensor, scale: Float64Tensor, shift: Float64Tensor): Float64Tensor =>
      reference.elementwise(
        (value) => Math.tanh(value!),
        reference.normalize(x, scale, shift, reference.channelMoments(x), EPSILON),
      );
    return {
      shapes: [shape, vector, vector, vector, vector],
      engine: (x, scale, shift, second, third) =>
        poolings.averagePool(layer(layer(x!, scale!, shift!), second!, third!), 3, 2),
      reference: (x, scale, shift, second, third) =>
        reference.averagePool(expected(expected(x!, scale!, shift!), second!, third!), 3, 2),
    };
  }),
  shaped('a vector of length one', (random) => ({
    shapes: [[2, 1 + random.integer(4)]],
    engine: (x) =>
      arithmetic.divide(
        x!,
        functions.sqrt(
          arithmetic.add(reductions.sum(arithmetic.square(x!), { axes: [1], keepAxes: true }), 0.5),
        ),
      ),
    reference: (x) => {
      const squares = reference.sum(
        reference.elementwise((a) => a! ** 2, x!),
        [1],
        true,
      );
      return reference.elementwise((a, b) => a! / Math.sqrt(b! + 0.5), x!, squares);
    },
  })),
  shaped('a constant tensor', () => ({
    shapes: [[2, 3]],
    engine: (x) => arithmetic.multiply(x!, constant(Float32Array.of(1, -2, 0.5), [3])),
    reference: (x) => reference.elementwise((a, b) => a! * b!, x!, { shape: [3], data: [1, -2, 0.5] }),
  })),
];

export const OPERATOR_CASES: readonly OperatorCase[] = [
  ...ARITHMETIC,
  ...FUNCTIONS,
  ...REDUCTIONS,
  ...SHAPING,
  ...PRODUCTS,
  ...POOLINGS,
  ...NORMALIZATIONS,
  ...COMPOSITES,
];
