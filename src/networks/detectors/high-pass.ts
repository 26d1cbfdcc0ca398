/**
 * What a picture is, less what its surroundings let one expect: there the changes of an embedding stand out.
 */
import { shapeName } from '../../graph/shape.ts';
import type { Tensor } from '../../graph/tensor.ts';
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
const COLOURS = 3;

/** Multiply-adds a pixel. */
export const HIGH_PASS_COST = COLOURS * SIDE * SIDE;

/**
 * The KV residual of each colour plane, in grey levels. At the borders the picture is mirrored: with zeros beyond them the frame
 * would outweigh all that is in it. Fixed, and the first thing that happens to a picture, so it has no gradient.
 *
 * @param pictures - [batch, 3, height, width], samples 0-1, sides of at least 3 pixels, which may be free.
 * @returns the same shape.
 */
export function highPass(pictures: Tensor): Tensor {
  requireFloat32('a high-pass filter', pictures);
  if (pictures.shape.length !== 4 || pictures.shape[1] !== COLOURS) {
    throw new RangeError(
      `Expected [n, 3, h, w] for a high-pass filter but received ${shapeName(pictures.shape)}`,
    );
  }
  const kernels = Float32Array.from(
    { length: COLOURS * KV.length },
    (_, tap) => (255 / 12) * KV[tap % KV.length]!,
  );
  return expression(
    {
      name: 'HighPass',
      lower: (emit, [data]) => {
        const edges = [0, 0, RADIUS, RADIUS];
        const mirrored = emit.node('Pad', [data!, emit.integers([...edges, ...edges])], {
          mode: { kind: 'string', value: 'reflect' },
        });
        return emit.node('Conv', [mirrored, emit.floats(kernels, [COLOURS, 1, SIDE, SIDE])], {
          kernel_shape: { kind: 'ints', value: [SIDE, SIDE] },
          group: { kind: 'int', value: COLOURS },
        });
      },
    },
    [pictures],
    pictures.shape,
  );
}
