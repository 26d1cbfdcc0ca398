/**
 * StegExpose's detectors of pairs and groups written down as they are described, sample by sample, with every flip carried
 * out: shares no code with what it checks.
 */
import type { RgbImage } from '../../src/image/rgb-image.ts';

type Pair = readonly [number, number];

function sampleAt({ width, data }: RgbImage, x: number, y: number, channel: number): number {
  return data[3 * (y * width + x) + channel]!;
}

function pairsOf(image: RgbImage, channel: number, vertical: boolean): Pair[] {
  const pairs: Pair[] = [];
  for (let y = 0; y + (vertical ? 1 : 0) < image.height; y += vertical ? 2 : 1) {
    for (let x = 0; x + (vertical ? 0 : 1) < image.width; x += vertical ? 1 : 2) {
      const other = vertical ? sampleAt(image, x, y + 1, channel) : sampleAt(image, x + 1, y, channel);
      pairs.push([sampleAt(image, x, y, channel), other]);
    }
  }
  return pairs;
}

const isEven = (value: number): boolean => value % 2 === 0;

function coefficients(pairs: readonly Pair[], isW: (u: number, v: number) => boolean): number[] {
  const x = pairs.filter(([u, v]) => (isEven(v) && u < v) || (!isEven(v) && u > v)).length;
  const inY = pairs.filter(([u, v]) => (isEven(v) && u > v) || (!isEven(v) && u < v));
  const z = pairs.filter(([u, v]) => u === v).length;
  const w = inY.filter(([u, v]) => isW(u, v)).length;
  return [(w + z) / 2, 2 * x - pairs.length, inY.length - x];
}

/** Not limited. */
export function referencePrimarySets(image: RgbImage): number {
  const pairs = pairsOf(image, 0, false);
  const [a, b, c] = coefficients(pairs, (u, v) => !isEven(u) || (isEven(u) && !isEven(v))) as [
    number,
    number,
    number,
  ];
  const root = Math.sqrt(b * b - 4 * a * c);
  const first = (-b + root) / (2 * a);
  const second = (-b - root) / (2 * a);
  return first < second ? first : second;
}

/** Not limited; for pictures of even sides. */
export function referenceSamplePairs(image: RgbImage): number {
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    const pairs = [...pairsOf(image, channel, false), ...pairsOf(image, channel, true)];
    const [a, b, c] = coefficients(pairs, (u, v) => u >> 1 === v >> 1 && u !== v) as [number, number, number];
    let estimate = c / b;
    if (b * b - 4 * a * c >= 0) {
      const chosen = nearest(a, b, c);
      if (chosen !== 0) estimate = chosen;
    }
    sum += estimate;
  }
  return sum / 3;
}

function nearest(a: number, b: number, c: number): number {
  const root = Math.sqrt(b * b - 4 * a * c);
  const [plus, minus] = [(-b + root) / (2 * a), (-b - root) / (2 * a)];
  return Math.abs(plus) <= Math.abs(minus) ? plus : minus;
}

type Group = readonly [number, number, number, number];

const roughness = ([a, b, c, d]: Group): number =>
  Math.abs(a - b) + Math.abs(b - d) + Math.abs(d - c) + Math.abs(c - a);

const flip = (value: number): number => value ^ 1;
const flipNegative = (value: number): number => ((value + 1) ^ 1) - 1;

/** Not limited; for pictures of sides above 1. */
export function referenceRegularSingular(image: RgbImage): number {
  let total = 0;
  for (const step of [1, 2]) {
    let sum = 0;
    for (let channel = 0; channel < 3; channel++) sum += magnitude(image, channel, step);
    total += sum / 3;
  }
  return total / 2;
}

function magnitude(image: RgbImage, channel: number, step: number): number {
  // R and S for F1, F-1, and the same on flipped samples.
  const r = [0, 0, 0, 0];
  const s = [0, 0, 0, 0];
  for (let y = 0; y + 1 < image.height; y += step) {
    for (let x = 0; x + 1 < image.width; x += step) {
      const at = (dx: number, dy: number): number => sampleAt(image, x + dx, y + dy, channel);
      const group: Group = [at(0, 0), at(1, 0), at(0, 1), at(1, 1)];
      const flipped = group.map(flip) as unknown as Group;
      for (const [place, [from, how]] of (
        [
          [group, flip],
          [group, flipNegative],
          [flipped, flip],
          [flipped, flipNegative],
        ] as const
      ).entries()) {
        const [a, b, c, d] = from;
        for (const changed of [
          [how(a), b, c, how(d)],
          [a, how(b), how(c), d],
        ] as Group[]) {
          if (roughness(changed) > roughness(from)) r[place]!++;
          if (roughness(changed) < roughness(from)) s[place]!++;
        }
      }
    }
  }
  const [r0, rn0, r1, rn1] = r as [number, number, number, number];
  const [s0, sn0, s1, sn1] = s as [number, number, number, number];
  const [d0, dn0, d1, dn1] = [r0 - s0, rn0 - sn0, r1 - s1, rn1 - sn1];
  const [a, b, c] = [2 * (d1 + d0), dn0 - dn1 - d1 - 3 * d0, d0 - dn0];
  const line = ((rn0 - r0) / (r1 - r0 + rn0 - rn1) + (sn0 - s0) / (s1 - s0 + sn0 - sn1)) / 2;
  let x = b * b - 4 * a * c >= 0 ? nearest(a, b, c) : line;
  if (x === 0) {
    const ofR = (rn1 - r1 + r0 - rn0 + (rn0 - r0) / x) / (x - 1);
    const ofS = (sn1 - s1 + s0 - sn0 + (sn0 - s0) / x) / (x - 1);
    if (ofS > 0 || ofR < 0) x = line;
  }
  return x === 0.5 ? 0 : Math.abs(x / (x - 0.5));
}
