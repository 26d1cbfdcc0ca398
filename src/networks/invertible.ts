/**
 * A network of affine coupling blocks (Dinh, Sohl-Dickstein and Bengio 2017, https://arxiv.org/abs/1605.08803) for hiding, as in
 * HiNet (Jing et al. 2021): cover and secret run side by side and change one another; the cover's stream becomes the container,
 * the secret's a remainder that is thrown away. Revealing runs the same blocks backwards from the container and zeros.
 *
 *     forward   c += phi(s);  s = s exp(a tanh(rho(c))) + eta(c)
 *     backward  s = (s - eta(c)) exp(-a tanh(rho(c)));  c -= phi(s)
 *
 * It works on blocks of pixels as channels, so that a wide network costs few operations a pixel. `rho` and `eta` share their
 * layers but the last. From zeros, the first backward step makes `-eta(c) exp(-a tanh(rho(c)))`, an estimate of the remainder
 * from the container; so no constant needs to be learned for it.
 */
import { add, multiply, subtract } from '../graph/operations/arithmetic.ts';
import { convolution } from '../graph/operations/convolution.ts';
import { exp, leakyRelu, tanh } from '../graph/operations/functions.ts';
import { matrixProduct } from '../graph/operations/matrix-product.ts';
import { pixelShuffle, pixelUnshuffle } from '../graph/operations/pixel-shuffle.ts';
import { reshape, slice } from '../graph/operations/shaping.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { HidingNetwork } from './architecture.ts';
import { NETWORK_CONDITIONS } from './architecture.ts';
import type { ParameterSpecification, Parameters } from './parameters.ts';
import { parameterCount } from './parameters.ts';

export interface InvertibleConfiguration {
  /** Side of the squares of pixels that become channels. */
  readonly block: number;
  /** Coupling blocks. */
  readonly blocks: number;
  /** Feature maps inside a sub-network. */
  readonly maps: number;
  /** `a`: a block multiplies the secret's stream by e^-a to e^a. */
  readonly scale: number;
  /**
   * Scrambles every secret, with a key from the weights if there is no passphrase; train such a model with `"scrambled": 1`.
   */
  readonly private: boolean;
}

export const INVERTIBLE_DEFAULTS: InvertibleConfiguration = {
  block: 4,
  blocks: 8,
  maps: 64,
  scale: 0.8,
  private: false,
};

const COLOURS = 3;
/** Slope of the sub-networks' leaky ReLU below zero. */
const SLOPE = 0.1;
/** Standard deviation of a sub-network's last layer at the start, against that of the others: nearly the identity. */
const LAST_LAYER = 0.1;
/** Sides of the kernels of a sub-network's layers. */
const KERNELS = [3, 1, 3] as const;

/**
 * The network for a configuration; defaults are `INVERTIBLE_DEFAULTS`.
 *
 * @throws RangeError when a setting is out of range; TypeError when it is unknown.
 */
export function invertible(configuration: Partial<InvertibleConfiguration> = {}): HidingNetwork {
  const settings = checkedSettings(configuration);
  const { block, blocks, maps, scale } = settings;
  const channels = COLOURS * block * block;
  const parameters = range(blocks).flatMap((index) => [
    ...subNetwork(`${index}.phi`, channels, maps, channels),
    ...subNetwork(`${index}.rho_eta`, channels, maps, 2 * channels),
  ]);
  const kernelWeights = (network: string): number =>
    parameterCount(parameters.filter(({ name }) => name.includes(network) && name.endsWith('.weight')));

  const phi = (weights: Parameters, index: number, s: Tensor, conditions?: Tensor): Tensor =>
    runSubNetwork(weights, `${index}.phi`, s, conditions);
  const rhoEta = (
    weights: Parameters,
    index: number,
    c: Tensor,
    conditions?: Tensor,
  ): { readonly logScale: Tensor; readonly eta: Tensor } => {
    const both = runSubNetwork(weights, `${index}.rho_eta`, c, conditions);
    return {
      logScale: multiply(tanh(slice(both, 1, 0, channels)), scale),
      eta: slice(both, 1, channels, 2 * channels),
    };
  };
  // A sub-network sees the neighbouring blocks, twice; a block of couplings has two of them one after the other. The hiding
  // pass ends with a phi, the revealing pass with a rho and eta: one sub-network less than two a block.
  const radius = block * (2 * (2 * blocks - 1) + 1);
  // Every weight of a kernel meets every block of pixels once, in all but one of the sub-networks.
  const phiCost = kernelWeights('phi');
  const rhoEtaCost = kernelWeights('rho_eta');
  const pixels = block * block;
  const picture = (stream: Tensor): Tensor => add(pixelShuffle(stream, block), 0.5);

  return {
    architecture: 'invertible',
    configuration: { ...settings },
    parameters,
    private: settings.private,
    conditions: NETWORK_CONDITIONS,
    hideRadius: radius,
    revealRadius: radius,
    multiplyAdds: {
      hide: Math.round((phiCost + (rhoEtaCost * (blocks - 1)) / blocks) / pixels),
      reveal: Math.round((rhoEtaCost + (phiCost * (blocks - 1)) / blocks) / pixels),
    },
    multiple: block,
    // It keeps about 30 values of 4 bytes a pixel; the surroundings cost (1272 / 1024)^2 = 1.54 times the work.
    tile: 1024,
    hide(weights, cover, secret, conditions, observe) {
      let c = pixelUnshuffle(subtract(cover, 0.5), block);
      let s = pixelUnshuffle(subtract(secret, 0.5), block);
      for (let index = 0; index < blocks; index++) {
        const added = phi(weights, index, s, conditions);
        c = add(c, added);
        observe?.({ name: `added.${index}`, kind: 'maps', tensor: added });
        observe?.({ name: `cover.${index}`, kind: 'picture', tensor: picture(c) });
        // The last block's remainder is thrown away.
        if (index === blocks - 1) break;
        const { logScale, eta } = rhoEta(weights, index, c, conditions);
        s = add(multiply(s, exp(logScale)), eta);
        observe?.({ name: `secret.${index}`, kind: 'picture', tensor: picture(s) });
      }
      return picture(c);
    },
    reveal(weights, container, conditions, observe) {
      let c = pixelUnshuffle(subtract(container, 0.5), block);
      let s: Tensor | undefined;
      for (let index = blocks - 1; index >= 0; index--) {
        const { logScale, eta } = rhoEta(weights, index, c, conditions);
        s = multiply(s === undefined ? multiply(eta, -1) : subtract(s, eta), exp(multiply(logScale, -1)));
        observe?.({ name: `secret.${index}`, kind: 'picture', tensor: picture(s) });
        // What remains of the container after the first block is not used.
        if (index > 0) c = subtract(c, phi(weights, index, s, conditions));
      }
      return picture(s!);
    },
  };
}

function checkedSettings(configuration: Partial<InvertibleConfiguration>): InvertibleConfiguration {
  for (const setting of Object.keys(configuration)) {
    if (!Object.hasOwn(INVERTIBLE_DEFAULTS, setting)) {
      throw new TypeError(
        `Expected one of ${Object.keys(INVERTIBLE_DEFAULTS).join(', ')} for the network but received ${setting}`,
      );
    }
  }
  const settings = { ...INVERTIBLE_DEFAULTS, ...configuration };
  for (const name of ['block', 'blocks', 'maps'] as const) {
    if (!Number.isInteger(settings[name]) || settings[name] < 1) {
      throw new RangeError(`Expected a positive whole number for ${name} but received ${settings[name]}`);
    }
  }
  if (!(Number.isFinite(settings.scale) && settings.scale >= 0)) {
    throw new RangeError(`Expected a number of 0 or more for scale but received ${settings.scale}`);
  }
  if (typeof settings.private !== 'boolean') {
    throw new RangeError(`Expected true or false for private but received ${settings.private}`);
  }
  return settings;
}

/**
 * Three convolutions, and what the conditions add to the first one's maps, as [conditions, maps]; it starts with zeros, so that
 * a network that is trained without conditions is one without.
 */
function subNetwork(
  name: string,
  channelsIn: number,
  maps: number,
  channelsOut: number,
): ParameterSpecification[] {
  const layers = KERNELS.map((side, layer): ParameterSpecification[] => {
    const last = layer === KERNELS.length - 1;
    const from = layer === 0 ? channelsIn : maps;
    const to = last ? channelsOut : maps;
    // Variance 2 / fan-in keeps the scale of activations through ReLU (He et al. 2015).
    const deviation = Math.sqrt(2 / (from * side * side)) * (last ? LAST_LAYER : 1);
    return [
      {
        name: `${name}.${layer}.weight`,
        shape: [to, from, side, side],
        initialize: (random) =>
          Float32Array.from({ length: to * from * side * side }, () => deviation * random.normal()),
      },
      { name: `${name}.${layer}.bias`, shape: [to], initialize: () => new Float32Array(to) },
    ];
  });
  const conditions: ParameterSpecification = {
    name: `${name}.conditions`,
    shape: [NETWORK_CONDITIONS.length, maps],
    initialize: () => new Float32Array(NETWORK_CONDITIONS.length * maps),
  };
  return [...layers.flat(), conditions];
}

function runSubNetwork(weights: Parameters, name: string, x: Tensor, conditions?: Tensor): Tensor {
  let maps = x;
  for (const layer of KERNELS.keys()) {
    maps = convolution(maps, weights[`${name}.${layer}.weight`]!, weights[`${name}.${layer}.bias`]!);
    if (layer === 0 && conditions !== undefined) {
      const added = matrixProduct(conditions, weights[`${name}.conditions`]!);
      const [batch, count] = added.shape as readonly [number, number];
      maps = add(maps, reshape(added, [batch, count, 1, 1]));
    }
    if (layer < KERNELS.length - 1) maps = leakyRelu(maps, SLOPE);
  }
  return maps;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
