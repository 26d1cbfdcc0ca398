/**
 * Unpredictable random bytes, for salts, keys and filling.
 */

/** Fresh random bytes: the given number of them. */
export type RandomBytes = (length: number) => Uint8Array;

/**
 * Largest request that `crypto.getRandomValues` answers, bytes (W3C Web Cryptography API, section 10.1.1).
 */
const QUOTA_BYTES = 65_536;

/** The platform's cryptographic generator. */
export function systemRandomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += QUOTA_BYTES) {
    globalThis.crypto.getRandomValues(bytes.subarray(at, at + QUOTA_BYTES));
  }
  return bytes;
}
