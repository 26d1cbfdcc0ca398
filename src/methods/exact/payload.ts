/**
 * A payload's description of itself: a small typed record before the content. Byte by byte: docs/format.md.
 */
import { coded } from '../../errors/coded.ts';
import { GCM_TAG_BYTES } from '../../keys/webcrypto.ts';

/** A file, byte for byte. */
export interface FilePayload {
  readonly kind: 'file';
  /** The file's name without folders; at most 255 bytes of UTF-8. */
  readonly name: string;
  /** The media type, such as `application/pdf`; at most 255 ASCII characters. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** A picture, coded. */
export interface PicturePayload {
  readonly kind: 'picture';
  /** Name of the file that it came from, without folders. */
  readonly name: string;
  /** Number of the codec: `CODEC_NUMBERS`. */
  readonly codec: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly content: Uint8Array;
}

/** What is hidden for one receiver. */
export type Payload = FilePayload | PicturePayload;

const KINDS = { file: 1, picture: 2 } as const;

/** Longest name and media type, bytes. */
const LONGEST_TEXT = 255;

const PICTURE_BYTES = 9;

/** Bytes that a payload takes besides its content, sealed. */
export function payloadOverhead(
  payload: Omit<FilePayload, 'content'> | Omit<PicturePayload, 'content'>,
): number {
  return encodePayload({ ...payload, content: new Uint8Array(0) } as Payload).length + GCM_TAG_BYTES;
}

/** The payload as bytes. */
export function encodePayload(payload: Payload): Uint8Array {
  const name = shortened(payload.name);
  const type = payload.kind === 'file' ? asciiOf(payload.mediaType) : new Uint8Array(0);
  const fields = payload.kind === 'file' ? 1 + type.length : PICTURE_BYTES;
  const bytes = new Uint8Array(2 + name.length + fields + payload.content.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = KINDS[payload.kind];
  bytes[1] = name.length;
  bytes.set(name, 2);
  const at = 2 + name.length;
  if (payload.kind === 'file') {
    bytes[at] = type.length;
    bytes.set(type, at + 1);
  } else {
    bytes[at] = payload.codec;
    view.setUint32(at + 1, payload.width);
    view.setUint32(at + 5, payload.height);
  }
  bytes.set(payload.content, at + fields);
  return bytes;
}

/**
 * Undoes `encodePayload`. The bytes are authentic: unknown content comes from a newer program.
 *
 * @throws Error for a kind that this program does not know, or a record that is cut short.
 */
export function decodePayload(bytes: Uint8Array): Payload {
  const reader = new ByteReader(bytes);
  const kind = reader.byte();
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(reader.take(reader.byte()));
  if (kind === KINDS.file) {
    const mediaType = String.fromCharCode(...reader.take(reader.byte()));
    return { kind: 'file', name, mediaType, content: reader.rest() };
  }
  if (kind === KINDS.picture) {
    const [codec, width, height] = [reader.byte(), reader.uint32(), reader.uint32()];
    return { kind: 'picture', name, codec, width, height, content: reader.rest() };
  }
  throw coded(
    new Error(`What is hidden here is of kind ${kind}, which this program does not know. Use a newer one.`),
    'unknown-format',
  );
}

class ByteReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  take(count: number): Uint8Array {
    if (this.at + count > this.bytes.length)
      throw coded(new Error('The record of what is hidden here is cut short'), 'damaged-container');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte(): number {
    return this.take(1)[0]!;
  }

  uint32(): number {
    const [a, b, c, d] = this.take(4) as unknown as [number, number, number, number];
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  rest(): Uint8Array {
    return this.take(this.bytes.length - this.at);
  }
}

/** UTF-8 of a name; a long one is shortened to both ends, cut between characters. */
function shortened(name: string): Uint8Array {
  const characters = [...name.normalize('NFC')];
  const tooMany = characters.length - LONGEST_TEXT;
  if (tooMany > 0) characters.splice(Math.ceil(LONGEST_TEXT / 2), tooMany);
  const encoder = new TextEncoder();
  let bytes = encoder.encode(characters.join(''));
  while (bytes.length > LONGEST_TEXT) {
    characters.splice(Math.floor(characters.length / 2), 1);
    bytes = encoder.encode(characters.join(''));
  }
  return bytes;
}

function asciiOf(text: string): Uint8Array {
  return new TextEncoder().encode(text.replace(/[^\x20-\x7e]/g, '?').slice(0, LONGEST_TEXT));
}
