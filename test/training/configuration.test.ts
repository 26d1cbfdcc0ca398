import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TRAINING_DEFAULTS, trainingConfiguration } from '../../src/training/configuration.ts';

describe('a training’s configuration', () => {
  it('is the defaults where it says nothing, with Baluja’s loss and beta of 0.75', () => {
    assert.deepEqual(trainingConfiguration({}), TRAINING_DEFAULTS);
    assert.equal(TRAINING_DEFAULTS.loss, 'mse');
    assert.equal(TRAINING_DEFAULTS.beta, 0.75);
  });

  it('changes what it names, also inside the groups, and nothing else', () => {
    const changed = trainingConfiguration({ batch: 3, schedule: { warmupSteps: 7 }, network: { maps: 9 } });
    assert.deepEqual(changed, {
      ...TRAINING_DEFAULTS,
      batch: 3,
      schedule: { ...TRAINING_DEFAULTS.schedule, warmupSteps: 7 },
      network: { maps: 9 },
    });
    assert.deepEqual(trainingConfiguration({ seed: 4 }, changed), { ...changed, seed: 4 });
  });

  it('steers nothing and scrambles nothing unless it is told to', () => {
    assert.deepEqual([TRAINING_DEFAULTS.scrambled, TRAINING_DEFAULTS.favoured], [0, 0]);
    const steered = { loss: 'rms', favourFactor: 1.5, scrambled: 1, favoured: 0.25 } as const;
    assert.deepEqual(trainingConfiguration(steered), { ...TRAINING_DEFAULTS, ...steered });
  });

  it('has no adversary unless it is told to', () => {
    assert.equal(TRAINING_DEFAULTS.adversary.weight, 0);
    const { adversary } = trainingConfiguration({ adversary: { weight: 0.5 } });
    assert.deepEqual(adversary, { ...TRAINING_DEFAULTS.adversary, weight: 0.5 });
  });

  it('survives JSON', () => {
    const configuration = trainingConfiguration({ network: { kernels: [3, 5] }, beta: 0.5 });
    assert.deepEqual(trainingConfiguration(JSON.parse(JSON.stringify(configuration))), configuration);
  });

  const bad: readonly [unknown, RegExp][] = [
    [null, /an object for the configuration but received null/],
    [[], /an object for the configuration but received \[\]/],
    ['fast', /an object for the configuration but received "fast"/],
    [{ bacth: 4 }, /Expected one of .*batch.* in the configuration but received bacth/],
    [
      { schedule: { warmup: 4 } },
      /Expected one of .*warmupSteps.* in schedule but received schedule\.warmup/,
    ],
    [{ constructor: 4 }, /in the configuration but received constructor/],
    [{ schedule: 0.1 }, /an object for schedule but received 0\.1/],
    [{ optimizer: [] }, /an object for optimizer/],
    [{ network: 24 }, /an object for network but received 24/],
    [{ network: [24] }, /an object for network/],
    [{ architecture: 5 }, /a string for architecture but received 5/],
    [{ batch: '4' }, /a positive whole number for batch but received "4"/],
    [{ batch: 0 }, /a positive whole number for batch but received 0/],
    [{ batch: 1.5 }, /a positive whole number for batch but received 1\.5/],
    [{ crop: -8 }, /a positive whole number for crop/],
    [{ beta: -1 }, /0 or more for beta/],
    [{ beta: Number.NaN }, /0 or more for beta but received NaN/],
    [{ loss: 'mae' }, /one of mse, rms for loss but received mae/],
    [{ loss: 2 }, /a string for loss but received 2/],
    [{ favourFactor: 0 }, /a positive number for favourFactor but received 0/],
    [{ favourFactor: '2' }, /a positive number for favourFactor but received "2"/],
    [{ scrambled: 1.5 }, /0 to 1 for scrambled but received 1\.5/],
    [{ scrambled: true }, /0 to 1 for scrambled but received true/],
    [{ favoured: -0.5 }, /0 to 1 for favoured but received -0\.5/],
    [{ noise: Number.POSITIVE_INFINITY }, /for noise but received Infinity/],
    [{ seed: 2 ** 32 }, /0 to 4294967295 for seed/],
    [{ seed: 0.5 }, /for seed/],
    [{ schedule: { learningRate: 0 } }, /a positive number for schedule\.learningRate/],
    [{ schedule: { finalFraction: 2 } }, /0 to 1 for schedule\.finalFraction/],
    [{ optimizer: { beta1: 1 } }, /below 1 for optimizer\.beta1/],
    [{ optimizer: { epsilon: 0 } }, /a positive number for optimizer\.epsilon/],
    [{ optimizer: { clipNorm: 0 } }, /a positive number for optimizer\.clipNorm/],
    [{ optimizer: { method: 'sgd' } }, /one of adam, muon for optimizer\.method but received sgd/],
    [{ optimizer: { weightDecay: -1 } }, /0 or more for optimizer\.weightDecay/],
    [{ upsampled: 2 }, /0 to 1 for upsampled but received 2/],
    [{ synthetic: -1 }, /0 to 1 for synthetic/],
    [{ sensorNoise: '0.2' }, /0 to 1 for sensorNoise/],
    [{ badBatch: -3 }, /0 or more for badBatch/],
    [{ stages: 3 }, /a list for stages but received 3/],
    [{ stages: {} }, /a list for stages/],
    [{ stages: [0.5] }, /an object for stages\[0\] but received 0\.5/],
    [
      { stages: [{ until: 1, crop: 32 }] },
      /a positive whole number for stages\[0\]\.batch but received undefined/,
    ],
    [{ stages: [{ until: 1, crop: 1.5, batch: 2 }] }, /whole number for stages\[0\]\.crop/],
    [
      { stages: [{ until: 1, crop: 32, batch: 2, rate: 1 }] },
      /until, crop and batch in stages\[0\] but received rate/,
    ],
    [{ stages: [{ until: 0.5, crop: 32, batch: 2 }] }, /1 for the last stage's until but received 0\.5/],
    [
      {
        stages: [
          { until: 0.5, crop: 32, batch: 2 },
          { until: 0.5, crop: 64, batch: 1 },
        ],
      },
      /a number above 0\.5, up to 1, for stages\[1\]\.until but received 0\.5/,
    ],
    [{ stages: [{ until: 1.5, crop: 32, batch: 2 }] }, /up to 1, for stages\[0\]\.until but received 1\.5/],
    [{ adversary: 0.001 }, /an object for adversary but received 0\.001/],
    [{ adversary: { weight: -1 } }, /0 or more for adversary\.weight but received -1/],
    [{ adversary: { maps: 0 } }, /a positive whole number for adversary\.maps/],
    [{ adversary: { learningRate: 0 } }, /a positive number for adversary\.learningRate/],
    [{ adversary: { warmupSteps: 0.5 } }, /a whole number of 0 or more for adversary\.warmupSteps/],
    [{ adversary: { lambda: 1 } }, /one of weight, .* in adversary but received adversary\.lambda/],
    [{ validationPhotos: -1 }, /for validationPhotos/],
    [{ validationSide: 0 }, /for validationSide/],
    [{ checkpointMinutes: null }, /0 or more for checkpointMinutes but received null/],
  ];
  for (const [value, message] of bad) {
    it(`${JSON.stringify(value)} is refused by name`, () => {
      assert.throws(
        () => trainingConfiguration(value),
        (error) => {
          assert.ok(error instanceof TypeError || error instanceof RangeError);
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }
});
