import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baluja } from '../../src/networks/baluja.ts';
import { xunet } from '../../src/networks/detectors/xunet.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/networks/safetensors.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import type { Checkpoint } from '../../src/training/checkpoint/checkpoint.ts';
import {
  checkpointConfiguration,
  decodeCheckpoint,
  encodeCheckpoint,
} from '../../src/training/checkpoint/checkpoint.ts';
import { trainingConfiguration } from '../../src/training/configuration.ts';
import { NO_ERRORS } from '../../src/training/explosion.ts';
import { initialState } from '../../src/training/trainer.ts';

const network = baluja({ maps: 3, kernels: [2, 3] });
const configuration = trainingConfiguration({ network: { maps: 3, kernels: [2, 3] }, crop: 24, noise: 1.5 });
const { normal } = seededRandom(3);
const initial = initialState(network, 1);
const random = (): Float32Array => initial.weights.map(normal);

const checkpoint: Checkpoint = {
  configuration,
  batches: 1234,
  skipped: 5,
  seconds: 678.901,
  errors: { cover: { mean: 30.5, best: 31 }, secret: { mean: 28, best: 28.5 }, steps: 1200 },
  rateFactor: 0.5,
  state: {
    weights: random(),
    moment1: random(),
    moment2: random(),
    averaged: random(),
    step: Float32Array.of(1229),
  },
};

/** One of a training that started from a model and has an adversary. */
const opposed: Checkpoint = {
  ...checkpoint,
  configuration: trainingConfiguration({ adversary: { weight: 0.1, maps: 2 } }, configuration),
  from: 'invertible',
  adversary: {
    state: { ...initialState(xunet({ maps: 2 }), 4), step: Float32Array.of(77) },
    error: 0.125,
  },
};

/** The checkpoint's bytes with other words about the training; `undefined` leaves an entry out. */
function withTraining(entries: Readonly<Record<string, unknown>>): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(encodeCheckpoint(checkpoint, network));
  const training = { ...JSON.parse(metadata.training!), ...entries };
  return encodeSafetensors({ tensors, metadata: { training: JSON.stringify(training) } });
}

describe('a checkpoint', () => {
  it('comes back bit for bit', () => {
    const bytes = encodeCheckpoint(checkpoint, network);
    assert.deepEqual(decodeCheckpoint(bytes, network), checkpoint);
    assert.deepEqual(checkpointConfiguration(bytes), configuration);
  });

  it('with an adversary comes back bit for bit, and says what it started from', () => {
    const bytes = encodeCheckpoint(opposed, network);
    assert.deepEqual(decodeCheckpoint(bytes, network), opposed);
    const { tensors } = decodeSafetensors(bytes);
    assert.deepEqual(tensors['adversary/averaged/group1.weight']!.shape, [2, 3, 5, 5]);
  });

  it('of an adversary that is not there is refused', () => {
    const missing = withTraining({ configuration: opposed.configuration });
    assert.throws(() => decodeCheckpoint(missing, network), /number for step in the checkpoint/);
    const empty = withTraining({ configuration: opposed.configuration, adversary: { step: 1, error: 0.5 } });
    assert.throws(() => decodeCheckpoint(empty, network), /values for weight group1\.weight but received 0/);
  });

  it('of an earlier version, which did not watch for explosions, starts to', () => {
    const { errors, rateFactor } = decodeCheckpoint(
      withTraining({ errors: undefined, rateFactor: undefined }),
      network,
    );
    assert.deepEqual([errors, rateFactor], [NO_ERRORS, 1]);
    for (const other of [null, 5, { cover: 0.1, secret: 0.2, best: 50 }, { cover: { mean: 30 } }]) {
      assert.deepEqual(decodeCheckpoint(withTraining({ errors: other }), network).errors, NO_ERRORS);
    }
  });

  it('is safetensors with a tensor for each weight, of its shape, four times over', () => {
    const { tensors } = decodeSafetensors(encodeCheckpoint(checkpoint, network));
    const expected = ['weights', 'moment1', 'moment2', 'averaged'].flatMap((vector) =>
      network.parameters.map(({ name, shape }) => [`${vector}/${name}`, shape] as const),
    );
    assert.deepEqual(
      Object.entries(tensors).map(([name, { shape }]) => [name, shape]),
      expected,
    );
  });

  it('of an earlier version, which had fewer settings, has the default for the new ones', () => {
    const { cacheMebibytes, ...earlier } = configuration;
    assert.equal(cacheMebibytes, 1024);
    const bytes = withTraining({ configuration: earlier });
    assert.equal(checkpointConfiguration(bytes).cacheMebibytes, 1024);
  });

  const weightless = encodeSafetensors({
    tensors: {},
    metadata: decodeSafetensors(encodeCheckpoint(checkpoint, network)).metadata,
  });
  const bad: readonly [string, Uint8Array, RegExp][] = [
    ['other safetensors', encodeSafetensors({ tensors: {}, metadata: {} }), /Expected a training checkpoint/],
    [
      'metadata that is no JSON',
      encodeSafetensors({ tensors: {}, metadata: { training: '{' } }),
      /Expected a training checkpoint/,
    ],
    ['null for the training', encodeSafetensors({ tensors: {}, metadata: { training: 'null' } }), /Expected/],
    ['no configuration', withTraining({ configuration: undefined }), /Expected an object/],
    ['no number of batches', withTraining({ batches: null }), /number for batches/],
    ['a step that is text', withTraining({ step: '9' }), /number for step/],
    ['an unknown setting', withTraining({ configuration: { ...configuration, later: 1 } }), /received later/],
    ['no weights', weightless, /values for weight prep\.2x2\.0\.weight but received 0/],
  ];
  for (const [what, bytes, message] of bad) {
    it(`with ${what} is refused`, () => {
      assert.throws(() => decodeCheckpoint(bytes, network), { message });
    });
  }

  it('of another network is refused', () => {
    const bytes = encodeCheckpoint(checkpoint, network);
    for (const other of [baluja({ maps: 4, kernels: [2, 3] }), baluja({ maps: 3, kernels: [2, 4] })]) {
      assert.throws(() => decodeCheckpoint(bytes, other), /Expected \d+ values for weight/);
    }
  });
});
