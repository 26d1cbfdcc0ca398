/**
 * The adversarial term against its definition in float64, and the detector's step against that of a detector that is trained alone.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gradients } from '../../src/graph/differentiate.ts';
import { toOnnx } from '../../src/graph/lower.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { input } from '../../src/graph/tensor.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { xunet } from '../../src/networks/detectors/xunet.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights, parameterCount } from '../../src/networks/parameters.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { TensorValues } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { trainingConfiguration } from '../../src/training/configuration.ts';
import type { Batch } from '../../src/training/data/batches.ts';
import type { AdversaryConfiguration } from '../../src/training/detector/adversary.ts';
import { adversaryStep } from '../../src/training/detector/adversary.ts';
import { DETECTOR_OPTIMIZER, detectorStep } from '../../src/training/detector/detector-step.ts';
import { flattenWeights } from '../../src/training/optimizer/flat-weights.ts';
import type { OptimizerState } from '../../src/training/optimizer/optimizer.ts';
import { initialState, Trainer } from '../../src/training/trainer.ts';
import { hidingLoss } from '../../src/training/training-step.ts';
import type { Float64Tensor } from '../engine/reference/float64-tensor.ts';
import * as balujaReference from '../networks/reference-baluja.ts';
import { referenceLogits } from '../networks/reference-xunet.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

/** Side of the crops; 8 pixels along their borders are not shown to the detector. */
const SIDE = 32;
const MARGIN = 8;
const SHOWN = SIDE - 2 * MARGIN;
const PIXELS = SIDE * SIDE;
const PAIRS = 2;
const DIMS = [PAIRS, 3, SIDE, SIDE];
const kernels = [2, 3];
const adversary: AdversaryConfiguration = { weight: 0.25, maps: 2, learningRate: 1e-3, warmupSteps: 10 };

/** Nearly a copy of the cover, which stays away from the limits, and something of the secret. */
const network = baluja({ maps: 3, kernels, initialization: 'identity' });
const weights = nudged(initialWeights(network.parameters, 21), (name) =>
  name.startsWith('hide.') && name.endsWith('.weight') ? 0.004 : 0,
);
const detector = xunet({ maps: adversary.maps });
/** Scales, shifts and biases away from where they start. */
const detectorWeights = nudged(initialWeights(detector.parameters, 5), (name) =>
  name.endsWith('.weight') ? 0 : 0.3,
);
const random = seededRandom(31);
const picture = (scale: number): Float32Array =>
  Float32Array.from(
    { length: PAIRS * 3 * PIXELS },
    () => Math.round(255 * (scale * (random.uniform() - 0.5) + 0.5)) / 255,
  );
const [cover, secret] = [picture(0.5), picture(1)];

function nudged(initial: Weights, deviation: (name: string) => number): Weights {
  const { normal } = seededRandom(6);
  return Object.fromEntries(
    Object.entries(initial).map(([name, values]) => [
      name,
      values.map((value) => value + deviation(name) * normal()),
    ]),
  );
}

/** The detector's state after some steps, its moments away from zero. */
function detectorState(step: number): OptimizerState<Float32Array> {
  const flat = flattenWeights(detectorWeights, detector.parameters);
  return {
    weights: flat,
    moment1: flat.map((value) => 0.01 * value),
    moment2: flat.map(() => 1e-4),
    averaged: flat.slice(),
    step: Float32Array.of(step),
  };
}

/** Containers [pair][sample], neither limited nor rounded. */
function containersOf(weightValues: Weights): number[][] {
  const maps = (values: Float32Array, pair: number): balujaReference.FeatureMaps => ({
    width: SIDE,
    height: SIDE,
    channels: [0, 1, 2].map((c) =>
      Float64Array.from(values.subarray((3 * pair + c) * PIXELS, (3 * pair + c + 1) * PIXELS)),
    ),
  });
  return Array.from({ length: PAIRS }, (_, pair) =>
    balujaReference
      .referenceHide(weightValues, kernels, maps(cover!, pair), maps(secret!, pair))
      .channels.flatMap((plane) => [...plane]),
  );
}

/**
 * The term from its definition. Where the weights are not the network's own, roundings stay those of its own, and what changes is added
 * to the rounded samples: the function whose derivative the straight-through estimator is.
 */
function directTerm(weightValues: Weights, starts: readonly (readonly number[])[]): number {
  const containers = containersOf(weightValues).flatMap((samples, pair) =>
    samples.map((value, index) => {
      const start = starts[pair]![index]!;
      return Math.floor(255 * Math.min(1, Math.max(0, start)) + 0.5) / 255 + (value - start);
    }),
  );
  const exact: Record<string, Float64Tensor> = {};
  for (const { name, shape } of detector.parameters)
    exact[name] = { shape, data: [...detectorWeights[name]!] };
  const pictures = { shape: [2 * PAIRS, 3, SHOWN, SHOWN], data: [...shown(cover!), ...shown(containers)] };
  const logits = referenceLogits(exact, pictures, () => undefined).data.slice(PAIRS);
  return (adversary.weight * logits.reduce((sum, z) => sum + Math.log(1 + Math.exp(z)), 0)) / PAIRS;
}

/** What the detector is shown of crops. */
function shown(crops: ArrayLike<number>): number[] {
  return Array.from(crops).filter((_, index) => {
    const [x, y] = [index % SIDE, Math.floor(index / SIDE) % SIDE];
    return Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) >= MARGIN;
  });
}

const BY = ['hide.output.weight', 'hide.3x3.4.weight', 'prep.3x3.4.weight'];

/** The term, its gradients, the containers and the detector's step, as the engine computes them after so many of its steps. */
async function engineStep(steps: number): Promise<TensorValues> {
  const parameters: Record<string, Tensor> = {};
  for (const { name, shape } of network.parameters) parameters[name] = input(name, shape);
  const count = parameterCount(detector.parameters);
  const state: OptimizerState<Tensor> = {
    weights: input('weights', [count]),
    moment1: input('moment1', [count]),
    moment2: input('moment2', [count]),
    averaged: input('averaged', [count]),
    step: input('step', []),
  };
  const pairs = {
    cover: input('cover', DIMS),
    secret: input('secret', DIMS),
    secretWeight: input('secretWeight', [PAIRS]),
  };
  const { loss, container } = hidingLoss(network, parameters, pairs, { loss: 'mse' });
  const { term, update } = adversaryStep(detector, state, { cover: pairs.cover, container }, adversary);
  const by = [...BY, 'hide.output.bias'];
  const byParameter = gradients(
    term,
    by.map((name) => parameters[name]!),
  );
  const model = await runtime.load(
    toOnnx({
      name: 'adversary',
      inputs: { ...parameters, ...state, ...pairs },
      outputs: {
        // So that no input is idle.
        loss,
        term,
        container,
        error: update.error,
        next: update.state.weights,
        nextStep: update.state.step,
        ...Object.fromEntries(byParameter.map((gradient, index) => [`by ${by[index]}`, gradient])),
      },
    }),
  );
  const values = detectorState(steps);
  const results = await model.run({
    ...Object.fromEntries(
      network.parameters.map(({ name, shape }) => [name, float32(weights[name]!, [...shape])]),
    ),
    ...stateFeeds(values),
    cover: float32(cover!, DIMS),
    secret: float32(secret!, DIMS),
    secretWeight: float32(new Float32Array(PAIRS).fill(1), [PAIRS]),
  });
  await model.dispose();
  return results;
}

function stateFeeds(state: OptimizerState<Float32Array>): TensorValues {
  return Object.fromEntries(
    Object.entries(state).map(([name, values]: [string, Float32Array]) => [
      name,
      float32(values, name === 'step' ? [] : [values.length]),
    ]),
  );
}

describe('the adversarial term', () => {
  it('is the weighted mean of log(1 + e^z) over containers, with the gradients of finite differences through the rounding', async () => {
    const results = await engineStep(adversary.warmupSteps);
    const starts = containersOf(weights);
    assert.ok(starts.flat().every((value) => value > 0 && value < 1));
    const expected = directTerm(weights, starts);
    assert.ok(Math.abs((results.term!.data[0] as number) - expected) < 1e-4 * expected);
    for (const name of BY) {
      const gradient = results[`by ${name}`]!.data as Float32Array;
      const values = weights[name]!;
      const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert.ok(largest > 1e-3, `${name}: ${largest}`);
      for (let draw = 0; draw < 4; draw++) {
        const position =
          draw === 0
            ? gradient.findIndex((value) => Math.abs(value) === largest)
            : random.integer(values.length);
        const at = (step: number): readonly [number, number] => {
          const moved = values.slice();
          moved[position]! += step;
          // The step as float32 has it.
          return [moved[position]! - values[position]!, directTerm({ ...weights, [name]: moved }, starts)];
        };
        const [[up, above], [down, below]] = [at(2 ** -16), at(-(2 ** -16))];
        const slope = (above - below) / (up - down);
        assert.ok(
          Math.abs(gradient[position]! - slope) < 5e-3 * largest,
          `${name}: ${gradient[position]} instead of ${slope}`,
        );
      }
    }
  });

  it('costs nothing for a shift of all samples, which the high-pass filter takes away', async () => {
    const { 'by hide.output.bias': byShift } = await engineStep(adversary.warmupSteps);
    assert.ok(byShift!.data.every((value) => Math.abs(Number(value)) < 1e-5));
  });

  it('is nothing until the detector has learned for the warm-up', async () => {
    const results = await engineStep(adversary.warmupSteps - 1);
    assert.equal(results.term!.data[0], 0);
    for (const name of BY) assert.ok(results[`by ${name}`]!.data.every((value) => Number(value) === 0));
    assert.equal(results.nextStep!.data[0], adversary.warmupSteps);
  });
});

describe('the adversary’s own step', () => {
  it('is that of a detector that is trained on the same covers and containers, but for their borders', async () => {
    const results = await engineStep(3);
    const dims = [PAIRS, 3, SHOWN, SHOWN];
    const configuration = { batch: PAIRS, crop: SHOWN, optimizer: DETECTOR_OPTIMIZER };
    const alone = await runtime.load(toOnnx(detectorStep(detector, configuration)));
    const state = detectorState(3);
    const expected = await alone.run({
      ...stateFeeds(state),
      cover: float32(Float32Array.from(shown(cover!)), dims),
      container: float32(Float32Array.from(shown(results.container!.data as Float32Array)), dims),
      learningRate: float32(Float32Array.of(adversary.learningRate), []),
    });
    await alone.dispose();
    assert.equal(results.error!.data[0], expected.error!.data[0]);
    const next = expected.next_weights!.data as Float32Array;
    assert.notDeepEqual(next, state.weights);
    for (const [index, value] of (results.next!.data as Float32Array).entries()) {
      assert.ok(Math.abs(value - next[index]!) < 1e-6);
    }
  });
});

describe('a trainer with an adversary', () => {
  const configuration = trainingConfiguration({
    network: { maps: 3, kernels: [3] },
    batch: PAIRS,
    crop: SIDE,
    adversary: { ...adversary, warmupSteps: 2 },
    schedule: { learningRate: 1e-3, warmupSteps: 0 },
  });
  const trained = baluja(configuration.network);
  const batch = (): Batch => ({
    cover: cover!.slice(),
    secret: secret!.slice(),
    conditions: new Float32Array(2 * PAIRS),
  });

  /** The network's weights after so many steps. */
  async function weightsAfter(steps: number, change: Partial<AdversaryConfiguration>): Promise<Float32Array> {
    const changed = trainingConfiguration({ adversary: change }, configuration);
    const trainer = await Trainer.create(trained, changed, runtime, initialState(trained, 1));
    for (let step = 0; step < steps; step++) await trainer.step(batch(), step, 0);
    const { weights: reached } = await trainer.state();
    await trainer.dispose();
    return reached;
  }

  let without: readonly Float32Array[];
  before(async () => {
    without = [await weightsAfter(2, { weight: 0 }), await weightsAfter(3, { weight: 0 })];
  });

  it('trains as one without during the warm-up, and in another way after it, the more the weight', async () => {
    assert.deepEqual(await weightsAfter(2, {}), without[0]);
    const distance = async (weight: number): Promise<number> => {
      const reached = await weightsAfter(3, { weight });
      return Math.hypot(...reached.map((value, index) => value - without[1]![index]!));
    };
    const [little, much] = [await distance(1e-3), await distance(1)];
    assert.ok(little > 0 && much > 2 * little, `${little} ${much}`);
  });

  it('teaches the detector, which keeps what it knows when the network is set back', async () => {
    const trainer = await Trainer.create(trained, configuration, runtime, initialState(trained, 1));
    const start = await trainer.adversaryState();
    const { adversaryError } = await trainer.step(batch(), 0, 0);
    assert.ok(adversaryError! >= 0 && adversaryError! <= 1);
    const learned = await trainer.adversaryState();
    assert.notDeepEqual(learned!.weights, start!.weights);
    await trainer.setState(initialState(trained, 1));
    assert.deepEqual(await trainer.adversaryState(), learned);
    assert.deepEqual(await trainer.state(), initialState(trained, 1));
    await trainer.dispose();
  });

  it('says nothing of one where there is none', async () => {
    const plain = trainingConfiguration({ adversary: { weight: 0 } }, configuration);
    const trainer = await Trainer.create(trained, plain, runtime, initialState(trained, 1));
    assert.equal('adversaryError' in (await trainer.step(batch(), 0, 0)), false);
    assert.equal(await trainer.adversaryState(), undefined);
    await trainer.dispose();
  });
});
