/**
 * Elementwise arithmetic with broadcasting. For z = f(a, b): gradient by a is `upstream * df/da`, summed over the axes
 * along which a was repeated.
 */
import { broadcastShapes } from '../shape.ts';
import type { Operand, Tensor } from '../tensor.ts';
import { asTensor, expression, requireFloat32 } from '../tensor.ts';
import { sumTo } from './reduction.ts';

type BinaryGradient = (upstream: Tensor, a: Tensor, b: Tensor, output: Tensor) => readonly [Tensor, Tensor];

function binary(
  name: string,
  opType: string,
  left: Operand,
  right: Operand,
  gradient: BinaryGradient,
): Tensor {
  const a = asTensor(left);
  const b = asTensor(right);
  requireFloat32(name, a, b);
  return expression(
    {
      name,
      lower: (emit, inputs) => emit.node(opType, inputs),
      gradient: (upstream, output) => {
        const [byA, byB] = gradient(upstream, a, b, output);
        return [sumTo(byA, a.shape), sumTo(byB, b.shape)];
      },
    },
    [a, b],
    broadcastShapes(a.shape, b.shape),
  );
}

/** a + b */
export function add(a: Operand, b: Operand): Tensor {
  return binary('Add', 'Add', a, b, (upstream) => [upstream, upstream]);
}

/** a - b */
export function subtract(a: Operand, b: Operand): Tensor {
  return binary('Subtract', 'Sub', a, b, (upstream) => [upstream, negate(upstream)]);
}

/** a * b */
export function multiply(a: Operand, b: Operand): Tensor {
  return binary('Multiply', 'Mul', a, b, (upstream, x, y) => [multiply(upstream, y), multiply(upstream, x)]);
}

/** a / b; d(a/b)/db = -(a/b)/b */
export function divide(a: Operand, b: Operand): Tensor {
  return binary('Divide', 'Div', a, b, (upstream, _, y, output) => {
    const byA = divide(upstream, y);
    return [byA, negate(multiply(byA, output))];
  });
}

/** -x */
export function negate(x: Tensor): Tensor {
  requireFloat32('Negate', x);
  return expression(
    {
      name: 'Negate',
      lower: (emit, inputs) => emit.node('Neg', inputs),
      gradient: (upstream) => [negate(upstream)],
    },
    [x],
    x.shape,
  );
}

/** x squared, one multiplication. */
export function square(x: Tensor): Tensor {
  requireFloat32('Square', x);
  return expression(
    {
      name: 'Square',
      lower: (emit, [data]) => emit.node('Mul', [data!, data!]),
      gradient: (upstream) => [multiply(upstream, multiply(x, 2))],
    },
    [x],
    x.shape,
  );
}
