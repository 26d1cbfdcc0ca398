/**
 * A reader of containers of the exact method after docs/format.md, on node:crypto and without any code of the
 * project. For tests. It is short rather than fast.
 */

import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';

/** What a header says, and where it was. */
export interface IndependentHeader {
  readonly parts: number;
  readonly part: number;
  readonly base: number;
  readonly constraintHeight: number;
  readonly low: number;
  readonly high: number;
  readonly payloadBytes: number;
}

/** What a payload says. */
export type IndependentPayload =
  | { readonly kind: 'file'; readonly name: string; readonly mediaType: string; readonly content: Buffer }
  | {
      readonly kind: 'picture';
      readonly name: string;
      readonly codec: number;
      readonly width: number;
      readonly height: number;
      readonly content: Buffer;
    };

/** All of it, for tests that look at one step. */
export interface IndependentReading {
  readonly header: IndependentHeader;
  /** The 32 bytes as they were sealed. */
  readonly headerBytes: Buffer;
  /** As it is in the samples. */
  readonly sealedHeader: Buffer;
  readonly sealedPayload: Buffer;
  /** `undefined` where its tag is not valid. */
  readonly payload: IndependentPayload | undefined;
  readonly headerPlaces: readonly number[];
  readonly bodyPlaces: Uint32Array;
}

/** How samples of a medium are laid out. */
export interface IndependentLayout {
  readonly label: string;
  readonly saltSamples: (samples: number) => number;
  readonly headerSamples: (samples: number, parts: number) => number;
  /** Samples of a unit and units of a group, where the body is shuffled in two steps. */
  readonly groups?: readonly [unit: number, units: number];
}

/** Pictures. */
const EXACT: IndependentLayout = {
  label: 'exact/1',
  saltSamples: () => 1024,
  headerSamples: () => 3072,
};

/** Coefficients of JPEG files. */
export const INDEPENDENT_JPEG: IndependentLayout = {
  label: 'jpeg/1',
  saltSamples: (samples) => Math.min(16_384, Math.floor(samples / 16)),
  headerSamples: (samples, parts) => Math.min(32_768, Math.floor(samples / (8 * parts))),
  groups: [64, 1024],
};

type Samples = Uint8Array | Int16Array;

const NO_PASSPHRASE = Buffer.from('pentimento: no passphrase, anyone can reveal', 'ascii');
const HEADER_TRELLIS = { low: 384, high: 0, height: 10 };
const SALT_TRELLIS = { low: 128, high: 0, height: 10 };

/** The key that the frame's key schedule has under a label. */
export function independentKey(master: Uint8Array, salt: Uint8Array, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, `pentimento/${label}`, 32));
}

/** The samples of the salt, in the order in which they were drawn. */
export function independentSaltPlaces(sampleCount: number, { label, saltSamples } = EXACT): number[] {
  const key = independentKey(NO_PASSPHRASE, Buffer.alloc(16), `${label}/salt-places`);
  return drawnPlaces(key, sampleCount, saltSamples(sampleCount), () => true);
}

/** The salt of a picture, which is there for everyone and in every picture. */
export function independentSalt(samples: Samples, layout = EXACT): Buffer {
  const values = independentSaltPlaces(samples.length, layout).map((place) => samples[place]!);
  return packed(layers(values, 1, SALT_TRELLIS));
}

/** Which part each sample is of. */
export function independentPartition(
  sampleCount: number,
  salt: Uint8Array,
  parts: number,
  { label } = EXACT,
): Uint8Array {
  if (parts === 1) return new Uint8Array(sampleCount);
  const stream = keystream(independentKey(NO_PASSPHRASE, salt, `${label}/parts`), sampleCount);
  return Uint8Array.from(stream, (byte) => byte % parts);
}

/** Where one part's header would be, for one key. */
export function independentHeaderPlaces(
  samples: Samples,
  master: Uint8Array,
  parts: number,
  part: number,
  layout = EXACT,
): number[] {
  const salt = independentSalt(samples, layout);
  const partOf = independentPartition(samples.length, salt, parts, layout);
  const ofSalt = new Set(independentSaltPlaces(samples.length, layout));
  const key = independentKey(master, salt, `${layout.label}/header-places`);
  const count = layout.headerSamples(samples.length, parts);
  return drawnPlaces(key, samples.length, count, (place) => partOf[place] === part && !ofSalt.has(place));
}

/** The 48 bytes that are at a header's places, header or not. */
export function independentSealedHeader(samples: Samples, places: readonly number[]): Buffer {
  const values = places.map((place) => samples[place]!);
  return packed(layers(values, 1, HEADER_TRELLIS));
}

/** What is in a picture for one key, or `undefined` where no header opens. */
export function independentReadExact(
  samples: Samples,
  width: number,
  height: number,
  masterOf: (salt: Uint8Array) => Uint8Array = () => NO_PASSPHRASE,
  layout = EXACT,
): IndependentReading | undefined {
  const { label } = layout;
  const salt = independentSalt(samples, layout);
  const master = masterOf(salt);
  for (const parts of [1, 2, 4, 8]) {
    if (samples.length < 12288 * parts) continue;
    for (let part = 0; part < parts; part++) {
      const headerPlaces = independentHeaderPlaces(samples, master, parts, part, layout);
      const sealedHeader = independentSealedHeader(samples, headerPlaces);
      const associated = Buffer.alloc(10);
      associated.writeUInt32BE(width, 0);
      associated.writeUInt32BE(height, 4);
      associated[8] = parts;
      associated[9] = part;
      const headerBytes = opened(independentKey(master, salt, `${label}/header`), sealedHeader, associated);
      if (headerBytes === undefined) continue;
      if (headerBytes[0] !== 1) throw new Error(`Expected version 1 but found ${headerBytes[0]}`);
      const header: IndependentHeader = {
        parts,
        part,
        base: headerBytes.readUInt16BE(1),
        constraintHeight: headerBytes[3]!,
        low: headerBytes.readUIntBE(4, 6),
        high: headerBytes.readUIntBE(10, 6),
        payloadBytes: headerBytes.readUIntBE(16, 6),
      };

      const taken = new Set([...independentSaltPlaces(samples.length, layout), ...headerPlaces]);
      const partOf = independentPartition(samples.length, salt, parts, layout);
      const isFree = (place: number): boolean => partOf[place] === part && !taken.has(place);
      const bodyPlaces = inOrder(
        samples.length,
        isFree,
        wordsOf(independentKey(master, salt, `${label}/body-places`), samples.length),
        layout.groups,
      );
      const values = Array.from(bodyPlaces, (place) => samples[place]!);

      const bits: number[] = [];
      if (header.base > 1) {
        append(bits, digits(values, header.base, independentKey(master, salt, `${label}/digits`)));
      }
      if (header.low + header.high > 0) {
        const { low, high, constraintHeight } = header;
        append(bits, layers(values, header.base, { low, high, height: constraintHeight }));
      }
      const sealedPayload = packed(bits.slice(0, 8 * header.payloadBytes));
      const key = independentKey(master, salt, `${label}/payload`);
      const payload = opened(key, sealedPayload, Buffer.concat([headerBytes, associated]));
      return {
        header,
        headerBytes,
        sealedHeader,
        sealedPayload,
        payload: payload && parsed(payload),
        headerPlaces,
        bodyPlaces,
      };
    }
  }
  return undefined;
}

/** A block of digits: its length and the bits that it holds. */
export function independentDigitBlock(base: number, longest = Infinity): { digits: number; bits: number } {
  let best = { digits: 0, bits: 0 };
  for (let count = 1, power = BigInt(base); power < 2n ** 53n && count <= longest; count++) {
    const bits = power.toString(2).length - 1;
    if (best.digits === 0 || bits * best.digits > best.bits * count) best = { digits: count, bits };
    power *= BigInt(base);
  }
  return best;
}

/** The bits of the plain digits. */
function digits(values: readonly number[], base: number, key: Buffer): number[] {
  const stream = keystream(key, 2 * values.length + 1000);
  const bits: number[] = [];
  const masked: number[] = [];
  let at = 0;
  for (const value of values) {
    while (stream[at]! >= 256 - (256 % base)) at++;
    if (at >= stream.length) throw new Error('The keystream of the mask is too short.');
    masked.push((((value - stream[at++]!) % base) + base) % base);
  }
  const whole = independentDigitBlock(base);
  for (let start = 0; start < masked.length; ) {
    const left = masked.length - start;
    const block = left >= whole.digits ? whole : lastBlock(base, left);
    let number = 0n;
    for (let i = block.digits - 1; i >= 0; i--) number = number * BigInt(base) + BigInt(masked[start + i]!);
    for (let bit = block.bits - 1; bit >= 0; bit--) bits.push(Number((number >> BigInt(bit)) & 1n));
    start += block.digits;
  }
  return bits;
}

/** All digits that are left, in one block. */
function lastBlock(base: number, left: number): { digits: number; bits: number } {
  return { digits: left, bits: (BigInt(base) ** BigInt(left)).toString(2).length - 1 };
}

/** The bits of the trellis layers, the lower ones first. */
function layers(
  values: readonly number[],
  base: number,
  { low, high, height }: { low: number; high: number; height: number },
): number[] {
  const n = values.length;
  const segments = Math.max(1, Math.ceil(n / 65536));
  const bits: number[] = [];
  for (const [layer, length] of [low, high].entries()) {
    for (let g = 0; g < segments; g++) {
      const from = Math.floor((g * n) / segments);
      const to = Math.floor(((g + 1) * n) / segments);
      const k = Math.floor(((g + 1) * length) / segments) - Math.floor((g * length) / segments);
      const layerBits = values.slice(from, to).map((value) => (Math.floor(value / base) >> layer) & 1);
      append(bits, syndrome(layerBits, k, height));
    }
  }
  return bits;
}

function syndrome(bits: readonly number[], k: number, height: number): number[] {
  const message: number[] = [];
  let state = 0;
  let at = 0;
  for (let j = 0; j < k; j++) {
    const end = Math.floor(((j + 1) * bits.length) / k);
    const columns = columnsOf(end - at, height);
    for (let t = 0; at < end; t++, at++) {
      if (bits[at] === 1) state ^= columns[t % columns.length]!;
    }
    message.push(state % 2);
    state = Math.floor(state / 2);
  }
  return message;
}

const SEEDS: Readonly<Record<number, readonly number[]>> = {
  6: [13, 179, 2, 30, 50, 200, 205, 68],
  7: [0, 182, 157, 173, 153, 267, 22, 219],
  8: [45, 283, 129, 215, 20, 172, 26, 284],
  9: [167, 105, 137, 288, 3, 124, 277, 70],
  10: [26, 133, 86, 263, 205, 266, 247, 108],
  11: [262, 85, 135, 292, 7, 104, 296, 182],
  12: [267, 71, 237, 9, 120, 266, 90, 174],
};

const foundColumns = new Map<string, readonly number[]>();

function columnsOf(width: number, height: number): readonly number[] {
  const name = `${width}/${height}`;
  const known = foundColumns.get(name);
  if (known) return known;
  const seed = width > 8 ? 0 : (SEEDS[height]![width - 1] ?? 0);
  const columns = new Set<number>();
  for (let i = 0; columns.size < Math.min(width, 2 ** (height - 2)); i++) {
    const number = (65536 * width + seed + i) % 2 ** 32;
    columns.add((fmix32(number) >>> (32 - height)) | 1 | (2 ** (height - 1)));
  }
  const list = [...columns];
  foundColumns.set(name, list);
  return list;
}

/** MurmurHash3's finaliser. */
function fmix32(number: number): number {
  let h = BigInt(number);
  h ^= h >> 16n;
  h = (h * 0x85ebca6bn) & 0xffffffffn;
  h ^= h >> 13n;
  h = (h * 0xc2b2ae35n) & 0xffffffffn;
  h ^= h >> 16n;
  return Number(h);
}

function parsed(payload: Buffer): IndependentPayload {
  const kind = payload[0];
  const name = payload.subarray(2, 2 + payload[1]!).toString('utf8');
  let at = 2 + payload[1]!;
  if (kind === 1) {
    const mediaType = payload.subarray(at + 1, at + 1 + payload[at]!).toString('ascii');
    at += 1 + payload[at]!;
    return { kind: 'file', name, mediaType, content: payload.subarray(at) };
  }
  if (kind !== 2) throw new Error(`Expected kind 1 or 2 but found ${kind}`);
  const width = payload.readUInt32BE(at + 1);
  const height = payload.readUInt32BE(at + 5);
  return { kind: 'picture', name, codec: payload[at]!, width, height, content: payload.subarray(at + 9) };
}

/** Section 4 of the frame, on all samples. */
function drawnPlaces(
  key: Buffer,
  choices: number,
  count: number,
  allowed: (place: number) => boolean,
): number[] {
  const words = keystream(key, 256 * count);
  const taken = new Set<number>();
  for (let at = 0; taken.size < count; at += 4) {
    const word = words.readUInt32BE(at);
    if (word >= 2 ** 32 - (2 ** 32 % choices)) continue;
    const place = word % choices;
    if (allowed(place)) taken.add(place);
  }
  return [...taken];
}

/** The free samples in the order of the body. */
function inOrder(
  samples: number,
  isFree: (place: number) => boolean,
  nextWord: () => number,
  groups: IndependentLayout['groups'],
): Uint32Array {
  const [unit, units] = groups ?? [1, samples];
  if (groups === undefined) {
    const places = Uint32Array.from(Array.from({ length: samples }, (_, place) => place).filter(isFree));
    shuffle(places, nextWord);
    return places;
  }
  const order = Uint32Array.from({ length: Math.ceil(samples / unit) }, (_, index) => index);
  shuffle(order, nextWord);
  const all: number[] = [];
  for (let first = 0; first < order.length; first += units) {
    const group: number[] = [];
    for (const index of order.slice(first, first + units)) {
      for (let place = index * unit; place < Math.min(samples, (index + 1) * unit); place++) {
        if (isFree(place)) group.push(place);
      }
    }
    const shuffled = Uint32Array.from(group);
    shuffle(shuffled, nextWord);
    append(all, [...shuffled]);
  }
  return Uint32Array.from(all);
}

/** The 32-bit words of a keystream, one after another. */
function wordsOf(key: Buffer, samples: number): () => number {
  const words = keystream(key, 16 * samples + 4000);
  let at = -4;
  return () => {
    at += 4;
    return words.readUInt32BE(at);
  };
}

function shuffle(places: Uint32Array, nextWord: () => number): void {
  for (let i = places.length - 1; i >= 1; i--) {
    const choices = i + 1;
    let word: number;
    do {
      word = nextWord();
    } while (word >= 2 ** 32 - (2 ** 32 % choices));
    const other = word % choices;
    [places[i], places[other]] = [places[other]!, places[i]!];
  }
}

function opened(key: Buffer, sealed: Buffer, associated: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12));
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - 16)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function keystream(key: Buffer, length: number): Buffer {
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}

function append(list: number[], more: readonly number[]): void {
  for (const item of more) list.push(item);
}

function packed(bits: readonly number[]): Buffer {
  const bytes = Buffer.alloc(Math.floor(bits.length / 8));
  for (let i = 0; i < 8 * bytes.length; i++) bytes[i >> 3]! |= bits[i]! << (7 - (i & 7));
  return bytes;
}
