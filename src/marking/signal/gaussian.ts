/**
 * Gaussian smoothing of planes. Beyond its edges a plane goes on as its mirror image, edge samples twice.
 *
 * Narrow kernels are sampled and cut off at three standard deviations; wide ones are three running means, which come as near to a
 * Gaussian as is needed here (Wells, "Efficient synthesis of Gaussian filters by cascaded uniform filters", 1986) and cost the same
 * for every width.
 */
import type { Plane } from './plane.ts';
import { borrowed, giveBack } from './plane.ts';

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
  const wide = gaussian(source, outer);
  const [out, less] = [band.data, wide.data];
  for (let i = 0; i < out.length; i++) out[i] = out[i]! - less[i]!;
  giveBack(wide);
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
  return separable(source, weights);
}

/** The place in 0 to length - 1 that a place outside mirrors. */
function mirror(at: number, length: number): number {
  const period = 2 * length;
  const inside = ((at % period) + period) % period;
  return inside < length ? inside : period - 1 - inside;
}

/** Rows first, then columns; of the smoothed rows only those wait that a column still needs. */
function separable({ width, height, data }: Plane, weights: Float64Array): Plane {
  const radius = weights.length - 1;
  const slots = 2 * radius + 1;
  const smooth = borrowed(width, height);
  const out = smooth.data;
  const waiting = new Float32Array(slots * width);
  const line = new Float32Array(width + 2 * radius);
  const sums = new Float64Array(width);
  const before = new Int32Array(radius + 1);
  const behind = new Int32Array(radius + 1);
  let next = 0;
  for (let y = 0; y < height; y++) {
    for (; next < height && next <= y + radius; next++) {
      const row = next * width;
      for (let x = 0; x < width; x++) line[radius + x] = data[row + x]!;
      for (let i = 0; i <= radius; i++) {
        before[i] = radius - i;
        behind[i] = radius + i;
        line[radius - i] = data[row + mirror(-i, width)]!;
        line[radius + width - 1 + i] = data[row + mirror(width - 1 + i, width)]!;
      }
      weightedSum(line, before, behind, weights, sums);
      for (let x = 0, to = (next % slots) * width; x < width; x++, to++) waiting[to] = sums[x]!;
    }
    for (let i = 0; i <= radius; i++) {
      before[i] = (mirror(y - i, height) % slots) * width;
      behind[i] = (mirror(y + i, height) % slots) * width;
    }
    weightedSum(waiting, before, behind, weights, sums);
    for (let x = 0, to = y * width; x < width; x++, to++) out[to] = sums[x]!;
  }
  return smooth;
}

/** The weighted sum of samples before and behind, three at a time: a sum in memory costs more than one in a register. */
function weightedSum(
  data: Float32Array,
  before: Int32Array,
  behind: Int32Array,
  weights: Float64Array,
  sums: Float64Array,
): void {
  const width = sums.length;
  const centre = weights[0]!;
  for (let x = 0, at = before[0]!; x < width; x++, at++) sums[x] = centre * data[at]!;
  let i = 1;
  for (; i + 2 < weights.length; i += 3) {
    const w1 = weights[i]!;
    const w2 = weights[i + 1]!;
    const w3 = weights[i + 2]!;
    const a1 = before[i]!;
    const b1 = behind[i]!;
    const a2 = before[i + 1]!;
    const b2 = behind[i + 1]!;
    const a3 = before[i + 2]!;
    const b3 = behind[i + 2]!;
    for (let x = 0; x < width; x++) {
      sums[x] =
        sums[x]! +
        w1 * (data[a1 + x]! + data[b1 + x]!) +
        w2 * (data[a2 + x]! + data[b2 + x]!) +
        w3 * (data[a3 + x]! + data[b3 + x]!);
    }
  }
  for (; i < weights.length; i++) {
    const weight = weights[i]!;
    const a = before[i]!;
    const b = behind[i]!;
    for (let x = 0; x < width; x++) sums[x] = sums[x]! + weight * (data[a + x]! + data[b + x]!);
  }
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
  const { width, height } = source;
  const between = borrowed(width, height);
  const out = borrowed(width, height);
  for (let pass = 0; pass < 3; pass++) {
    const radius = ((pass < narrow ? small : small + 2) - 1) / 2;
    meanRows(pass === 0 ? source : out, radius, between.data);
    meanColumns(between, radius, out.data);
  }
  giveBack(between);
  return out;
}

/** Running means along rows, four rows at once: each sum has to wait for the one before it, and four do so together. */
function meanRows({ width, height, data }: Plane, radius: number, out: Float32Array): void {
  const share = 1 / (2 * radius + 1);
  // From the first place whose window lies inside to the last one that does not enter a mirror image.
  const inside = Math.min(radius, width);
  const beyond = Math.max(inside, width - radius - 1);
  for (let y = 0; y < height; y += 4) {
    // Rows below the last one are that row again.
    const a = y * width;
    const b = Math.min(y + 1, height - 1) * width;
    const c = Math.min(y + 2, height - 1) * width;
    const d = Math.min(y + 3, height - 1) * width;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = -radius; i <= radius; i++) {
      const at = mirror(i, width);
      sumA += data[a + at]!;
      sumB += data[b + at]!;
      sumC += data[c + at]!;
      sumD += data[d + at]!;
    }
    let x = 0;
    for (let part = 0; part < 3; part++) {
      const end = part === 0 ? inside : part === 1 ? beyond : width;
      for (; x < end; x++) {
        out[a + x] = sumA * share;
        out[b + x] = sumB * share;
        out[c + x] = sumC * share;
        out[d + x] = sumD * share;
        const enters = part === 1 ? x + radius + 1 : mirror(x + radius + 1, width);
        const leaves = part === 1 ? x - radius : mirror(x - radius, width);
        sumA += data[a + enters]! - data[a + leaves]!;
        sumB += data[b + enters]! - data[b + leaves]!;
        sumC += data[c + enters]! - data[c + leaves]!;
        sumD += data[d + enters]! - data[d + leaves]!;
      }
    }
  }
}

function meanColumns({ width, height, data }: Plane, radius: number, out: Float32Array): void {
  const share = 1 / (2 * radius + 1);
  const sums = new Float64Array(width);
  for (let i = -radius; i <= radius; i++) {
    const row = mirror(i, height) * width;
    for (let x = 0; x < width; x++) sums[x]! += data[row + x]!;
  }
  for (let y = 0; y < height; y++) {
    const to = y * width;
    const enters = mirror(y + radius + 1, height) * width;
    const leaves = mirror(y - radius, height) * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x]!;
      out[to + x] = sum * share;
      sums[x] = sum + (data[enters + x]! - data[leaves + x]!);
    }
  }
}
