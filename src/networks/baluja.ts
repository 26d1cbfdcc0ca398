/**
 * The Prep, Hide and Reveal networks of Baluja, "Hiding Images in Plain Sight: Deep Steganography" (NIPS 2017),
 * https://papers.nips.cc/paper/6802-hiding-images-in-plain-sight-deep-steganography.
 *
 * Each network runs branches of different kernel sizes in parallel, four layers deep, joins them, applies one more layer of
 * every branch to the joined maps, and joins again; Hide and Reveal end in a 1x1 convolution to the three colours. ReLU
 * follows every convolution but that last one. Even kernels have their odd row and column of padding below and right.
 */
import { convolution } from '../graph/operations/convolution.ts';
import { relu } from '../graph/operations/functions.ts';
import { concatenate } from '../graph/operations/shaping.ts';
import type { Tensor } from '../graph/tensor.ts';
import type { RandomSource } from '../random/seeded-random.ts';
import type { HidingNetwork } from './architecture.ts';
import type { ParameterSpecification, Parameters } from './parameters.ts';
import { parameterCount } from './parameters.ts';

export interface BalujaConfiguration {
  /** Feature maps of each layer of each branch; the paper uses 50. */
  readonly maps: number;
  /** Side of the square kernels of each branch; the paper uses 3, 4 and 5. */
  readonly kernels: readonly number[];
  /**
   * Weights before training. `he`: random (He et al. 2015). `identity`: the same, except that the first three maps of
   * every branch carry the colours through, so that Hide starts as a copy of the cover.
   */
  readonly initialization: 'he' | 'identity';
}

export const BALUJA_DEFAULTS: BalujaConfiguration = {
  maps: 50,
  kernels: [3, 4, 5],
  initialization: 'identity',
};

/** Layers of a branch before the branches are joined for the first time. */
const BRANCH_DEPTH = 4;
const COLOURS = 3;

/**
 * The networks for a configuration; defaults are as in the paper.
 *
 * @throws RangeError when `maps` is no whole number of at least 3, a kernel no positive whole number, or the
 *   initialization unknown; TypeError when a setting is unknown.
 */
export function baluja(configuration: Partial<BalujaConfiguration> = {}): HidingNetwork {
  for (const setting of Object.keys(configuration)) {
    if (!Object.hasOwn(BALUJA_DEFAULTS, setting)) {
      throw new TypeError(
        `Expected one of ${Object.keys(BALUJA_DEFAULTS).join(', ')} for the network but received ${setting}`,
      );
    }
  }
  const { maps, kernels, initialization } = { ...BALUJA_DEFAULTS, ...configuration };
  if (!Number.isInteger(maps) || maps < 3) {
    throw new RangeError(`Expected a whole number of at least 3 for maps but received ${maps}`);
  }
  const isKernel = (kernel: unknown): boolean => Number.isInteger(kernel) && (kernel as number) >= 1;
  if (!Array.isArray(kernels) || kernels.length === 0 || !kernels.every(isKernel)) {
    throw new RangeError(
      `Expected positive whole numbers for kernels but received ${JSON.stringify(kernels)}`,
    );
  }
  if (new Set(kernels).size !== kernels.length) {
    throw new RangeError(`Expected different kernels but received ${JSON.stringify(kernels)}`);
  }
  if (initialization !== 'he' && initialization !== 'identity') {
    throw new RangeError(`Expected he or identity for initialization but received ${initialization}`);
  }
  const joined = kernels.length * maps;
  const radius = (BRANCH_DEPTH + 1) * Math.max(...kernels.map((kernel) => Math.floor(kernel / 2)));

  const trunk = (network: string, channelsIn: number): ParameterSpecification[] =>
    kernels.flatMap((kernel, branch) =>
      Array.from({ length: BRANCH_DEPTH + 1 }, (_, layer) => {
        const from = layer === 0 ? channelsIn : layer < BRANCH_DEPTH ? maps : joined;
        const carried = layer < BRANCH_DEPTH ? 0 : branch * maps;
        return layerParameters(
          `${network}.${kernel}x${kernel}.${layer}`,
          [maps, from, kernel, kernel],
          initialization === 'identity' ? carryColours([carried], 1) : undefined,
        );
      }).flat(),
    );
  const output = (network: string, carry?: KernelChange): ParameterSpecification[] =>
    layerParameters(`${network}.output`, [COLOURS, joined, 1, 1], carry);
  const joinColours =
    initialization === 'identity'
      ? carryColours(
          kernels.map((_, branch) => branch * maps),
          1 / kernels.length,
        )
      : undefined;

  const runTrunk = (parameters: Parameters, network: string, x: Tensor): Tensor => {
    const layer = (kernel: number, index: number, from: Tensor): Tensor =>
      relu(runLayer(parameters, `${network}.${kernel}x${kernel}.${index}`, from));
    const branches = kernels.map((kernel) => {
      let maps = x;
      for (let index = 0; index < BRANCH_DEPTH; index++) maps = layer(kernel, index, maps);
      return maps;
    });
    const together = concatenate(branches, 1);
    return concatenate(
      kernels.map((kernel) => layer(kernel, BRANCH_DEPTH, together)),
      1,
    );
  };

  const parameters = [
    ...trunk('prep', COLOURS),
    ...trunk('hide', COLOURS + joined),
    ...output('hide', joinColours),
    ...trunk('reveal', COLOURS),
    ...output('reveal'),
  ];
  const kernelWeights = (network: string): number =>
    parameterCount(
      parameters.filter(({ name }) => name.startsWith(`${network}.`) && name.endsWith('.weight')),
    );

  return {
    architecture: 'baluja',
    configuration: { maps, kernels, initialization },
    parameters,
    hideRadius: 2 * radius,
    revealRadius: radius,
    // Every weight of a kernel meets every pixel once.
    multiplyAdds: { hide: kernelWeights('prep') + kernelWeights('hide'), reveal: kernelWeights('reveal') },
    multiple: 1,
    // At 50 maps it keeps about 500 values of 4 bytes a pixel; the surroundings cost (360 / 320)^2 = 1.27 times the work.
    tile: 320,
    private: false,
    conditions: [],
    hide(parameters, cover, secret, _conditions, observe) {
      const prepared = runTrunk(parameters, 'prep', secret);
      observe?.({ name: 'prep', kind: 'maps', tensor: prepared });
      const maps = runTrunk(parameters, 'hide', concatenate([cover, prepared], 1));
      observe?.({ name: 'hide', kind: 'maps', tensor: maps });
      return runLayer(parameters, 'hide.output', maps);
    },
    reveal(parameters, container, _conditions, observe) {
      const maps = runTrunk(parameters, 'reveal', container);
      observe?.({ name: 'reveal', kind: 'maps', tensor: maps });
      return runLayer(parameters, 'reveal.output', maps);
    },
  };
}

function runLayer(parameters: Parameters, name: string, x: Tensor): Tensor {
  return convolution(x, parameters[`${name}.weight`]!, parameters[`${name}.bias`]!);
}

type KernelShape = readonly [channelsOut: number, channelsIn: number, height: number, width: number];
type KernelChange = (kernel: Float32Array, shape: KernelShape) => void;

function layerParameters(name: string, shape: KernelShape, change?: KernelChange): ParameterSpecification[] {
  return [
    {
      name: `${name}.weight`,
      shape,
      initialize(random) {
        const kernel = randomKernel(random, shape);
        change?.(kernel, shape);
        return kernel;
      },
    },
    { name: `${name}.bias`, shape: [shape[0]], initialize: () => new Float32Array(shape[0]) },
  ];
}

/** Normal values of variance 2 / fan-in, which keep the scale of activations through ReLU (He et al. 2015). */
function randomKernel(random: RandomSource, [out, channelsIn, height, width]: KernelShape): Float32Array {
  const fanIn = channelsIn * height * width;
  const scale = Math.sqrt(2 / fanIn);
  return Float32Array.from({ length: out * fanIn }, () => scale * random.normal());
}

/**
 * Makes the first three maps out carry three maps in unchanged: colour c is `gain` times the sum of the maps
 * `starts[...] + c`. Colours are not negative, so ReLU leaves them alone.
 */
function carryColours(starts: readonly number[], gain: number): KernelChange {
  return (kernel, [, channelsIn, height, width]) => {
    const taps = height * width;
    // The tap that meets the pixel itself under "same" padding.
    const centre = Math.floor((height - 1) / 2) * width + Math.floor((width - 1) / 2);
    for (let colour = 0; colour < COLOURS; colour++) {
      kernel.fill(0, colour * channelsIn * taps, (colour + 1) * channelsIn * taps);
      for (const start of starts) kernel[(colour * channelsIn + start + colour) * taps + centre] = gain;
    }
  };
}
