/**
 * Pixel unshuffle and shuffle: blocks of pixels become channels, and back (Shi et al. 2016,
 * https://arxiv.org/abs/1609.05158). Channel order is that of PyTorch and of DepthToSpace mode CRD: channel
 * `c * block^2 + u * block + v` holds pixel (u, v) of the blocks of channel c.
 */
import type { Size } from '../shape.ts';
import { divideSize, knownShape, multiplySize, shapeName } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expression, requireFloat32 } from '../tensor.ts';

/** [n, c, h, w] -> [n, c * block^2, h / block, w / block]. */
export function pixelUnshuffle(x: Tensor, block: number): Tensor {
  const [batch, channels, height, width] = pictureShape(x, block);
  const [channelCount] = knownShape([channels], 'the channels of a pixel unshuffle');
  return expression(
    {
      name: 'PixelUnshuffle',
      // A convolution of stride `block` with one-hot kernels: exact (one product by 1, the others by 0), works with free
      // sizes, and on WebGPU, which has no SpaceToDepth. One kernel for all channels, although one group each would
      // avoid the zeros: on WebGPU, ONNX Runtime 1.30 computes grouped convolutions of several filters a group wrongly.
      lower: (emit, [data]) =>
        emit.node(
          'Conv',
          [
            data!,
            emit.floats(oneHotKernels(channelCount!, block), [
              channelCount! * block * block,
              channelCount!,
              block,
              block,
            ]),
          ],
          {
            kernel_shape: { kind: 'ints', value: [block, block] },
            strides: { kind: 'ints', value: [block, block] },
          },
        ),
      gradient: (upstream) => [pixelShuffle(upstream, block)],
    },
    [x],
    [batch, channelCount! * block * block, divideSize(height, block), divideSize(width, block)],
  );
}

/** [n, c * block^2, h, w] -> [n, c, h * block, w * block]. */
export function pixelShuffle(x: Tensor, block: number): Tensor {
  const [batch, channels, height, width] = pictureShape(x, block);
  const [channelCount] = knownShape([divideSize(channels, block * block)], 'the channels of a pixel shuffle');
  return expression(
    {
      name: 'PixelShuffle',
      lower: (emit, inputs) =>
        emit.node('DepthToSpace', inputs, {
          blocksize: { kind: 'int', value: block },
          mode: { kind: 'string', value: 'CRD' },
        }),
      gradient: (upstream) => [pixelUnshuffle(upstream, block)],
    },
    [x],
    [batch, channelCount!, multiplySize(height, block), multiplySize(width, block)],
  );
}

function pictureShape(x: Tensor, block: number): readonly [Size, Size, Size, Size] {
  requireFloat32('a pixel shuffle', x);
  const [batch, channels, height, width, ...others] = x.shape;
  if (
    batch === undefined ||
    channels === undefined ||
    height === undefined ||
    width === undefined ||
    others.length > 0
  ) {
    throw new RangeError(`Expected [n, c, h, w] for a pixel shuffle but received ${shapeName(x.shape)}`);
  }
  if (!Number.isInteger(block) || block < 1) {
    throw new RangeError(`Expected a whole number above 0 for the side of the blocks but received ${block}`);
  }
  return [batch, channels, height, width];
}

function oneHotKernels(channels: number, block: number): Float32Array {
  const taps = block * block;
  const kernels = new Float32Array(channels * taps * channels * taps);
  for (let tap = 0; tap < channels * taps; tap++) kernels[tap * channels * taps + tap] = 1;
  return kernels;
}
