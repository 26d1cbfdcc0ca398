/** The example tables of ITU-T T.81, annex K, which most encoders use, and quality as libjpeg scales it. */
import type { HuffmanTable } from './huffman-table.ts';
import { huffmanTable } from './huffman-table.ts';

/** Table K.1, natural order. */
// biome-ignore format: a block has eight columns.
export const LUMA_STEPS = Uint8Array.of(
  16, 11, 10, 16,  24,  40,  51,  61,
  12, 12, 14, 19,  26,  58,  60,  55,
  14, 13, 16, 24,  40,  57,  69,  56,
  14, 17, 22, 29,  51,  87,  80,  62,
  18, 22, 37, 56,  68, 109, 103,  77,
  24, 35, 55, 64,  81, 104, 113,  92,
  49, 64, 78, 87, 103, 121, 120, 101,
  72, 92, 95, 98, 112, 100, 103,  99,
);

/** Table K.2, natural order. */
// biome-ignore format: a block has eight columns.
export const CHROMA_STEPS = Uint8Array.of(
  17, 18, 24, 47, 99, 99, 99, 99,
  18, 21, 26, 66, 99, 99, 99, 99,
  24, 26, 56, 99, 99, 99, 99, 99,
  47, 66, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
  99, 99, 99, 99, 99, 99, 99, 99,
);

/**
 * Steps at a quality, as libjpeg's `jpeg_set_quality` makes them for baseline files.
 *
 * @param steps - at quality 50.
 * @param quality - 1-100, a whole number.
 * @returns 1-255.
 */
export function scaledSteps(steps: Uint8Array, quality: number): Uint16Array {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  return Uint16Array.from(steps, (step) =>
    Math.min(255, Math.max(1, Math.floor((step * percent + 50) / 100))),
  );
}

/** Tables for the differences of DC coefficients and for AC coefficients. */
export interface HuffmanPair {
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
}

/** Tables K.3 and K.5. */
export const LUMA_CODES: HuffmanPair = {
  dc: listed('00010501010101010100000000000000', '000102030405060708090a0b'),
  ac: listed(
    '0002010303020403050504040000017d',
    '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728',
    '292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a83848586878889',
    '8a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2',
    'e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  ),
};

/** Tables K.4 and K.6. */
export const CHROMA_CODES: HuffmanPair = {
  dc: listed('00030101010101010101010000000000', '000102030405060708090a0b'),
  ac: listed(
    '00020102040403040705040400010277',
    '000102031104052131061241510761711322328108144291a1b1c109233352f0156272d10a162434e125f11718191a26',
    '2728292a35363738393a434445464748494a535455565758595a636465666768696a737475767778797a828384858687',
    '88898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da',
    'e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
  ),
};

/** A table in hexadecimal: BITS, then HUFFVAL. */
function listed(counts: string, ...symbols: readonly string[]): HuffmanTable {
  return huffmanTable(bytesOf(counts), bytesOf(symbols.join('')));
}

function bytesOf(hexadecimal: string): Uint8Array {
  return Uint8Array.from(hexadecimal.match(/../g)!, (digits) => Number.parseInt(digits, 16));
}
