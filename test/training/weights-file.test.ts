import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { initialWeights } from '../../src/networks/parameters.ts';
import { createNetwork } from '../../src/networks/registry.ts';
import type { SafeTensor } from '../../src/networks/safetensors.ts';
import { decodeSafetensors, encodeSafetensors } from '../../src/networks/safetensors.ts';
import { encodeCheckpoint } from '../../src/training/checkpoint/checkpoint.ts';
import { exportWeights } from '../../src/training/checkpoint/export-weights.node.ts';
import { encodeWeightsFile, readWeightsFile, weightsIn } from '../../src/training/checkpoint/weights-file.ts';
import { trainingConfiguration } from '../../src/training/configuration.ts';
import { NO_ERRORS } from '../../src/training/explosion.ts';
import { flattenWeights } from '../../src/training/optimizer/flat-weights.ts';
import { stateFrom } from '../../src/training/trainer.ts';
import { temporaryFolder } from './sample-photos.ts';

const configuration = trainingConfiguration({
  architecture: 'invertible',
  network: { block: 2, blocks: 2, maps: 4 },
  crop: 16,
});
const network = createNetwork(configuration.architecture, configuration.network);
const weights = initialWeights(network.parameters, 5);
const names = network.parameters.map(({ name }) => name);

/** The weights as tensors, under names with a prefix. */
function tensorsOf(prefix = '', values = weights): Record<string, SafeTensor> {
  return Object.fromEntries(
    network.parameters.map(({ name, shape }) => [`${prefix}${name}`, { shape, values: values[name]! }]),
  );
}

function fileOf(tensors: Readonly<Record<string, SafeTensor>>, metadata: Record<string, string> = {}) {
  return readWeightsFile(encodeSafetensors({ tensors, metadata }));
}

/** A whole checkpoint whose averaged weights differ from its weights. */
function checkpointBytes(): Uint8Array {
  const vector = flattenWeights(weights, network.parameters);
  const state = { ...stateFrom(vector.map((value) => 2 * value)), averaged: vector };
  const progress = { batches: 3, skipped: 0, seconds: 1, errors: NO_ERRORS, rateFactor: 1 };
  return encodeCheckpoint({ configuration, ...progress, state }, network);
}

describe('a file of weights', () => {
  it('has the network’s names and the settings of its training', () => {
    const bytes = encodeWeightsFile(network, weights, configuration);
    assert.deepEqual(Object.keys(decodeSafetensors(bytes).tensors), names);
    const file = readWeightsFile(bytes);
    assert.deepEqual(weightsIn(file, network), weights);
    assert.deepEqual(file.configuration, configuration);
  });

  it('of another program has bare or averaged names, and no settings', () => {
    for (const prefix of ['', 'averaged/']) {
      const file = fileOf(tensorsOf(prefix), { format: 'pt' });
      assert.deepEqual(weightsIn(file, network), weights);
      assert.equal(file.configuration, undefined);
    }
  });

  it('that is a checkpoint gives its averaged weights', () => {
    assert.deepEqual(weightsIn(readWeightsFile(checkpointBytes()), network), weights);
  });

  it('with names missing or too many says which', () => {
    const { [names[0]!]: first, ...others } = tensorsOf();
    const cases: readonly [Record<string, SafeTensor>, string[], string[], RegExp][] = [
      [others, [names[0]!], [], / but the file lacks 1 \(0\.phi\.0\.weight\)$/],
      [{ ...tensorsOf(), more: first! }, [], ['more'], / but the file has 1 too many \(more\)$/],
      [
        { ...others, more: first! },
        [names[0]!],
        ['more'],
        /^Expected the \d+ weights of invertible \{.*\} but the file lacks 1 \(.*\) and has 1 too many \(more\)$/,
      ],
      [{}, names, [], /lacks \d+ \(0\.phi\.0\.weight, 0\.phi\.0\.bias, [^,]*, [^,]*, \.\.\.\)$/],
      [{ ...tensorsOf('averaged/'), more: first! }, [], ['more'], /too many \(more\)$/],
      // Only a checkpoint has other vectors beside the averaged ones.
      [{ ...tensorsOf(), 'moment1/x': first! }, [], ['moment1/x'], /too many \(moment1\/x\)$/],
      [{ ...tensorsOf(), 'a\nb': first! }, [], ['a\nb'], /too many \(a\?b\)$/],
    ];
    for (const [tensors, missing, foreign, message] of cases) {
      assert.throws(() => weightsIn(fileOf(tensors), network), {
        name: 'RangeError',
        code: 'weights-mismatch',
        message,
        details: { missing, foreign },
      });
    }
  });

  it('with another shape is refused, also where the number of weights is the same', () => {
    for (const shape of [[4, 12 * 9], [12, 4, 3, 3], [4, 12, 3, 2], []]) {
      const length = shape.reduce((product, size) => product * size, 1);
      const tensors = { ...tensorsOf(), [names[0]!]: { shape, values: new Float32Array(length) } };
      assert.throws(() => weightsIn(fileOf(tensors), network), {
        code: 'weights-mismatch',
        message: `Expected the shape [4,12,3,3] for the weight 0.phi.0.weight but received [${shape}]`,
      });
    }
  });

  it('with numbers that are not finite is refused', () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const values = weights[names[2]!]!.slice();
      values[1] = wrong;
      const tensors = tensorsOf('', { ...weights, [names[2]!]: values });
      assert.throws(() => weightsIn(fileOf(tensors), network), {
        code: 'weights-damaged',
        message: `Expected finite numbers for the weight ${names[2]} but received ${wrong}`,
      });
    }
  });

  it('that is none, or is cut short anywhere, is refused with a code', () => {
    const bytes = encodeWeightsFile(network, weights, configuration);
    for (let length = 0; length < bytes.length; length += 61) {
      assert.throws(() => readWeightsFile(bytes.subarray(0, length)), { code: 'weights-damaged' });
    }
  });

  it('with settings that this version does not know is refused; without readable ones it has none', () => {
    const training = JSON.stringify({ configuration: { 'bat\nch': 4 } });
    assert.throws(() => fileOf(tensorsOf(), { training }), {
      code: 'bad-configuration',
      message: /^The settings in the file of weights cannot be used: [^\n]*$/,
    });
    for (const other of ['', '{', 'null', '[]', '{}', '3']) {
      assert.equal(fileOf(tensorsOf(), { training: other }).configuration, undefined);
    }
  });
});

describe('exported weights', () => {
  it('of a checkpoint are its averaged ones', async () => {
    const path = join(await temporaryFolder(), 'checkpoint.safetensors');
    await writeFile(path, checkpointBytes());
    const { name, count, bytes } = await exportWeights(path);
    assert.deepEqual(
      [name, count],
      ['checkpoint.safetensors', flattenWeights(weights, network.parameters).length],
    );
    assert.deepEqual(bytes, encodeWeightsFile(network, weights, configuration));
  });

  it('of a file that does not name its network are refused', async () => {
    const path = join(await temporaryFolder(), 'weights.safetensors');
    await writeFile(path, encodeSafetensors({ tensors: tensorsOf(), metadata: {} }));
    await assert.rejects(exportWeights(path), {
      code: 'bad-configuration',
      message: /^Expected a model or the checkpoint of a training but .* does not name its network$/,
    });
  });
});
