/**
 * Numbers of 16 bits (IEEE 754-2019, binary16), for weights stored in files.
 */

/** Significant bits that float32 has and float16 has not. */
const DROPPED_BITS = 13;

/**
 * The nearest float16 of each value, halves to even, as its bits. Values beyond 65,504 become infinite, those below 2^-24 zero or
 * the smallest.
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(bits, toFloat16Bits);
}

/** The values of float16 numbers given as bits; float32 holds each of them exactly. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}

function toFloat16Bits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 127 + 15;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) {
    const notANumber = exponent === 143 && fraction !== 0;
    return sign | 0x7c00 | (notANumber ? 0x200 : 0);
  }
  if (exponent >= 1) {
    // A carry out of the fraction raises the exponent, as it should, up to infinity.
    return sign | roundToEven((exponent << 23) | fraction, DROPPED_BITS);
  }
  // Below the normal numbers the leading one is written out, and every step down drops one bit more.
  const dropped = DROPPED_BITS + 1 - exponent;
  return dropped > 24 ? sign : sign | roundToEven(0x800000 | fraction, dropped);
}

function roundToEven(value: number, bits: number): number {
  const half = 2 ** (bits - 1);
  const kept = Math.floor(value / 2 ** bits);
  const rest = value - kept * 2 ** bits;
  return rest > half || (rest === half && kept % 2 === 1) ? kept + 1 : kept;
}
