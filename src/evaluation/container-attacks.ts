import type { Attack } from '../attacks/attack.ts';
import { attackNamed } from '../attacks/attack.ts';
import { coded } from '../errors/coded.ts';

/**
 * Attacks by their names, for containers of hidden secrets, which are read where they were written: each once.
 *
 * @param names - those that `attackNamed` knows.
 * @throws RangeError for an unknown name, a number out of range, or an attack that moves pixels.
 */
export function containerAttacks(names: readonly string[]): readonly Attack[] {
  const attacks = names.map(attackNamed);
  const moving = attacks.find(({ moves }) => moves);
  if (moving !== undefined) {
    throw coded(
      new RangeError(
        `Expected an attack that leaves every pixel in its place, such as jpeg-75 or resize-0.5, but received ${moving.name}: ` +
          'it changes the size of the picture or moves what it shows, and what is hidden is read only where it was hidden',
      ),
      'bad-option',
    );
  }
  return [...new Map(attacks.map((attack) => [attack.name, attack])).values()];
}
