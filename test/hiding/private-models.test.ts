/**
 * Two small private models, trained here: what one hides, the other cannot show.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { resize } from '../../src/image/resize.ts';
import { deepMethod } from '../../src/methods/deep/deep-method.ts';
import { hidePicture, revealPicture } from '../../src/methods/frame/hide-picture.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { residualLeak } from '../../src/metrics/residual-leak.ts';
import { trainingConfiguration } from '../../src/training/configuration.ts';
import { train } from '../../src/training/train.node.ts';

const SAMPLES = fileURLToPath(new URL('../../../samples/', import.meta.url));

let folder = '';
let models: OpenModel[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-private-'));
  for (const [index, maps] of [16, 18].entries()) {
    const out = join(folder, `model-${index}`);
    await train({
      data: SAMPLES,
      out,
      steps: 250,
      configuration: trainingConfiguration({
        architecture: 'invertible',
        network: { blocks: 2, maps, private: true },
        beta: 1,
        batch: 4,
        crop: 32,
        scrambled: 1,
        seed: index,
        schedule: { learningRate: 0.005, warmupSteps: 20 },
        optimizer: { method: 'muon', beta1: 0.95, averageDecay: 0.99 },
        validationPhotos: 1,
        validationSide: 64,
      }),
    });
    models.push(await openModel(out));
  }
});
after(async () => {
  for (const model of models) await model.dispose();
  models = [];
  await rm(folder, { recursive: true, force: true });
});

describe('private models', () => {
  it('reveal their own containers, and noise from those of others, with no shape of the secret', async () => {
    const cover = resize((await readPicture(join(SAMPLES, 'kodim23.png'))).image, 288, 192);
    const secret = resize((await readPicture(join(SAMPLES, 'coffee.png'))).image, 288, 192);
    for (const [index, model] of models.entries()) {
      const method = deepMethod(model);
      const container = await hidePicture(method, cover, secret);
      const own = await revealPicture(async () => method, container);
      const other = await deepMethod(models[1 - index]!).extract(container, own.header);
      assert.ok(psnr(secret, own.secret) > 20, `own ${psnr(secret, own.secret)} dB`);
      assert.ok(psnr(secret, other) < 13, `other ${psnr(secret, other)} dB`);
      // A grey picture as cover: what is left of the secret in the revealed one, however its contrast is turned.
      const grey = { ...secret, data: new Uint8Array(secret.data.length).fill(128) };
      assert.ok(residualLeak(grey, own.secret, secret) > 0.9);
      assert.ok(residualLeak(grey, other, secret) < 0.35, `${residualLeak(grey, other, secret)}`);
    }
  });
});
