/**
 * The protobuf wire format: varints, fixed 32-bit numbers and length-delimited fields, as much as ONNX uses.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Wire types, section "Message Structure" of the specification. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Appends fields to a message. The caller leaves out fields with default values. */
export class MessageWriter {
  private readonly chunks: Uint8Array[] = [];
  private length = 0;

  /** A signed or unsigned integer field; negative numbers take ten bytes (two's complement of 64 bits). */
  integer(field: number, value: number | bigint): this {
    this.tag(field, VARINT);
    return this.append(varint(BigInt(value)));
  }

  float(field: number, value: number): this {
    this.tag(field, FIXED32);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.append(bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, textEncoder.encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.tag(field, LENGTH_DELIMITED);
    this.append(varint(BigInt(value.length)));
    return this.append(value);
  }

  message(field: number, write: (writer: MessageWriter) => void): this {
    const inner = new MessageWriter();
    write(inner);
    this.tag(field, LENGTH_DELIMITED);
    this.append(varint(BigInt(inner.length)));
    for (const chunk of inner.chunks) this.append(chunk);
    return this;
  }

  /** Packed repeated integers. */
  integers(field: number, values: readonly number[]): this {
    const inner = new MessageWriter();
    for (const value of values) inner.append(varint(BigInt(value)));
    return this.bytes(field, inner.finish());
  }

  /** Packed repeated 32-bit floats. */
  floats(field: number, values: readonly number[]): this {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (const [index, value] of values.entries()) view.setFloat32(4 * index, value, true);
    return this.bytes(field, bytes);
  }

  finish(): Uint8Array {
    const out = new Uint8Array(this.length);
    let offset = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, offset);
      offset += chunk.length;
    }
    return out;
  }

  private tag(field: number, wireType: number): void {
    this.append(varint(BigInt(field * 8 + wireType)));
  }

  private append(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.length += chunk.length;
    return this;
  }
}

function varint(value: bigint): Uint8Array {
  let rest = BigInt.asUintN(64, value);
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

/** One raw field of a message. The functions below read it as the expected type. */
export interface WireField {
  readonly field: number;
  /** The unsigned value of a varint. */
  readonly varint?: bigint;
  /** The four or eight bytes of a fixed field. */
  readonly fixed?: Uint8Array;
  /** The content of a length-delimited field; a view of the message. */
  readonly bytes?: Uint8Array;
}

/**
 * The fields of a message in file order.
 *
 * @throws RangeError when the bytes end inside a field, or a field number or wire type is unknown.
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  const reader = new ByteReader(message);
  while (reader.left > 0) {
    const tag = reader.varint();
    // Section "Message Structure": a tag is an unsigned 32-bit number, and field 0 is not allowed.
    if (tag > 0xffffffffn || tag < 8n) throw new RangeError(`Expected a protobuf tag but received ${tag}`);
    const field = Math.floor(Number(tag) / 8);
    const wireType = Number(tag) % 8;
    if (wireType === VARINT) yield { field, varint: reader.varint() };
    else if (wireType === FIXED64) yield { field, fixed: reader.take(8) };
    else if (wireType === LENGTH_DELIMITED) yield { field, bytes: reader.take(Number(reader.varint())) };
    else if (wireType === FIXED32) yield { field, fixed: reader.take(4) };
    else throw new RangeError(`Expected a protobuf wire type of 0, 1, 2 or 5 but received ${wireType}`);
  }
}

class ByteReader {
  private readonly bytes: Uint8Array;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get left(): number {
    return this.bytes.length - this.offset;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.offset];
      if (byte === undefined) throw new RangeError('Expected a whole protobuf message but it is cut short');
      this.offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('Expected a protobuf varint of at most ten bytes');
  }

  take(count: number): Uint8Array {
    if (count > this.left) throw new RangeError('Expected a whole protobuf message but it is cut short');
    this.offset += count;
    return this.bytes.subarray(this.offset - count, this.offset);
  }
}

/** The content of a length-delimited field. */
export function bytesOf({ field, bytes }: WireField): Uint8Array {
  if (bytes === undefined) throw new RangeError(`Expected a length-delimited protobuf field ${field}`);
  return bytes;
}

/** The text of a field; throws TypeError when it is not UTF-8. */
export function textOf(field: WireField): string {
  return textDecoder.decode(bytesOf(field));
}

/** The value of a signed 64-bit integer field; throws RangeError where a number cannot hold it exactly. */
export function integerOf({ field, varint }: WireField): number {
  if (varint === undefined) throw new RangeError(`Expected an integer in protobuf field ${field}`);
  return exactNumber(varint);
}

/** The value of a 32-bit float field. */
export function floatOf({ field, fixed }: WireField): number {
  if (fixed?.length !== 4) throw new RangeError(`Expected a 32-bit float in protobuf field ${field}`);
  return new DataView(fixed.buffer, fixed.byteOffset, 4).getFloat32(0, true);
}

/** The integers of a repeated field, packed or not. */
export function repeatedIntegers(field: WireField): number[] {
  if (field.varint !== undefined) return [exactNumber(field.varint)];
  const reader = new ByteReader(bytesOf(field));
  const values: number[] = [];
  while (reader.left > 0) values.push(exactNumber(reader.varint()));
  return values;
}

/** The little-endian bytes of the floats of a repeated field, packed or not. */
export function repeatedFloatBytes(field: WireField): Uint8Array {
  const bytes = field.fixed ?? bytesOf(field);
  if (bytes.length % 4 !== 0 || (field.fixed !== undefined && bytes.length !== 4)) {
    throw new RangeError(`Expected 32-bit floats in protobuf field ${field.field}`);
  }
  return bytes;
}

/** The floats of a repeated field, packed or not. */
export function repeatedFloats(field: WireField): number[] {
  const bytes = repeatedFloatBytes(field);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

function exactNumber(value: bigint): number {
  const number = Number(BigInt.asIntN(64, value));
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`Expected an integer between -2^53 and 2^53 but received ${number}`);
  }
  return number;
}
