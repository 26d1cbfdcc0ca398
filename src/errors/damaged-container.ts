import { coded } from './coded.ts';

/**
 * Something hidden for this passphrase was found but cannot be recovered, because the container changed since it was made.
 */
export class DamagedContainerError extends Error {
  override readonly name = 'DamagedContainerError';

  constructor(message: string) {
    super(message);
    coded(this, 'damaged-container');
  }
}
