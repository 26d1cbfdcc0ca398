/**
 * Which residuals make up the submodels. A submodel of the kind `minmax` looks at the least and the greatest of a few residuals at
 * a pixel, in several turned or mirrored selections that are counted together; one of the kind `spam` at single residuals.
 *
 * Names are the paper's: how many residuals are compared, then how many symmetric copies there are. Between colours the paper's `h`
 * and `v` submodels, which differ in the direction of the scan only, are the same and are counted once.
 */
import type { Kernel, Line, Neighbour, Side } from './residuals.ts';
import { firstOrder, secondOrder, square3, square5, thirdOrder } from './residuals.ts';

/** One submodel: what is counted into one table. */
export interface Submodel<Name extends string = string> {
  readonly name: string;
  readonly kind: 'minmax' | 'spam';
  /** Names of residuals; of each selection the extremes are counted (`minmax`) or its only member (`spam`). */
  readonly selections: readonly (readonly Name[])[];
}

/** The residuals of one kind and order, and the submodels on them. */
export interface ResidualClass<Name extends string = string> {
  readonly name: string;
  readonly kernels: Readonly<Record<Name, Kernel>>;
  readonly submodels: readonly Submodel<Name>[];
}

/** The five classes of the model, in the published order. */
export const RESIDUAL_CLASSES: readonly ResidualClass[] = [
  {
    name: 'first',
    kernels: firstOrder(),
    submodels: neighbourSubmodels(),
  } satisfies ResidualClass<Neighbour>,
  { name: 'second', kernels: secondOrder(), submodels: lineSubmodels() } satisfies ResidualClass<Line>,
  {
    name: 'third',
    kernels: thirdOrder(),
    submodels: neighbourSubmodels(),
  } satisfies ResidualClass<Neighbour>,
  { name: 'square3', kernels: square3(), submodels: sideSubmodels() } satisfies ResidualClass<Side>,
  { name: 'square5', kernels: square5(), submodels: sideSubmodels() } satisfies ResidualClass<Side>,
];

function minmax<Name extends string>(name: string, ...selections: readonly Name[][]): Submodel<Name> {
  return { name, kind: 'minmax', selections };
}

function spam<Name extends string>(name: string, ...residuals: readonly Name[]): Submodel<Name> {
  return { name, kind: 'spam', selections: residuals.map((residual) => [residual]) };
}

/** First and third order: eight neighbours. */
function neighbourSubmodels(): Submodel<Neighbour>[] {
  return [
    spam('spam14', 'right', 'up'),
    minmax('minmax22', ['right', 'left'], ['up', 'down']),
    minmax('minmax24', ['right', 'up'], ['right', 'down'], ['left', 'up'], ['left', 'down']),
    minmax(
      'minmax34hv',
      ['left', 'up', 'right'],
      ['up', 'right', 'down'],
      ['right', 'down', 'left'],
      ['down', 'left', 'up'],
    ),
    minmax('minmax41', ['right', 'left', 'up', 'down']),
    minmax(
      'minmax34',
      ['right', 'up', 'rightUp'],
      ['right', 'down', 'rightDown'],
      ['left', 'up', 'leftUp'],
      ['left', 'down', 'leftDown'],
    ),
    minmax(
      'minmax48',
      ['right', 'up', 'rightUp', 'leftUp'],
      ['right', 'up', 'rightUp', 'rightDown'],
      ['right', 'down', 'rightDown', 'rightUp'],
      ['right', 'down', 'rightDown', 'leftDown'],
      ['left', 'down', 'leftDown', 'rightDown'],
      ['left', 'down', 'leftDown', 'leftUp'],
      ['left', 'up', 'leftUp', 'leftDown'],
      ['left', 'up', 'leftUp', 'rightUp'],
    ),
    minmax(
      'minmax54',
      ['right', 'up', 'rightUp', 'leftUp', 'rightDown'],
      ['right', 'down', 'rightDown', 'rightUp', 'leftDown'],
      ['left', 'down', 'leftDown', 'rightDown', 'leftUp'],
      ['left', 'up', 'leftUp', 'leftDown', 'rightUp'],
    ),
  ];
}

/** Second order: four lines. */
function lineSubmodels(): Submodel<Line>[] {
  return [
    spam('spam12', 'horizontal', 'vertical'),
    minmax('minmax21', ['horizontal', 'vertical']),
    minmax('minmax41', ['horizontal', 'vertical', 'diagonal', 'antidiagonal']),
    minmax('minmax32', ['horizontal', 'vertical', 'antidiagonal'], ['horizontal', 'vertical', 'diagonal']),
    minmax(
      'minmax24',
      ['antidiagonal', 'horizontal'],
      ['diagonal', 'horizontal'],
      ['antidiagonal', 'vertical'],
      ['diagonal', 'vertical'],
    ),
  ];
}

/** Square kernels and their halves. */
function sideSubmodels(): Submodel<Side>[] {
  return [
    spam('spam11', 'whole'),
    spam('spam14', 'above', 'below', 'before', 'after'),
    minmax('minmax24', ['above', 'before'], ['below', 'after'], ['above', 'after'], ['below', 'before']),
    minmax('minmax22', ['above', 'below'], ['after', 'before']),
    minmax('minmax41', ['above', 'below', 'before', 'after']),
  ];
}
