/**
 * Gaussian smoothing of planes. Beyond its edges a plane goes on as its mirror image, edge samples twice.
 *
 * Narrow kernels are sampled and cut off at three standard deviations; wide ones are three running means, which come as near to a
 * Gaussian as is needed here (Wells, "Efficient synthesis of Gaussian filters by cascaded uniform filters", 1986) and cost the same
 * for every width.
 */
import type { Plane } from './plane.ts';
import { plane } from './plane.ts';

/** From this standard deviation on, running means take over. */
const WIDE = 3;

/**
 * A smoothed plane.
 *
 * @param source - stays as it is.
 * @param deviation - standard deviation of the Gaussian in samples, above 0.
 */
export function gaussian(source: Plane, deviation: number): Plane {
  return deviation < WIDE ? sampled(source, deviation) : runningMeans(source, deviation);
}

/** The difference of two Gaussians: a band-pass. */
export function bandPass(source: Plane, inner: number, outer: number): Plane {
  const band = gaussian(source, inner);
  const wide = gaussian(source, outer).data;
  for (let i = 0; i < wide.length; i++) band.data[i]! -= wide[i]!;
  return band;
}

function sampled(source: Plane, deviation: number): Plane {
  const radius = Math.ceil(3 * deviation);
  const weights = new Float64Array(radius + 1);
  let sum = 0;
  for (let i = 0; i <= radius; i++) {
    weights[i] = Math.exp((-i * i) / (2 * deviation * deviation));
    sum += i === 0 ? weights[i]! : 2 * weights[i]!;
  }
  for (let i = 0; i <= radius; i++) weights[i]! /= sum;
  return columns(rows(source, weights), weights);
}

/** The place in 0 to length - 1 that a place outside mirrors. */
function mirror(at: number, length: number): number {
  const period = 2 * length;
  const inside = ((at % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}

function rows({ width, height, data }: Plane, weights: Float64Array): Plane {
  const radius = weights.length - 1;
  const out = new Float32Array(data.length);
  const line = new Float64Array(width + 2 * radius);
  const centre = weights[0]!;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) line[radius + x] = data[row + x]!;
    for (let i = 1; i <= radius; i++) {
      line[radius - i] = data[row + mirror(-i, width)]!;
      line[radius + width - 1 + i] = data[row + mirror(width - 1 + i, width)]!;
    }
    for (let x = 0, at = radius; x < width; x++, at++) {
      let sum = centre * line[at]!;
      for (let i = 1; i <= radius; i++) sum += weights[i]! * (line[at - i]! + line[at + i]!);
      out[row + x] = sum;
    }
  }
  return plane(width, height, out);
}

function columns({ width, height, data }: Plane, weights: Float64Array): Plane {
  const radius = weights.length - 1;
  const out = new Float32Array(data.length);
  const sums = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    const centre = weights[0]!;
    for (let x = 0, from = y * width; x < width; x++) sums[x] = centre * data[from + x]!;
    for (let i = 1; i <= radius; i++) {
      const weight = weights[i]!;
      const above = mirror(y - i, height) * width;
      const below = mirror(y + i, height) * width;
      for (let x = 0; x < width; x++) sums[x]! += weight * (data[above + x]! + data[below + x]!);
    }
    out.set(sums, y * width);
  }
  return plane(width, height, out);
}

/**
 * Three running means of odd widths. A mean over w samples has the variance (w^2 - 1) / 12; m of the smaller width and 3 - m of the
 * next make the variance nearest to the wanted one.
 */
function runningMeans(source: Plane, deviation: number): Plane {
  const ideal = Math.sqrt(4 * deviation * deviation + 1);
  const small = 2 * Math.floor((ideal - 1) / 2) + 1;
  const narrow = Math.round(
    (12 * deviation * deviation - 3 * small * small - 12 * small - 9) / (-4 * small - 4),
  );
  let current = source;
  for (let pass = 0; pass < 3; pass++) {
    const radius = ((pass < narrow ? small : small + 2) - 1) / 2;
    current = meanColumns(meanRows(current, radius), radius);
  }
  return current;
}

function meanRows({ width, height, data }: Plane, radius: number): Plane {
  const out = new Float32Array(data.length);
  const share = 1 / (2 * radius + 1);
  const enters = Int32Array.from({ length: width }, (_, x) => mirror(x + radius + 1, width));
  const leaves = Int32Array.from({ length: width }, (_, x) => mirror(x - radius, width));
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = 0;
    for (let i = -radius; i <= radius; i++) sum += data[row + mirror(i, width)]!;
    for (let x = 0; x < width; x++) {
      out[row + x] = sum * share;
      sum += data[row + enters[x]!]! - data[row + leaves[x]!]!;
    }
  }
  return plane(width, height, out);
}

function meanColumns({ width, height, data }: Plane, radius: number): Plane {
  const out = new Float32Array(data.length);
  const share = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  for (let i = -radius; i <= radius; i++) {
    const row = mirror(i, height) * width;
    for (let x = 0; x < width; x++) sums[x]! += data[row + x]!;
  }
  for (let y = 0; y < height; y++) {
    const enters = mirror(y + radius + 1, height) * width;
    const leaves = mirror(y - radius, height) * width;
    for (let x = 0, to = y * width; x < width; x++, to++) {
      out[to] = sums[x]! * share;
      sums[x]! += data[enters + x]! - data[leaves + x]!;
    }
  }
  return plane(width, height, out);
}
