import { coded } from './coded.ts';

/**
 * Something hidden for this passphrase was found but cannot be recovered, because the container changed since it was made.
 */
export class DamagedContainerError extends Error {
  /** Name of the class: `DamagedContainerError`. */
  override readonly name = 'DamagedContainerError';

  /** @param message - what happened to the container, for people. */
  constructor(message: string) {
    super(message);
    coded(this, 'damaged-container');
  }
}
