/**
 * Argon2id as RFC 9106 describes it, on BLAKE2b as RFC 7693 describes it: slow, for tests alone, and sharing
 * no code with the library that the project calls. It knows associated data, which that library does not and
 * the RFC's test vector needs.
 */

const MASK = (1n << 64n) - 1n;
const BLOCK_WORDS = 128;

export interface Argon2idInput {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
  readonly secret?: Uint8Array;
  readonly associatedData?: Uint8Array;
  readonly iterations: number;
  /** KiB. */
  readonly memorySize: number;
  readonly parallelism: number;
  readonly hashLength: number;
}

/** RFC 9106, section 3.2. */
export function argon2idReference(input: Argon2idInput): Uint8Array {
  const { iterations, memorySize, parallelism: lanes, hashLength } = input;
  const empty = new Uint8Array(0);
  const fields = [input.password, input.salt, input.secret ?? empty, input.associatedData ?? empty];
  const h0 = blake2b(
    concat(
      ...[lanes, hashLength, memorySize, iterations, 0x13, 2].map(le32),
      ...fields.flatMap((field) => [le32(field.length), field]),
    ),
    64,
  );
  const segment = Math.floor(memorySize / (4 * lanes));
  const columns = 4 * segment;
  const memory: BigUint64Array[][] = Array.from({ length: lanes }, (_, lane) => [
    words(variableHash(concat(h0, le32(0), le32(lane)), 1024)),
    words(variableHash(concat(h0, le32(1), le32(lane)), 1024)),
  ]);

  for (let pass = 0; pass < iterations; pass++) {
    for (let slice = 0; slice < 4; slice++) {
      for (let lane = 0; lane < lanes; lane++) {
        let addresses = new BigUint64Array(BLOCK_WORDS);
        for (let index = 0; index < segment; index++) {
          // Section 3.4.1.3: data-independent addresses in the first half of the first pass.
          const independent = pass === 0 && slice < 2;
          if (independent && index % BLOCK_WORDS === 0) {
            const z = new BigUint64Array(BLOCK_WORDS);
            z.set([pass, lane, slice, columns * lanes, iterations, 2, 1 + index / BLOCK_WORDS].map(BigInt));
            const zero = new BigUint64Array(BLOCK_WORDS);
            addresses = compress(zero, compress(zero, z));
          }
          const column = slice * segment + index;
          if (pass === 0 && column < 2) continue;
          const previous = memory[lane]![(column + columns - 1) % columns]!;
          const random = independent ? addresses[index % BLOCK_WORDS]! : previous[0]!;
          const j1 = random & 0xffff_ffffn;
          const j2 = Number(random >> 32n);
          const from = pass === 0 && slice === 0 ? lane : j2 % lanes;
          // Section 3.4.2: how many blocks may be referenced, and which of them it is.
          const finished = pass === 0 ? slice * segment : columns - segment;
          const area = finished + (from === lane ? index - 1 : index === 0 ? -1 : 0);
          const y = (BigInt(area) * ((j1 * j1) >> 32n)) >> 32n;
          const start = pass === 0 || slice === 3 ? 0 : (slice + 1) * segment;
          const reference = memory[from]![(start + area - 1 - Number(y)) % columns]!;
          const block = compress(previous, reference);
          if (pass > 0) xorInto(block, memory[lane]![column]!);
          memory[lane]![column] = block;
        }
      }
    }
  }
  const last = new BigUint64Array(BLOCK_WORDS);
  for (const lane of memory) xorInto(last, lane[columns - 1]!);
  return variableHash(new Uint8Array(last.buffer), hashLength);
}

/** H' of section 3.3. */
function variableHash(message: Uint8Array, length: number): Uint8Array {
  const prefixed = concat(le32(length), message);
  if (length <= 64) return blake2b(prefixed, length);
  const parts: Uint8Array[] = [];
  let v = blake2b(prefixed, 64);
  let left = length;
  for (; left > 64; left -= 32) {
    parts.push(v.subarray(0, 32));
    v = blake2b(v, Math.min(left - 32, 64));
  }
  return concat(...parts, v);
}

/** G of section 3.5. */
function compress(x: BigUint64Array, y: BigUint64Array): BigUint64Array<ArrayBuffer> {
  const r = new BigUint64Array(x);
  xorInto(r, y);
  const z = new BigUint64Array(r);
  for (let row = 0; row < 8; row++) {
    permute(
      z,
      Array.from({ length: 16 }, (_, i) => 16 * row + i),
    );
  }
  for (let column = 0; column < 8; column++) {
    permute(
      z,
      Array.from({ length: 16 }, (_, i) => 16 * (i >> 1) + 2 * column + (i & 1)),
    );
  }
  xorInto(z, r);
  return z;
}

/** P of section 3.6 on the words that `at` names. */
function permute(v: BigUint64Array, at: readonly number[]): void {
  const multiplyAdd = (a: bigint, b: bigint) => (a + b + 2n * (a & 0xffff_ffffn) * (b & 0xffff_ffffn)) & MASK;
  for (const [i, j, k, l] of MIXES) {
    const [a, b, c, d] = [at[i]!, at[j]!, at[k]!, at[l]!];
    for (const [first, second] of [
      [32n, 24n],
      [16n, 63n],
    ] as const) {
      v[a] = multiplyAdd(v[a]!, v[b]!);
      v[d] = rotateRight(v[d]! ^ v[a]!, first);
      v[c] = multiplyAdd(v[c]!, v[d]!);
      v[b] = rotateRight(v[b]! ^ v[c]!, second);
    }
  }
}

/** Columns, then diagonals: RFC 7693, section 3.2. */
const MIXES = [
  [0, 4, 8, 12],
  [1, 5, 9, 13],
  [2, 6, 10, 14],
  [3, 7, 11, 15],
  [0, 5, 10, 15],
  [1, 6, 11, 12],
  [2, 7, 8, 13],
  [3, 4, 9, 14],
] as const;

/** RFC 7693, section 2.6: the fractional parts of the square roots of the first eight primes. */
const IV = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
] as const;

/** RFC 7693, section 2.7. */
const SIGMA = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
] as const;

/** RFC 7693, section 3.3, without a key. */
export function blake2b(message: Uint8Array, length: number): Uint8Array {
  const h: bigint[] = [...IV];
  h[0]! ^= 0x01010000n ^ BigInt(length);
  const padded = new Uint8Array(Math.max(128, 128 * Math.ceil(message.length / 128)));
  padded.set(message);
  for (let at = 0; at < padded.length; at += 128) {
    const m = words(padded.slice(at, at + 128));
    const isLast = at + 128 === padded.length;
    const v = [...h, ...IV];
    v[12]! ^= BigInt(isLast ? message.length : at + 128);
    if (isLast) v[14]! ^= MASK;
    for (let round = 0; round < 12; round++) {
      const s = SIGMA[round % 10]!;
      MIXES.forEach(([a, b, c, d], i) => {
        v[a] = (v[a]! + v[b]! + m[s[2 * i]!]!) & MASK;
        v[d] = rotateRight(v[d]! ^ v[a]!, 32n);
        v[c] = (v[c]! + v[d]!) & MASK;
        v[b] = rotateRight(v[b]! ^ v[c]!, 24n);
        v[a] = (v[a]! + v[b]! + m[s[2 * i + 1]!]!) & MASK;
        v[d] = rotateRight(v[d]! ^ v[a]!, 16n);
        v[c] = (v[c]! + v[d]!) & MASK;
        v[b] = rotateRight(v[b]! ^ v[c]!, 63n);
      });
    }
    for (let i = 0; i < 8; i++) h[i]! ^= v[i]! ^ v[i + 8]!;
  }
  return new Uint8Array(BigUint64Array.from(h).buffer).slice(0, length);
}

function rotateRight(x: bigint, by: bigint): bigint {
  return ((x >> by) | (x << (64n - by))) & MASK;
}

function xorInto(target: BigUint64Array, other: BigUint64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! ^= other[i]!;
}

/** Little-endian words, as every machine that runs the tests has them. */
function words(bytes: Uint8Array): BigUint64Array {
  return new BigUint64Array(Uint8Array.from(bytes).buffer);
}

function le32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}
