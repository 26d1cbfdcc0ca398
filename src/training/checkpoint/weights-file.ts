/**
 * The weights of a network as a safetensors file, for exchange with other programs: one tensor a weight, under the network's names.
 */
import { coded } from '../../errors/coded.ts';
import type { HidingNetwork } from '../../networks/architecture.ts';
import type { Weights } from '../../networks/parameters.ts';
import type { SafeTensors } from '../../networks/safetensors.ts';
import { decodeSafetensors, encodeSafetensors, quoted, weightTensors } from '../../networks/safetensors.ts';
import type { TrainingConfiguration } from '../configuration.ts';
import { trainingConfiguration } from '../configuration.ts';

/** What a file of weights holds. */
export interface WeightsFile {
  /** All its tensors, whatever network they belong to. */
  readonly tensors: SafeTensors['tensors'];
  /** The settings that the weights were trained with, if the file says so, as checkpoints and exported weights do. */
  readonly configuration: TrainingConfiguration | undefined;
}

/** Prefix of averaged weights, which are those to use, in checkpoints. */
const AVERAGED = 'averaged/';

/** Prefixes of what else a checkpoint holds. */
const REST_OF_CHECKPOINT = ['weights/', 'moment1/', 'moment2/', 'adversary/'];

/** Names that a message lists before it only counts. */
const LISTED = 4;

/**
 * The bytes of a file with these weights, in float32, under the network's names. Its metadata has the settings of their training, so
 * that `readWeightsFile` needs to be told nothing.
 *
 * @param weights - of the network that the configuration names.
 */
export function encodeWeightsFile(
  network: HidingNetwork,
  weights: Weights,
  configuration: TrainingConfiguration,
): Uint8Array {
  const tensors = weightTensors(network.parameters, weights);
  return encodeSafetensors({ tensors, metadata: { training: JSON.stringify({ configuration }) } });
}

/**
 * The tensors in the bytes of any safetensors file, and the settings of their training.
 *
 * @throws RangeError `weights-damaged` when the bytes are no safetensors of float32, float16 or bfloat16 numbers; RangeError
 *   `bad-configuration` when this version does not know its settings.
 */
export function readWeightsFile(bytes: Uint8Array): WeightsFile {
  let file: SafeTensors;
  try {
    file = decodeSafetensors(bytes);
  } catch (error) {
    throw coded(error as RangeError, 'weights-damaged');
  }
  return { tensors: file.tensors, configuration: configurationIn(file.metadata) };
}

/**
 * The weights of a network in a file: tensors under the network's names, or under `averaged/...`, where those of a checkpoint that are
 * not averaged weights are left aside.
 *
 * @throws RangeError `weights-mismatch` when tensors are missing, too many, or of another shape (its details list the names as `missing`
 *   and `foreign`); RangeError `weights-damaged` when a number is not finite.
 */
export function weightsIn({ tensors }: WeightsFile, network: HidingNetwork): Weights {
  const names = Object.keys(tensors);
  const prefix = names.some((name) => name.startsWith(AVERAGED)) ? AVERAGED : '';
  const isLeftAside = (name: string): boolean =>
    prefix !== '' && REST_OF_CHECKPOINT.some((start) => name.startsWith(start));
  const wanted = new Set(network.parameters.map(({ name }) => `${prefix}${name}`));
  const missing = [...wanted].filter((name) => !Object.hasOwn(tensors, name));
  const foreign = names.filter((name) => !wanted.has(name) && !isLeftAside(name));
  if (missing.length > 0 || foreign.length > 0) throw mismatch(network, missing, foreign);
  return Object.fromEntries(
    network.parameters.map(({ name, shape }) => {
      const tensor = tensors[`${prefix}${name}`]!;
      if (tensor.shape.join() !== shape.join()) {
        throw coded(
          new RangeError(
            `Expected the shape [${shape}] for the weight ${name} but received ${quoted(`[${tensor.shape}]`)}`,
          ),
          'weights-mismatch',
          { name },
        );
      }
      const wrong = tensor.values.find((value) => !Number.isFinite(value));
      if (wrong !== undefined) {
        throw coded(
          new RangeError(`Expected finite numbers for the weight ${name} but received ${wrong}`),
          'weights-damaged',
          { name },
        );
      }
      return [name, tensor.values];
    }),
  );
}

function mismatch(
  { architecture, configuration, parameters }: HidingNetwork,
  missing: readonly string[],
  foreign: readonly string[],
): Error {
  const faults = [
    ...(missing.length === 0 ? [] : [`lacks ${missing.length} (${listed(missing)})`]),
    ...(foreign.length === 0 ? [] : [`has ${foreign.length} too many (${listed(foreign)})`]),
  ];
  return coded(
    new RangeError(
      `Expected the ${parameters.length} weights of ${architecture} ${JSON.stringify(configuration)} but the file ${faults.join(' and ')}`,
    ),
    'weights-mismatch',
    { missing, foreign },
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map(quoted).join(', ');
  return names.length > LISTED ? `${shown}, ...` : shown;
}

/**
 * The settings in the metadata of a checkpoint or of exported weights; undefined in files of other programs.
 *
 * @throws RangeError when there are some that this version does not know.
 */
function configurationIn({ training }: Readonly<Record<string, string>>): TrainingConfiguration | undefined {
  let value: unknown;
  try {
    value = JSON.parse(training ?? '');
  } catch {
    return undefined;
  }
  const { configuration } = Object(value);
  if (configuration === undefined) return undefined;
  try {
    return trainingConfiguration(configuration);
  } catch (error) {
    const reason = quoted(error instanceof Error ? error.message : String(error));
    throw coded(
      new RangeError(`The settings in the file of weights cannot be used: ${reason}`),
      'bad-configuration',
    );
  }
}
