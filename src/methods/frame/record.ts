/**
 * The record: what the frame says, as 33 bytes of which the last 8 authenticate the others. Its length never
 * changes, whatever it says. The table of its bytes is in docs/format.md.
 */

import { coded } from '../../errors/coded.ts';
import { hmacSha256 } from '../../keys/webcrypto.ts';

/** Version of the frame that this program writes and reads. */
export const FRAME_VERSION = 1;

/** Bytes of a model id. */
export const MODEL_ID_BYTES = 8;

/** Most bytes of method parameters. */
export const MAX_PARAMETER_BYTES = 8;

/** Largest side of a secret picture: 24 bits. */
export const MAX_SECRET_SIDE = 0xff_ffff;

/** Bytes of the authentication tag: HMAC-SHA-256 truncated to its leftmost bytes (RFC 2104, section 5). */
export const TAG_BYTES = 8;

/** Version, method, model id, two sides of 3 bytes, number of parameter bytes, parameters. */
export const BODY_BYTES = 1 + 1 + MODEL_ID_BYTES + 3 + 3 + 1 + MAX_PARAMETER_BYTES;

/** The whole record: body and tag. */
export const RECORD_BYTES = BODY_BYTES + TAG_BYTES;

/** The content of a frame. */
export interface FrameHeader {
  /** Number of the hiding method, 0-255. */
  readonly method: number;
  /** 8 bytes that name the model; zeros where the method has none. */
  readonly modelId: Uint8Array;
  /** Pixels a row of the secret, 1 to 2^24 - 1; 0 where the secret is not a picture. */
  readonly secretWidth: number;
  /** Rows of the secret, 1 to 2^24 - 1; 0 exactly where `secretWidth` is 0. */
  readonly secretHeight: number;
  /** 0 to 8 bytes whose meaning is the method's. */
  readonly parameters: Uint8Array;
}

/** The size of the container, which the tag covers: a record is valid in a picture of that size alone. */
export interface ContainerSize {
  readonly width: number;
  readonly height: number;
}

/**
 * A header's record, with its tag.
 *
 * @param key - authentication key, 32 bytes.
 * @param version - for tests of records from other versions.
 * @returns 33 bytes.
 * @throws TypeError, RangeError when a field of the header has the wrong type or is out of range.
 */
export async function encodeRecord(
  header: FrameHeader,
  container: ContainerSize,
  key: Uint8Array,
  version: number = FRAME_VERSION,
): Promise<Uint8Array> {
  checkHeader(header);
  const record = new Uint8Array(RECORD_BYTES);
  record[0] = version;
  record[1] = header.method;
  record.set(header.modelId, 2);
  record.set(bigEndian24(header.secretWidth), 10);
  record.set(bigEndian24(header.secretHeight), 13);
  record[16] = header.parameters.length;
  record.set(header.parameters, 17);
  record.set(await recordTag(record.subarray(0, BODY_BYTES), container, key), BODY_BYTES);
  return record;
}

/**
 * The header of a record, or `undefined` where the tag is not the record's: nothing was written here with
 * this key.
 *
 * @param record - 33 bytes.
 * @param key - authentication key, 32 bytes.
 * @throws Error when the tag is valid and the version is one that this program does not know.
 */
export async function decodeRecord(
  record: Uint8Array,
  container: ContainerSize,
  key: Uint8Array,
): Promise<FrameHeader | undefined> {
  const body = record.subarray(0, BODY_BYTES);
  const tag = await recordTag(body, container, key);
  if (!equalInConstantTime(tag, record.subarray(BODY_BYTES))) return undefined;
  const version = body[0]!;
  if (version !== FRAME_VERSION) {
    throw coded(
      new Error(
        `Something is hidden in this picture, in version ${version} of the frame, ` +
          `and this program reads version ${FRAME_VERSION}. Use a newer Pentimento.`,
      ),
      'unknown-format',
    );
  }
  const parameterBytes = body[16]!;
  const header: FrameHeader = {
    method: body[1]!,
    modelId: body.slice(2, 2 + MODEL_ID_BYTES),
    secretWidth: (body[10]! << 16) | (body[11]! << 8) | body[12]!,
    secretHeight: (body[13]! << 16) | (body[14]! << 8) | body[15]!,
    parameters: body.slice(17, 17 + Math.min(parameterBytes, MAX_PARAMETER_BYTES)),
  };
  const padding = body.subarray(17 + parameterBytes);
  const sidesAgree = (header.secretWidth === 0) === (header.secretHeight === 0);
  if (parameterBytes > MAX_PARAMETER_BYTES || padding.some((byte) => byte !== 0) || !sidesAgree) {
    throw coded(
      new Error('The frame is authentic but malformed: the program that wrote it has an error.'),
      'damaged-container',
    );
  }
  return header;
}

/** The leftmost 8 bytes of HMAC-SHA-256 over the container's width and height (32 bits each) and the body. */
async function recordTag(body: Uint8Array, container: ContainerSize, key: Uint8Array): Promise<Uint8Array> {
  const message = new Uint8Array(8 + body.length);
  const view = new DataView(message.buffer);
  view.setUint32(0, container.width);
  view.setUint32(4, container.height);
  message.set(body, 8);
  return (await hmacSha256(key, message)).slice(0, TAG_BYTES);
}

/** Compares without an early exit, so that the time taken does not tell how many bytes were right. */
function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

function bigEndian24(value: number): Uint8Array {
  return Uint8Array.of(value >>> 16, value >>> 8, value);
}

function checkHeader(header: FrameHeader): void {
  checkInteger('the method', header.method, 0, 255);
  checkBytes('the model id', header.modelId, MODEL_ID_BYTES, MODEL_ID_BYTES);
  checkInteger("the secret's width", header.secretWidth, 0, MAX_SECRET_SIDE);
  checkInteger("the secret's height", header.secretHeight, 0, MAX_SECRET_SIDE);
  checkBytes("the method's parameters", header.parameters, 0, MAX_PARAMETER_BYTES);
  if ((header.secretWidth === 0) !== (header.secretHeight === 0)) {
    throw new RangeError(
      "Expected both or neither of the secret's sides to be 0 but received " +
        `${header.secretWidth}x${header.secretHeight}`,
    );
  }
}

function checkInteger(name: string, value: number, least: number, most: number): void {
  if (typeof value !== 'number') {
    throw new TypeError(`Expected a number for ${name} but received a value of type ${typeof value}`);
  }
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RangeError(
      `Expected a whole number from ${least} to ${most} for ${name} but received ${value}`,
    );
  }
}

function checkBytes(name: string, value: Uint8Array, least: number, most: number): void {
  if (!(value instanceof Uint8Array)) {
    throw new TypeError(`Expected a Uint8Array for ${name} but received a value of type ${typeof value}`);
  }
  if (value.length < least || value.length > most) {
    const wanted = least === most ? `${least}` : `${least} to ${most}`;
    throw new RangeError(`Expected ${wanted} bytes for ${name} but received ${value.length}`);
  }
}
