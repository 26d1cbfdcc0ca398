/**
 * Baluja's networks a second time, in float64 and as plainly as can be, from the text of docs/how-it-works.md and the paper's
 * figure: to compare with, not to use.
 */
import type { Weights } from '../../src/networks/parameters.ts';

/** Channels of one size, row-major. */
export interface FeatureMaps {
  readonly width: number;
  readonly height: number;
  readonly channels: readonly Float64Array[];
}

/** Correlation with zero padding; of an even kernel's padding the odd row and column are below and right. */
function convolve(maps: FeatureMaps, kernel: number, weight: Float32Array, bias: Float32Array): FeatureMaps {
  const { width, height, channels } = maps;
  const before = Math.ceil(kernel / 2) - 1;
  const out = Array.from(bias, (offset, to) => {
    const plane = new Float64Array(width * height).fill(offset);
    for (const [from, source] of channels.entries()) {
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const factor = weight[((to * channels.length + from) * kernel + ky) * kernel + kx]!;
          for (let y = 0; y < height; y++) {
            for (let x = 0; x < width; x++) {
              const [sx, sy] = [x + kx - before, y + ky - before];
              if (sx < 0 || sy < 0 || sx >= width || sy >= height) continue;
              plane[y * width + x]! += factor * source[sy * width + sx]!;
            }
          }
        }
      }
    }
    return plane;
  });
  return { width, height, channels: out };
}

function rectified({ width, height, channels }: FeatureMaps): FeatureMaps {
  return { width, height, channels: channels.map((plane) => plane.map((value) => Math.max(0, value))) };
}

function joined(parts: readonly FeatureMaps[]): FeatureMaps {
  return { ...parts[0]!, channels: parts.flatMap(({ channels }) => channels) };
}

/** Three branches of four layers, joined; one more layer a branch on all maps, joined again. */
function trunk(weights: Weights, network: string, kernels: readonly number[], x: FeatureMaps): FeatureMaps {
  const layer = (kernel: number, index: number, from: FeatureMaps): FeatureMaps => {
    const name = `${network}.${kernel}x${kernel}.${index}`;
    return rectified(convolve(from, kernel, weights[`${name}.weight`]!, weights[`${name}.bias`]!));
  };
  const first = joined(
    kernels.map((kernel) => [0, 1, 2, 3].reduce((maps, index) => layer(kernel, index, maps), x)),
  );
  return joined(kernels.map((kernel) => layer(kernel, 4, first)));
}

export function referenceHide(
  weights: Weights,
  kernels: readonly number[],
  cover: FeatureMaps,
  secret: FeatureMaps,
): FeatureMaps {
  const prepared = trunk(weights, 'prep', kernels, secret);
  const maps = trunk(weights, 'hide', kernels, joined([cover, prepared]));
  return convolve(maps, 1, weights['hide.output.weight']!, weights['hide.output.bias']!);
}

export function referenceReveal(
  weights: Weights,
  kernels: readonly number[],
  container: FeatureMaps,
): FeatureMaps {
  const maps = trunk(weights, 'reveal', kernels, container);
  return convolve(maps, 1, weights['reveal.output.weight']!, weights['reveal.output.bias']!);
}
