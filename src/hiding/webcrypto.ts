/**
 * The three primitives that keys and frame are built from, as calls to the platform's WebCrypto
 * (https://www.w3.org/TR/WebCryptoAPI/), which Node and browsers share.
 */

/** AES-256 and HMAC-SHA-256 keys, bytes. */
export const KEY_BYTES = 32;

const AES_BLOCK_BYTES = 16;

/**
 * HKDF with SHA-256 (RFC 5869), extract and expand together.
 *
 * @param inputKey - input keying material, any number of bytes.
 * @param salt - any number of bytes.
 * @param info - what the key is for; distinct `info` give independent keys.
 * @param length - bytes wanted, 1 to 8160 (RFC 5869, section 2.3).
 */
export async function hkdfSha256(
  inputKey: Uint8Array,
  salt: Uint8Array,
  info: Uint8Array,
  length: number = KEY_BYTES,
): Promise<Uint8Array> {
  const subtle = subtleCrypto();
  const key = await subtle.importKey('raw', new Uint8Array(inputKey), 'HKDF', false, ['deriveBits']);
  const parameters = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(salt),
    info: new Uint8Array(info),
  };
  return new Uint8Array(await subtle.deriveBits(parameters, key, 8 * length));
}

/** HMAC with SHA-256 (RFC 2104, FIPS 198-1): 32 bytes. */
export async function hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const subtle = subtleCrypto();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const hmacKey = await subtle.importKey('raw', new Uint8Array(key), algorithm, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', hmacKey, new Uint8Array(message)));
}

/**
 * Part of the keystream of AES-256 in counter mode (NIST SP 800-38A, section 6.5). The counter block is the
 * number of the block as 16 bytes, most significant first, starting at 0.
 *
 * @param key - 32 bytes.
 * @param offset - where the part starts in the keystream, bytes, a multiple of 16.
 * @param length - bytes wanted.
 */
export async function aes256CtrKeystream(
  key: Uint8Array,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  if (offset % AES_BLOCK_BYTES !== 0) {
    throw new RangeError(
      `Expected a multiple of ${AES_BLOCK_BYTES} for the keystream's offset but received ${offset}`,
    );
  }
  const subtle = subtleCrypto();
  const counter = new Uint8Array(AES_BLOCK_BYTES);
  new DataView(counter.buffer).setBigUint64(8, BigInt(offset / AES_BLOCK_BYTES));
  const aesKey = await subtle.importKey('raw', new Uint8Array(key), 'AES-CTR', false, ['encrypt']);
  const zeros = new Uint8Array(length);
  return new Uint8Array(await subtle.encrypt({ name: 'AES-CTR', counter, length: 64 }, aesKey, zeros));
}

/** Browsers offer `crypto.subtle` in secure contexts only. */
function subtleCrypto(): SubtleCrypto {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw new Error(
      'Expected WebCrypto (crypto.subtle) but this page has none. Serve it over https or from localhost.',
    );
  }
  return subtle;
}
