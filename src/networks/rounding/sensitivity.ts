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
import type { Parameters } from '../parameters.ts';
import type { RevealSensitivity } from './shaped-rounding.ts';
import { blockSamples } from './shaped-rounding.ts';

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
  const count = network.conditions.length;
  const steering: Record<string, Tensor> = count === 0 ? {} : { conditions: input('conditions', [1, count]) };
  const revealed = network.reveal(parameters, container, steering.conditions);
  const [gradient] = gradients(sum(multiply(revealed, probe)), [container]);
  return {
    name: `${network.architecture} sensitivity`,
    inputs: { ...inputs, container, probe, ...steering },
    outputs: { gradient: gradient! },
  };
}

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
    const samples = new Float64Array(count);
    for (let y = block; y + 2 * block <= side; y += block) {
      for (let x = block; x + 2 * block <= side; x += block) {
        for (let sample = 0; sample < count; sample++) {
          const [colour, row] = [Math.floor(sample / block ** 2), Math.floor(sample / block) % block];
          samples[sample] = gradient[(colour * side + y + row) * side + x + (sample % block)]!;
        }
        for (let i = 0; i < count; i++) {
          for (let j = i; j < count; j++)
            sums[i * count + j] = sums[i * count + j]! + samples[i]! * samples[j]!;
        }
        this.blocks += 1;
      }
    }
  }

  /** The mean of what was added, to five digits; undefined when nothing was, or it is not finite. */
  sensitivity(): RevealSensitivity | undefined {
    const count = blockSamples(this.block);
    const matrix: number[] = [];
    for (let i = 0; i < count; i++) {
      for (let j = i; j < count; j++) {
        matrix.push(Number((this.sums[i * count + j]! / this.blocks).toPrecision(5)));
      }
    }
    return matrix.every(Number.isFinite) ? { block: this.block, matrix } : undefined;
  }
}
