import { coded } from './coded.ts';

/** What is hidden for this passphrase was found, and cannot be given back: the container changed since it was made. */
export class DamagedContainerError extends Error {
  override readonly name = 'DamagedContainerError';

  constructor(message: string) {
    super(message);
    coded(this, 'damaged-container');
  }
}
