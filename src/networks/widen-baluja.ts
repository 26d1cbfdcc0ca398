/**
 * Baluja's networks with more feature maps that compute what narrower ones do, to go on training from: T. Chen, I. Goodfellow, J. Shlens,
 * "Net2Net: Accelerating Learning via Knowledge Transfer" (ICLR 2016), https://arxiv.org/abs/1511.05641, section 2.2.
 *
 * Each new map is a copy of an old one, and what followed the old one is shared among its copies, in unequal parts. Noise on the copied
 * kernels lets them become different.
 */
import type { RandomSource } from '../random/seeded-random.ts';
import { seededRandom } from '../random/seeded-random.ts';
import type { HidingNetwork } from './architecture.ts';
import type { BalujaConfiguration } from './baluja.ts';
import { baluja } from './baluja.ts';
import type { ParameterSpecification, Weights } from './parameters.ts';

const COLOURS = 3;
/** The last layer of a branch: it takes the joined maps of all branches. */
const LAST_LAYER = 4;
const WIDEN_STREAM = 0x77696465;

/** What the channels of a wider tensor stand for. */
interface Channels {
  /** The old channel that each is a copy of. */
  readonly source: readonly number[];
  /** What each has of what followed the old one; 1 in all for each old channel. */
  readonly share: readonly number[];
  /** Number of old channels. */
  readonly old: number;
}

/** A wider network, with weights. */
export interface WidenedNetwork {
  readonly network: HidingNetwork;
  readonly weights: Weights;
}

/**
 * Widens trained networks.
 *
 * @param network - of the architecture `baluja`.
 * @param weights - its weights.
 * @param maps - feature maps a layer, at least as many as it has.
 * @param noise - standard deviation of the noise on a kernel's weights, relative to their root mean square; 0 for networks that are alike
 *   but for rounding.
 * @throws RangeError when it is another architecture, or would become narrower.
 */
export function widenBaluja(
  { architecture, configuration, parameters }: HidingNetwork,
  weights: Weights,
  maps: number,
  { seed, noise }: { readonly seed: number; readonly noise: number },
): WidenedNetwork {
  const given = configuration as unknown as BalujaConfiguration;
  if (architecture !== 'baluja' || !(maps >= given.maps)) {
    throw new RangeError(
      `Expected a network baluja of at most ${maps} maps to widen but received ${architecture} of ${given.maps}`,
    );
  }
  const network = baluja({ ...given, maps });
  const random = seededRandom(seed, WIDEN_STREAM);
  const channels = new WidenedChannels(given, maps, random);
  const shapes = new Map(parameters.map(({ name, shape }) => [name, shape]));
  const widened = network.parameters.map(({ name, shape }): readonly [string, Float32Array] => {
    const layer = name.replace(/\.(?:weight|bias)$/, '');
    const out = channels.of(layer);
    const old = weights[name]!;
    if (name.endsWith('.bias')) return [name, Float32Array.from(out.source, (channel) => old[channel]!)];
    // What leaves the network has no copies that could become different.
    const deviation = layer.endsWith('output') ? 0 : noise;
    const into = channels.into(layer);
    return [name, widenKernel(old, shapes.get(name)!, { shape, out, into, deviation, random })];
  });
  return { network, weights: Object.fromEntries(widened) };
}

interface KernelPlan {
  readonly shape: ParameterSpecification['shape'];
  readonly out: Channels;
  readonly into: Channels;
  readonly deviation: number;
  readonly random: RandomSource;
}

function widenKernel(
  old: Float32Array,
  [, oldIn]: readonly number[],
  { shape: [, newIn, height, width], out, into, deviation, random }: KernelPlan,
): Float32Array {
  const taps = height! * width!;
  const values = new Float32Array(out.source.length * newIn! * taps);
  for (const [row, source] of out.source.entries()) {
    const kernel = old.subarray(source * oldIn! * taps, (source + 1) * oldIn! * taps);
    const rms = Math.sqrt(kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length);
    for (const [column, from] of into.source.entries()) {
      for (let tap = 0; tap < taps; tap++) {
        const jitter = deviation * rms * random.normal();
        const copied = kernel[from * taps + tap]! * into.share[column]!;
        values[(row * newIn! + column) * taps + tap] = copied + jitter;
      }
    }
  }
  return values;
}

/** The channels of all layers: those of a layer are drawn once. */
class WidenedChannels {
  private readonly drawn = new Map<string, Channels>();
  private readonly configuration: BalujaConfiguration;
  private readonly maps: number;
  private readonly random: RandomSource;

  constructor(configuration: BalujaConfiguration, maps: number, random: RandomSource) {
    this.configuration = configuration;
    this.maps = maps;
    this.random = random;
  }

  /** Those that a layer gives, such as `hide.3x3.0`. */
  of(layer: string): Channels {
    if (layer.endsWith('output')) return unchanged(COLOURS);
    const known = this.drawn.get(layer) ?? this.draw();
    this.drawn.set(layer, known);
    return known;
  }

  /** Those that a layer takes. */
  into(layer: string): Channels {
    const [network, branch, number] = layer.split('.') as [string, string, string?];
    if (branch === 'output') return this.joined(network, LAST_LAYER);
    const index = Number(number);
    if (index === LAST_LAYER) return this.joined(network, LAST_LAYER - 1);
    if (index > 0) return this.of(`${network}.${branch}.${index - 1}`);
    // Hide takes the cover and what Prep made.
    const colours = unchanged(COLOURS);
    return network === 'hide' ? inTurn([colours, this.joined('prep', LAST_LAYER)]) : colours;
  }

  private joined(network: string, layer: number): Channels {
    const { kernels } = this.configuration;
    return inTurn(kernels.map((kernel) => this.of(`${network}.${kernel}x${kernel}.${layer}`)));
  }

  private draw(): Channels {
    const old = this.configuration.maps;
    const source = Array.from({ length: this.maps }, (_, map) => map % old);
    const parts = source.map(() => 0.5 + this.random.uniform());
    const totals = new Float64Array(old);
    for (const [map, channel] of source.entries()) totals[channel]! += parts[map]!;
    return { source, share: parts.map((part, map) => part / totals[source[map]!]!), old };
  }
}

function unchanged(count: number): Channels {
  return {
    source: Array.from({ length: count }, (_, channel) => channel),
    share: Array<number>(count).fill(1),
    old: count,
  };
}

function inTurn(parts: readonly Channels[]): Channels {
  let old = 0;
  const source = parts.flatMap((part) => {
    const from = old;
    old += part.old;
    return part.source.map((channel) => from + channel);
  });
  return { source, share: parts.flatMap(({ share }) => share), old };
}
