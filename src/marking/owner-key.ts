/**
 * The key of an owner of pictures: 32 random bytes in a file. From it come, by HKDF with labels of their own, the keys that marks are made
 * with and the key that signs the registry's rows: Ed25519, RFC 8032. Its public half is the owner's public id.
 *
 * The signatures are computed by @noble/ed25519: WebCrypto has them too, but not in every browser in use, and in Node 20.19 and 22.12
 * with a warning on standard error.
 */
import { getPublicKeyAsync, signAsync, verifyAsync } from '@noble/ed25519';
import { coded } from '../errors/coded.ts';
import { hkdfSha256, KEY_BYTES } from '../keys/webcrypto.ts';
import type { RandomBytes } from '../random/random-bytes.ts';
import { systemRandomBytes } from '../random/random-bytes.ts';
import { base64url, fromBase64url } from './base64.ts';

/** Bytes of the salt of one picture's key. */
export const SALT_BYTES = 16;

/** Bytes of a signature: RFC 8032, section 5.1.6. */
export const SIGNATURE_BYTES = 64;

/** What an owner's key does. The key itself is in no property: neither JSON nor `console.log` shows it. */
export interface OwnerKey {
  /** The public half of the signing key, 32 bytes in 43 characters of base64url. It says who the owner is and gives nothing away. */
  readonly publicId: string;
  /**
   * The owner's signature, 64 bytes, which `isSignedBy` checks.
   *
   * @param bytes - what is signed; it should say what it is, so that it cannot be taken for something else.
   */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * A key to mark with, 32 bytes: without a salt the owner's general one, with a salt the one of a single picture.
   *
   * @param salt - 16 bytes, random for every picture; the registry keeps them.
   * @throws RangeError for another length.
   */
  markKey(salt?: Uint8Array): Promise<Uint8Array>;
}

const KIND = 'pentimento owner key';
const VERSION = 1;

/** The secrets of keys, beyond the reach of whoever holds the key's object. */
const secrets = new WeakMap<OwnerKey, Uint8Array>();

/**
 * A new key.
 *
 * @param randomBytes - the system's by default.
 */
export function newOwnerKey(randomBytes: RandomBytes = systemRandomBytes): Promise<OwnerKey> {
  return ownerKeyOf(randomBytes(KEY_BYTES));
}

/**
 * The text of a key's file: JSON, with the key and the public id, by which damage is found.
 *
 * @param key - from `newOwnerKey` or `parseOwnerKey`.
 * @throws TypeError for an object that is not from these.
 */
export function ownerKeyText(key: OwnerKey): string {
  const secret = secrets.get(key);
  if (secret === undefined) throw new TypeError('Expected a key of newOwnerKey or parseOwnerKey');
  const file = { kind: KIND, version: VERSION, key: base64url(secret), publicId: key.publicId };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * The key in a file. No message repeats any of the text.
 *
 * @param text - the whole file.
 * @param name - what messages call it.
 * @throws Error for another file (`not-an-owner-key`), a damaged one (`damaged-owner-key`) and one of a newer Pentimento
 *   (`unknown-format`).
 */
export async function parseOwnerKey(text: string, name: string): Promise<OwnerKey> {
  const file = jsonObject(text);
  // An object that JSON.parse does not take is damaged where it says what it was.
  if (file === undefined && text.includes(KIND)) throw damaged(name, 'it is not whole');
  if (file?.kind !== KIND) {
    throw coded(
      new Error(
        `Expected an owner's key, as "pentimento owner new" writes it, but received ${name}, which is none`,
      ),
      'not-an-owner-key',
      { file: name },
    );
  }
  if (typeof file.version === 'number' && file.version > VERSION) {
    throw coded(
      new Error(
        `The owner's key ${name} is of version ${file.version}; this Pentimento knows version ${VERSION}. Use a newer one.`,
      ),
      'unknown-format',
      { file: name },
    );
  }
  const secret = typeof file.key === 'string' ? fromBase64url(file.key.trim()) : undefined;
  if (file.version !== VERSION || secret?.length !== KEY_BYTES) throw damaged(name, 'it is not whole');
  const key = await ownerKeyOf(secret);
  if (key.publicId !== file.publicId) throw damaged(name, 'its key and its public id do not belong together');
  return key;
}

/**
 * Whether an owner signed bytes.
 *
 * @param publicId - of the owner.
 * @param bytes - what would be signed.
 * @param signature - 64 bytes; false for any other number, and for a public id that is none.
 */
export async function isSignedBy(
  publicId: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const point = fromBase64url(publicId);
  if (point?.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  return verifyAsync(signature, bytes, point, { zip215: false });
}

async function ownerKeyOf(secret: Uint8Array): Promise<OwnerKey> {
  const seed = await derived(secret, 'sign');
  const publicId = base64url(await getPublicKeyAsync(seed));
  const key: OwnerKey = {
    publicId,
    sign: (bytes) => signAsync(bytes, seed),
    async markKey(salt) {
      if (salt === undefined) return derived(secret, 'mark');
      if (salt.length !== SALT_BYTES) {
        throw new RangeError(
          `Expected ${SALT_BYTES} bytes of salt for a picture's key but received ${salt.length}`,
        );
      }
      return derived(secret, 'picture', salt);
    },
  };
  secrets.set(key, secret);
  return Object.freeze(key);
}

function derived(
  secret: Uint8Array,
  use: 'sign' | 'mark' | 'picture',
  salt: Uint8Array = new Uint8Array(),
): Promise<Uint8Array> {
  return hkdfSha256(secret, salt, new TextEncoder().encode(`pentimento/owner/1/${use}`));
}

/** The fields of a JSON object; undefined for any other text. */
function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    // The error of JSON.parse repeats a piece of the text, which may be the key.
    return undefined;
  }
}

function damaged(name: string, why: string): Error {
  return coded(
    new Error(`The owner's key ${name} is damaged: ${why}. Use a copy of the file.`),
    'damaged-owner-key',
    { file: name },
  );
}
