/**
 * Measures how strongly what a Reveal network reveals depends on each sample of a block of the container.
 */
import { gradients } from '../../graph/differentiate.ts';
import type { ModelDescription } from '../../graph/lower.ts';
import { multiply } from '../../graph/operations/arithmetic.ts';
import { sum } from '../../graph/operations/reduction.ts';
import type { Tensor } from '../../graph/tensor.ts';
import { input } from '../../graph/tensor.ts';
import type { HidingNetwork } from '../architecture.ts';
import { conditionsInput } from '../conditions-input.ts';
import type { Parameters } from '../parameters.ts';
import { blockSamples, samplePlaces } from './blocks.ts';
import type { RevealSensitivity } from './shaped-rounding.ts';

/**
 * The model that measures: inputs `container` and `probe` [1, 3, side, side], `conditions` [1, conditions] where the network has any,
 * and `inputs`; output `gradient` of the same shape as the container: J' p, for the derivative J of the revealed picture by the
 * container and the probe p. With probes of independent standard normal numbers the mean of `gradient gradient'` is J' J.
 *
 * @param parameters - the network's weights, as expressions of `inputs`.
 */
export function sensitivityModel(
  network: HidingNetwork,
  parameters: Parameters,
  inputs: Readonly<Record<string, Tensor>>,
  side: number,
): ModelDescription {
  const container = input('container', [1, 3, side, side]);
  const probe = input('probe', [1, 3, side, side]);
  const steering = conditionsInput(network);
  const revealed = network.reveal(parameters, container, steering.conditions);
  const [gradient] = gradients(sum(multiply(revealed, probe)), [container]);
  return {
    name: `${network.architecture} sensitivity`,
    inputs: { ...inputs, container, probe, ...steering },
    outputs: { gradient: gradient! },
  };
}

/** Digits of the matrix, and the largest error of a number with so many, relative to it. */
const DIGITS = 8;
const HALF_DIGIT = 5e-8;

/** Sums over blocks of `gradient gradient'`. */
export class SensitivitySum {
  private readonly block: number;
  private readonly sums: Float64Array;
  private blocks = 0;

  /** @param block - side of the blocks, in pixels. */
  constructor(block: number) {
    this.block = block;
    this.sums = new Float64Array(blockSamples(block) ** 2);
  }

  /**
   * Adds the blocks of a gradient, all but those along the borders, where the network sees padding.
   *
   * @param gradient - [3, side, side].
   */
  add(gradient: Float32Array, side: number): void {
    const { block, sums } = this;
    const count = blockSamples(block);
    const places = samplePlaces(block, side, side);
    const samples = new Float64Array(count);
    for (let y = block; y + 2 * block <= side; y += block) {
      for (let x = block; x + 2 * block <= side; x += block) {
        for (const [sample, place] of places.entries()) samples[sample] = gradient[y * side + x + place]!;
        for (let i = 0; i < count; i++) {
          for (let j = i; j < count; j++)
            sums[i * count + j] = sums[i * count + j]! + samples[i]! * samples[j]!;
        }
        this.blocks += 1;
      }
    }
  }

  /**
   * The mean of what was added, to eight digits; zeros, for which samples are rounded one by one, when nothing was added or it is not
   * finite.
   */
  sensitivity(): RevealSensitivity {
    const { block, blocks, sums } = this;
    const count = blockSamples(block);
    const mean = (i: number, j: number): number => sums[i * count + j]! / blocks;
    const rows = Array.from({ length: count }, (_, i) => i);
    // What is cut off after the digits must not make the matrix indefinite: none of `count` errors in a row is larger than this.
    const margin = count * HALF_DIGIT * Math.max(...rows.map((i) => mean(i, i)));
    const matrix = rows.flatMap((i) =>
      rows.slice(i).map((j) => Number((mean(i, j) + (i === j ? margin : 0)).toPrecision(DIGITS))),
    );
    return { block, matrix: matrix.every(Number.isFinite) ? matrix : matrix.map(() => 0) };
  }
}
