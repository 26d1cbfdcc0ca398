/**
 * The methods. A new one is a folder here and a line below; everything else learns of it from this list.
 */

import { coded } from '../errors/coded.ts';
import { deep } from './deep/deep.ts';
import { exact } from './exact/exact.ts';
import { jpeg } from './jpeg/jpeg.ts';
import { lsb4 } from './lsb4/lsb4.ts';
import type { Method } from './method.ts';
import { robust } from './robust/robust.ts';

const METHODS: Method[] = [deep, exact, lsb4, jpeg, robust];

/** The method used when none is named. */
export const DEFAULT_METHOD = deep.name;

/**
 * All methods, in the order in which `reveal` tries them.
 *
 * @param kind - only those that hide in this medium, such as `picture`.
 */
export function methods(kind?: string): readonly Method[] {
  return kind === undefined ? METHODS : METHODS.filter(({ covers }) => covers.includes(kind));
}

/**
 * Adds a method of your own to those that this program knows; call it before anything else is done.
 *
 * @throws RangeError when its name or number is taken or not allowed: a name is of small letters and digits, a number 1
 *   to 255.
 */
export function registerMethod(method: Method): void {
  const same = METHODS.find(({ name, number }) => name === method.name || number === method.number);
  if (same !== undefined) {
    throw new RangeError(
      `Expected a name and a number of its own for the method ${method.name} (${method.number}) but ${same.name} has number ${same.number}`,
    );
  }
  if (
    !/^[a-z][a-z0-9]*$/.test(method.name) ||
    !(Number.isInteger(method.number) && method.number > 0 && method.number < 256)
  ) {
    throw new RangeError(
      `Expected a name of small letters and digits and a number from 1 to 255 but received ${method.name} (${method.number})`,
    );
  }
  METHODS.push(method);
}

/**
 * The method that hides in a medium when none is named: the default one if it does, otherwise the first that does.
 *
 * @param kind - of the medium.
 */
export function methodFor(kind: string): Method | undefined {
  const able = METHODS.filter(({ covers, baseline }) => covers.includes(kind) && baseline !== true);
  return able.find(({ name }) => name === DEFAULT_METHOD) ?? able[0];
}

/**
 * The method of a name.
 *
 * @param name - such as `exact`; `DEFAULT_METHOD` when left out.
 * @throws RangeError `bad-option` where there is none.
 */
export function methodNamed(name: string = DEFAULT_METHOD): Method {
  const method = METHODS.find((known) => known.name === name);
  if (method !== undefined) return method;
  const expected = METHODS.map((known) => known.name).join(', ');
  throw coded(
    new RangeError(`Expected one of ${expected} for the method but received ${name}`),
    'bad-option',
    {
      option: 'method',
      expected,
      received: name,
    },
  );
}
