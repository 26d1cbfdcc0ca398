/**
 * XuNet once more, as loops over float64 numbers after its description, without a line of the engine's code.
 */
import type { Float64Tensor } from '../engine/reference/float64-tensor.ts';
import { at, build } from '../engine/reference/float64-tensor.ts';
import * as reference from '../engine/reference/operators.ts';

/** Twelve times the predictor of Ker and Böhme, less the pixel. */
const KV = [
  [-1, 2, -2, 2, -1],
  [2, -6, 8, -6, 2],
  [-2, 8, -12, 8, -2],
  [2, -6, 8, -6, 2],
  [-1, 2, -2, 2, -1],
];

export type Layer = `group${number}`;

/** What a layer is normalised by; `undefined` for the moments of the batch itself. */
export type KnownMoments = (layer: Layer) => { mean: Float64Tensor; variance: Float64Tensor } | undefined;

/** Logits [batch] of pictures [batch, 3, h, w], samples 0-1. */
export function referenceLogits(
  weights: Readonly<Record<string, Float64Tensor>>,
  pictures: Float64Tensor,
  known: KnownMoments,
): Float64Tensor {
  let x = referenceHighPass(pictures);
  for (const group of [1, 2, 3, 4, 5]) {
    const layer: Layer = `group${group}`;
    const kernel = group <= 2 ? 5 : 1;
    const side = (kernel - 1) / 2;
    const pads = { top: side, left: side, bottom: side, right: side };
    x = reference.convolution(x, weights[`${layer}.weight`]!, undefined, pads);
    if (group === 1) x = reference.elementwise((value) => Math.abs(value!), x);
    const moments = known(layer) ?? reference.channelMoments(x);
    x = reference.normalize(x, weights[`${layer}.scale`]!, weights[`${layer}.shift`]!, moments, 1e-5);
    x = reference.elementwise((value) => (group <= 2 ? Math.tanh(value!) : Math.max(value!, 0)), x);
    if (group < 5) x = reference.averagePool(x, 5, 2);
  }
  const features = reference.mean(x, [2, 3], false);
  const products = reference.matrixProduct(features, weights['output.weight']!);
  return build([pictures.shape[0]!], ([n]) => at(products, [n!, 0]) + weights['output.bias']!.data[0]!);
}

/** Residuals in grey levels; beyond the borders the picture is mirrored at its first and last row and column. */
export function referenceHighPass(pictures: Float64Tensor): Float64Tensor {
  const [, , height, width] = pictures.shape as [number, number, number, number];
  const mirrored = (position: number, size: number): number =>
    position < 0 ? -position : position >= size ? 2 * (size - 1) - position : position;
  return build(pictures.shape, ([n, c, y, x]) => {
    let total = 0;
    for (let u = -2; u <= 2; u++) {
      for (let v = -2; v <= 2; v++) {
        const place = [n!, c!, mirrored(y! + u, height), mirrored(x! + v, width)];
        total += KV[u + 2]![v + 2]! * at(pictures, place);
      }
    }
    return (255 / 12) * total;
  });
}
