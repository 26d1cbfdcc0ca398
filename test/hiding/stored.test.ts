/**
 * Containers that were written by earlier states of version 0.1.0 still reveal, with the weights that they were made with. They are never written anew: a change that breaks them breaks those
 * that people have.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';

const STORED = fileURLToPath(new URL('../../../test/hiding/stored/', import.meta.url));

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-stored-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** PSNR of what a stored container reveals, dB. */
async function revealed(model: string, name: string, passphrase?: string): Promise<number> {
  const out = join(folder, `${name}-${passphrase}.png`);
  const report = await reveal({ container: join(STORED, `${name}.png`), secret: out, passphrase });
  assert.equal(report.model, model);
  return psnr((await readPicture(join(STORED, 'secret.png'))).image, (await readPicture(out)).image);
}

describe('stored containers', () => {
  for (const [model, container, open, keyed] of [
    ['baluja', 'baluja-frame1', 28.15, 28.15],
    ['invertible-1', 'invertible-frame1', 36.37, 35.66],
    ['invertible', 'invertible-shaped', 36.12, 34.84],
  ] as const) {
    it(`of ${model} reveal what they did when they were written`, async () => {
      assert.ok(Math.abs((await revealed(model, container)) - open) < 0.05);
    });

    it(`of ${model} reveal it with the passphrase alone where they have one`, async () => {
      const name = `${container}-passphrase`;
      assert.ok(Math.abs((await revealed(model, name, 'a stored passphrase')) - keyed) < 0.05);
      await assert.rejects(revealed(model, name), NothingHiddenError);
      await assert.rejects(revealed(model, name, 'another passphrase'), NothingHiddenError);
    });
  }
});
