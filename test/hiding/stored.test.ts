/**
 * Containers that were written by version 0.1.0 still reveal. They are never written anew: a change that breaks them breaks those
 * that people have.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { NothingHiddenError, reveal } from '../../src/hiding/node.ts';
import { readPicture } from '../../src/image/node.ts';
import { psnr } from '../../src/metrics/psnr.ts';

const STORED = fileURLToPath(new URL('../../../test/hiding/stored/', import.meta.url));

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pentimento-stored-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** PSNR of what a stored container reveals, dB. */
async function revealed(name: string, passphrase?: string): Promise<number> {
  const out = join(folder, `${name}.png`);
  const report = await reveal({ container: join(STORED, `${name}.png`), secret: out, passphrase });
  assert.equal(report.model, 'baluja');
  return psnr((await readPicture(join(STORED, 'secret.png'))).image, (await readPicture(out)).image);
}

describe('stored containers', () => {
  it('reveal what they did when they were written', async () => {
    assert.ok(Math.abs((await revealed('baluja-frame1')) - 28.15) < 0.05);
  });

  it('reveal it with the passphrase alone where they have one', async () => {
    const name = 'baluja-frame1-passphrase';
    assert.ok(Math.abs((await revealed(name, 'a stored passphrase')) - 28.15) < 0.05);
    await assert.rejects(revealed(name), NothingHiddenError);
    await assert.rejects(revealed(name, 'another passphrase'), NothingHiddenError);
  });
});
