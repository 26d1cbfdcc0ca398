/**
 * The architectures by name. A new one is a file beside this one and a line here.
 */
import type { HidingNetwork } from './architecture.ts';
import type { BalujaConfiguration } from './baluja.ts';
import { baluja } from './baluja.ts';

const ARCHITECTURES: Readonly<
  Record<string, (configuration: Readonly<Record<string, unknown>>) => HidingNetwork>
> = {
  baluja: (configuration) => baluja(configuration as Partial<BalujaConfiguration>),
};

/** Names that `createNetwork` knows. */
export const ARCHITECTURE_NAMES: readonly string[] = Object.keys(ARCHITECTURES);

/**
 * The network of an architecture and its configuration.
 *
 * @throws RangeError when the name is unknown or the configuration does not fit.
 */
export function createNetwork(
  architecture: string,
  configuration: Readonly<Record<string, unknown>> = {},
): HidingNetwork {
  const create = ARCHITECTURES[architecture];
  if (create === undefined) {
    throw new RangeError(
      `Expected one of ${ARCHITECTURE_NAMES.join(', ')} for the architecture but received ${architecture}`,
    );
  }
  return create(configuration);
}
