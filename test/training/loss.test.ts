import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gradients } from '../../src/graph/differentiate.ts';
import { toOnnx } from '../../src/graph/lower.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { input } from '../../src/graph/tensor.ts';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { invertible } from '../../src/networks/invertible.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { LossConfiguration } from '../../src/training/training-step.ts';
import { hidingLoss } from '../../src/training/training-step.ts';
import * as balujaReference from '../networks/reference-baluja.ts';
import * as invertibleReference from '../networks/reference-invertible.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

const [width, height] = [10, 8];
const pixels = width * height;
const kernels = [2, 3];

/** A cover and a secret, what goes with them, and what the noise adds. */
interface Pair {
  readonly cover: Float32Array;
  readonly secret: Float32Array;
  readonly weight: number;
  readonly conditions?: readonly number[];
  readonly noise?: Float32Array;
}

/** A network and the same in float64, over pictures a colour after the other. */
interface Subject {
  readonly network: HidingNetwork;
  readonly weights: Weights;
  hide(weights: Weights, pair: Pair): number[];
  reveal(weights: Weights, container: readonly number[], pair: Pair): number[];
}

function random(seed: number, scale = 1): Float32Array {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: 3 * pixels }, () => scale * (uniform() - 0.5) + 0.5);
}

function balujaSubject(initialization: 'he' | 'identity'): Subject {
  const network = baluja({ maps: 3, kernels, initialization });
  const maps = (values: ArrayLike<number>): balujaReference.FeatureMaps => ({
    width,
    height,
    channels: [0, 1, 2].map((c) => Float64Array.from(values).subarray(c * pixels, (c + 1) * pixels)),
  });
  const samples = ({ channels }: balujaReference.FeatureMaps): number[] =>
    channels.flatMap((plane) => [...plane]);
  return {
    network,
    weights: initialWeights(network.parameters, 21),
    hide: (weights, { cover, secret }) =>
      samples(balujaReference.referenceHide(weights, kernels, maps(cover), maps(secret))),
    reveal: (weights, container) =>
      samples(balujaReference.referenceReveal(weights, kernels, maps(container))),
  };
}

function invertibleSubject(): Subject {
  const settings = { block: 2, blocks: 2, scale: 0.8 };
  const network = invertible({ ...settings, maps: 5 });
  const { normal } = seededRandom(4);
  const weights = Object.fromEntries(
    Object.entries(initialWeights(network.parameters, 21)).map(([name, values]) => [
      name,
      name.endsWith('.weight') ? values : values.map(() => 0.1 * normal()),
    ]),
  );
  const planes = (values: ArrayLike<number>): invertibleReference.Planes =>
    [0, 1, 2].map((c) =>
      Array.from({ length: height }, (_, y) =>
        Float64Array.from({ length: width }, (_, x) => values[c * pixels + y * width + x]!),
      ),
    );
  const samples = (picture: invertibleReference.Planes): number[] =>
    picture.flatMap((plane) => plane.flatMap((row) => [...row]));
  return {
    network,
    weights,
    hide: (weights, { cover, secret, conditions }) =>
      samples(
        invertibleReference.referenceHide(
          weights,
          settings,
          { c: planes(cover), s: planes(secret) },
          conditions!,
        ),
      ),
    reveal: (weights, container, { conditions }) =>
      samples(invertibleReference.referenceReveal(weights, settings, planes(container), conditions!)),
  };
}

/** What becomes of samples in an 8-bit file. */
function throughBytes(samples: readonly number[]): number[] {
  return samples.map((value) => Math.floor(255 * Math.min(1, Math.max(0, value)) + 0.5) / 255);
}

function meanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) sum += (a[index]! - b[index]!) ** 2;
  return sum / a.length;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface LossTerms {
  readonly loss: number;
  readonly coverError: number;
  readonly secretError: number;
}

/**
 * The loss from its definition. Where `weights` are not the subject's own, roundings stay those of `starts`, the containers of its own, and what
 * changes is added to the rounded samples: the function whose derivative the straight-through estimator is.
 */
function directLoss(
  subject: Subject,
  pairs: readonly Pair[],
  { loss: kind }: LossConfiguration,
  weights = subject.weights,
  starts = pairs.map((pair) => subject.hide(subject.weights, pair)),
): LossTerms {
  // The square of a tenth of a grey level keeps the root's slope finite.
  const size = (error: number): number => (kind === 'mse' ? error : Math.sqrt(error + (0.1 / 255) ** 2));
  const errors = pairs.map((pair, number) => {
    const start = starts[number]!;
    const moved = subject.hide(weights, pair).map((value, index) => value - start[index]!);
    const plus = (samples: readonly number[], other: ArrayLike<number>): number[] =>
      samples.map((value, index) => value + other[index]!);
    const rounded = throughBytes(start);
    const container = plus(rounded, moved);
    const received =
      pair.noise === undefined ? container : plus(throughBytes(plus(rounded, pair.noise)), moved);
    const revealed = subject.reveal(weights, received, pair);
    return { cover: meanSquare(container, pair.cover), secret: meanSquare(revealed, pair.secret) };
  });
  return {
    loss: mean(errors.map(({ cover, secret }, pair) => size(cover) + pairs[pair]!.weight * size(secret))),
    coverError: mean(errors.map(({ cover }) => cover)),
    secretError: mean(errors.map(({ secret }) => secret)),
  };
}

/** The gradient of the loss by one parameter, by central differences of the definition. */
function directGradient(
  subject: Subject,
  pairs: readonly Pair[],
  configuration: LossConfiguration,
  name: string,
): number[] {
  const values = subject.weights[name]!;
  const starts = pairs.map((pair) => subject.hide(subject.weights, pair));
  return Array.from(values, (value, index) => {
    const at = (step: number): readonly [number, number] => {
      const moved = values.slice();
      moved[index] = value + step;
      const weights = { ...subject.weights, [name]: moved };
      const { loss } = directLoss(subject, pairs, configuration, weights, starts);
      // The step as float32 has it.
      return [moved[index]! - value, loss];
    };
    const [[up, above], [down, below]] = [at(2 ** -13), at(-(2 ** -13))];
    return (above - below) / (up - down);
  });
}

/** The loss, its terms, and its gradients by some parameters, as the engine computes them. */
async function engineLoss(
  { network, weights }: Subject,
  pairs: readonly Pair[],
  configuration: LossConfiguration,
  by: readonly string[] = [],
): Promise<LossTerms & { readonly gradients: readonly (readonly number[])[] }> {
  const parameters: Record<string, Tensor> = {};
  for (const { name, shape } of network.parameters) parameters[name] = input(name, shape);
  const dims = [pairs.length, 3, height, width];
  const together = (parts: readonly ArrayLike<number>[]): Float32Array =>
    Float32Array.from(parts.flatMap((part) => Array.from(part)));
  const values = {
    cover: float32(together(pairs.map(({ cover }) => cover)), dims),
    secret: float32(together(pairs.map(({ secret }) => secret)), dims),
    secretWeight: float32(
      Float32Array.from(pairs, ({ weight }) => weight),
      [pairs.length],
    ),
    ...(pairs[0]!.noise === undefined
      ? {}
      : { noise: float32(together(pairs.map(({ noise }) => noise!)), dims) }),
    ...(pairs[0]!.conditions === undefined
      ? {}
      : { conditions: float32(together(pairs.map(({ conditions }) => conditions!)), [pairs.length, 2]) }),
  };
  const inputs = {
    cover: input('cover', dims),
    secret: input('secret', dims),
    secretWeight: input('secretWeight', [pairs.length]),
    ...(values.noise === undefined ? {} : { noise: input('noise', dims) }),
    ...(values.conditions === undefined ? {} : { conditions: input('conditions', [pairs.length, 2]) }),
  };
  const terms = hidingLoss(network, parameters, inputs, configuration);
  const byParameter = gradients(
    terms.loss,
    by.map((name) => parameters[name]!),
  );
  const model = await runtime.load(
    toOnnx({
      name: 'loss',
      inputs: { ...parameters, ...inputs },
      outputs: { ...terms, ...Object.fromEntries(byParameter.map((g, index) => [`g${index}`, g])) },
    }),
  );
  const results = await model.run({
    ...Object.fromEntries(
      network.parameters.map(({ name, shape }) => [name, float32(weights[name]!, [...shape])]),
    ),
    ...values,
  });
  await model.dispose();
  const scalar = (name: string): number => results[name]!.data[0] as number;
  return {
    loss: scalar('loss'),
    coverError: scalar('coverError'),
    secretError: scalar('secretError'),
    gradients: by.map((_, index) => Array.from(results[`g${index}`]!.data, Number)),
  };
}

/** Compares the engine with the definition, and its gradients with finite differences. */
async function check(
  subject: Subject,
  pairs: readonly Pair[],
  configuration: LossConfiguration,
  by: readonly string[],
): Promise<void> {
  const engine = await engineLoss(subject, pairs, configuration, by);
  const expected = directLoss(subject, pairs, configuration);
  for (const term of ['coverError', 'secretError', 'loss'] as const) {
    const [actual, value] = [engine[term], expected[term]];
    assert.ok(Math.abs(actual - value) < 1e-4 * (value + 1e-6), `${term}: ${actual} instead of ${value}`);
  }
  for (const [index, name] of by.entries()) {
    const gradient = directGradient(subject, pairs, configuration, name);
    const largest = Math.max(...gradient.map(Math.abs));
    assert.ok(largest > 1e-4 || configuration.loss === 'mse', `${name}: ${largest}`);
    for (const [element, value] of gradient.entries()) {
      const actual = engine.gradients[index]![element]!;
      assert.ok(Math.abs(actual - value) < 1e-3 * largest + 1e-6, `${name}: ${actual} instead of ${value}`);
    }
  }
}

const KINDS = ['mse', 'rms'] as const;

describe('the loss', () => {
  const random1 = (weight: number, scale = 1): Pair => ({
    cover: random(1, scale),
    secret: random(2, scale),
    weight,
  });
  const noise = (seed: number): Float32Array => random(seed, 0.2).map((value) => value - 0.5);
  const cases: readonly [string, readonly Pair[]][] = [
    ['with the default beta', [random1(0.75)]],
    ['with another beta', [random1(2)]],
    ['with beta 0: only the cover counts', [random1(0)]],
    ['with pictures far outside 0-1: the container is limited', [random1(0.75, 12)]],
    ['with noise, and limits and rounding after it', [{ ...random1(0.75), noise: noise(3) }]],
    [
      'with a weight for each pair: the mean over pairs',
      [random1(0.25), { cover: random(5, 0.5), secret: random(6, 0.2), weight: 3 }],
    ],
    [
      'with a weight and noise for each pair',
      [
        { ...random1(2), noise: noise(3) },
        { cover: random(5, 0.5), secret: random(6, 2), weight: 0.5, noise: noise(4) },
      ],
    ],
  ];
  const formulas = {
    mse: 'mse(cover, container) + beta mse(secret, revealed)',
    rms: 'rms(cover, container) + beta rms(secret, revealed)',
  };
  const subject = balujaSubject('he');
  for (const kind of KINDS) {
    for (const [what, pairs] of cases) {
      it(`is ${formulas[kind]}, through 8 bits, ${what}`, async () => {
        const byReveal = pairs.every(({ weight }) => weight === 0) ? [] : ['reveal.output.bias'];
        await check(subject, pairs, { loss: kind }, byReveal);
      });
    }

    it(`has a gradient through the rounding as if it were not there (${kind})`, async () => {
      // At its start this network copies the cover, which stays away from the limits.
      const copying = balujaSubject('identity');
      const pairs = [
        { cover: random(1, 0.8), secret: random(2), weight: 0.4 },
        { cover: random(3, 0.5), secret: random(4), weight: 2 },
      ];
      await check(copying, pairs, { loss: kind }, ['hide.output.bias', 'reveal.output.bias']);
    });

    it(`steers each pair by its own conditions (${kind})`, async () => {
      const steered = invertibleSubject();
      const pairs = [
        { cover: random(1, 0.3), secret: random(2, 0.5), weight: 0.4, conditions: [-1, 1] },
        { cover: random(3, 0.3), secret: random(4, 0.5), weight: 2, conditions: [1, 0] },
      ];
      for (const pair of pairs) {
        const container = steered.hide(steered.weights, pair);
        assert.ok(Math.min(...container) > 0 && Math.max(...container) < 1);
      }
      // The first only hides, the second only reveals.
      await check(steered, pairs, { loss: kind }, ['0.phi.conditions', '1.rho_eta.conditions']);
    });
  }

  it('of root mean squares has a slope where nothing differs', async () => {
    const copying = balujaSubject('identity');
    const cover = new Float32Array(3 * pixels).fill(100 / 255);
    const pairs = [{ cover, secret: random(2), weight: 0.75 }];
    const { coverError, gradients } = await engineLoss(copying, pairs, { loss: 'rms' }, ['hide.output.bias']);
    assert.ok(coverError < 1e-12);
    assert.ok(gradients[0]!.every(Number.isFinite));
    await check(copying, pairs, { loss: 'rms' }, ['hide.output.bias', 'reveal.output.bias']);
  });

  it('of root mean squares weighs a pair that is hidden well as much as one that is not', async () => {
    // What each pair adds to the gradient by the revealed secret's colours does not depend on the size of its error.
    const norm = async (kind: 'mse' | 'rms', shade: number): Promise<number> => {
      const copying = balujaSubject('identity');
      const weights = Object.fromEntries(
        Object.entries(copying.weights).map(([name, values]) => [
          name,
          name === 'reveal.output.weight' ? values.map(() => 0) : values,
        ]),
      );
      const pair = { cover: random(1), secret: new Float32Array(3 * pixels).fill(shade), weight: 1 };
      const by = ['reveal.output.bias'];
      const engine = await engineLoss({ ...copying, weights }, [pair], { loss: kind }, by);
      return Math.hypot(...engine.gradients[0]!);
    };
    // Reveal gives zeros here, so that the secret's shade is its error.
    assert.ok(Math.abs((await norm('rms', 0.8)) / (await norm('rms', 0.1)) - 1) < 1e-4);
    assert.ok(Math.abs((await norm('mse', 0.8)) / (await norm('mse', 0.1)) - 8) < 1e-3);
  });

  it('leaves nothing to hide below the rounding: what rounds to the same bytes is revealed as the same', async () => {
    // At its start this network copies the cover; the secret is what Reveal makes of it.
    const copying = balujaSubject('identity');
    const reveal = async (shade: number): Promise<number> => {
      const cover = new Float32Array(3 * pixels).fill(shade / 255);
      const pair = { cover, secret: random(4), weight: 0.75 };
      return (await engineLoss(copying, [pair], { loss: 'mse' })).secretError;
    };
    const whole = await reveal(100);
    assert.equal(await reveal(99.6), whole);
    assert.equal(await reveal(100.4), whole);
    assert.notEqual(await reveal(100.6), whole);
  });
});
