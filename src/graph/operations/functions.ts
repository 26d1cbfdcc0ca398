/**
 * Elementwise functions and comparisons of one or two tensors, with the derivative beside each.
 */
import { broadcastShapes } from '../shape.ts';
import type { Operand, Tensor } from '../tensor.ts';
import { asTensor, constant, expression, requireFloat32 } from '../tensor.ts';
import { add, divide, multiply, square, subtract } from './arithmetic.ts';
import { sumTo } from './reduction.ts';

function unary(
  name: string,
  opType: string,
  x: Tensor,
  gradient: (upstream: Tensor, output: Tensor) => Tensor,
): Tensor {
  requireFloat32(name, x);
  return expression(
    {
      name,
      lower: (emit, inputs) => emit.node(opType, inputs),
      gradient: (upstream, output) => [gradient(upstream, output)],
    },
    [x],
    x.shape,
  );
}

/** e^x; its own derivative. */
export function exp(x: Tensor): Tensor {
  return unary('Exp', 'Exp', x, (upstream, y) => multiply(upstream, y));
}

/** Natural logarithm; derivative 1/x. */
export function log(x: Tensor): Tensor {
  return unary('Log', 'Log', x, (upstream) => divide(upstream, x));
}

/** Square root; derivative 1/(2 sqrt x). */
export function sqrt(x: Tensor): Tensor {
  return unary('Sqrt', 'Sqrt', x, (upstream, y) => divide(multiply(upstream, 0.5), y));
}

/** Hyperbolic tangent; derivative 1 - tanh^2. */
export function tanh(x: Tensor): Tensor {
  return unary('Tanh', 'Tanh', x, (upstream, y) => multiply(upstream, subtract(1, square(y))));
}

/** Logistic function; derivative y (1 - y). */
export function sigmoid(x: Tensor): Tensor {
  return unary('Sigmoid', 'Sigmoid', x, (upstream, y) => multiply(upstream, multiply(y, subtract(1, y))));
}

/**
 * log(1 + e^x), without overflow: max(x, 0) + log(1 + e^-|x|). Its derivative is the logistic function. With logits z it gives the
 * cross-entropies of a decision: softplus(-z) where the answer is yes, softplus(z) where it is no.
 */
export function softplus(x: Tensor): Tensor {
  requireFloat32('Softplus', x);
  return expression(
    {
      name: 'Softplus',
      lower: (emit, [data]) => {
        const decay = emit.node('Exp', [emit.node('Neg', [emit.node('Abs', [data!])])]);
        const rest = emit.node('Log', [emit.node('Add', [decay, emit.floats(Float32Array.of(1), [])])]);
        return emit.node('Add', [emit.node('Relu', [data!]), rest]);
      },
      gradient: (upstream) => [multiply(upstream, sigmoid(x))],
    },
    [x],
    x.shape,
  );
}

/** |x|; derivative the sign, +1 at 0. */
export function absolute(x: Tensor): Tensor {
  return unary('Absolute', 'Abs', x, (upstream) => select(less(x, 0), multiply(upstream, -1), upstream));
}

/** max(x, 0). The derivative is 1 where the output is above 0, else 0. */
export function relu(x: Tensor): Tensor {
  return unary('Relu', 'Relu', x, (upstream, y) => select(greater(y, 0), upstream, constant(0)));
}

/** x where positive, else `slope * x`, with 0 < slope < 1. */
export function leakyRelu(x: Tensor, slope: number): Tensor {
  requireFloat32('LeakyRelu', x);
  // The derivative follows from the sign of the output, which a slope of 0 or less would lose.
  if (!(slope > 0 && slope < 1))
    throw new RangeError(`Expected a slope between 0 and 1 but received ${slope}`);
  return expression(
    {
      name: 'LeakyRelu',
      lower: (emit, inputs) => emit.node('LeakyRelu', inputs, { alpha: { kind: 'float', value: slope } }),
      gradient: (upstream, y) => [select(greater(y, 0), upstream, multiply(upstream, slope))],
    },
    [x],
    x.shape,
  );
}

function compare(opType: 'Greater' | 'Less' | 'Equal', left: Operand, right: Operand): Tensor {
  const a = asTensor(left);
  const b = asTensor(right);
  requireFloat32(opType, a, b);
  return expression(
    { name: opType, lower: (emit, inputs) => emit.node(opType, inputs) },
    [a, b],
    broadcastShapes(a.shape, b.shape),
    'bool',
  );
}

/** a > b, a tensor of truth values. */
export function greater(a: Operand, b: Operand): Tensor {
  return compare('Greater', a, b);
}

/** a < b, a tensor of truth values. */
export function less(a: Operand, b: Operand): Tensor {
  return compare('Less', a, b);
}

/** a = b, a tensor of truth values. */
export function equal(a: Operand, b: Operand): Tensor {
  return compare('Equal', a, b);
}

/** `yes` where the condition is true, else `no`; a value that is not chosen may be NaN. */
export function select(condition: Tensor, yes: Operand, no: Operand): Tensor {
  const a = asTensor(yes);
  const b = asTensor(no);
  requireFloat32('Select', a, b);
  if (condition.type !== 'bool') {
    throw new TypeError(`Expected a bool tensor as the condition of Select but received ${condition.type}`);
  }
  return expression(
    {
      name: 'Select',
      lower: (emit, inputs) => emit.node('Where', inputs),
      gradient: (upstream) => [
        undefined,
        sumTo(select(condition, upstream, 0), a.shape),
        sumTo(select(condition, 0, upstream), b.shape),
      ],
    },
    [condition, a, b],
    broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape)),
  );
}

/** The smaller of two values. */
export function minimum(a: Operand, b: Operand): Tensor {
  return select(less(a, b), a, b);
}

/** The larger of two values. */
export function maximum(a: Operand, b: Operand): Tensor {
  return select(greater(a, b), a, b);
}

/** The value itself; its gradient is zero. */
export function stopGradient(x: Tensor): Tensor {
  requireFloat32('StopGradient', x);
  return expression(
    { name: 'StopGradient', lower: (emit, inputs) => emit.node('Identity', inputs) },
    [x],
    x.shape,
  );
}

/** x clamped to [low, high]; the derivative is 1 inside and 0 outside. */
export function clamp(x: Tensor, low: number, high: number): Tensor {
  return clampWith('Clamp', x, low, high, (upstream) =>
    select(less(x, low), 0, select(greater(x, high), 0, upstream)),
  );
}

/**
 * x clamped to [low, high], with a gradient that leads back: outside the range it is dropped only if descent along it
 * would lead further out. With the plain derivative a sample outside of the range could never return.
 */
export function restoringClamp(x: Tensor, low: number, high: number): Tensor {
  return clampWith('RestoringClamp', x, low, high, (upstream) =>
    // Descent moves x by -upstream: below `low` only a negative gradient leads back, above `high` only a positive one.
    select(less(x, low), minimum(upstream, 0), select(greater(x, high), maximum(upstream, 0), upstream)),
  );
}

function clampWith(
  name: string,
  x: Tensor,
  low: number,
  high: number,
  gradient: (upstream: Tensor) => Tensor,
): Tensor {
  requireFloat32(name, x);
  if (!(low <= high)) throw new RangeError(`Expected low <= high but received ${low} and ${high}`);
  return expression(
    {
      name,
      lower: (emit, [data]) =>
        emit.node('Clip', [
          data!,
          emit.floats(Float32Array.of(low), []),
          emit.floats(Float32Array.of(high), []),
        ]),
      gradient: (upstream) => [gradient(upstream)],
    },
    [x],
    x.shape,
  );
}

/**
 * The nearest whole number, halves upward, as floor(x + 1/2), with the gradient of the identity: the straight-through
 * estimator of Bengio, Leonard and Courville (2013), https://arxiv.org/abs/1308.3432.
 */
export function roundStraightThrough(x: Tensor): Tensor {
  requireFloat32('RoundStraightThrough', x);
  return expression(
    {
      name: 'RoundStraightThrough',
      lower: (emit, [data]) =>
        emit.node('Floor', [emit.node('Add', [data!, emit.floats(Float32Array.of(0.5), [])])]),
      gradient: (upstream) => [upstream],
    },
    [x],
    x.shape,
  );
}

/**
 * Samples as an 8-bit file stores them: x clamped to [0, 1], multiplied by 255, rounded, and divided again.
 * The gradient is straight-through for the rounding, and leads back at the limits.
 */
export function quantize8Bit(x: Tensor): Tensor {
  return multiply(roundStraightThrough(multiply(restoringClamp(x, 0, 1), 255)), 1 / 255);
}

/** Sum of two tensors scaled: `a * weightA + b * weightB`, as in moving averages. */
export function blend(a: Tensor, weightA: Operand, b: Tensor, weightB: Operand): Tensor {
  return add(multiply(a, weightA), multiply(b, weightB));
}
