/**
 * The price of the next bit of a message. Of all ways to hide k bits the cheapest on average flips each sample with probability
 * p = 1 / (1 + e^(d / t)), d being the cost of the flip; t is the one number for which the entropies H(p) sum up to k (T. Filler,
 * J. Fridrich, "Gibbs construction in steganography", IEEE TIFS 2010, https://doi.org/10.1109/TIFS.2010.2077629, section III). A
 * bit more costs t ln 2.
 */

/** Costs are binned by the sign-free high bits of their float32: 8 classes an octave. */
const CLASS_SHIFT = 20;
const CLASSES = 1 << (31 - CLASS_SHIFT);

/** Where free samples could carry nearly all of the message: the part of it for which costly ones are priced all the same. */
const LEAST_PART = 1 / 8;

/** Part of the costly samples' capacity above which the price is not raised: it is infinite where all is needed. */
const MOST_FILLED = 7 / 8;

/**
 * The temperature t of the costs: costs well above it are avoided, costs well below it do not matter.
 *
 * @param costs - of flipping each sample, at least 0; infinite ones do not count, nor do those that are free.
 * @param bits - of the message.
 * @returns a number above 0; 1 where no cost counts.
 */
export function priceOfInformation(costs: Float32Array, bits: number): number {
  const counts = new Uint32Array(CLASSES);
  const patterns = new Uint32Array(costs.buffer, costs.byteOffset, costs.length);
  for (let i = 0; i < patterns.length; i++) counts[patterns[i]! >>> CLASS_SHIFT]! += 1;
  const present: { readonly cost: number; readonly count: number }[] = [];
  const pattern = new Uint32Array(1);
  const value = new Float32Array(pattern.buffer);
  let costly = 0;
  for (let index = 0; index < CLASSES; index++) {
    if (counts[index] === 0) continue;
    pattern[0] = (index << CLASS_SHIFT) | (1 << (CLASS_SHIFT - 1));
    // Class 0 has the free samples, and those below 2e-39.
    if (index === 0 || !(value[0]! < Infinity)) continue;
    present.push({ cost: value[0]!, count: counts[index]! });
    costly += counts[index]!;
  }
  if (costly === 0) return 1;
  const wanted = Math.min(
    Math.max(bits - counts[0]!, LEAST_PART * Math.min(bits, costly)),
    MOST_FILLED * costly,
  );
  let [low, high] = [Math.log(present[0]!.cost) - 4, Math.log(present.at(-1)!.cost) + 4];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    let entropy = 0;
    for (const { cost, count } of present) entropy += count * flipEntropy(cost / Math.exp(middle));
    if (entropy < wanted) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}

/** Bits of entropy of a flip whose cost is x temperatures: with p = 1 / (1 + e^x), x p + ln(1 + e^-x) nats. */
function flipEntropy(x: number): number {
  return (x / (1 + Math.exp(x)) + Math.log1p(Math.exp(-x))) / Math.LN2;
}
