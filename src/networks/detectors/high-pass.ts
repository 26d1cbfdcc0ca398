/**
 * A picture minus its prediction from the surroundings: the changes of an embedding stand out there.
 */
import { add } from '../../graph/operations/arithmetic.ts';
import { flip, pad, slice } from '../../graph/operations/shaping.ts';
import { knownShape, shapeName } from '../../graph/shape.ts';
import type { NodeEmitter, Tensor } from '../../graph/tensor.ts';
import { expression, requireFloat32 } from '../../graph/tensor.ts';

/**
 * The "KV" predictor of A. Ker and R. Böhme, "Revisiting weighted stego-image steganalysis", SPIE 6819 (2008), less the pixel itself:
 * 1/12 of these numbers. Of all symmetric 5x5 filters it is the usual first layer of detector networks.
 */
const KV = [
  [-1, 2, -2, 2, -1],
  [2, -6, 8, -6, 2],
  [-2, 8, -12, 8, -2],
  [2, -6, 8, -6, 2],
  [-1, 2, -2, 2, -1],
].flat();

const SIDE = 5;
const RADIUS = 2;

/** Multiply-adds a sample. */
export const HIGH_PASS_COST = SIDE * SIDE;

/**
 * The KV residual of each plane, in grey levels. The picture is mirrored at its borders: with zeros beyond them the border would
 * outweigh everything else. The filter is fixed; the gradient by the pictures is for training against a detector, and needs known sides.
 *
 * @param pictures - [batch, planes, height, width], samples 0-1, sides of at least 3 pixels, which may be free.
 * @returns the same shape.
 */
export function highPass(pictures: Tensor): Tensor {
  requireFloat32('a high-pass filter', pictures);
  const planes = pictures.shape[1];
  if (pictures.shape.length !== 4 || typeof planes !== 'number') {
    throw new RangeError(
      `Expected [n, planes, h, w] for a high-pass filter but received ${shapeName(pictures.shape)}`,
    );
  }
  return expression(
    {
      name: 'HighPass',
      lower: (emit, [data]) => {
        const edges = [0, 0, RADIUS, RADIUS];
        const mirrored = emit.node('Pad', [data!, emit.integers([...edges, ...edges])], {
          mode: { kind: 'string', value: 'reflect' },
        });
        return emitFilter(emit, mirrored, planes, 0);
      },
      gradient: (upstream) => [foldMirror(foldMirror(spread(upstream), 2), 3)],
    },
    [pictures],
    pictures.shape,
  );
}

function emitFilter(emit: NodeEmitter, data: string, planes: number, padding: number): string {
  const kernels = Float32Array.from(
    { length: planes * KV.length },
    (_, tap) => (255 / 12) * KV[tap % KV.length]!,
  );
  return emit.node('Conv', [data, emit.floats(kernels, [planes, 1, SIDE, SIDE])], {
    kernel_shape: { kind: 'ints', value: [SIDE, SIDE] },
    group: { kind: 'int', value: planes },
    pads: { kind: 'ints', value: [padding, padding, padding, padding] },
  });
}

/**
 * The gradient by the mirrored picture: g is spread over all samples that it was made of. The kernel is its own mirror image, so that is
 * the filter once more, with zeros around g.
 */
function spread(upstream: Tensor): Tensor {
  const [batch, planes, height, width] = knownShape(upstream.shape, 'the gradient of a high-pass filter');
  return expression(
    { name: 'HighPassSpread', lower: (emit, [data]) => emitFilter(emit, data!, planes!, SIDE - 1) },
    [upstream],
    [batch!, planes!, height! + 2 * RADIUS, width! + 2 * RADIUS],
  );
}

/** Adds what belongs to mirrored samples, two at either end of an axis, to the samples that they mirror: 2, 1 | 0, 1, 2. */
function foldMirror(gradient: Tensor, axis: number): Tensor {
  const size = (gradient.shape[axis] as number) - 2 * RADIUS;
  const place = (mirrored: Tensor, before: number): Tensor =>
    pad(
      flip(mirrored, [axis]),
      gradient.shape.map((_, index) => (index === axis ? [before, size - RADIUS - before] : [0, 0])),
    );
  const first = place(slice(gradient, axis, 0, RADIUS), 1);
  const last = place(slice(gradient, axis, size + RADIUS, size + 2 * RADIUS), size - RADIUS - 1);
  return add(slice(gradient, axis, RADIUS, size + RADIUS), add(first, last));
}
