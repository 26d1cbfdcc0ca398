import type { Tensor } from '../graph/tensor.ts';
import { input } from '../graph/tensor.ts';
import type { HidingNetwork } from './architecture.ts';

/** The input `conditions` [batch, conditions] of a model of a network; nothing for a network that has none. */
export function conditionsInput(
  { conditions }: Pick<HidingNetwork, 'conditions'>,
  batch = 1,
): { readonly conditions?: Tensor } {
  return conditions.length === 0 ? {} : { conditions: input('conditions', [batch, conditions.length]) };
}
