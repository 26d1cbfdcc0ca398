import { coded } from './coded.ts';

/** What is hidden for this passphrase was found, and cannot be given back: the container changed since it was made. */
export class DamagedContainerError extends Error {
  /** Name of the class: `DamagedContainerError`. */
  override readonly name = 'DamagedContainerError';

  /** @param message - what happened to the container, for people. */
  constructor(message: string) {
    super(message);
    coded(this, 'damaged-container');
  }
}
