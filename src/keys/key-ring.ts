/**
 * A passphrase with the keys that were made from it. Argon2id is slow by design. If one salt occurs twice (a new container is
 * read back, two methods read one frame), it runs once.
 */
import type { FrameKeys } from './frame-keys.ts';
import { deriveFrameKeys } from './frame-keys.ts';

/** A passphrase as text or bytes, or with the keys that were made from it. */
export type Passphrase = string | Uint8Array | KeyRing;

/** A passphrase, and the keys made from it so far. */
export class KeyRing {
  /** The passphrase as given; `undefined` for the public default key. */
  readonly passphrase: string | Uint8Array | undefined;
  private readonly made = new Map<string, Promise<FrameKeys>>();

  /**
   * A ring for one passphrase. Nothing is derived until keys are asked for.
   *
   * @param passphrase - as text or bytes; `undefined` for the public default key.
   */
  constructor(passphrase: string | Uint8Array | undefined) {
    this.passphrase = passphrase;
  }

  /** This ring if it holds a passphrase; `undefined` for the public default key, as methods expect it. */
  get secret(): KeyRing | undefined {
    return this.passphrase === undefined ? undefined : this;
  }

  /**
   * The keys for a salt of 16 bytes, made once.
   *
   * @param salt - 16 bytes.
   * @throws TypeError, RangeError as `deriveFrameKeys` does.
   */
  keys(salt: Uint8Array): Promise<FrameKeys> {
    const name = String(salt);
    let keys = this.made.get(name);
    if (keys === undefined) {
      keys = deriveFrameKeys(this.passphrase, salt);
      this.made.set(name, keys);
      keys.catch(() => this.made.delete(name));
    }
    return keys;
  }
}

/** The keys of a passphrase and a salt, from its ring if it has one. */
export function keysFor(passphrase: Passphrase | undefined, salt: Uint8Array): Promise<FrameKeys> {
  return passphrase instanceof KeyRing ? passphrase.keys(salt) : deriveFrameKeys(passphrase, salt);
}
