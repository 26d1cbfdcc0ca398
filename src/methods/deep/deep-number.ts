/** Number of the method in containers. */
export const DEEP_NUMBER = 1;
