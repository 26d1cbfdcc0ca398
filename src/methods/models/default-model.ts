/** The model used when none is named. */
export const DEFAULT_MODEL = 'invertible';
