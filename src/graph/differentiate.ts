/**
 * Reverse-mode differentiation: from a scalar expression, the expressions of its gradients.
 *
 * Walks the expression from the loss to its leaves, in an order where every use of a tensor comes before the tensor
 * itself, and adds up the vector-Jacobian products of the uses. The result is made of ordinary operators.
 */
import { add } from './operations/arithmetic.ts';
import { knownShape, sameShape, shapeName } from './shape.ts';
import type { Tensor } from './tensor.ts';
import { constant, zeros } from './tensor.ts';

/**
 * Gradients of the scalar `loss` by each tensor of `by`, in its order and with its shapes. Zero where the loss does not
 * depend on a tensor.
 *
 * An operator without a gradient (a comparison, `stopGradient`) passes none on to its operands.
 *
 * @throws RangeError when the loss is not a scalar, or a gradient needs a size that is free.
 */
export function gradients(loss: Tensor, by: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) {
    throw new RangeError(`Expected a scalar loss but received shape ${shapeName(loss.shape)}`);
  }
  const wanted = dependents(loss, new Set(by));
  const upstream = new Map<Tensor, Tensor>([[loss, constant(1)]]);
  for (const tensor of reverseOrder(loss, wanted)) {
    const gradient = upstream.get(tensor);
    if (gradient === undefined || tensor.inputs.every((operand) => !wanted.has(operand))) continue;
    if (tensor.operation.gradient === undefined) continue;
    const products = tensor.operation.gradient(gradient, tensor);
    for (const [index, operand] of tensor.inputs.entries()) {
      const product = products[index];
      if (product === undefined || !wanted.has(operand)) continue;
      if (!sameShape(product.shape, operand.shape)) {
        throw new RangeError(
          `Expected a gradient of shape ${shapeName(operand.shape)} from ${tensor.operation.name} but received ${shapeName(product.shape)}`,
        );
      }
      const earlier = upstream.get(operand);
      upstream.set(operand, earlier === undefined ? product : add(earlier, product));
    }
  }
  return by.map((tensor) => {
    const gradient = upstream.get(tensor);
    if (gradient !== undefined) return gradient;
    return zeros(knownShape(tensor.shape, 'a gradient'));
  });
}

/** The tensors under `root` that depend on one of `leaves`, the leaves included. */
function dependents(root: Tensor, leaves: ReadonlySet<Tensor>): Set<Tensor> {
  const wanted = new Set<Tensor>();
  for (const tensor of topologicalOrder([root])) {
    if (leaves.has(tensor) || tensor.inputs.some((operand) => wanted.has(operand))) wanted.add(tensor);
  }
  return wanted;
}

function reverseOrder(root: Tensor, wanted: ReadonlySet<Tensor>): Tensor[] {
  return topologicalOrder([root])
    .filter((tensor) => wanted.has(tensor))
    .reverse();
}

/** All tensors under `roots`, operands before their uses. */
export function topologicalOrder(roots: readonly Tensor[]): Tensor[] {
  const order: Tensor[] = [];
  const visited = new Set<Tensor>();
  // An explicit stack: a network of many layers is deeper than the call stack should be.
  const stack: { tensor: Tensor; next: number }[] = [];
  for (const root of roots) {
    if (visited.has(root)) continue;
    visited.add(root);
    stack.push({ tensor: root, next: 0 });
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const operand = top.tensor.inputs[top.next];
      if (operand === undefined) {
        order.push(top.tensor);
        stack.pop();
      } else {
        top.next += 1;
        if (!visited.has(operand)) {
          visited.add(operand);
          stack.push({ tensor: operand, next: 0 });
        }
      }
    }
  }
  return order;
}
