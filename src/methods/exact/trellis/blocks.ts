/**
 * Assigns samples to the bits of the message: the n samples are divided into k blocks whose widths differ by one at most. Row
 * j of the parity-check matrix starts in block j; the samples of block j take part in bits j to j + height - 1, as far as there
 * are so many.
 */

/**
 * The sample behind the last of each block: floor((j + 1) n / k) for block j.
 *
 * @param samples - n.
 * @param bits - k, at most n.
 * @throws RangeError when there are more bits than samples.
 */
export function blockEnds(samples: number, bits: number): Uint32Array<ArrayBuffer> {
  if (!Number.isInteger(bits) || bits < 0 || bits > samples) {
    throw new RangeError(`Expected 0 to ${samples} bits, one a sample at most, but received ${bits}`);
  }
  const narrow = Math.floor(samples / bits);
  const extra = samples % bits;
  const ends = new Uint32Array(bits);
  for (let block = 0, end = 0, left = 0; block < bits; block++) {
    end += narrow;
    left += extra;
    if (left >= bits) {
      left -= bits;
      end += 1;
    }
    ends[block] = end;
  }
  return ends;
}
