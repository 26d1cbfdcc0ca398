/**
 * The protobuf wire format: varints, fixed 32-bit numbers and length-delimited fields, as much as ONNX uses.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder('utf-8', { fatal: true });

/** Wire types, section "Message Structure" of the specification. */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Appends fields to a message. Fields with default values are the caller's to leave out. */
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

/** One field of a message as it stands in the bytes. */
export interface WireField {
  readonly field: number;
  /** The number of a varint or fixed field; undefined for length-delimited ones. */
  readonly number?: bigint;
  /** The content of a length-delimited field, or the four or eight bytes of a fixed one. */
  readonly bytes?: Uint8Array;
}

/**
 * The fields of a message in file order.
 *
 * @throws RangeError when the bytes end inside a field or a wire type is unknown.
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  let offset = 0;
  const readVarint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[offset];
      if (byte === undefined) throw new RangeError('Expected a whole protobuf message but it is cut short');
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('Expected a protobuf varint of at most ten bytes');
  };
  const take = (count: number): Uint8Array => {
    if (offset + count > message.length) {
      throw new RangeError('Expected a whole protobuf message but it is cut short');
    }
    offset += count;
    return message.subarray(offset - count, offset);
  };
  while (offset < message.length) {
    const tag = Number(readVarint());
    const field = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        yield { field, number: readVarint() };
        break;
      case FIXED64:
        yield { field, bytes: take(8) };
        break;
      case LENGTH_DELIMITED:
        yield { field, bytes: take(Number(readVarint())) };
        break;
      case FIXED32:
        yield { field, bytes: take(4) };
        break;
      default:
        throw new RangeError(`Expected a protobuf wire type of 0, 1, 2 or 5 but received ${tag % 8}`);
    }
  }
}

/** The value of a signed 64-bit integer field, as a number. */
export function signedNumber(value: bigint | undefined): number {
  return Number(BigInt.asIntN(64, value ?? 0n));
}

/** Text of a length-delimited field; throws TypeError when it is not UTF-8. */
export function text(bytes: Uint8Array | undefined): string {
  return textDecoder.decode(bytes ?? new Uint8Array());
}

/** The integers of a repeated field, packed or not. */
export function repeatedIntegers(field: WireField): number[] {
  if (field.number !== undefined) return [signedNumber(field.number)];
  const values: number[] = [];
  const bytes = field.bytes ?? new Uint8Array();
  let value = 0n;
  let shift = 0n;
  for (const byte of bytes) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (byte < 0x80) {
      values.push(signedNumber(value));
      value = 0n;
      shift = 0n;
    }
  }
  return values;
}

/** The 32-bit floats of a repeated or single fixed field. */
export function repeatedFloats(bytes: Uint8Array | undefined): number[] {
  const content = bytes ?? new Uint8Array();
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}
