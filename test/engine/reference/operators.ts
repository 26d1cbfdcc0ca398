/**
 * What every operator of `src/graph/operations` means, as loops over float64 numbers.
 */
import type { Float64Tensor } from './float64-tensor.ts';
import { at, build, everyIndex } from './float64-tensor.ts';

/** A function of numbers applied to tensors that broadcast. */
export function elementwise(f: (...values: number[]) => number, ...tensors: Float64Tensor[]): Float64Tensor {
  const rank = Math.max(...tensors.map((tensor) => tensor.shape.length));
  const shape = Array.from({ length: rank }, (_, axis) =>
    Math.max(...tensors.map((tensor) => tensor.shape[axis - rank + tensor.shape.length] ?? 1)),
  );
  return build(shape, (index) => f(...tensors.map((tensor) => at(tensor, index))));
}

export function sum(x: Float64Tensor, axes: readonly number[], keepAxes: boolean): Float64Tensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const totals = new Map<string, number>();
  for (const index of everyIndex(x.shape)) {
    const target = index.map((position, axis) => (axes.includes(axis) ? 0 : position)).join();
    totals.set(target, (totals.get(target) ?? 0) + at(x, index));
  }
  const shape = keepAxes ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return { shape, data: everyIndex(kept).map((index) => totals.get(index.join())!) };
}

export function mean(x: Float64Tensor, axes: readonly number[], keepAxes: boolean): Float64Tensor {
  const count = axes.reduce((product, axis) => product * x.shape[axis]!, 1);
  return elementwise((value) => value / count, sum(x, axes, keepAxes));
}

export function broadcastTo(x: Float64Tensor, shape: readonly number[]): Float64Tensor {
  return build(shape, (index) => at(x, index));
}

/** Adds up what broadcasting to the shape of `x` would have repeated. */
export function sumTo(x: Float64Tensor, shape: readonly number[]): Float64Tensor {
  const data = everyIndex(shape).map(() => 0);
  const result = { shape, data };
  for (const index of everyIndex(x.shape)) {
    let position = 0;
    for (const [axis, size] of shape.entries()) {
      const along = index[index.length - shape.length + axis]!;
      position = position * size + (size === 1 ? 0 : along);
    }
    data[position]! += at(x, index);
  }
  return result;
}

export function reshape(x: Float64Tensor, shape: readonly number[]): Float64Tensor {
  return { shape, data: x.data };
}

export function transpose(x: Float64Tensor, permutation: readonly number[]): Float64Tensor {
  return build(
    permutation.map((axis) => x.shape[axis]!),
    (index) => {
      const source: number[] = [];
      for (const [to, from] of permutation.entries()) source[from] = index[to]!;
      return at(x, source);
    },
  );
}

export function concatenate(tensors: readonly Float64Tensor[], axis: number): Float64Tensor {
  const sizes = tensors.map((tensor) => tensor.shape[axis]!);
  const shape = [...tensors[0]!.shape];
  shape[axis] = sizes.reduce((total, size) => total + size, 0);
  return build(shape, (index) => {
    const within = [...index];
    let which = 0;
    while (within[axis]! >= sizes[which]!) {
      within[axis]! -= sizes[which]!;
      which += 1;
    }
    return at(tensors[which]!, within);
  });
}

export function slice(x: Float64Tensor, axis: number, start: number, end: number): Float64Tensor {
  const shape = [...x.shape];
  shape[axis] = end - start;
  return build(shape, (index) =>
    at(
      x,
      index.map((position, along) => (along === axis ? position + start : position)),
    ),
  );
}

export function flip(x: Float64Tensor, axes: readonly number[]): Float64Tensor {
  return build(x.shape, (index) =>
    at(
      x,
      index.map((position, axis) => (axes.includes(axis) ? x.shape[axis]! - 1 - position : position)),
    ),
  );
}

export function pad(x: Float64Tensor, amounts: readonly (readonly number[])[]): Float64Tensor {
  const shape = x.shape.map((size, axis) => size + amounts[axis]![0]! + amounts[axis]![1]!);
  return build(shape, (index) => {
    const source = index.map((position, axis) => position - amounts[axis]![0]!);
    const inside = source.every((position, axis) => position >= 0 && position < x.shape[axis]!);
    return inside ? at(x, source) : 0;
  });
}

export function matrixProduct(a: Float64Tensor, b: Float64Tensor): Float64Tensor {
  const [m, k] = a.shape.slice(-2) as [number, number];
  const n = b.shape[b.shape.length - 1]!;
  const rank = Math.max(a.shape.length, b.shape.length) - 2;
  const leading = Array.from({ length: rank }, (_, axis) =>
    Math.max(a.shape[axis - rank + a.shape.length - 2] ?? 1, b.shape[axis - rank + b.shape.length - 2] ?? 1),
  );
  return build([...leading, m, n], (index) => {
    const batch = index.slice(0, -2);
    const [row, column] = index.slice(-2) as [number, number];
    let total = 0;
    for (let i = 0; i < k; i++) total += at(a, [...batch, row, i]) * at(b, [...batch, i, column]);
    return total;
  });
}

/** The definition, tap by tap; positions outside of the picture are zero. Flat indexing, since it is called most. */
export function convolution(
  x: Float64Tensor,
  weights: Float64Tensor,
  bias: Float64Tensor | undefined,
  pads: { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number },
): Float64Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const [filters, , rows, columns] = weights.shape as [number, number, number, number];
  const outHeight = height + pads.top + pads.bottom - rows + 1;
  const outWidth = width + pads.left + pads.right - columns + 1;
  const data: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let o = 0; o < filters; o++) {
      for (let i = 0; i < outHeight; i++) {
        for (let j = 0; j < outWidth; j++) {
          let total = bias?.data[o] ?? 0;
          for (let c = 0; c < channels; c++) {
            for (let u = 0; u < rows; u++) {
              const y = i + u - pads.top;
              if (y < 0 || y >= height) continue;
              for (let v = 0; v < columns; v++) {
                const z = j + v - pads.left;
                if (z < 0 || z >= width) continue;
                total +=
                  weights.data[((o * channels + c) * rows + u) * columns + v]! *
                  x.data[((n * channels + c) * height + y) * width + z]!;
              }
            }
          }
          data.push(total);
        }
      }
    }
  }
  return { shape: [batch, filters, outHeight, outWidth], data };
}

/** Pixel (u, v) of the blocks of channel c becomes channel (c * block + u) * block + v. */
export function pixelUnshuffle(x: Float64Tensor, block: number): Float64Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  return build([batch, channels * block * block, height / block, width / block], ([n, k, i, j]) => {
    const v = k! % block;
    const u = Math.floor(k! / block) % block;
    const c = Math.floor(k! / (block * block));
    return at(x, [n!, c, i! * block + u, j! * block + v]);
  });
}

export function pixelShuffle(x: Float64Tensor, block: number): Float64Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  return build([batch, channels / (block * block), height * block, width * block], ([n, c, y, z]) => {
    const u = y! % block;
    const v = z! % block;
    return at(x, [n!, (c! * block + u) * block + v, Math.floor(y! / block), Math.floor(z! / block)]);
  });
}

/** The definition: pixels beyond the border are zero, and count. */
export function averagePool(x: Float64Tensor, size: number, stride: number): Float64Tensor {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  const radius = (size - 1) / 2;
  return build([batch, channels, height / stride, width / stride], ([n, c, i, j]) => {
    let total = 0;
    for (let p = stride * i! - radius; p <= stride * i! + radius; p++) {
      for (let q = stride * j! - radius; q <= stride * j! + radius; q++) {
        if (p >= 0 && p < height && q >= 0 && q < width) total += at(x, [n!, c!, p, q]);
      }
    }
    return total / size ** 2;
  });
}

/** Each pixel looks for the averages that it would have a part in. */
export function spreadAverages(y: Float64Tensor, size: number, stride: number): Float64Tensor {
  const [batch, channels, height, width] = y.shape as [number, number, number, number];
  const radius = (size - 1) / 2;
  return build([batch, channels, height * stride, width * stride], ([n, c, p, q]) => {
    let total = 0;
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const near = Math.abs(p! - stride * i) <= radius && Math.abs(q! - stride * j) <= radius;
        if (near) total += at(y, [n!, c!, i, j]);
      }
    }
    return total / size ** 2;
  });
}

interface Moments {
  readonly mean: Float64Tensor;
  readonly variance: Float64Tensor;
}

/** Mean and mean squared distance from it, of each map. */
export function channelMoments(x: Float64Tensor): Moments {
  const average = mean(x, [0, 2, 3], true);
  const variance = mean(
    elementwise((value, centre) => (value! - centre!) ** 2, x, average),
    [0, 2, 3],
    false,
  );
  return { mean: reshape(average, variance.shape), variance };
}

export function normalize(
  x: Float64Tensor,
  scale: Float64Tensor,
  shift: Float64Tensor,
  moments: Moments,
  epsilon: number,
): Float64Tensor {
  return build(x.shape, (index) => {
    const channel = [index[1]!];
    const deviation = Math.sqrt(at(moments.variance, channel) + epsilon);
    return (at(scale, channel) * (at(x, index) - at(moments.mean, channel))) / deviation + at(shift, channel);
  });
}
