/** The names of what can be audited in JPEG files, without the code behind them, for help. */
import { JPEG } from '../../media/jpeg.ts';
import { methods } from '../../methods/registry.ts';

/** Controls, by name, with what they do. */
export const JPEG_CONTROLS = {
  jsteg: 'Jsteg: lowest bits of coefficients other than 0 and 1 replaced',
  nsf5: 'nsF5: coefficients shrunk, with wet paper codes at their bound',
  uniform: 'changes that cost alike, at the bound of all codes',
  uerd: 'UERD, at the bound of all codes',
  juniward: 'J-UNIWARD, at the bound of all codes',
} as const;

/** Every way to name a subject, with its meaning. */
export function jpegSubjectNames(): readonly (readonly [name: string, what: string])[] {
  return [
    ...methods(JPEG.kind).map(
      ({ name }) =>
        [`${name}@RATE`, `in JPEG covers: a file of RATE bits a coefficient, by the method ${name}`] as const,
    ),
    ...Object.entries(JPEG_CONTROLS).map(
      ([name, what]) => [`${name}@RATE`, `in JPEG covers, control: ${what}`] as const,
    ),
  ];
}

/** Whether a name is one of these, and none of what is audited in pixels. */
export function isJpegSubject(name: string): boolean {
  const base = name.split('@')[0]!;
  return Object.hasOwn(JPEG_CONTROLS, base) || methods(JPEG.kind).some((method) => method.name === base);
}
