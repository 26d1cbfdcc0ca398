import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import type { ModelManifest } from '../../src/networks/manifest.ts';
import { modelFile } from '../../src/networks/manifest.ts';
import { modelFiles, readNetwork } from '../../src/networks/model-files.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { decodeSafetensors } from '../../src/networks/safetensors.ts';
import { sharedFiles, withWeights } from '../../src/networks/shared-weights.ts';
import { fromFloat16, toFloat16 } from '../../src/onnx/float16.ts';

const LOCATION = 'weights.safetensors';
const networks = [baluja({ maps: 3, kernels: [2, 3] }), invertible({ block: 2, blocks: 2, maps: 5 })];

describe('models that share their weights', () => {
  for (const network of networks) {
    for (const precision of ['float32', 'float16'] as const) {
      const weights = initialWeights(network.parameters, 7);
      const inside = inferenceModels(network, weights, precision);
      const files = sharedFiles(network, weights, precision, LOCATION);

      it(`of ${network.architecture} in ${precision} are with them the models that have them inside`, () => {
        for (const direction of ['hide', 'reveal'] as const) {
          assert.deepEqual(withWeights(files[direction], LOCATION, files.weights), inside[direction]);
          assert.ok(files[direction].length < inside[direction].length);
        }
      });

      it(`of ${network.architecture} in ${precision} leave them to other programs`, () => {
        const { tensors } = decodeSafetensors(files.weights);
        assert.deepEqual(
          Object.keys(tensors),
          network.parameters.map(({ name }) => name),
        );
        for (const { name, shape } of network.parameters) {
          const given = weights[name]!;
          const values = precision === 'float16' ? fromFloat16(toFloat16(given)) : given;
          assert.deepEqual(tensors[name], { shape, values });
        }
      });
    }
  }

  const [network] = networks as [(typeof networks)[0]];
  const files = sharedFiles(network, initialWeights(network.parameters, 7), 'float16', LOCATION);

  it('are refused where the weights are missing or cut short', () => {
    assert.throws(
      () => withWeights(files.hide, 'other.safetensors', files.weights),
      /Expected the file "weights\.safetensors" with the data of tensor \S+ but it is not given$/,
    );
    for (const length of [0, 100, files.weights.length - 1]) {
      assert.throws(
        () => withWeights(files.reveal, LOCATION, files.weights.subarray(0, length)),
        /Expected the data of tensor \S+ within the \d+ bytes of weights\.safetensors/,
      );
    }
  });

  it('are read from their folder, and nothing else is', async () => {
    const manifest: ModelManifest = {
      format: 2,
      name: 'mine',
      architecture: network.architecture,
      configuration: network.configuration,
      hide: await modelFile('hide.onnx', files.hide),
      reveal: await modelFile('reveal.onnx', files.reveal),
      weights: await modelFile(LOCATION, files.weights),
      training: {},
    };
    const asked: string[] = [];
    const folder: Readonly<Record<string, Uint8Array>> = {
      'hide.onnx': files.hide,
      'reveal.onnx': files.reveal,
      [LOCATION]: files.weights,
    };
    const read = async (name: string): Promise<Uint8Array> => {
      asked.push(name);
      return folder[name]!;
    };
    assert.deepEqual(
      await readNetwork(manifest, 'reveal', read),
      withWeights(files.reveal, LOCATION, files.weights),
    );
    assert.deepEqual(asked, ['reveal.onnx', LOCATION]);
    assert.deepEqual(
      modelFiles(manifest).map(({ file }) => file),
      ['hide.onnx', 'reveal.onnx', LOCATION],
    );
    const changed = files.weights.slice();
    changed[changed.length - 1]! ^= 1;
    await assert.rejects(
      readNetwork(manifest, 'hide', async (name) => (name === LOCATION ? changed : folder[name]!)),
      {
        code: 'model-damaged',
        message:
          'The model mine is damaged: weights.safetensors is not the file that its model.json describes',
      },
    );
    // Digests that fit, and a graph that names another file.
    const elsewhere = { ...manifest, weights: await modelFile('other.safetensors', files.weights) };
    await assert.rejects(
      readNetwork(elsewhere, 'hide', async (name) => folder[name] ?? files.weights),
      {
        code: 'model-damaged',
        message: /^The model mine is damaged: hide\.onnx: Expected the file "weights\.safetensors"/,
      },
    );
  });
});
