import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { parseManifest } from '../../src/networks/manifest.ts';
import { createNetwork } from '../../src/networks/registry.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { checkpointConfiguration, decodeCheckpoint } from '../../src/training/checkpoint/checkpoint.ts';
import { trainedConfiguration } from '../../src/training/checkpoint/model-files.node.ts';
import type { TrainingConfiguration } from '../../src/training/configuration.ts';
import { TRAINING_DEFAULTS, trainingConfiguration } from '../../src/training/configuration.ts';
import { makeBatch } from '../../src/training/data/batches.ts';
import { folderPhotos } from '../../src/training/data/photo-folder.node.ts';
import { PhotoPool } from '../../src/training/data/photos.ts';
import { loadDetector, scoreDetector } from '../../src/training/detector/score.ts';
import { unflattenWeights } from '../../src/training/optimizer/flat-weights.ts';
import type { TrainingProgress, TrainOptions } from '../../src/training/train.node.ts';
import { train } from '../../src/training/train.node.ts';
import { initialState, Trainer } from '../../src/training/trainer.ts';
import { photoFolder, temporaryFolder, writeSample } from './sample-photos.ts';

const configuration = trainingConfiguration({
  network: { maps: 3, kernels: [3] },
  crop: 24,
  batch: 2,
  validationPhotos: 2,
  validationSide: 40,
  schedule: { learningRate: 3e-3, warmupSteps: 5 },
});

/** Hides under conditions, in a loss of root mean squares. */
const steered = trainingConfiguration({
  architecture: 'invertible',
  network: { block: 2, blocks: 2, maps: 8 },
  loss: 'rms',
  crop: 16,
  batch: 4,
  scrambled: 0.5,
  favoured: 0.5,
  validationPhotos: 2,
  validationSide: 40,
  schedule: { learningRate: 1e-2, warmupSteps: 5 },
});

/** A batch of `steered` with pairs scrambled and not, for the cover, the secret and neither. */
const BATCH_OF_ALL_KINDS = 7;

let photos: string;
before(async () => {
  photos = await photoFolder(7, 64);
});

/** A short training into a new folder. */
async function shortTraining(options: Partial<TrainOptions> = {}) {
  const progress: TrainingProgress[] = [];
  const warnings: string[] = [];
  const out = options.out ?? join(await temporaryFolder(), 'model');
  const result = await train({
    data: photos,
    out,
    configuration,
    ...(options.minutes === undefined ? { steps: 4 } : {}),
    threads: 1,
    onProgress: (entry) => progress.push(entry),
    onWarning: (message) => warnings.push(message),
    ...options,
  });
  return { out, result, progress, warnings };
}

async function logOf(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'training.jsonl'), 'utf8');
  assert.ok(text.endsWith('\n'));
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('a training', () => {
  it('lowers the loss, tells how it goes, and leaves a model, a checkpoint and a log', async () => {
    const steps = 60;
    const wider = { ...configuration, network: { maps: 3 } };
    const { out, result, progress, warnings } = await shortTraining({ steps, configuration: wider });
    assert.deepEqual(warnings, []);
    assert.equal(result.stopped, false);
    assert.deepEqual(result.skippedPhotos, []);
    assert.deepEqual((await readdir(out)).sort(), [
      'checkpoint.safetensors',
      'hide.onnx',
      'model.json',
      'reveal.onnx',
      'training.jsonl',
      'weights.safetensors',
    ]);

    assert.deepEqual(
      progress.map(({ step }) => step),
      Array.from({ length: steps }, (_, i) => i + 1),
    );
    const loss = ({ coverPsnr, secretPsnr }: TrainingProgress): number =>
      10 ** (-coverPsnr / 10) + 0.75 * 10 ** (-secretPsnr / 10);
    assert.ok(loss(progress.at(-1)!) < 0.5 * loss(progress[0]!));
    const last = progress.at(-1)!;
    assert.ok(last.seconds > 0 && last.stepsPerSecond > 0 && last.secondsLeft === 0 && last.skipped === 0);
    assert.ok(last.learningRate < progress[20]!.learningRate);

    const log = await logOf(out);
    assert.deepEqual(result.log, log);
    const check = log.at(-1)!;
    assert.equal(check.kind, 'check');
    assert.equal(check.step, steps);
    for (const entry of log) {
      assert.ok(entry.kind === 'steps' || entry.kind === 'check');
      for (const [name, value] of Object.entries(entry)) {
        if (name !== 'kind') assert.ok(Number.isFinite(value), `${name} ${value}`);
      }
    }
    assert.ok(log.some(({ kind }) => kind === 'steps'));
    assert.ok((check.worstCoverPsnr as number) <= (check.coverPsnr as number));
    assert.ok((check.worstSecretPsnr as number) <= (check.secretPsnr as number));

    const manifest = parseManifest(await readFile(join(out, 'model.json'), 'utf8'));
    assert.deepEqual(manifest, JSON.parse(JSON.stringify(result.manifest)));
    assert.equal(manifest.name, basename(out));
    assert.deepEqual(manifest.training.configuration, JSON.parse(JSON.stringify(wider)));
    assert.equal(manifest.training.photos, 5);
    assert.equal(manifest.training.steps, steps);
    assert.equal(result.pairs.length, 2);

    const model = await openModel(out);
    try {
      await model.hide();
      await model.reveal();
    } finally {
      await model.dispose();
    }
  });

  it('of a network that is steered leaves a model of it, which has learned of its conditions', async () => {
    const { out, result, progress } = await shortTraining({ steps: 8, configuration: steered });
    assert.equal(progress.at(-1)!.skipped, 0);
    assert.equal(result.pairs.length, 2);
    const manifest = parseManifest(await readFile(join(out, 'model.json'), 'utf8'));
    assert.equal(manifest.architecture, 'invertible');
    const network = createNetwork('invertible', steered.network);
    assert.deepEqual(manifest.configuration, network.configuration);
    const bytes = new Uint8Array(await readFile(join(out, 'checkpoint.safetensors')));
    const { weights } = decodeCheckpoint(bytes, network).state;
    const steering = unflattenWeights(weights, network.parameters)['0.phi.conditions']!;
    assert.ok(steering.every((value) => value !== 0));
  });

  it('is the same twice; another seed, or noise on the container, makes it another', async () => {
    const weights = async (change: Partial<TrainingConfiguration>): Promise<Buffer> => {
      const { out, result } = await shortTraining({ configuration: { ...configuration, ...change } });
      assert.equal(result.manifest.training.skipped, 0);
      return readFile(join(out, 'weights.safetensors'));
    };
    const noisy = await weights({ noise: 4 });
    assert.ok(noisy.equals(await weights({ noise: 4 })));
    assert.ok(!noisy.equals(await weights({ noise: 0 })));
    assert.ok(!noisy.equals(await weights({ noise: 4, seed: 2 })));
  });

  it('goes on without photos that cannot be used, and names each once', async () => {
    const data = await photoFolder(9, 48);
    // 04 is among those that are held out for the checks.
    const whole = await readFile(join(data, '04.png'));
    await writeFile(join(data, '04.png'), whole.subarray(0, whole.length / 2));
    await writeFile(join(data, '05.png'), 'not a picture');
    await writeFile(join(data, '06.jpg'), '');
    await mkdir(join(data, '07.png.jpg'));
    await writeSample('coffee.png', join(data, '08.png'), 20, 60);
    await writeFile(join(data, 'notes.txt'), 'not looked at');
    const { result, warnings } = await shortTraining({
      data,
      configuration: { ...configuration, validationPhotos: 3 },
      steps: 12,
    });
    const names = ['04.png', '05.png', '06.jpg', '07.png.jpg', '08.png'];
    assert.deepEqual([...result.skippedPhotos].sort(), names);
    assert.equal(warnings.length, names.length);
    for (const name of names) {
      assert.equal(warnings.filter((warning) => warning.startsWith(`Left out ${name}: `)).length, 1, name);
    }
  });

  it('goes on when every photo that it would check itself on is broken', async () => {
    const data = await photoFolder(4, 48);
    await writeFile(join(data, '02.png'), 'not a picture');
    const { result } = await shortTraining({ data });
    assert.deepEqual(result.skippedPhotos, ['02.png']);
    assert.equal(result.pairs.length, 1);
  });

  it('needs no more than one photo', async () => {
    const { result } = await shortTraining({ data: await photoFolder(1, 40) });
    assert.equal(result.pairs.length, 1);
  });

  it('counts steps whose gradient is not finite, and leaves the weights alone', async () => {
    const { progress, result } = await shortTraining({
      steps: 6,
      // The first step throws the weights beyond all numbers.
      configuration: {
        ...configuration,
        schedule: { learningRate: 1e30, warmupSteps: 0, finalFraction: 1 },
      },
    });
    assert.ok(progress.at(-1)!.skipped >= 4);
    assert.equal(result.manifest.training.skipped, progress.at(-1)!.skipped);
    assert.equal(result.manifest.training.steps, 6 - progress.at(-1)!.skipped);
  });

  it('in stages has crops and batches of their sizes, and goes on in the second where it was stopped', async () => {
    const stages = [
      { until: 0.5, crop: 16, batch: 4 },
      { until: 1, crop: 32, batch: 1 },
    ];
    const staged = { ...configuration, stages, checkpointMinutes: 0 };
    const whole = await shortTraining({ steps: 8, configuration: staged });
    const controller = new AbortController();
    const out = join(await temporaryFolder(), 'model');
    await shortTraining({
      steps: 8,
      out,
      configuration: staged,
      signal: controller.signal,
      onProgress: ({ step }) => step === 6 && controller.abort(),
    });
    await shortTraining({ steps: 8, out, configuration: undefined as never, resume: true });
    const [one, two] = await Promise.all(
      [whole.out, out].map((folder) => readFile(join(folder, 'weights.safetensors'))),
    );
    assert.deepEqual(two, one);
    const { out: other } = await shortTraining({ steps: 8 });
    assert.notDeepEqual(await readFile(join(other, 'weights.safetensors')), one);
  });

  it('does not learn from batches that are far worse than the others', async () => {
    const guarded = { ...configuration, badBatch: 1e-6 };
    const { progress, result } = await shortTraining({ steps: 104, configuration: guarded });
    // The first hundred teach what is usual.
    assert.equal(progress.at(-1)!.skipped, 4);
    assert.equal(result.manifest.training.steps, 100);
  });

  it('with shaped rounding learns, too, and leaves the sensitivity that its containers are rounded for', async () => {
    const shaped = { ...steered, rounding: 'shaped' as const };
    const { progress, result, out } = await shortTraining({ steps: 30, configuration: shaped });
    assert.equal(progress.at(-1)!.skipped, 0);
    assert.ok(progress.at(-1)!.secretPsnr > progress[0]!.secretPsnr);
    const { sensitivity } = parseManifest(await readFile(join(out, 'model.json'), 'utf8'));
    assert.deepEqual(sensitivity, result.manifest.sensitivity);
    assert.equal(sensitivity!.matrix.length, (48 * 49) / 2);
    // A Reveal network that answers to nothing has learned nothing.
    assert.ok(Math.max(...sensitivity!.matrix) > 1e-4);
    await assert.rejects(
      shortTraining({ configuration: { ...configuration, rounding: 'shaped', crop: 22 } }),
      {
        code: 'bad-configuration',
        message: /multiple of 4 for crop, as shaped rounding/,
      },
    );
    const other = await shortTraining({ steps: 30, configuration: steered });
    const [one, two] = await Promise.all(
      [out, other.out].map((folder) => readFile(join(folder, 'weights.safetensors'))),
    );
    assert.notDeepEqual(two, one);
  });

  it('with rare pictures and decaying weights learns, too', async () => {
    const optimizer = { ...configuration.optimizer, weightDecay: 0.03 };
    const rare = {
      ...configuration,
      upsampled: 0.3,
      downsampled: 0.3,
      synthetic: 0.3,
      sensorNoise: 0.3,
      optimizer,
    };
    const { progress } = await shortTraining({ steps: 3, configuration: rare });
    assert.equal(progress.at(-1)!.skipped, 0);
    await assert.rejects(shortTraining({ configuration: { ...rare, synthetic: 0.8 } }), {
      code: 'bad-configuration',
      message: /at most 1 for upsampled, downsampled and synthetic together/,
    });
  });

  it('of some minutes ends when they are over', async () => {
    const { progress, result } = await shortTraining({ minutes: 1 / 60 });
    assert.equal(result.stopped, false);
    assert.ok(progress.at(-1)!.seconds >= 1);
    // A single step may take that long.
    assert.ok(progress.slice(0, -1).every(({ seconds }) => seconds < 1));
    assert.equal(progress.at(-1)!.secondsLeft, 0);
  });

  it('that is stopped leaves a checkpoint and a model, and says so', async () => {
    const controller = new AbortController();
    const { out, result } = await shortTraining({
      steps: 1000,
      signal: controller.signal,
      onProgress: ({ step }) => step === 3 && controller.abort(),
    });
    assert.equal(result.stopped, true);
    assert.equal(result.manifest.training.steps, 3);
    assert.ok(existsSync(join(out, 'checkpoint.safetensors')));
    const resumed = await shortTraining({ out, steps: 5, resume: true });
    assert.deepEqual(
      resumed.progress.map(({ step }) => step),
      [4, 5],
    );
    assert.equal(resumed.result.stopped, false);
  });

  it('that is stopped before it starts can be resumed too', async () => {
    const { out, result } = await shortTraining({ signal: AbortSignal.abort() });
    assert.equal(result.stopped, true);
    assert.equal((await shortTraining({ out, resume: true })).result.manifest.training.steps, 4);
  });
});

describe('a training from a model', () => {
  /** A short training of a steered network, whose files keep 16 bits. */
  const stored = { ...steered, storedPrecision: 'float16' } as const;
  let model: string;
  before(async () => {
    ({ out: model } = await shortTraining({ configuration: stored }));
  });

  it('begins with its weights, bit for bit, and with its settings', async () => {
    const { out, result } = await shortTraining({
      from: model,
      configuration: undefined as never,
      signal: AbortSignal.abort(),
    });
    for (const file of ['hide.onnx', 'reveal.onnx', 'weights.safetensors']) {
      assert.ok((await readFile(join(out, file))).equals(await readFile(join(model, file))), file);
    }
    const { steps, from, configuration: settings } = result.manifest.training;
    assert.deepEqual([steps, from], [0, 'model']);
    assert.deepEqual(trainingConfiguration(settings), {
      ...stored,
      network: createNetwork('invertible', stored.network).configuration,
    });
    const network = createNetwork('invertible', stored.network);
    const { state } = decodeCheckpoint(
      new Uint8Array(await readFile(join(out, 'checkpoint.safetensors'))),
      network,
    );
    assert.deepEqual([state.step[0], ...new Set(state.moment1)], [0, 0]);
    assert.deepEqual(state.averaged, state.weights);
  });

  it('goes on with other settings of the training, and remembers where it came from', async () => {
    const changed = { ...stored, beta: 0.5, seed: 3 };
    const { out, result } = await shortTraining({ from: model, configuration: changed });
    const [before, after] = await Promise.all(
      [model, out].map((folder) => readFile(join(folder, 'weights.safetensors'))),
    );
    assert.notDeepEqual(after, before);
    assert.deepEqual([result.manifest.training.steps, result.manifest.training.from], [4, 'model']);
    const resumed = await shortTraining({
      out,
      steps: 5,
      resume: true,
      configuration: undefined as never,
    });
    assert.equal(resumed.result.manifest.training.from, 'model');
  });

  it('with no settings of its own has the defaults for its network', async () => {
    const path = join(await temporaryFolder(), 'bare');
    await cp(model, path, { recursive: true });
    const manifest = JSON.parse(await readFile(join(path, 'model.json'), 'utf8'));
    await writeFile(join(path, 'model.json'), JSON.stringify({ ...manifest, training: {} }));
    assert.deepEqual(trainedConfiguration(parseManifest(await readFile(join(path, 'model.json'), 'utf8'))), {
      ...TRAINING_DEFAULTS,
      architecture: 'invertible',
      network: manifest.configuration,
    });
  });

  it('is refused where the model cannot be used, in one sentence', async () => {
    const network = { ...stored.network, scale: 0.5 };
    const damaged = join(await temporaryFolder(), 'damaged');
    await cp(model, damaged, { recursive: true });
    const bytes = await readFile(join(damaged, 'weights.safetensors'));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(damaged, 'weights.safetensors'), bytes);
    const halved = join(await temporaryFolder(), 'halved');
    await cp(model, halved, { recursive: true });
    await rm(join(halved, 'hide.onnx'));
    const cases: readonly [Partial<TrainOptions>, RegExp][] = [
      [{ resume: true }, /either a model to start from or a training to resume/],
      [
        { configuration: { ...stored, network } },
        /^Expected the network of model, invertible \{.*"scale":0\.8.*\}, to start from it, but received invertible \{.*"scale":0\.5/,
      ],
      [{ configuration }, /to start from it, but received baluja \{/],
      [{ from: photos }, /^The model in .* cannot be started from: model\.json cannot be read \(ENOENT\)/],
      [
        { from: damaged },
        /cannot be started from: .*weights\.safetensors is not the file that its model\.json/,
      ],
      [{ from: halved }, /cannot be started from: hide\.onnx cannot be read \(ENOENT\)/],
    ];
    for (const [options, message] of cases) {
      const out = join(await temporaryFolder(), 'other');
      await assert.rejects(shortTraining({ from: model, configuration: stored, out, ...options }), {
        message,
      });
      assert.equal(existsSync(out), false);
    }
  });
});

describe('a training with an adversary', () => {
  const opposed = {
    ...configuration,
    crop: 32,
    adversary: { weight: 1e-3, maps: 2, learningRate: 1e-3, warmupSteps: 2 },
  };

  it('tells how much the adversary errs, and leaves it as a detector', async () => {
    const { out, result, progress } = await shortTraining({ configuration: opposed });
    assert.ok(progress.every(({ adversaryError }) => adversaryError! > 0 && adversaryError! < 1));
    const entries = (await logOf(out)).filter(({ kind }) => kind === 'steps');
    assert.ok(entries.length > 0 && entries.every(({ adversaryError }) => Number.isFinite(adversaryError)));
    assert.deepEqual(result.log, await logOf(out));
    const runtime = createNodeRuntime({ threads: 1 });
    const model = new Uint8Array(await readFile(join(out, 'adversary.onnx')));
    const detector = await loadDetector(model, runtime);
    for (const { cover, container } of result.pairs) {
      for (const picture of [cover, container]) {
        assert.ok(Number.isFinite(await scoreDetector(detector, picture)));
      }
    }
    await runtime.dispose();
  });

  it('is another than one without; without is said nothing of it', async () => {
    const { out, progress } = await shortTraining({
      configuration: { ...opposed, adversary: { ...opposed.adversary, weight: 0 } },
    });
    assert.ok(progress.every((entry) => !('adversaryError' in entry)));
    assert.equal(existsSync(join(out, 'adversary.onnx')), false);
    const against = await shortTraining({ configuration: opposed });
    const [one, two] = await Promise.all(
      [out, against.out].map((folder) => readFile(join(folder, 'weights.safetensors'))),
    );
    assert.notDeepEqual(two, one);
  });

  it('can be given one when it is resumed, or another, or none', async () => {
    const none = { ...opposed, adversary: { ...opposed.adversary, weight: 0 } };
    const { out } = await shortTraining({ configuration: none });
    const stepsOf = async (): Promise<number | undefined> => {
      const bytes = new Uint8Array(await readFile(join(out, 'checkpoint.safetensors')));
      return decodeCheckpoint(bytes, createNetwork('baluja', opposed.network)).adversary?.state.step[0];
    };
    await shortTraining({ out, steps: 6, resume: true, configuration: opposed });
    assert.equal(await stepsOf(), 2);
    const wider = { ...opposed, adversary: { ...opposed.adversary, maps: 3 } };
    await shortTraining({ out, steps: 7, resume: true, configuration: wider });
    assert.equal(await stepsOf(), 1);
    await shortTraining({ out, steps: 8, resume: true, configuration: none });
    assert.equal(await stepsOf(), undefined);
  });

  it('is refused with crops that the detector cannot judge, or larger than what it is checked on', async () => {
    const out = join(await temporaryFolder(), 'model');
    for (const change of [{ crop: 24 }, { crop: 16 }, { validationSide: 24 }]) {
      await assert.rejects(
        shortTraining({ out, configuration: { ...opposed, ...change } }),
        /Expected 32 or any 16 more for crop and at least as much for validationSide.* but received (24 and 40|16 and 40|32 and 24)/,
      );
    }
  });
});

describe('a training is refused', () => {
  const cases: readonly [string, Partial<TrainOptions>, RegExp][] = [
    ['without a length', { steps: undefined as never }, /either minutes or steps/],
    ['with two lengths', { steps: 1, minutes: 1 }, /either minutes or steps/],
    ['with no steps', { steps: 0 }, /positive length/],
    ['with less than no minutes', { steps: undefined as never, minutes: -1 }, /positive length/],
    ['with a length that is no number', { steps: Number.NaN }, /positive length/],
    [
      'without a folder of photos',
      { data: '/nowhere/at-all' },
      /Expected a folder of photos .*\/nowhere\/at-all/,
    ],
    ['with a bad setting', { configuration: { ...configuration, batch: 0 } }, /batch but received 0/],
    [
      'with an unknown architecture',
      { configuration: { ...configuration, architecture: 'hinet' } },
      /one of baluja.* received hinet/,
    ],
    [
      'with a network that cannot be',
      { configuration: { ...configuration, network: { maps: 1 } } },
      /at least 3 for maps/,
    ],
    [
      'with a crop larger than every photo',
      { configuration: { ...configuration, crop: 100 } },
      /at least one picture of 100 pixels a side .* none of \d is usable/,
    ],
    [
      'with crops that are no whole blocks',
      { configuration: { ...steered, crop: 15 } },
      /a multiple of 2 for crop, as the network works on blocks, but received 15/,
    ],
    [
      'with scrambled secrets for a network that cannot be told',
      { configuration: { ...configuration, scrambled: 0.5 } },
      /Expected 0 for scrambled and favoured, as the network baluja cannot be told of them, but received 0\.5 and 0/,
    ],
    [
      'to resume where nothing was begun',
      { resume: true },
      /Expected a checkpoint to resume from in .*ENOENT/,
    ],
  ];
  for (const [what, options, message] of cases) {
    it(`${what}, in one sentence`, async () => {
      const out = join(await temporaryFolder(), 'model');
      await assert.rejects(shortTraining({ ...options, out }), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'));
        return true;
      });
      // The crop is only found too large when the photos are read.
      if (!what.includes('crop larger')) assert.equal(existsSync(out), false);
    });
  }

  it('with a folder without photos', async () => {
    await assert.rejects(
      shortTraining({ data: await temporaryFolder() }),
      /Expected PNG.* photos in .* found none/,
    );
  });

  it('into a folder that has one already, which stays as it was', async () => {
    const { out } = await shortTraining();
    const before = await readFile(join(out, 'checkpoint.safetensors'));
    await assert.rejects(shortTraining({ out }), /There is a training in .* already; resume it/);
    assert.ok(before.equals(await readFile(join(out, 'checkpoint.safetensors'))));
  });

  it('into a place that is a file', async () => {
    const out = join(await temporaryFolder(), 'file');
    await writeFile(out, '');
    await assert.rejects(shortTraining({ out }), /Expected a folder that can be written .*EEXIST|ENOTDIR/);
  });

  it('from a checkpoint that is damaged, cut short or of another kind, in one sentence that names it', async () => {
    const { out } = await shortTraining();
    const path = join(out, 'checkpoint.safetensors');
    const whole = await readFile(path);
    const flipped = Buffer.from(whole);
    flipped[9]! ^= 0x10;
    const versions = [
      whole.subarray(0, 4),
      whole.subarray(0, 100),
      whole.subarray(0, -1),
      flipped,
      Buffer.from('PNG'),
    ];
    for (const bytes of [...versions, Buffer.alloc(0), Buffer.alloc(400)]) {
      await writeFile(path, bytes);
      await assert.rejects(shortTraining({ out, resume: true }), (error: Error) => {
        assert.match(error.message, /^The checkpoint .*checkpoint\.safetensors cannot be used: Expected /);
        assert.ok(error.message.split('\n').length === 1);
        return true;
      });
    }
  });
});

describe('a resumed training', () => {
  it('goes on with other settings where they are given, and says so; the network stays', async () => {
    const { out } = await shortTraining();
    const same = await shortTraining({ out, steps: 5, resume: true });
    assert.deepEqual(same.warnings, []);
    const other = await shortTraining({
      out,
      steps: 6,
      resume: true,
      configuration: { ...configuration, beta: 2 },
    });
    assert.match(other.warnings.join(), /other settings than those the training was begun with/);
    const bytes = new Uint8Array(await readFile(join(out, 'checkpoint.safetensors')));
    assert.deepEqual(checkpointConfiguration(bytes), { ...configuration, beta: 2 });
    await assert.rejects(
      shortTraining({
        out,
        steps: 7,
        resume: true,
        configuration: { ...configuration, network: { ...configuration.network, maps: 5 } },
      }),
      /cannot be used: it is of a network with other settings/,
    );
  });

  it('drops what the log says beyond the checkpoint, and a line that was cut short', async () => {
    const { out } = await shortTraining();
    const path = join(out, 'training.jsonl');
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text}{"kind":"steps","step":99,"seconds":1}\n{"kind":"st`);
    await shortTraining({ out, steps: 6, resume: true });
    const steps = (await logOf(out)).map(({ step }) => step as number);
    assert.deepEqual(
      steps,
      [...steps].sort((a, b) => a - b),
    );
    assert.equal(steps.at(-1), 6);
    assert.ok(!steps.includes(99));
  });
});

describe('the trainer', () => {
  it('lowers the loss of a steered network, where pairs are scrambled and favour either side, too', async () => {
    const runtime = createNodeRuntime({ threads: 1 });
    try {
      const network = createNetwork('invertible', steered.network);
      const trainer = await Trainer.create(network, steered, runtime, initialState(network, 1));
      const pool = new PhotoPool(await folderPhotos(photos), { cacheBytes: 1e9, smallestSide: steered.crop });
      const steps = 40;
      const loss = async (step: number): Promise<number> => {
        // The same pairs in every step: other ones would be easier or harder.
        const batch = await makeBatch(pool, BATCH_OF_ALL_KINDS, steered);
        const { conditions } = batch;
        const [favours, scrambled] = [0, 1].map((at) => conditions.filter((_, index) => index % 2 === at));
        assert.deepEqual(new Set(favours), new Set([-1, 0, 1]));
        assert.deepEqual(new Set(scrambled), new Set([0, 1]));
        const { coverError, secretError, skipped } = await trainer.step(batch, step, step / steps);
        assert.equal(skipped, false);
        return Math.sqrt(coverError) + steered.beta * Math.sqrt(secretError);
      };
      const before = await loss(0);
      for (let step = 1; step < steps; step++) await loss(step);
      const after = await loss(steps);
      assert.ok(after < 0.5 * before, `${before} ${after}`);
      await trainer.dispose();
    } finally {
      await runtime.dispose();
    }
  });

  it('weighs the secret of a pair by beta, times the factor where it is favoured, through it where the cover is', async () => {
    const runtime = createNodeRuntime({ threads: 1 });
    try {
      const network = createNetwork('invertible', { block: 2, blocks: 1, maps: 4 });
      const { uniform } = seededRandom(9);
      const [cover, secret] = [0, 1].map(() => Float32Array.from({ length: 2 * 3 * 8 * 8 }, uniform));
      /** The gradient by all that does not hang on the conditions, which start without weight. */
      const gradient = async (beta: number, favours: readonly [number, number]): Promise<Float32Array> => {
        const optimizer = { ...configuration.optimizer, clipNorm: 1e6 };
        const state = initialState(network, 1);
        const trainer = await Trainer.create(
          network,
          { ...configuration, crop: 8, beta, favourFactor: 3, optimizer },
          runtime,
          state,
        );
        const conditions = Float32Array.of(favours[0], 0, favours[1], 0);
        await trainer.step({ cover: cover!.slice(), secret: secret!.slice(), conditions }, 0, 0);
        // After one step the first moment is the gradient times 1 - beta1.
        const { moment1 } = await trainer.state();
        await trainer.dispose();
        const byName = unflattenWeights(moment1, network.parameters);
        return Float32Array.from(
          Object.entries(byName).flatMap(([name, values]) =>
            name.endsWith('conditions') ? [] : [...values],
          ),
        );
      };
      const close = (a: Float32Array, b: Float32Array): void => {
        const largest = Math.max(...b.map(Math.abs));
        assert.ok(largest > 1e-4);
        assert.ok(a.every((value, index) => Math.abs(value - b[index]!) < 1e-5 * largest));
      };
      close(await gradient(0.75, [1, 1]), await gradient(2.25, [0, 0]));
      close(await gradient(0.75, [-1, -1]), await gradient(0.25, [0, 0]));
      // Of a mean over two pairs each is a half.
      const [one, other] = [await gradient(0.75, [1, -1]), await gradient(0.75, [-1, 1])];
      const [high, low] = [await gradient(2.25, [0, 0]), await gradient(0.25, [0, 0])];
      close(
        one.map((value, index) => value + other[index]!),
        high.map((value, index) => value + low[index]!),
      );
      assert.throws(() => close(one, other));
    } finally {
      await runtime.dispose();
    }
  });

  it('leaves a network without conditions unsteered, whatever a batch says', async () => {
    const runtime = createNodeRuntime({ threads: 1 });
    try {
      const network = createNetwork('baluja', configuration.network);
      const after = async (conditions: Float32Array): Promise<Float32Array> => {
        const trainer = await Trainer.create(network, configuration, runtime, initialState(network, 1));
        const { uniform } = seededRandom(9);
        const [cover, secret] = [0, 1].map(() => Float32Array.from({ length: 2 * 3 * 24 * 24 }, uniform));
        await trainer.step({ cover: cover!, secret: secret!, conditions }, 0, 0);
        const { weights } = await trainer.state();
        await trainer.dispose();
        return weights;
      };
      assert.deepEqual(await after(Float32Array.of(1, 1, -1, 0)), await after(new Float32Array(4)));
    } finally {
      await runtime.dispose();
    }
  });

  it('skips a batch that is not finite and leaves its state as it was', async () => {
    const runtime = createNodeRuntime({ threads: 1 });
    try {
      const network = createNetwork('baluja', configuration.network);
      const state = initialState(network, 1);
      const trainer = await Trainer.create(network, configuration, runtime, state);
      const batch = (value: number) => ({
        cover: new Float32Array(2 * 3 * 24 * 24).fill(0.25),
        secret: new Float32Array(2 * 3 * 24 * 24).fill(value),
        conditions: new Float32Array(2 * 2),
      });
      const good = await trainer.step(batch(0.5), 0, 0);
      assert.equal(good.skipped, false);
      const before = await trainer.state();
      const broken = await trainer.step(batch(Number.NaN), 1, 0);
      assert.equal(broken.skipped, true);
      assert.deepEqual(await trainer.state(), before);
      assert.equal((await trainer.step(batch(0.5), 2, 0)).skipped, false);
      assert.equal((await trainer.state()).step[0], 2);
    } finally {
      await runtime.dispose();
    }
  });
});
