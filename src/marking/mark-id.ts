/** The number in a mark, as people write it. */
import { coded } from '../errors/coded.ts';

const TEXT_BYTES = 8;

/**
 * The bytes of a number.
 *
 * @param text - hexadecimal with `0x` before it, up to 16 digits, or 32 for 128 bits.
 * @throws RangeError `bad-option` for anything else.
 */
export function parseId(text: string): Uint8Array {
  const digits = /^0x([0-9a-f]{1,32})$/i.exec(text)?.[1];
  if (digits === undefined) {
    throw coded(
      new RangeError(`Expected an id such as 0x0123456789abcdef, up to 32 digits, but received ${text}`),
      'bad-option',
    );
  }
  const whole = digits.padStart(digits.length > 16 ? 32 : 16, '0');
  return Uint8Array.from(whole.match(/../g)!, (byte) => Number.parseInt(byte, 16));
}

/**
 * An id as hexadecimal digits with `0x` before them.
 *
 * @param id - bytes, the most significant first.
 */
export function idText(id: Uint8Array): string {
  return `0x${Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * The id that is a short text, filled up with zeros.
 *
 * @param text - 1 to 8 bytes of UTF-8.
 * @throws RangeError `bad-option` for an empty or longer text.
 */
export function textId(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length === 0 || bytes.length > TEXT_BYTES) {
    throw coded(
      new RangeError(`Expected a text of 1 to ${TEXT_BYTES} bytes for a mark but received ${bytes.length}`),
      'bad-option',
    );
  }
  const id = new Uint8Array(TEXT_BYTES);
  id.set(bytes);
  return id;
}

/**
 * The text that an id is, where it is one: printable characters, then nothing but zeros.
 *
 * @param id - bytes, as `textId` makes them.
 */
export function textOfId(id: Uint8Array): string | undefined {
  const end = id.indexOf(0);
  const used = end < 0 ? id : id.subarray(0, end);
  if (used.length === 0 || id.subarray(used.length).some((byte) => byte !== 0)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(used);
    return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(text) ? text : undefined;
  } catch {
    // Bytes that are no text.
    return undefined;
  }
}
