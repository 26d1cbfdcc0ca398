/**
 * Errors with a stable `code` for programs beside the sentence for people, like Node's own errors. The class still tells the
 * kind: TypeError for a wrong type, RangeError for a wrong value.
 *
 * Messages of the library name no option of the command line. Each door knows the codes and says what to do in its own words.
 */

/** What went wrong, by name. Codes are added, never renamed. */
export type ErrorCode =
  // Options and requests.
  | 'foreign-option'
  | 'missing-option'
  | 'bad-option'
  | 'conflicting-options'
  | 'foreign-cover'
  | 'cover-too-fine'
  // Files and outputs.
  | 'file-missing'
  | 'file-unreadable'
  | 'file-too-large'
  | 'output-exists'
  | 'output-is-input'
  | 'output-folder-missing'
  | 'output-unwritable'
  | 'output-format'
  // Pictures.
  | 'not-a-picture'
  | 'unsupported-picture'
  | 'damaged-picture'
  | 'picture-too-large'
  | 'picture-too-small'
  | 'cover-too-small'
  | 'payload-too-large'
  // Passphrases and keys.
  | 'bad-passphrase'
  | 'same-passphrase'
  // Owners of marks.
  | 'not-an-owner-key'
  | 'damaged-owner-key'
  | 'not-a-registry'
  // Models and runtimes.
  | 'model-missing'
  | 'model-damaged'
  | 'model-mismatch'
  | 'runtime-missing'
  // Training.
  | 'bad-configuration'
  | 'checkpoint-missing'
  | 'checkpoint-damaged'
  | 'training-exists'
  | 'weights-damaged'
  | 'weights-mismatch'
  // Containers.
  | 'nothing-hidden'
  | 'damaged-container'
  | 'unknown-format'
  | 'unverified'
  // The rest.
  | 'interrupted'
  | 'failed';

/** The details a door needs for its own wording: names, numbers, paths; never a passphrase or a key. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** An error with a code. */
export type CodedError = Error & {
  /** What went wrong, in a word that stays. */
  readonly code: ErrorCode;
  /** What the message is made of: names, numbers, paths. Empty where there is nothing to add. */
  readonly details: ErrorDetails;
};

/**
 * Gives an error its code.
 *
 * @param error - a new error, of the class that fits.
 * @param code - what went wrong, in a word that stays.
 * @param details - what the message is made of, for doors that word it themselves.
 * @returns the same error.
 */
export function coded<Kind extends Error>(
  error: Kind,
  code: ErrorCode,
  details: ErrorDetails = {},
): Kind & CodedError {
  Object.defineProperties(error, {
    code: { value: code, enumerable: true },
    details: { value: details, enumerable: true },
  });
  return error as Kind & CodedError;
}

/**
 * Whether an error carries one of our codes; Node's own (`ENOENT`) are in capitals.
 *
 * @param error - anything that was thrown.
 */
export function isCoded(error: unknown): error is CodedError {
  return (
    error instanceof Error &&
    typeof (error as Partial<CodedError>).code === 'string' &&
    typeof (error as Partial<CodedError>).details === 'object' &&
    /^[a-z-]+$/.test((error as CodedError).code)
  );
}

/**
 * The code of whatever was thrown; `failed` where it has none.
 *
 * @param error - anything that was thrown.
 */
export function errorCode(error: unknown): ErrorCode {
  return isCoded(error) ? error.code : 'failed';
}
