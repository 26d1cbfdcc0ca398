/**
 * The safetensors format: a JSON header and raw little-endian tensors.
 * Source: https://huggingface.co/docs/safetensors/index (section "Format").
 */
import type { WeightPrecision } from '../graph/lower.ts';
import { fromFloat16, toFloat16 } from '../onnx/float16.ts';
import type { ParameterSpecification, Weights } from './parameters.ts';

export interface SafeTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafeTensors {
  readonly tensors: Readonly<Record<string, SafeTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The tensors of a network's weights, in its order and under its names. */
export function weightTensors(
  parameters: readonly ParameterSpecification[],
  weights: Weights,
): SafeTensors['tensors'] {
  return Object.fromEntries(parameters.map(({ name, shape }) => [name, { shape, values: weights[name]! }]));
}

/** Length of the field that holds the header's length, "8 bytes: N, an unsigned little-endian 64-bit integer". */
const LENGTH_BYTES = 8;

/** "There is a limit on the size of the header of 100MB" (section "Notes"), so that a file cannot ask for endless parsing. */
const LARGEST_HEADER = 100_000_000;

/** A type of numbers that is read: its size in bytes, and its values as float32, which holds each of them exactly. */
interface NumberType {
  readonly bytes: number;
  /** @param bytes - a copy, aligned to its numbers. */
  values(bytes: ArrayBuffer): Float32Array;
}

const NUMBER_TYPES: ReadonlyMap<unknown, NumberType> = new Map<unknown, NumberType>([
  ['F32', { bytes: 4, values: (bytes) => new Float32Array(bytes) }],
  ['F16', { bytes: 2, values: (bytes) => fromFloat16(new Uint16Array(bytes)) }],
  ['BF16', { bytes: 2, values: (bytes) => fromBfloat16(new Uint16Array(bytes)) }],
]);

/** The bytes of a safetensors file; all its tensors have that precision ("F32" or "F16"). */
export function encodeSafetensors(
  { tensors, metadata }: SafeTensors,
  precision: WeightPrecision = 'float32',
): Uint8Array {
  const dtype = precision === 'float16' ? 'F16' : 'F32';
  const stored = Object.entries(tensors).map(([name, { shape, values }]) => {
    return { name, shape, values: precision === 'float16' ? toFloat16(values) : values };
  });
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of stored) {
    header[name] = { dtype, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  let json = JSON.stringify(header);
  // Spaces after the header align the tensors to 8 bytes, as the specification allows.
  json += ' '.repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8);
  const head = new TextEncoder().encode(json);
  const out = new Uint8Array(LENGTH_BYTES + head.length + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, LENGTH_BYTES);
  let offset = LENGTH_BYTES + head.length;
  for (const { values } of stored) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return out;
}

/**
 * The tensors of a safetensors file, as float32.
 *
 * @throws RangeError when the bytes are cut short, the header is not valid, a tensor is of another type than float32, float16 and
 *   bfloat16, or the tensors do not cover the bytes behind the header, each byte once.
 */
export function decodeSafetensors(bytes: Uint8Array): SafeTensors {
  const { places, metadata } = contentsOf(bytes);
  return {
    // Own properties, whatever their names.
    tensors: Object.fromEntries(
      places.map(({ name, shape, type, from, to }) => [
        name,
        { shape, values: type.values(bytes.slice(from, to).buffer) },
      ]),
    ),
    metadata,
  };
}

/**
 * Where the tensors of a safetensors file lie in it, by name: the number of their first byte.
 *
 * @throws RangeError as `decodeSafetensors`.
 */
export function safetensorsOffsets(bytes: Uint8Array): ReadonlyMap<string, number> {
  return new Map(contentsOf(bytes).places.map(({ name, from }) => [name, from]));
}

/** What a file holds, and where. */
function contentsOf(bytes: Uint8Array): {
  readonly places: readonly Place[];
  readonly metadata: Readonly<Record<string, string>>;
} {
  const { header, start } = headerOf(bytes);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isObject(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new RangeError('Expected a safetensors file but its metadata is not made of texts');
  }
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, start));
  assertCovered(places, start, bytes.length);
  return { places, metadata: metadata as Readonly<Record<string, string>> };
}

/** The header, and where the tensors start. */
function headerOf(bytes: Uint8Array): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly start: number;
} {
  if (bytes.length < LENGTH_BYTES) throw new RangeError('Expected a safetensors file but it is cut short');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const start = LENGTH_BYTES + length;
  if (start > bytes.length) throw new RangeError('Expected a safetensors file but its header is cut short');
  if (length > LARGEST_HEADER) {
    throw new RangeError(
      `Expected a safetensors file with a header of at most ${LARGEST_HEADER} bytes but received ${length}`,
    );
  }
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start)));
  } catch {
    throw new RangeError('Expected a safetensors file but its header is not JSON');
  }
  if (!isObject(header)) throw new RangeError('Expected a safetensors file but its header is not an object');
  return { header, start };
}

/** The place of a tensor's values in the file. */
interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  readonly from: number;
  readonly to: number;
}

/** The place of a tensor, from its entry in the header, which counts from its own end, `start`. */
function placeOf(name: string, entry: unknown, start: number): Place {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Readonly<Record<string, unknown>>;
  const isSizes = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
  const type = NUMBER_TYPES.get(dtype);
  if (type !== undefined && isSizes(shape) && isSizes(offsets) && offsets.length === 2) {
    const [from, to] = offsets as [number, number];
    if (to - from === type.bytes * shape.reduce((product, size) => product * size, 1)) {
      return { name, shape, type, from: start + from, to: start + to };
    }
  }
  throw new RangeError(
    `Expected float32, float16 or bfloat16 values with their shape and place for ${quoted(name)} but received ${quoted(JSON.stringify(entry))}`,
  );
}

/**
 * "The byte buffer needs to be entirely indexed, and cannot contain holes": so no two tensors share bytes either.
 *
 * @param start - the end of the header.
 * @param length - bytes of the file.
 */
function assertCovered(places: readonly Place[], start: number, length: number): void {
  let end = start;
  for (const { name, from, to } of places.toSorted((a, b) => a.from - b.from || a.to - b.to)) {
    if (to > length) {
      throw new RangeError(`Expected all values of ${quoted(name)} but the file is cut short`);
    }
    if (from !== end) {
      throw new RangeError(
        `Expected the values of ${quoted(name)} at byte ${end}, right behind those before them, but received ${from}`,
      );
    }
    end = to;
  }
  if (end !== length) {
    throw new RangeError(
      `Expected a safetensors file that ends with its last tensor, at byte ${end}, but received ${length} bytes`,
    );
  }
}

/** Values of bfloat16 numbers given as bits: the upper half of float32's. */
function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The most characters of a foreign text in a message. */
const LONGEST_QUOTE = 200;

/** Text of a file for a message: in one line, and not endless. */
export function quoted(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?');
  return line.length <= LONGEST_QUOTE ? line : `${line.slice(0, LONGEST_QUOTE)}...`;
}
