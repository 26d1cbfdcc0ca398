/**
 * The names of what can be audited, for help texts.
 */
import { methods } from '../../methods/registry.ts';
import { CONTROLS } from '../controls/controls.ts';

/** Every way to name a subject, with its meaning: the methods, and the controls. */
export function subjectNames(): readonly (readonly [name: string, what: string])[] {
  return [
    ...methods('picture').flatMap((method) => [
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
    ...[...CONTROLS.values()].flatMap(({ help }) =>
      help.map(([name, what]) => [name, `control: ${what}`] as const),
    ),
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
  return methods('picture').flatMap(({ name, baseline }) => (baseline === true ? [name] : []));
}
