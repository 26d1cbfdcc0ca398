/**
 * The names of what can be audited, without the code behind them: help texts need no more.
 */
import { methods } from '../../methods/registry.ts';

/** Every way to name a subject, and what it stands for: the methods, and the controls. */
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
 * The controls that every table has: LSB replacement, LSB matching, ternary digits, the baselines among the methods, and HILL at the bound of all codes.
 */
export function controlNames(): readonly string[] {
  return ['lsb-replacement@0.2', 'lsb-matching@0.2', 'ternary', ...baselineNames(), 'hill@0.2', 'hill@0.4'];
}

/**
 * The controls that the network warden looks at, too: those that it learns to see on before anything else, and a hard one. A network
 * takes minutes where an ensemble takes seconds.
 */
export function networkControlNames(): readonly string[] {
  return ['ternary', ...baselineNames(), 'hill@0.4'];
}

/** Methods that nobody should hide with, and which a warden has to find. */
function baselineNames(): string[] {
  return methods().flatMap(({ name, baseline }) => (baseline === true ? [name] : []));
}

/** Which features the trained wardens look at. */
export const AUDIT_FEATURES = ['spam', 'rich'] as const;

/** Features, by name: SPAM of the colours and of their differences, or the colour rich model. */
export type AuditFeatures = (typeof AUDIT_FEATURES)[number];
