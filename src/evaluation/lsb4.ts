import { fitSecret, unfitSecret } from '../methods/deep/fitting.ts';
import { hideLsb4, revealLsb4 } from '../methods/lsb4/lsb4.ts';
import type { MeasuredMethod } from './measured-method.ts';

/** 4-bit LSB substitution of a secret that was resized to the cover's size. */
export const measuredLsb4: MeasuredMethod = {
  async hide(cover, secret) {
    return { container: hideLsb4(cover, fitSecret(secret, cover)) };
  },
  async reveal(container, { size }) {
    return unfitSecret(revealLsb4(container), size, false);
  },
};
