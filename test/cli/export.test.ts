import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { decodeSafetensors, encodeSafetensors } from '../../src/networks/safetensors.ts';
import { readTrainedModel } from '../../src/training/checkpoint/model-files.node.ts';
import { readWeightsFile, weightsIn } from '../../src/training/checkpoint/weights-file.ts';
import { photoFolder, temporaryFolder } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

const settings = { network: { maps: 3, kernels: [3] }, crop: 16, batch: 1, validationPhotos: 1 };

let data: string;
let folder: string;
let model: string;
let config: string;
before(async () => {
  data = await photoFolder(4, 48);
  folder = await temporaryFolder();
  model = join(folder, 'model');
  config = join(folder, 'config.json');
  await writeFile(config, JSON.stringify(settings));
  const { code, err } = await train('--out', model, '--config', config);
  assert.equal(code, 0, err);
});

function train(...args: string[]) {
  return pentimento(['train', '--data', data, '--steps', '2', ...args]);
}

/** The weights in a file, for the network that it names. */
async function weightsOf(path: string) {
  const { network } = await readTrainedModel(model);
  return weightsIn(readWeightsFile(new Uint8Array(await readFile(path))), network);
}

describe('export', { concurrency: 2 }, () => {
  it('writes the weights of a model folder and of its checkpoint, which are the same', async () => {
    const { weights } = await readTrainedModel(model);
    for (const [from, name] of [
      [model, 'model'],
      [join(model, 'checkpoint.safetensors'), 'checkpoint.safetensors'],
    ] as const) {
      const out = join(folder, `of-${name}.safetensors`);
      const { code, out: said, err } = await pentimento(['export', from, '--safetensors', out]);
      assert.deepEqual([code, err], [0, '']);
      assert.match(said, new RegExp(`^Wrote .*of-.*: [\\d,]+ weights of ${name} \\(baluja\\)\\.\n$`));
      assert.deepEqual(await weightsOf(out), weights);
    }
  });

  it('of a model that ships is a start for a training, with its settings', async () => {
    const out = join(folder, 'shipped.safetensors');
    const exported = await pentimento(['export', 'baluja', '--safetensors', out, '--json']);
    const document = JSON.parse(exported.out);
    assert.deepEqual([document.out, document.model, document.architecture], [out, 'baluja', 'baluja']);
    const short = join(folder, 'short.json');
    await writeFile(short, JSON.stringify({ crop: 16, batch: 1, validationPhotos: 1, validationSide: 16 }));
    const tuned = join(folder, 'tuned');
    const { code, err } = await train('--out', tuned, '--from', out, '--config', short);
    assert.equal(code, 0, err);
    const { training, configuration } = JSON.parse(await readFile(join(tuned, 'model.json'), 'utf8'));
    assert.equal(training.from, 'shipped.safetensors');
    assert.equal(configuration.maps, document.network.maps);
  });

  it('keeps what exists, unless told to replace it, and what it reads in any case', async () => {
    const out = join(folder, 'kept.safetensors');
    await writeFile(out, 'precious');
    const args = ['export', model, '--safetensors', out];
    const kept = await pentimento(args);
    assert.deepEqual([kept.code, kept.out], [1, '']);
    assert.match(kept.err, /^.*kept\.safetensors exists; add --overwrite to replace it.*\n$/);
    assert.equal(await readFile(out, 'utf8'), 'precious');
    assert.equal((await pentimento([...args, '--overwrite'])).code, 0);
    await weightsOf(out);

    const checkpoint = join(model, 'checkpoint.safetensors');
    for (const from of [model, checkpoint]) {
      const { code, err } = await pentimento(['export', from, '--safetensors', checkpoint, '--overwrite']);
      assert.equal(code, 1);
      assert.match(
        err,
        /^Expected another file to write to than .*checkpoint\.safetensors, which is read\n$/,
      );
    }
  });

  it('refuses what is no model, in one sentence, and writes nothing', async () => {
    const empty = await temporaryFolder();
    const out = join(empty, 'out.safetensors');
    const cut = join(folder, 'cut.safetensors');
    const bytes = await readFile(join(model, 'checkpoint.safetensors'));
    await writeFile(cut, bytes.subarray(0, bytes.length - 1));
    for (const [from, message] of [
      ['atlantis', /^Expected one of .* received atlantis\n$/],
      [join(folder, 'none.safetensors'), /^Expected a file of weights but received .* \(ENOENT\)\n$/],
      [cut, /^Expected all values of .* but the file is cut short\n$/],
    ] as const) {
      const { code, out: said, err } = await pentimento(['export', from, '--safetensors', out]);
      assert.deepEqual([code, said], [1, '']);
      assert.match(err, message);
    }
    assert.deepEqual(await readdir(empty), []);
  });
});

describe('train --from a file', () => {
  it('of another program takes its weights, with the settings of --config', async () => {
    const { network, weights } = await readTrainedModel(model);
    const bare = join(folder, 'bare.safetensors');
    const tensors = Object.fromEntries(
      network.parameters.map(({ name, shape }) => [name, { shape, values: weights[name]! }]),
    );
    await writeFile(bare, encodeSafetensors({ tensors, metadata: {} }));
    const out = join(folder, 'from-bare');
    const still = join(folder, 'still.json');
    const schedule = { learningRate: 1e-30, warmupSteps: 0 };
    await writeFile(still, JSON.stringify({ ...settings, schedule }));
    const { code, err } = await train('--out', out, '--from', bare, '--config', still);
    assert.equal(code, 0, err);
    const { tensors: trained } = decodeSafetensors(
      new Uint8Array(await readFile(join(out, 'checkpoint.safetensors'))),
    );
    for (const { name } of network.parameters)
      assert.deepEqual(trained[`weights/${name}`]!.values, weights[name]);
  });

  it('refuses one that does not fit, in one sentence, and makes no folder', async () => {
    const out = join(await temporaryFolder(), 'new');
    const text = join(folder, 'text.safetensors');
    await writeFile(text, 'These are no weights at all.');
    const bare = join(folder, 'unnamed.safetensors');
    await writeFile(bare, encodeSafetensors({ tensors: {}, metadata: {} }));
    for (const [from, message] of [
      [text, /^Expected a safetensors file but its header is cut short\n$/],
      [bare, /^Expected the \d+ weights of baluja .* but the file lacks .*; .* belong into --config\n$/],
      [join(folder, 'none.safetensors'), /^Expected a file of weights but received .* \(ENOENT\)\n$/],
    ] as const) {
      const { code, out: said, err } = await train('--out', out, '--from', from);
      assert.deepEqual([code, said], [1, '']);
      assert.match(err, message);
      await assert.rejects(readdir(out));
    }
  });
});
