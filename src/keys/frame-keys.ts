/**
 * From a passphrase and a salt to keys: Argon2id (RFC 9106) makes guessing slow, HKDF-SHA-256 (RFC 5869)
 * makes one independent key per purpose. The byte-exact schedule is in docs/format.md.
 */

import { argon2id } from 'hash-wasm';
import { coded } from '../errors/coded.ts';
import { hkdfSha256 } from './webcrypto.ts';

/** Salt, bytes: RFC 9106, section 4, "128 bits is sufficient for all applications". */
export const SALT_BYTES = 16;

/**
 * Argon2id, the second recommended option of RFC 9106, section 4 (3 passes over 64 MiB), with one lane in
 * place of four: WebAssembly computes lanes one after the other, so more of them would cost us the same time
 * and only save an attacker some.
 */
export const ARGON2ID = {
  /** Passes, `t`. */
  iterations: 3,
  /** KiB, `m`. */
  memorySize: 65_536,
  /** Lanes, `p`. */
  parallelism: 1,
  /** Bytes of output, `T`. */
  hashLength: 32,
} as const;

/** Replaces the output of Argon2id if no passphrase is given. It is public and protects nothing. */
export const PUBLIC_DEFAULT_KEY = 'pentimento: no passphrase, anyone can reveal';

/** Before every label in HKDF's `info`. */
const LABEL_PREFIX = 'pentimento/';

/** The keys of one passphrase and one salt. Every key is 32 bytes. */
export interface FrameKeys {
  /** Seeds the choice of samples. */
  readonly placement: Uint8Array;
  /** Makes the written bits uniform. */
  readonly whitening: Uint8Array;
  /** Authenticates the record. */
  readonly authentication: Uint8Array;
  /**
   * A further key for a method's own use, without another run of Argon2id.
   *
   * @param label - printable ASCII, by custom `method/version/purpose`; `frame/...` is the frame's own.
   * @returns 32 bytes, independent of every other label's.
   * @throws RangeError for an empty, non-ASCII or `frame/` label.
   */
  readonly deriveKey: (label: string) => Promise<Uint8Array>;
}

/**
 * The keys of a passphrase and a salt, or of the public default key and the salt without a passphrase.
 *
 * With a passphrase this takes 64 MiB and about 0.3 s of one core, in which WebAssembly blocks the thread.
 *
 * @param passphrase - text, taken as UTF-8 after Unicode normalisation NFKC, so that the same characters
 *   typed on two keyboards are the same passphrase; or bytes, taken as they are. `undefined` for the public
 *   default key.
 * @param salt - 16 bytes.
 * @throws TypeError when the passphrase is neither text nor bytes, or the salt not bytes.
 * @throws RangeError when the passphrase is empty or not valid Unicode, or the salt is not 16 bytes.
 */
export async function deriveFrameKeys(
  passphrase: string | Uint8Array | undefined,
  salt: Uint8Array,
): Promise<FrameKeys> {
  checkSalt(salt);
  const master =
    passphrase === undefined
      ? ascii(PUBLIC_DEFAULT_KEY)
      : await argon2id({ ...ARGON2ID, password: passphraseBytes(passphrase), salt, outputType: 'binary' });
  const derive = (label: string) => hkdfSha256(master, salt, ascii(LABEL_PREFIX + label));
  const [placement, whitening, authentication] = await Promise.all([
    derive('frame/placement'),
    derive('frame/whitening'),
    derive('frame/authentication'),
  ]);
  const deriveKey = async (label: string) => {
    checkLabel(label);
    return derive(label);
  };
  return { placement, whitening, authentication, deriveKey };
}

/** Bytes of a passphrase. No message holds any part of it. */
function passphraseBytes(passphrase: string | Uint8Array): Uint8Array {
  const isText = typeof passphrase === 'string';
  if (!isText && !(passphrase instanceof Uint8Array)) {
    throw coded(
      new TypeError(
        `Expected text or a Uint8Array for the passphrase but received a value of type ${typeof passphrase}`,
      ),
      'bad-passphrase',
    );
  }
  if (passphrase.length === 0) {
    throw coded(
      new RangeError('Expected at least one character for the passphrase but received none'),
      'bad-passphrase',
    );
  }
  if (!isText) return passphrase;
  // TextEncoder turns every lone surrogate into U+FFFD: different passphrases would become one.
  if (/\p{Surrogate}/u.test(passphrase)) {
    throw coded(
      new RangeError('Expected valid Unicode for the passphrase but received half of a surrogate pair'),
      'bad-passphrase',
    );
  }
  return new TextEncoder().encode(passphrase.normalize('NFKC'));
}

function checkSalt(salt: Uint8Array): void {
  if (!(salt instanceof Uint8Array)) {
    throw new TypeError(`Expected a Uint8Array for the salt but received a value of type ${typeof salt}`);
  }
  if (salt.length !== SALT_BYTES) {
    throw new RangeError(`Expected ${SALT_BYTES} bytes for the salt but received ${salt.length}`);
  }
}

function checkLabel(label: string): void {
  if (typeof label !== 'string') {
    throw new TypeError(`Expected text for the key's label but received a value of type ${typeof label}`);
  }
  if (!/^[\x20-\x7e]+$/.test(label) || label.startsWith('frame/')) {
    throw new RangeError(
      `Expected printable ASCII not starting with "frame/" for the key's label but received "${label}"`,
    );
  }
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
