/**
 * Averages over neighbourhoods and over whole feature maps.
 */
import type { OnnxAttribute } from '../../onnx/model.ts';
import type { Size } from '../shape.ts';
import { divideSize, knownShape, multiplySize, shapeName } from '../shape.ts';
import type { NodeEmitter, Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';
import { multiply } from './arithmetic.ts';
import { broadcastTo } from './reduction.ts';
import { reshape } from './shaping.ts';

/**
 * Average of the square of `size` pixels around every `stride`-th pixel, beginning with the first:
 *
 *     y[n, c, i, j] = 1 / size^2 * sum over |p - stride i| <= r, |q - stride j| <= r of x[n, c, p, q],    r = (size - 1) / 2,
 *
 * with x zero outside; those zeros count too.
 *
 * @param x - [n, c, h, w]; height and width are multiples of the stride, and may be free.
 * @param size - odd, at least as large as the stride.
 * @returns [n, c, h / stride, w / stride].
 */
export function averagePool(x: Tensor, size: number, stride: number): Tensor {
  const [batch, channels, height, width] = mapsShape('an average pooling', x);
  checkPooling(size, stride);
  return expression(
    {
      name: 'AveragePool',
      // A convolution of each map with one constant kernel: ONNX Runtime's AveragePool takes six times as long on a CPU.
      lower: (emit, [data]) => {
        const kernels = new Float32Array(channels * size * size).fill(1 / (size * size));
        const radius = (size - 1) / 2;
        return emit.node('Conv', [data!, emit.floats(kernels, [channels, 1, size, size])], {
          kernel_shape: ints([size, size]),
          strides: ints([stride, stride]),
          pads: ints([radius, radius, radius, radius]),
          group: int(channels),
        });
      },
      gradient: (upstream) => [spreadAverages(upstream, size, stride)],
    },
    [x],
    [batch, channels, divideSize(height, stride), divideSize(width, stride)],
  );
}

/**
 * The transpose of `averagePool`: every value is distributed in equal parts over the pixels that it would average.
 *
 *     x[n, c, p, q] = 1 / size^2 * sum over |p - stride i| <= r, |q - stride j| <= r of y[n, c, i, j]
 *
 * @param y - [n, c, h, w].
 * @returns [n, c, h * stride, w * stride].
 */
export function spreadAverages(y: Tensor, size: number, stride: number): Tensor {
  const [batch, channels, height, width] = mapsShape('a spreading of averages', y);
  checkPooling(size, stride);
  return expression(
    {
      name: 'SpreadAverages',
      // Along columns, then along rows: 2 * size products in place of size^2.
      lower: (emit, [data]) =>
        spreadAlong(emit, spreadAlong(emit, data!, channels, size, stride, 0), channels, size, stride, 1),
      gradient: (upstream) => [averagePool(upstream, size, stride)],
    },
    [y],
    [batch, channels, multiplySize(height, stride), multiplySize(width, stride)],
  );
}

/**
 * Mean of each map: [n, c, h, w] -> [n, c]. Height and width may be free; the gradient, the upstream gradient over the number of
 * pixels at each of them, needs to know them.
 */
export function globalAverage(x: Tensor): Tensor {
  const [batch, channels] = mapsShape('a global average', x);
  return expression(
    {
      name: 'GlobalAverage',
      lower: (emit, [data]) =>
        emit.node('ReduceMean', [data!, emit.integers([2, 3])], { keepdims: { kind: 'int', value: 0 } }),
      gradient: (upstream) => {
        const [n, c, h, w] = knownShape(x.shape, 'the gradient of a global average');
        return [broadcastTo(reshape(multiply(upstream, 1 / (h! * w!)), [n!, c!, 1, 1]), x.shape)];
      },
    },
    [x],
    [batch, channels],
  );
}

/** Every value in equal parts to `size` pixels along the vertical (axis 0) or horizontal (axis 1). */
function spreadAlong(
  emit: NodeEmitter,
  data: string,
  channels: number,
  size: number,
  stride: number,
  axis: 0 | 1,
): string {
  const along = (value: number, other: number): readonly number[] =>
    axis === 0 ? [value, other] : [other, value];
  const radius = along((size - 1) / 2, 0);
  const kernel = along(size, 1);
  const parts = emit.floats(new Float32Array(channels * size).fill(1 / size), [channels, 1, ...kernel]);
  return emit.node('ConvTranspose', [data, parts], {
    kernel_shape: ints(kernel),
    strides: ints(along(stride, 1)),
    pads: ints([...radius, ...radius]),
    // Without it the last `stride - 1` rows or columns, which are averaged over too, would be missing.
    output_padding: ints(along(stride - 1, 0)),
    group: int(channels),
  });
}

const int = (value: number): OnnxAttribute => ({ kind: 'int', value });
const ints = (value: readonly number[]): OnnxAttribute => ({ kind: 'ints', value });

function mapsShape(what: string, x: Tensor): readonly [Size, number, Size, Size] {
  requireFloat32(what, x);
  const [batch, channels, height, width] = x.shape;
  if (x.shape.length !== 4) {
    throw new RangeError(`Expected [n, c, h, w] for ${what} but received ${shapeName(x.shape)}`);
  }
  return [batch!, knownShape([channels!], `the channels of ${what}`)[0]!, height!, width!];
}

/** A stride wider than the square would skip pixels; an even square has no pixel in its middle. */
function checkPooling(size: number, stride: number): void {
  const whole = Number.isInteger(size) && Number.isInteger(stride);
  if (!whole || size % 2 !== 1 || stride < 1 || stride > size) {
    throw new RangeError(
      `Expected an odd size and a stride of 1 to the size for a pooling but received ${size} and ${stride}`,
    );
  }
}
