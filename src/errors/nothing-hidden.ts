import { coded } from './coded.ts';

/** Nothing is hidden for this passphrase, or it can no longer be found. */
export class NothingHiddenError extends Error {
  /** Name of the class: `NothingHiddenError`. */
  override readonly name = 'NothingHiddenError';

  /**
   * @param what - what the message calls the container.
   * @param withPassphrase - whether one was given.
   * @param falsePositive - the chance, for one passphrase, that an empty picture is taken for a container.
   * @param passphrases - the number tried; each adds to that chance.
   */
  constructor(what: string, withPassphrase: boolean, falsePositive: number, passphrases = 1) {
    const odds = Math.log10(1 / (passphrases * falsePositive));
    const which = passphrases === 1 ? 'for this passphrase' : `for any of these ${passphrases} passphrases`;
    super(
      `Nothing is hidden in ${what} ${withPassphrase ? which : 'that can be revealed without a passphrase'}, ` +
        `or it was changed since (chance of a false "yes": 1 in 10^${Math.floor(odds)}).`,
    );
    coded(this, 'nothing-hidden', { what, withPassphrase });
  }
}
