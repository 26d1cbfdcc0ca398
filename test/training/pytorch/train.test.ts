/** The trainer for PyTorch: its files are ours, and it goes on where it was, on one process or several. */
import assert from 'node:assert/strict';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { decodeSafetensors } from '../../../src/networks/safetensors.ts';
import { exportWeights } from '../../../src/training/checkpoint/export-weights.node.ts';
import { TRAINING_DEFAULTS } from '../../../src/training/configuration.ts';
import { train } from '../../../src/training/train.node.ts';
import { ROOT } from '../../architecture/source.ts';
import { photoFolder, temporaryFolder } from '../sample-photos.ts';
import { runPython, skip, TRAINER } from './python.ts';

const STEPS = 6;

/** A rate that does not depend on the planned length, and every kind of pair. */
const settings = {
  architecture: 'invertible',
  network: { block: 2, blocks: 2, maps: 4 },
  loss: 'rms',
  noise: 1,
  batch: 4,
  crop: 40,
  scrambled: 0.5,
  favoured: 0.5,
  validationPhotos: 2,
  validationSide: 40,
  schedule: { learningRate: 1e-2, warmupSteps: 2, finalFraction: 1 },
  optimizer: { method: 'muon', beta1: 0.95, weightDecay: 0.03 },
  upsampled: 0.2,
  downsampled: 0.2,
  synthetic: 0.3,
  sensorNoise: 0.3,
  badBatch: 3,
};

let photos: string;
let folder: string;
let config: string;

function trainer(out: string, steps: number, ...args: string[]): string[] {
  return [join(TRAINER, 'train.py'), '--data', photos, '--out', out, '--steps', String(steps), ...args];
}

async function succeed(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { code, err } = await runPython(args, environment);
  assert.equal(code, 0, err);
  return err;
}

async function tensorsIn(out: string) {
  const bytes = await readFile(join(out, 'checkpoint.safetensors'));
  return decodeSafetensors(new Uint8Array(bytes)).tensors;
}

async function lastLine(out: string): Promise<Record<string, unknown>> {
  return JSON.parse((await readFile(join(out, 'training.jsonl'), 'utf8')).trimEnd().split('\n').at(-1)!);
}

/** The largest difference of two trainings' states. */
async function difference(first: string, second: string): Promise<number> {
  const [a, b] = [await tensorsIn(first), await tensorsIn(second)];
  assert.deepEqual(Object.keys(a), Object.keys(b));
  return Math.max(
    ...Object.entries(a).flatMap(([name, { values }]) =>
      Array.from(values, (value, index) => Math.abs(value - b[name]!.values[index]!)),
    ),
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

describe('a training with PyTorch', { skip }, () => {
  let whole: string;
  before(async () => {
    photos = await photoFolder(6, 64);
    folder = await temporaryFolder();
    config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(settings));
    whole = join(folder, 'whole');
    const err = await succeed(trainer(whole, STEPS, '--config', config));
    assert.match(err, /^check at step 6: cover [\d.]+ dB, secret [\d.]+ dB \(worst .*\)\nWrote .*\n$/);
  });

  it('has our defaults', async () => {
    const { out } = await runPython([join(TRAINER, 'configuration.py')]);
    assert.deepEqual(JSON.parse(out), TRAINING_DEFAULTS);
  });

  it('leaves a checkpoint, from which we export, and go on to a model with the same figures', async () => {
    assert.deepEqual((await readdir(whole)).sort(), ['checkpoint.safetensors', 'training.jsonl']);
    const { configuration } = await exportWeights(join(whole, 'checkpoint.safetensors'));
    assert.deepEqual(configuration, {
      ...TRAINING_DEFAULTS,
      ...settings,
      optimizer: { ...TRAINING_DEFAULTS.optimizer, ...settings.optimizer },
    });
    const ours = join(folder, 'ours');
    await cp(whole, ours, { recursive: true });
    const { manifest } = await train({ data: photos, out: ours, steps: STEPS, resume: true, threads: 1 });
    assert.equal(manifest.training.steps, STEPS);
    const theirs = await lastLine(whole);
    for (const [name, figure] of Object.entries(await lastLine(ours))) {
      if (name.endsWith('Psnr')) {
        assert.ok(Math.abs((figure as number) - (theirs[name] as number)) < 0.02, `${name} ${figure}`);
      }
    }
  });

  it('goes on with ours', async () => {
    const ours = join(folder, 'from-ours');
    const { configuration } = await exportWeights(join(whole, 'checkpoint.safetensors'));
    await train({ data: photos, out: ours, steps: 2, threads: 1, configuration });
    await succeed(trainer(ours, 4, '--resume'));
    const line = await lastLine(ours);
    assert.deepEqual([line.kind, line.step], ['check', 4]);
  });

  it('goes on as if it had not stopped, to the last bit', async () => {
    const halves = join(folder, 'halves');
    await succeed(trainer(halves, STEPS / 2, '--config', config));
    assert.ok((await difference(whole, halves)) > 1e-3);
    await succeed(trainer(halves, STEPS, '--resume'));
    assert.equal(await difference(whole, halves), 0);
  });

  it('in stages runs to its end, and goes on with ours', async () => {
    const staged = join(folder, 'staged.json');
    const stages = [
      { until: 0.4, crop: 40, batch: 4 },
      { until: 1, crop: 32, batch: 2 },
    ];
    await writeFile(staged, JSON.stringify({ ...settings, stages, checkpointMinutes: 0 }));
    const whole = join(folder, 'stages');
    await succeed(trainer(whole, 5, '--config', staged));
    assert.equal((await lastLine(whole)).step, 5);
    const ours = join(folder, 'stages-ours');
    await cp(whole, ours, { recursive: true });
    const { manifest } = await train({ data: photos, out: ours, steps: 6, resume: true, threads: 1 });
    assert.equal(manifest.training.steps, 6);
    assert.deepEqual((manifest.training.configuration as { stages: unknown }).stages, stages);
  });

  it('is the same on two processes, to float noise', async (context) => {
    const shared = join(folder, 'shared');
    // What torchrun sets; Debian's does not run under its own Python.
    const common = { MASTER_ADDR: '127.0.0.1', MASTER_PORT: String(await freePort()), WORLD_SIZE: '2' };
    const said = await Promise.all(
      ['0', '1'].map((RANK) =>
        succeed(trainer(shared, STEPS, '--config', config), { ...common, RANK, LOCAL_RANK: RANK }),
      ),
    );
    // The first one speaks for both.
    assert.doesNotMatch(said[1]!, /check|Wrote/);
    const noise = await difference(whole, shared);
    context.diagnostic(`${noise}`);
    assert.ok(noise < 1e-4, `${noise}`);
  });

  it('starts from weights, and says which are missing or too many', async () => {
    const weights = join(whole, 'checkpoint.safetensors');
    const out = join(folder, 'started');
    await succeed(trainer(out, 1, '--from', weights));
    assert.ok((await tensorsIn(out))['averaged/1.rho_eta.conditions'] !== undefined);
    const other = join(folder, 'other.json');
    await writeFile(other, JSON.stringify({ network: { block: 2, blocks: 1, maps: 4 } }));
    const { code, err } = await runPython(
      trainer(join(folder, 'new'), 1, '--from', weights, '--config', other),
    );
    assert.equal(code, 1);
    assert.match(
      err,
      /^Expected the 14 weights of invertible .* but the file has 14 too many \(averaged\/1\..*\n$/,
    );
  });

  it('refuses what it cannot use, in one sentence, and keeps what there is', async () => {
    const cut = join(folder, 'cut.safetensors');
    await writeFile(cut, (await readFile(join(whole, 'checkpoint.safetensors'))).subarray(0, -1));
    const cases: readonly [readonly string[], RegExp][] = [
      [['--from', cut], /^Expected a safetensors file .* but .*cut\.safetensors is none \(.*\)$/],
      [['--out', whole], /^There is a training in .*whole already; use --resume/],
    ];
    const before = await tensorsIn(whole);
    for (const [args, message] of cases) {
      const { code, err } = await runPython(trainer(join(folder, 'none'), 1, ...args));
      assert.equal(code, 1, err);
      assert.match(err, /^[^\n]+\n$/);
      assert.match(err.trimEnd(), message);
    }
    assert.ok(!(await readdir(folder)).includes('none'));
    assert.deepEqual(await tensorsIn(whole), before);
  });

  it('refuses settings that it does not know or cannot train, as we do', async () => {
    const cases: readonly [object, RegExp | ''][] = [
      [settings, ''],
      [{ bacth: 4 }, /^Expected one of .* in the configuration but received bacth$/],
      [{ batch: 1.5 }, /^Expected a positive whole number for batch but received 1\.5$/],
      [{ batch: true }, /^Expected a positive whole number for batch but received true$/],
      [
        { optimizer: { method: 'sgd' } },
        /^Expected one of adam, muon for optimizer\.method but received "sgd"$/,
      ],
      [{ network: { depth: 3 } }, /^Expected one of maps, .* for the network but received depth$/],
      [{ network: { kernels: [3, 3] } }, /^Expected different positive whole numbers for kernels/],
      [
        { architecture: 'hinet' },
        /^Expected one of baluja, invertible for the architecture but received hinet$/,
      ],
      [{ ...settings, network: { block: 3 } }, /^Expected a multiple of 3 for crop/],
      [
        { ...settings, rounding: 'shaped', network: { block: 2 }, crop: 22 },
        /^Expected a multiple of 4 for crop, as shaped rounding/,
      ],
      [
        { stages: [{ until: 1, crop: 32 }] },
        /^Expected a positive whole number for stages\[0\]\.batch but received null$/,
      ],
      [
        { stages: [{ until: 0.5, crop: 32, batch: 2 }] },
        /^Expected 1 for the last stage's until but received 0\.5$/,
      ],
      [
        { upsampled: 0.8, synthetic: 0.8 },
        /^Expected at most 1 for upsampled, downsampled and synthetic together/,
      ],
      [{ scrambled: 1 }, /^Expected 0 for scrambled and favoured/],
      [{ adversary: { weight: 1 } }, /^Expected 0 for adversary\.weight/],
    ];
    const script = join(ROOT, 'test', 'training', 'pytorch', 'refusals.py');
    const { out } = await runPython([script, JSON.stringify(cases.map(([value]) => value))]);
    const messages = out.split('\n');
    for (const [index, [, message]] of cases.entries()) {
      if (message === '') assert.equal(messages[index], '');
      else assert.match(messages[index]!, message);
    }
  });
});
