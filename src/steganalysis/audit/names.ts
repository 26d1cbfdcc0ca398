/**
 * The names of what can be audited, without the code behind them: help texts need no more.
 */

/** Every way to name a subject, and what it stands for. */
export const SUBJECT_NAMES = [
  ['deep', 'a photo by the default network'],
  ['deep:MODEL', 'a photo by another network'],
  ['exact', 'a photo by the exact method, which fills the cover'],
  ['exact@RATE', 'a file of RATE bits a sample by the exact method'],
  ['exact:EMBEDDING', 'the exact method with that embedding'],
  ['lsb-replacement@RATE', 'control: lowest bits replaced, RATE bits a sample'],
  ['lsb-matching@RATE', 'control: samples changed by one at random'],
  ['ternary', 'control: ternary digits in every sample'],
  ['ternary@RATE', 'control: ternary changes at the bound of all codes'],
  ['lsb4', 'control: picture in picture in the lower four bits'],
  ['hill@RATE', 'control: HILL, changes where texture is, at the bound of all codes'],
] as const;

/**
 * The controls that every table has: LSB replacement, LSB matching, ternary digits, 4-bit LSB, and HILL at the bound of all codes.
 */
export const CONTROL_NAMES = [
  'lsb-replacement@0.2',
  'lsb-matching@0.2',
  'ternary',
  'lsb4',
  'hill@0.2',
  'hill@0.4',
] as const;

/**
 * The controls that the network warden looks at, too: those that it learns to see on before anything else, and a hard one. A network
 * takes minutes where an ensemble takes seconds.
 */
export const NETWORK_CONTROL_NAMES: readonly string[] = ['ternary', 'lsb4', 'hill@0.4'];

/** Which features the trained wardens look at. */
export const AUDIT_FEATURES = ['spam', 'rich'] as const;

/** Features, by name: SPAM of the colours and of their differences, or the colour rich model. */
export type AuditFeatures = (typeof AUDIT_FEATURES)[number];
