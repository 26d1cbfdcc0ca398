import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { writePicture } from '../../src/image/picture-files.node.ts';
import type { AuditOptions } from '../../src/steganalysis/audit/audit.node.ts';
import { audit } from '../../src/steganalysis/audit/audit.node.ts';
import { patiently } from '../suite/patience.ts';
import { temporaryFolder } from '../training/sample-photos.ts';
import { gradientPicture } from './synthetic-picture.ts';

describe('an audit', () => {
  let options: AuditOptions;
  let scratch: string;
  before(async () => {
    const covers = await temporaryFolder();
    for (let index = 0; index < 4; index++) {
      await writePicture(join(covers, `${index}.png`), gradientPicture(96, 64, index + 1));
    }
    options = { covers, methods: ['lsb4'], tile: 32, folds: 2, learningCurve: false, controls: false };
    // Where temporary folders are made from here on.
    scratch = await temporaryFolder();
    process.env.TMPDIR = scratch;
  });

  /** ONNX Runtime leaves files of its own. */
  const ownFolders = async (): Promise<string[]> =>
    (await readdir(scratch)).filter((name) => name.startsWith('pentimento-'));

  it('reports in the order asked, controls last, and leaves no file', async () => {
    const methods = ['hill@0.4', 'exact@0.3', 'lsb4', 'exact@0.1', 'lsb4'];
    const { subjects } = await audit({ ...options, methods, threads: 2 });
    assert.deepEqual(
      subjects.map(({ name, control }) => [name, control]),
      [
        ['exact@0.3', false],
        ['exact@0.1', false],
        ['hill@0.4', true],
        ['lsb4', true],
      ],
    );
    assert.deepEqual(await ownFolders(), []);
  });

  it('does not depend on the number of threads', async () => {
    const methods = ['lsb4', 'lsb-matching@0.5'];
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => audit({ ...options, methods, threads, learningCurve: true })),
    );
    assert.deepEqual(one, two);
  });

  it('counts every fold, and every photo that something is hidden in', async () => {
    const told = new Map<string, string[]>();
    await audit({
      ...options,
      onProgress: (what, done, total) => told.set(what, [...(told.get(what) ?? []), `${done}/${total}`]),
    });
    assert.deepEqual(told.get('covers'), ['0/4', '1/4', '2/4', '3/4']);
    assert.deepEqual(told.get('hiding by lsb4'), ['0/4', '1/4', '2/4', '3/4']);
    const folds = [...told].flatMap(([what, steps]) => (what.startsWith('ensembles') ? steps : []));
    assert.deepEqual(folds.sort(), ['1/4', '2/4', '3/4', '4/4']);
  });

  const network = { folds: 2, steps: 100_000 };
  const stages: readonly (readonly [string, Partial<AuditOptions>])[] = [
    ['covers', {}],
    ['hiding by exact', { methods: ['exact'] }],
    ['hiding by deep', { methods: ['deep'] }],
    ['ensembles for', { learningCurve: true }],
    ['network warden', { network }],
  ];
  for (const [stage, further] of stages) {
    it(`ends when it is aborted during "${stage}", and leaves no file`, async () => {
      const interruption = new AbortController();
      const work = audit({
        ...options,
        ...further,
        signal: interruption.signal,
        onProgress: (what) => {
          if (what.startsWith(stage)) interruption.abort(new Error('enough'));
        },
      });
      await assert.rejects(patiently('The end', work, { limits: { work: 240 } }), /^Error: enough$/);
      assert.deepEqual(await ownFolders(), []);
    });
  }

  it('does not begin when it was aborted before, or with too few photos for the network', async () => {
    await assert.rejects(audit({ ...options, signal: AbortSignal.abort(new Error('no')) }), /^Error: no$/);
    await assert.rejects(audit({ ...options, network: { folds: 5 } }), /at least 5 photos.* received 4$/);
    assert.deepEqual(await ownFolders(), []);
  });
});
