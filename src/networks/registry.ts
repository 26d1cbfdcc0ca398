/**
 * The architectures by name. A new one is a file beside this one and a line here.
 */
import type { HidingNetwork } from './architecture.ts';
import type { BalujaConfiguration } from './baluja.ts';
import { baluja } from './baluja.ts';
import type { InvertibleConfiguration } from './invertible.ts';
import { invertible } from './invertible.ts';

type NetworkFactory = (configuration: Readonly<Record<string, unknown>>) => HidingNetwork;

const ARCHITECTURES: ReadonlyMap<string, NetworkFactory> = new Map([
  ['baluja', (configuration) => baluja(configuration as Partial<BalujaConfiguration>)],
  ['invertible', (configuration) => invertible(configuration as Partial<InvertibleConfiguration>)],
]);

/** Names that `createNetwork` knows. */
export const ARCHITECTURE_NAMES: readonly string[] = [...ARCHITECTURES.keys()];

/**
 * The network of an architecture and its configuration.
 *
 * @param architecture - one of `ARCHITECTURE_NAMES`, such as `invertible`.
 * @param configuration - its settings, such as `{ "maps": 32 }`; defaults where left out.
 * @throws RangeError when the name is unknown; RangeError or TypeError when the configuration does not fit.
 */
export function createNetwork(
  architecture: string,
  configuration: Readonly<Record<string, unknown>> = {},
): HidingNetwork {
  const create = ARCHITECTURES.get(architecture);
  if (create === undefined) {
    throw new RangeError(
      `Expected one of ${ARCHITECTURE_NAMES.join(', ')} for the architecture but received ${architecture}`,
    );
  }
  return create(configuration);
}
