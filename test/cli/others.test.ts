import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { photoFolder, temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { pentimento } from './run-cli.ts';

describe('pentimento models', () => {
  it('lists what comes with the package, with its size and cost', async () => {
    const { code, out, err } = await pentimento(['models']);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^model +architecture +weights +MB +multiply-adds a pixel: hide +reveal +id\n/);
    assert.match(out, /^invertible \(default\) +invertible +[\d,]+ +[\d.]+ +[\d,]+ +[\d,]+ +[0-9a-f]{16}$/m);
  });

  it('lists it as JSON', async () => {
    const models = JSON.parse((await pentimento(['models', '--json'])).out);
    const baluja = models.find(({ name }: { name: string }) => name === 'baluja');
    assert.match(baluja.id, /^[0-9a-f]{16}$/);
    assert.ok(baluja.hide.bytes > 0 && baluja.configuration.maps >= 3);
  });
});

describe('pentimento doctor', () => {
  it('says what runs here and whether the shipped models work, and its exit code tells the truth', async () => {
    const { code, out } = await pentimento(['doctor']);
    assert.match(out, /^Node v[\d.]+, \w+ \w+, \d+ threads\n/);
    assert.match(out, /^cpu {6}runs, on (the native runtime|WebAssembly, .+)$/m);
    assert.match(out, /^webgpu {3}(runs, on the native runtime|does not run: .+)$/m);
    assert.match(out, /^model invertible on (cpu|wasm): hides and reveals \(mean error [\d.]+\)$/m);
    const healthy = !/fails|differs/.test(out);
    assert.equal(code, healthy ? 0 : 1);
    assert.match(out, healthy ? /All is well\.\n$/ : /Something is wrong/);
  });
});

describe('pentimento evaluate', () => {
  let covers: string;
  before(async () => {
    covers = await temporaryFolder();
    await writeSample('kodim23.png', join(covers, 'b, with a comma.png'), 64, 48);
    await writeSample('coffee.png', join(covers, 'a.png'), 48, 64);
  });

  it('prints a row a pair and the means, and writes JSON and CSV of the same figures', async () => {
    const folder = await temporaryFolder();
    const [json, csv] = [join(folder, 'results.json'), join(folder, 'results.csv')];
    const { code, out } = await pentimento([
      'evaluate',
      '--covers',
      covers,
      '--json-file',
      json,
      '--csv',
      csv,
    ]);
    assert.equal(code, 0);
    assert.match(out, /^Model invertible, 2 pairs, through PNG files:\n/);
    const result = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(Object.keys(result), ['method', 'model', 'pairs', 'mean']);
    assert.equal(result.model, 'invertible');
    assert.deepEqual(
      result.pairs.map((pair: { coverFile: string; secretFile: string }) => [
        pair.coverFile,
        pair.secretFile,
      ]),
      [
        ['a.png', 'b, with a comma.png'],
        ['b, with a comma.png', 'a.png'],
      ],
    );
    for (const { cover, secret } of [...result.pairs, result.mean]) {
      assert.deepEqual(
        [Object.keys(cover), Object.keys(secret)],
        [
          ['psnr', 'ssim', 'mae'],
          ['psnr', 'ssim', 'mae'],
        ],
      );
    }
    assert.ok(out.includes(result.mean.cover.psnr.toFixed(2)) && /^mean /m.test(out));
    const lines = (await readFile(csv, 'utf8')).split('\r\n');
    assert.equal(
      lines[0],
      'cover_file,secret_file,cover_psnr,cover_ssim,cover_mae,secret_psnr,secret_ssim,secret_mae,seconds',
    );
    const [{ cover, secret, seconds }] = result.pairs;
    assert.equal(
      lines[1],
      `a.png,"b, with a comma.png",${cover.psnr},${cover.ssim},${cover.mae},${secret.psnr},${secret.ssim},${secret.mae},${seconds}`,
    );
    assert.deepEqual(lines.slice(3), ['']);
  });

  it('with a limit and secrets of their own measures the first pairs', async () => {
    const { code, out } = await pentimento([
      'evaluate',
      '--covers',
      covers,
      '--secrets',
      covers,
      '--limit',
      '1',
    ]);
    assert.equal(code, 0);
    assert.match(out, /1 pair,[\s\S]*^a\.png +a\.png/m);
  });

  it('writes a report that stands alone, and the keyed and the baseline’s figures, where asked for', async () => {
    const folder = await temporaryFolder();
    const [html, json] = [join(folder, 'report.html'), join(folder, 'results.json')];
    const asked = ['--keyed', '--against', 'lsb4', '--secret-scale', '1/2', '--favour', 'balanced'];
    const files = ['--html', html, '--json-file', json];
    const { code, out, err } = await pentimento(['evaluate', '--covers', covers, ...asked, ...files]);
    assert.equal(code, 0, err);
    assert.match(out, /^lsb4, mean +[\d.]+/m);
    assert.match(out, /^With a passphrase[^\n]*\ncover +secret +cover PSNR +right key +wrong key +no key/m);
    const result = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(Object.keys(result), [
      ...['method', 'model', 'pairs', 'mean', 'favour', 'secretScale', 'keyed', 'against'],
    ]);
    assert.deepEqual([result.secretScale, result.favour, result.against[0].name], [0.5, 'balanced', 'lsb4']);
    const page = await readFile(html, 'utf8');
    assert.match(page, /<title>Evaluation of invertible<\/title>/);
    for (const text of ['Best', 'Worst', 'With a passphrase', '4-bit LSB', 'b, with a comma.png']) {
      assert.ok(page.includes(text), text);
    }
    // Two pairs, of each five pictures, and five more with a passphrase.
    assert.equal(page.match(/<img src="data:image\/webp;base64,/g)?.length, 15);
    assert.deepEqual((await readdir(folder)).sort(), ['report.html', 'results.json']);
  });

  it('names the scales, sides and baselines that there are', async () => {
    const scale = /above 0 and at most 1, such as 0\.5 or 1\/2/;
    const cases: readonly [readonly string[], RegExp][] = [
      [['--secret-scale', '0'], scale],
      [['--secret-scale', '3/2'], scale],
      [['--secret-scale', '1/0'], scale],
      [['--secret-scale', 'half'], scale],
      [['--favour', 'both'], /Allowed choices are cover, secret, balanced/],
      [['--against', 'lsb5'], /Allowed choices are deep, exact, lsb4/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await pentimento(['evaluate', '--covers', covers, ...args]);
      assert.deepEqual([code, out], [1, ''], String(args));
      assert.match(err, message);
    }
  });

  it('measures the exact method, and writes that nothing is lost in words that every format has', async () => {
    const large = await temporaryFolder();
    await writeSample('kodim23.png', join(large, 'b.png'), 80, 60);
    await writeSample('coffee.png', join(large, 'a.png'), 80, 60);
    const folder = await temporaryFolder();
    const [html, json, csv] = ['html', 'json', 'csv'].map((name) => join(folder, `results.${name}`)) as [
      ...[string, string, string],
    ];
    const files = ['--html', html, '--json-file', json, '--csv', csv];
    const asked = ['--method', 'exact', '--lossless', '--secret-scale', '1/2', '--limit', '1'];
    const { code, out, err } = await pentimento(['evaluate', '--covers', large, ...asked, ...files]);
    assert.equal(code, 0, err);
    assert.match(out, /^The exact method, 1 pair, through PNG files:\n/);
    assert.match(
      out,
      /^mean +[\d.]+ +[\d.]+ +[\d.]+ +exact +1\.0000 +0\.00 +[\d,]+ +[\d.]+ +\d+ % +[\d.]+$/m,
    );
    const result = JSON.parse(await readFile(json, 'utf8'));
    assert.deepEqual(
      [result.method, result.settings],
      ['exact', { quality: 'lossless', embedding: 'trellis', distortion: 'auto' }],
    );
    const [{ cover, secret, seconds, payload }] = result.pairs;
    assert.deepEqual(secret, { psnr: 'Infinity', ssim: 1, mae: 0 });
    assert.equal(Number(result.mean.secret.psnr), Number.POSITIVE_INFINITY);
    const { bytes, bitsPerSample, changeRate } = payload;
    assert.deepEqual(result.mean.payload, { bytes, bitsPerSample, changeRate });
    const [titles, row] = (await readFile(csv, 'utf8')).split('\r\n');
    assert.match(titles!, /,seconds,payload_bytes,bits_per_sample,change_rate$/);
    assert.equal(
      row,
      `a.png,b.png,${cover.psnr},${cover.ssim},${cover.mae},Infinity,1,0,${seconds},${bytes},${bitsPerSample},${changeRate}`,
    );
    assert.match(await readFile(html, 'utf8'), /<title>Evaluation of the exact method<\/title>/);
  });

  it('refuses in one sentence what a method does not have, or what says nothing', async () => {
    const cases: readonly [readonly string[], RegExp][] = [
      [
        ['--lossless'],
        /^--quality does nothing with --method deep; it belongs to --method exact, jpeg or robust$/m,
      ],
      [
        ['--method', 'exact', '--model', 'baluja'],
        /^--model does nothing with --method exact; it belongs to --method deep$/m,
      ],
      [['--method', 'exact', '--keyed'], /^The method exact has no keyed figures/],
      [
        ['--method', 'exact', '--against', 'lsb4', 'exact'],
        /^Expected another method than the one that is measured for --against but received exact/,
      ],
      [
        ['--method', 'exact', '--quality', 'original'],
        /^--quality original cannot be measured: it carries a file as it is/,
      ],
      [['--method', 'exact', '--quality', '40', '--lossless'], /but received both/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await pentimento(['evaluate', '--covers', covers, ...args]);
      assert.deepEqual([code, out], [1, ''], String(args));
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
    }
  });

  it('fails before the work where a result could not be written, or a folder is none', async () => {
    const folder = await temporaryFolder();
    const cases: readonly [readonly string[], RegExp][] = [
      [['--covers', covers, '--json-file', folder], /Expected a file that can be written .* \(a folder\)/],
      [['--covers', covers, '--csv', join(folder, 'none', 'a.csv')], /its folder .*none does not exist/],
      [['--covers', covers, '--html', folder], /Expected a file that can be written .* \(a folder\)/],
      [['--covers', join(folder, 'none')], /for --covers but received .*none/],
      [['--covers', covers, '--secrets', folder], /Expected pictures in .* for --secrets but found none/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await pentimento(['evaluate', ...args]);
      assert.deepEqual([code, out], [1, '']);
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
    }
    assert.deepEqual(await readdir(folder), []);
  });
});

describe('pentimento train', () => {
  let data: string;
  let config: string;
  before(async () => {
    data = await photoFolder(4, 48);
    await writeFile(join(data, '03.png'), 'not a picture');
    config = join(await temporaryFolder(), 'small.json');
    const settings = { network: { maps: 3, kernels: [3] }, crop: 16, batch: 1, validationPhotos: 1 };
    await writeFile(config, JSON.stringify(settings));
  });

  it('trains, resumes, and leaves a model with its curves and examples', async () => {
    const out = join(await temporaryFolder(), 'model');
    const first = await pentimento([
      'train',
      '--data',
      data,
      '--out',
      out,
      '--config',
      config,
      '--steps',
      '12',
    ]);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^Wrote the model .*model\. Try it with: pentimento hide .* --model .*model\n$/);
    assert.match(first.err, /^step 1 {2}cover [\d.]+ dB {2}secret [\d.]+ dB {2}rate .* steps\/s .* left$/m);
    assert.match(first.err, /^Left out 03\.png: Expected a PNG/m);
    assert.match(first.err, /^check at step 12, \d:\d\d: cover [\d.]+ dB, secret [\d.]+ dB/m);
    assert.match(first.err, /^1 photo could not be used \(named above\)$/m);
    assert.deepEqual((await readdir(out)).sort(), [
      'checkpoint.safetensors',
      'curves.svg',
      'examples.png',
      'hide.onnx',
      'model.json',
      'reveal.onnx',
      'training.jsonl',
      'weights.safetensors',
    ]);
    assert.match(await readFile(join(out, 'curves.svg'), 'utf8'), /^<svg [\s\S]*<\/svg>\s*$/);
    assert.equal((await sharp(join(out, 'examples.png')).metadata()).format, 'png');

    const again = await pentimento([
      'train',
      '--data',
      data,
      '--out',
      out,
      '--config',
      config,
      '--steps',
      '14',
    ]);
    assert.deepEqual([again.code, again.out], [1, '']);
    assert.match(
      again.err,
      /^There is a training in .* already\. Use --resume to go on with it, or another folder\.\n$/,
    );

    const second = await pentimento(['train', '--data', data, '--out', out, '--steps', '14', '--resume']);
    assert.equal(second.code, 0, second.err);
    assert.doesNotMatch(second.err, /settings of the checkpoint/);
    const manifest = JSON.parse(await readFile(join(out, 'model.json'), 'utf8'));
    assert.equal(manifest.training.steps, 14);
    assert.equal(manifest.configuration.maps, 3);
    const other = await pentimento([
      'train',
      '--data',
      data,
      '--out',
      out,
      '--steps',
      '15',
      '--resume',
      '--seed',
      '9',
    ]);
    assert.match(other.err, /settings of the checkpoint count/);
  });

  it('starts from another model, with its settings but for what --config says, against an adversary', async () => {
    const folder = await temporaryFolder();
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    await pentimento(['train', '--data', data, '--out', first, '--config', config, '--steps', '2']);
    const further = join(folder, 'further.json');
    await writeFile(further, JSON.stringify({ adversary: { weight: 0.01, maps: 2 }, beta: 0.5, crop: 32 }));
    const args = ['train', '--data', data, '--out', second, '--from', first, '--config', further];
    const { code, err } = await pentimento([...args, '--steps', '3']);
    assert.equal(code, 0, err);
    assert.match(err, /^step 1 .* rate [\d.e-]+ {2}adversary errs [\d.]+ % .* left$/m);
    const { training } = JSON.parse(await readFile(join(second, 'model.json'), 'utf8'));
    assert.equal(training.from, 'first');
    const { batch, crop, beta, adversary } = training.configuration;
    assert.deepEqual([batch, crop, beta, adversary.weight], [1, 32, 0.5, 0.01]);
    assert.ok((await readdir(second)).includes('adversary.onnx'));
  });

  it('stopped by Ctrl-C says how to go on, which works', async () => {
    const out = join(await temporaryFolder(), 'model');
    let interrupted = false;
    const args = ['train', '--data', data, '--out', out, '--steps', '1000000'];
    const { code, out: said } = await pentimento([...args, '--config', config], {
      onError: (text, pid) => {
        if (interrupted || !text.includes('step 1 ')) return;
        interrupted = true;
        process.kill(pid, 'SIGINT');
      },
    });
    assert.equal(code, 130);
    assert.equal(said, `Stopped. Go on with: pentimento ${args.join(' ')} --resume\n`);
    const { training } = JSON.parse(await readFile(join(out, 'model.json'), 'utf8'));
    const steps = String(training.steps + 2);
    const resumed = await pentimento(['train', '--data', data, '--out', out, '--steps', steps, '--resume']);
    assert.equal(resumed.code, 0, resumed.err);
  });

  it('never writes its examples over a photo', async () => {
    const photos = await photoFolder(2, 48);
    await writeSample('coffee.png', join(photos, 'examples.png'), 48, 48);
    const { code, err } = await pentimento(['train', '--data', photos, '--out', photos, '--steps', '2']);
    assert.equal(code, 1);
    assert.match(err, /^Expected another file to write to than .*examples\.png, which is read\n$/);
  });

  it('refuses what it cannot use, in one sentence, and makes no folder', async () => {
    const folder = await temporaryFolder();
    const out = join(folder, 'model');
    const bad = join(await temporaryFolder(), 'bad.json');
    await writeFile(bad, '{"bacth": 4}');
    const broken = join(await temporaryFolder(), 'broken.json');
    await writeFile(broken, '{"batch": ');
    const cases: readonly [readonly string[], RegExp][] = [
      [[], /^Expected either --minutes or --steps/],
      [['--steps', '2', '--minutes', '1'], /^Expected either --minutes or --steps/],
      [['--steps', '2', '--config', bad], /Expected one of .* in the configuration but received bacth/],
      [['--steps', '2', '--config', broken], /^Expected JSON in .*broken\.json/],
      [['--steps', '2', '--config', join(folder, 'none.json')], /for --config but received .*none\.json/],
      [['--steps', '2', '--architecture', 'hinet'], /Expected one of baluja, invertible .* received hinet/],
      [['--steps', '2', '--resume'], /Expected a checkpoint to resume from in .*checkpoint\.safetensors/],
      [['--steps', '2', '--resume', '--from', 'invertible'], /^Expected either --from, .* or --resume/],
      [
        ['--steps', '2', '--from', 'atlantis'],
        /Expected one of .*invertible.* for --model but received atlantis/,
      ],
      [
        ['--steps', '2', '--from', 'invertible', '--config', config],
        /^Expected .* to start from it|for the network but received/,
      ],
      [['--steps', '2', '--data', join(folder, 'none')], /Expected a folder of photos/],
    ];
    for (const [args, message] of cases) {
      const { code, out: said, err } = await pentimento(['train', '--data', data, '--out', out, ...args]);
      assert.deepEqual([code, said], [1, ''], err);
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
    }
    assert.deepEqual(await readdir(folder), []);
  });
});
