/**
 * The network of G. Xu, H.-Z. Wu, Y.-Q. Shi, "Structural design of convolutional neural networks for steganalysis", IEEE Signal
 * Processing Letters 23(5), 2016 (https://doi.org/10.1109/LSP.2016.2548421), for colour.
 *
 * A fixed high-pass filter; five groups of convolution, batch normalisation, activation and average pooling; one logit. The first
 * group takes absolute values, since an embedding is as likely to go up as down. The first two squash by tanh, which keeps large
 * residuals (edges) from outweighing small ones (changes). From the third on convolutions are 1x1, so that the network collects
 * statistics of small neighbourhoods and learns no picture contents; the last pooling is over the whole picture.
 *
 * Differences from the paper: colour enters as the three planes' residuals, the channels of the first convolution, which so can
 * look for changes that the planes do not share (the paper's pictures are grey); one logit in place of two and a softmax, which is
 * the same function; kernels start as He et al. (2015) have it instead of a deviation of 0.01, which normalisation makes
 * one but for the pace; pictures are mirrored at the border before the high-pass filter.
 */
import { add } from '../../graph/operations/arithmetic.ts';
import { convolution } from '../../graph/operations/convolution.ts';
import { absolute, relu, tanh } from '../../graph/operations/functions.ts';
import { matrixProduct } from '../../graph/operations/matrix-product.ts';
import { averagePool, globalAverage } from '../../graph/operations/pooling.ts';
import { reshape } from '../../graph/operations/shaping.ts';
import type { Tensor } from '../../graph/tensor.ts';
import type { ParameterSpecification } from '../parameters.ts';
import type { DetectorNetwork } from './detector-network.ts';
import { HIGH_PASS_COST, highPass } from './high-pass.ts';

export interface XuNetConfiguration {
  /** Maps of the first group; each further group has twice as many. The paper has 8. */
  readonly maps: number;
  /** Planes of a picture: 3 for colour, 1 for grey, as in the paper. */
  readonly planes: number;
}

export const XUNET_DEFAULTS: XuNetConfiguration = { maps: 8, planes: 3 };

/** Sides of the groups' kernels. */
const KERNELS = [5, 5, 1, 1, 1];
/** Groups whose activation is tanh; ReLU follows in the others. */
const SQUASHED = 2;
/** Averages are over 5x5 pixels, at every second one. */
const POOL_SIZE = 5;
const POOL_STRIDE = 2;

interface Group {
  readonly name: string;
  readonly index: number;
  readonly kernel: number;
  readonly channelsIn: number;
  readonly channelsOut: number;
}

/**
 * The network for a configuration; defaults are as in the paper.
 *
 * @throws RangeError when `maps` is no positive whole number; TypeError when a setting is unknown.
 */
export function xunet(configuration: Partial<XuNetConfiguration> = {}): DetectorNetwork {
  for (const setting of Object.keys(configuration)) {
    if (!Object.hasOwn(XUNET_DEFAULTS, setting)) {
      throw new TypeError(
        `Expected one of ${Object.keys(XUNET_DEFAULTS).join(', ')} for the network but received ${setting}`,
      );
    }
  }
  const { maps, planes } = { ...XUNET_DEFAULTS, ...configuration };
  for (const [setting, value] of Object.entries({ maps, planes })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`Expected a positive whole number for ${setting} but received ${value}`);
    }
  }
  const groups = KERNELS.map(
    (kernel, index): Group => ({
      name: `group${index + 1}`,
      index,
      kernel,
      channelsIn: index === 0 ? planes : maps * 2 ** (index - 1),
      channelsOut: maps * 2 ** index,
    }),
  );
  const last = groups.at(-1)!;

  return {
    architecture: 'xunet',
    configuration: { maps, planes },
    planes,
    parameters: [
      ...groups.flatMap(groupParameters),
      {
        name: 'output.weight',
        shape: [last.channelsOut, 1],
        initialize: normal(last.channelsOut, Math.sqrt(1 / last.channelsOut)),
      },
      { name: 'output.bias', shape: [1], initialize: filled(1, 0) },
    ],
    moments: groups.flatMap(({ name, channelsOut }) => [
      { name: `${name}.mean`, shape: [channelsOut], initialize: filled(channelsOut, 0) },
      { name: `${name}.variance`, shape: [channelsOut], initialize: filled(channelsOut, 1) },
    ]),
    multiple: POOL_STRIDE ** (groups.length - 1),
    multiplyAdds(width, height) {
      const pixels = (index: number): number =>
        Math.ceil(width / POOL_STRIDE ** index) * Math.ceil(height / POOL_STRIDE ** index);
      return groups.reduce(
        (total, { index, kernel, channelsIn, channelsOut }) =>
          total + pixels(index) * kernel * kernel * channelsIn * channelsOut,
        HIGH_PASS_COST * planes * pixels(0) + last.channelsOut,
      );
    },
    logits(parameters, pictures, normalization) {
      let x = highPass(pictures);
      for (const group of groups) {
        const { name, index } = group;
        x = convolution(x, parameters[`${name}.weight`]!);
        if (index === 0) x = absolute(x);
        x = normalization(name, x, parameters[`${name}.scale`]!, parameters[`${name}.shift`]!);
        x = index < SQUASHED ? tanh(x) : relu(x);
        x = group === last ? globalAverage(x) : averagePool(x, POOL_SIZE, POOL_STRIDE);
      }
      const logits = add(matrixProduct(x, parameters['output.weight']!), parameters['output.bias']!);
      return reshape(logits, [batchOf(pictures)]);
    },
  };
}

/** There are no biases, because the normalisation would remove them. */
function groupParameters({ name, kernel, channelsIn, channelsOut }: Group): ParameterSpecification[] {
  const fanIn = channelsIn * kernel * kernel;
  return [
    {
      name: `${name}.weight`,
      shape: [channelsOut, channelsIn, kernel, kernel],
      initialize: normal(channelsOut * fanIn, Math.sqrt(2 / fanIn)),
    },
    { name: `${name}.scale`, shape: [channelsOut], initialize: filled(channelsOut, 1) },
    { name: `${name}.shift`, shape: [channelsOut], initialize: filled(channelsOut, 0) },
  ];
}

type Initialize = ParameterSpecification['initialize'];

function normal(count: number, deviation: number): Initialize {
  return (random) => Float32Array.from({ length: count }, () => deviation * random.normal());
}

function filled(count: number, value: number): Initialize {
  return () => new Float32Array(count).fill(value);
}

function batchOf(pictures: Tensor): number {
  const [batch] = pictures.shape;
  if (typeof batch !== 'number') throw new RangeError('Expected a known number of pictures for the network');
  return batch;
}
