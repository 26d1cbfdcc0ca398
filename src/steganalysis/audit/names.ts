/**
 * The names of what can be audited, without the code behind them, for help texts.
 */
import { methods } from '../../methods/registry.ts';

/** Every way to name a subject, with its meaning: the methods, and the controls. */
export function subjectNames(): readonly (readonly [name: string, what: string])[] {
  return [
    ...methods().flatMap((method) => [
      [
        method.name,
        `${method.baseline === true ? 'control: ' : ''}a photo by the method ${method.name} (${method.summary})`,
      ] as const,
      ...(method.variants === undefined
        ? []
        : [[`${method.name}:${method.variants.placeholder}`, method.variants.help] as const]),
      ...(method.secrets.includes('file')
        ? [[`${method.name}@RATE`, `a file of RATE bits a sample by the method ${method.name}`] as const]
        : []),
    ]),
    ['lsb-replacement@RATE', 'control: lowest bits replaced, RATE bits a sample'],
    ['lsb-matching@RATE', 'control: samples changed by one at random'],
    ['ternary', 'control: ternary digits in every sample'],
    ['ternary@RATE', 'control: ternary changes at the bound of all codes'],
    ['hill@RATE', 'control: HILL, changes where texture is, at the bound of all codes'],
  ];
}

/**
 * The controls in every table: LSB replacement, LSB matching, ternary digits, the baselines among the methods, and HILL at the bound of all codes.
 */
export function controlNames(): readonly string[] {
  return ['lsb-replacement@0.2', 'lsb-matching@0.2', 'ternary', ...baselineNames(), 'hill@0.2', 'hill@0.4'];
}

/**
 * The controls that the network warden tests, too: those that it trains on first, and a hard one. A network takes minutes where an
 * ensemble takes seconds.
 */
export function networkControlNames(): readonly string[] {
  return ['ternary', ...baselineNames(), 'hill@0.4'];
}

/** Methods that must not be used to hide; a warden has to find them. */
function baselineNames(): string[] {
  return methods().flatMap(({ name, baseline }) => (baseline === true ? [name] : []));
}

/** The features that the trained wardens use. */
export const AUDIT_FEATURES = ['spam', 'rich'] as const;

/** Features, by name: SPAM of the colours and of their differences, or the colour rich model. */
export type AuditFeatures = (typeof AUDIT_FEATURES)[number];
