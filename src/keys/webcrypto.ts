/**
 * The primitives that keys, frame and payloads are built from, as calls to the platform's WebCrypto
 * (https://www.w3.org/TR/WebCryptoAPI/), which Node and browsers share.
 */
import { coded } from '../errors/coded.ts';

/** AES-256 and HMAC-SHA-256 keys, bytes. */
export const KEY_BYTES = 32;

const AES_BLOCK_BYTES = 16;

/**
 * HKDF with SHA-256 (RFC 5869), extract and expand together.
 *
 * @param inputKey - input keying material, any number of bytes.
 * @param salt - any number of bytes.
 * @param info - the key's purpose; distinct `info` give independent keys.
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

/** SHA-256 (FIPS 180-4) of bytes: 64 digits of base 16. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await subtleCrypto().digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
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

/** Bytes that `aes256GcmSeal` adds: the authentication tag, of full length. */
export const GCM_TAG_BYTES = 16;

/** Initialisation vector of 96 bits, the length that NIST SP 800-38D, section 8.2, is written for. */
const GCM_IV_BYTES = 12;

/**
 * Authenticated encryption with AES-256 in Galois/counter mode (NIST SP 800-38D).
 *
 * The initialisation vector is zero: **a key seals one message in its life**. Two messages under one key would give away both.
 *
 * @param key - 32 bytes, never used before.
 * @param associated - authenticated and not encrypted.
 * @returns the ciphertext, `GCM_TAG_BYTES` longer than the message.
 */
export async function aes256GcmSeal(
  key: Uint8Array,
  message: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const aesKey = await gcmKey(key, 'encrypt');
  const sealed = await subtleCrypto().encrypt(gcm(associated), aesKey, message as Uint8Array<ArrayBuffer>);
  return new Uint8Array(sealed);
}

/**
 * Undoes `aes256GcmSeal`.
 *
 * @returns the message, or `undefined` where key, ciphertext or associated bytes are not those it was sealed with.
 */
export async function aes256GcmOpen(
  key: Uint8Array,
  sealed: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array | undefined> {
  if (sealed.length < GCM_TAG_BYTES) return undefined;
  const aesKey = await gcmKey(key, 'decrypt');
  try {
    const opened = await subtleCrypto().decrypt(gcm(associated), aesKey, sealed as Uint8Array<ArrayBuffer>);
    return new Uint8Array(opened);
  } catch (error) {
    // WebCrypto answers a wrong tag with an OperationError and nothing else.
    if (error instanceof DOMException && error.name === 'OperationError') return undefined;
    throw error;
  }
}

function gcm(associated: Uint8Array): AesGcmParams {
  return {
    name: 'AES-GCM',
    iv: new Uint8Array(GCM_IV_BYTES),
    additionalData: new Uint8Array(associated),
    tagLength: 8 * GCM_TAG_BYTES,
  };
}

function gcmKey(key: Uint8Array, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return subtleCrypto().importKey('raw', new Uint8Array(key), 'AES-GCM', false, [use]);
}

/** Browsers offer `crypto.subtle` in secure contexts only. */
function subtleCrypto(): SubtleCrypto {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined) {
    throw coded(
      new Error(
        'Expected WebCrypto (crypto.subtle) but this page has none. Serve it over https or from localhost.',
      ),
      'runtime-missing',
    );
  }
  return subtle;
}
