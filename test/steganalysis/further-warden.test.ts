/** A warden is a plug-in: one file that registers features and a control, and audits train with the one and test with the other. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { registerControl } from '../../src/steganalysis/controls/controls.ts';
import {
  FEATURE_SETS,
  featuresNamed,
  registerFeatures,
} from '../../src/steganalysis/features/feature-sets.ts';
import { pentimento } from '../cli/run-cli.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const TOY = pathToFileURL(join(import.meta.dirname, 'toy-warden.js')).href;

const run = (...args: string[]) => pentimento(args, { node: ['--import', TOY] });

describe('a warden that is registered from one file', () => {
  it('is in the help, and finds the control that is registered with it', async () => {
    const folder = await temporaryFolder();
    const [photos, json, html] = ['photos', 'audit.json', 'audit.html'].map((name) => join(folder, name));
    await mkdir(photos!);
    for (const name of ['coffee.png', 'chelsea.png', 'astronaut.png', 'kodim23.png']) {
      await samplePhoto(name, 256, 128).png().toFile(join(photos!, name));
    }
    const help = (await run('audit', '--help')).out;
    assert.match(help, /even\s+control: every sample made even/);
    assert.match(help.replaceAll(/\s+/g, ' '), /lowest \(the two lowest bits of each colour\)/);
    const { code, err } = await run(
      ...['audit', '--method', 'even', '--covers', photos!, '--features', 'lowest', '--tile', '64'],
      ...['--folds', '2', '--no-controls', '--no-learning-curve', '--json-file', json!, '--html', html!],
    );
    assert.equal(code, 0, err);
    const { features, subjects } = JSON.parse(await readFile(json!, 'utf8'));
    assert.deepEqual([features, subjects[0].name], ['lowest', 'even']);
    assert.ok(subjects[0].trained.error < 0.1, `P_E ${subjects[0].trained.error}`);
    assert.match(await readFile(html!, 'utf8'), /the two lowest bits of each colour/);
  });

  it('has a name of its own', () => {
    const features = { summary: '', extract: () => new Float32Array(1) };
    assert.throws(() => registerFeatures('spam', features), /a name of its own/);
    assert.throws(() => registerFeatures('Loud one', features), RangeError);
    assert.throws(() => registerControl('hill', { help: [], make: () => undefined }), /a name of its own/);
    assert.throws(() => featuresNamed('lowest'), /one of spam, rich for the features/);
    assert.deepEqual([...FEATURE_SETS.keys()], ['spam', 'rich']);
  });
});
