/** The model used when none is named. */
export const DEFAULT_MODEL = 'invertible';

/** Number of the method in containers. */
export const DEEP_NUMBER = 1;
