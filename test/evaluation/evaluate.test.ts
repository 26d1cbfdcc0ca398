import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import sharp from 'sharp';
import { evaluate } from '../../src/evaluation/evaluate.node.ts';
import type { EvaluatedPictures, EvaluateOptions } from '../../src/evaluation/evaluate-options.ts';
import type { EvaluatedPair } from '../../src/evaluation/evaluation.ts';
import { meansOf } from '../../src/evaluation/evaluation.ts';
import { protocolPairs } from '../../src/evaluation/protocol.node.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { fidelity } from '../../src/metrics/fidelity.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { residualLeak } from '../../src/metrics/residual-leak.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

let model: OpenModel;
let covers: string;
before(async () => {
  model = await openModel(undefined, { threads: 1 });
  covers = await temporaryFolder();
  await writeSample('kodim23.png', join(covers, 'c.png'), 80, 60);
  await writeSample('coffee.png', join(covers, 'a.png'), 60, 80);
  await writeSample('astronaut.png', join(covers, 'b.jpg'), 64, 64);
  await writeFile(join(covers, 'notes.txt'), 'not a picture');
});
after(() => model.dispose());

describe('the pairs of the protocol', () => {
  it('are photo i and photo (i + 7) mod n', () => {
    const kodak = Array.from({ length: 24 }, (_, i) => `kodim${String(i + 1).padStart(2, '0')}.png`);
    const pairs = protocolPairs(kodak);
    assert.deepEqual(pairs[0], { cover: 'kodim01.png', secret: 'kodim08.png' });
    assert.deepEqual(pairs[16], { cover: 'kodim17.png', secret: 'kodim24.png' });
    assert.deepEqual(pairs[17], { cover: 'kodim18.png', secret: 'kodim01.png' });
    assert.equal(pairs.length, 24);
    assert.equal(new Set(pairs.map(({ secret }) => secret)).size, 24);
  });

  it('take the secrets in turn where they have a folder of their own', () => {
    assert.deepEqual(
      protocolPairs(['a', 'b', 'c'], ['x', 'y']).map(({ secret }) => secret),
      ['x', 'y', 'x'],
    );
  });
});

describe('an evaluation', () => {
  it('measures every pair by name, in the shape that the issue gives, and their means', async () => {
    const seen: [EvaluatedPair, number, number][] = [];
    const result = await evaluate({ covers, model, onPair: (...told) => seen.push(told) });
    assert.deepEqual(Object.keys(result), ['method', 'model', 'pairs', 'mean']);
    assert.equal(result.method, 'deep');
    assert.equal(result.model, model.manifest.name);
    // Three photos: 7 mod 3 is 1.
    assert.deepEqual(
      result.pairs.map(({ coverFile, secretFile }) => [coverFile, secretFile]),
      [
        ['a.png', 'b.jpg'],
        ['b.jpg', 'c.png'],
        ['c.png', 'a.png'],
      ],
    );
    assert.deepEqual(
      seen,
      result.pairs.map((pair, i) => [pair, i + 1, 3]),
    );
    for (const side of ['cover', 'secret'] as const) {
      for (const figure of ['psnr', 'ssim', 'mae'] as const) {
        const values = result.pairs.map((pair) => pair[side][figure]);
        assert.ok(values.every((value) => Number.isFinite(value) && value > 0));
        const mean = (values[0]! + values[1]! + values[2]!) / 3;
        assert.ok(Math.abs(result.mean[side][figure] - mean) < 1e-12);
      }
    }
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  });

  it('gives the figures that hide reports for the same files, the secret turned to the cover’s orientation', async () => {
    const folder = await temporaryFolder();
    const { pairs } = await evaluate({ covers, model });
    const turned = join(folder, 'turned.png');
    await sharp(join(covers, 'a.png')).rotate(90).toFile(turned);
    const container = join(folder, 'container.png');
    const report = await hide({ secret: turned, cover: join(covers, 'c.png'), container, model });
    // The frame is written with fresh random bits each time: a few samples differ by 1.
    for (const side of ['cover', 'secret'] as const) {
      assert.ok(Math.abs(report[side].psnr - pairs[2]![side].psnr) < 0.3);
      assert.ok(Math.abs(report[side].mae - pairs[2]![side].mae) < 0.3);
    }
  });

  it('stops after the limit, which does not change the pairs', async () => {
    const { pairs } = await evaluate({ covers, model, limit: 1 });
    assert.deepEqual(
      pairs.map(({ coverFile, secretFile }) => [coverFile, secretFile]),
      [['a.png', 'b.jpg']],
    );
    assert.equal((await evaluate({ covers, model, limit: 99 })).pairs.length, 3);
  });

  it('takes secrets from a folder of their own, of any size', async () => {
    const secrets = await temporaryFolder();
    await writeSample('nebula.jpg', join(secrets, 'n.png'), 30, 50);
    const { pairs } = await evaluate({ covers, secrets, model, limit: 2 });
    assert.deepEqual(
      pairs.map(({ secretFile }) => secretFile),
      ['n.png', 'n.png'],
    );
  });

  it('leaves nothing behind, also when it is aborted', async () => {
    const leftovers = (): string[] =>
      readdirSync(tmpdir()).filter((name) => name.startsWith('pentimento-evaluate-'));
    const before = leftovers();
    const controller = new AbortController();
    const work = evaluate({
      covers,
      model,
      signal: controller.signal,
      onPair: () => controller.abort(new Error('enough')),
    });
    await assert.rejects(work, { message: 'enough' });
    assert.deepEqual(leftovers(), before);
  });

  it('refuses what it cannot use, in one sentence', async () => {
    const empty = await temporaryFolder();
    await assert.rejects(
      evaluate({ covers: join(empty, 'none'), model }),
      /for the covers but received .*none \(ENOENT\)/,
    );
    await assert.rejects(
      evaluate({ covers: empty, model }),
      /Expected pictures in .* for the covers but found none/,
    );
    await assert.rejects(evaluate({ covers, secrets: empty, model }), /for the secrets but found none/);
    for (const limit of [0, -1, 1.5, Number.NaN]) {
      await assert.rejects(evaluate({ covers, model, limit }), /positive whole number of pairs for limit/);
    }
    await assert.rejects(evaluate({ covers, model: 'nothing' }), /or a model folder for the model/);
  });

  it('names the picture that cannot be used', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'broken.png'), 'hello');
    await assert.rejects(evaluate({ covers: folder, model }), /broken\.png/);
    const small = await temporaryFolder();
    await writeSample('coffee.png', join(small, 'small.png'), 20, 20);
    await assert.rejects(evaluate({ covers: small, model }), /small\.png: Expected a cover of at least 32/);
  });
});

describe('an evaluation with a passphrase', () => {
  it('measures the right key, a wrong one and none, on files, beside the figures without', async () => {
    const seen: EvaluatedPictures[] = [];
    const stages: string[] = [];
    const result = await evaluate({
      ...{ covers, model, limit: 2, keyed: true },
      onPictures: (pictures) => void seen.push(pictures),
      onStage: (stage, index, total) => stages.push(`${stage} ${index} of ${total}`),
    });
    assert.deepEqual(Object.keys(result), ['method', 'model', 'pairs', 'mean', 'keyed']);
    assert.deepEqual(stages, ['plain 0 of 2', 'keyed 0 of 2', 'plain 1 of 2', 'keyed 1 of 2']);
    for (const [index, pair] of result.keyed!.pairs.entries()) {
      const { cover, secret, container, keyed } = seen[index]!;
      assert.equal(pair.coverFile, result.pairs[index]!.coverFile);
      assert.equal(pair.coverPsnr, psnr(cover, keyed!.container));
      assert.equal(pair.rightKeyPsnr, psnr(secret, keyed!.rightKey));
      assert.equal(pair.wrongKeyPsnr, psnr(secret, keyed!.wrongKey));
      assert.equal(pair.noKeyPsnr, psnr(secret, keyed!.noKey));
      // The frame is in other samples, so the containers differ.
      assert.notDeepEqual(keyed!.container.data, container.data);
      assert.ok(pair.rightKeyPsnr > 22, `${pair.rightKeyPsnr} dB`);
      assert.ok(pair.wrongKeyPsnr < 14 && pair.noKeyPsnr < 14, `${pair.wrongKeyPsnr}, ${pair.noKeyPsnr} dB`);
      assert.ok(pair.leakKeyed > 0 && pair.leakUnkeyed > 0);
    }
    const { pairs, mean } = result.keyed!;
    assert.ok(Math.abs(mean.leakUnkeyed - (pairs[0]!.leakUnkeyed + pairs[1]!.leakUnkeyed) / 2) < 1e-12);
    assert.ok(Math.abs(mean.coverPsnr - (pairs[0]!.coverPsnr + pairs[1]!.coverPsnr) / 2) < 1e-12);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), result);
  });
});

describe('an evaluation against baselines', () => {
  it('measures each once on the same pairs through files, in the order that was asked for', async () => {
    const stages: string[] = [];
    const { pairs, against, mean } = await evaluate({
      ...{ covers, model, limit: 2, against: ['lsb4', 'exact', 'lsb4'] },
      onStage: (stage) => stages.push(stage),
    });
    assert.deepEqual(
      against!.map(({ name }) => name),
      ['lsb4', 'exact'],
    );
    assert.deepEqual(stages, ['plain', 'lsb4', 'exact', 'plain', 'lsb4', 'exact']);
    const [lsb4, exact] = against!;
    for (const baseline of [lsb4!, exact!]) {
      assert.deepEqual(
        baseline.pairs.map(({ coverFile, secretFile }) => [coverFile, secretFile]),
        pairs.map(({ coverFile, secretFile }) => [coverFile, secretFile]),
      );
      assert.deepEqual(baseline.mean, meansOf(baseline.pairs));
    }
    for (const { cover, secret, seconds, payload } of lsb4!.pairs) {
      assert.ok(cover.psnr > 29 && cover.psnr < 36 && cover.mae < 15);
      assert.ok(secret.psnr > 25 && secret.mae < 15 && seconds > 0, `${secret.psnr} dB`);
      assert.equal(payload, undefined);
    }
    for (const { cover, secret, payload } of exact!.pairs) {
      assert.ok(cover.psnr > 49 && secret.psnr > 29, `${cover.psnr}, ${secret.psnr} dB`);
      assert.ok(payload!.bitsPerSample > 1.3 && payload!.bitsPerSample <= 1.48);
    }
    const [first, second] = lsb4!.pairs;
    assert.ok(Math.abs(lsb4!.mean.cover.psnr - (first!.cover.psnr + second!.cover.psnr) / 2) < 1e-12);
    assert.deepEqual(Object.keys(mean), ['cover', 'secret']);
  });

  it('names the cover that is too small for one of them', async () => {
    const small = await temporaryFolder();
    await writeSample('coffee.png', join(small, 'small.png'), 60, 60);
    await assert.rejects(evaluate({ covers: small, model, against: ['exact'] }), {
      name: 'RangeError',
      message: /small\.png: Expected a cover of at least 4,096 pixels for the exact method/,
    });
  });
});

describe('an evaluation of the exact method', () => {
  it('gives the figures and the payload that hide reports for the same files', async () => {
    const folder = await temporaryFolder();
    const seen: EvaluatedPictures[] = [];
    const settings = { quality: 20, embedding: 'ternary', distortion: 'uniform' } as const;
    const result = await evaluate({
      ...{ covers, method: 'exact', limit: 1, ...settings },
      onPictures: (pictures) => void seen.push(pictures),
    });
    assert.deepEqual(Object.keys(result), ['method', 'settings', 'pairs', 'mean']);
    assert.deepEqual([result.method, result.settings], ['exact', settings]);
    const [pair] = result.pairs;
    const report = await hide({
      ...{ method: 'exact', secret: join(covers, 'b.jpg'), cover: join(covers, 'a.png'), ...settings },
      container: join(folder, 'container.png'),
    });
    // The code is the same, and what carries it is drawn anew each time.
    assert.deepEqual(pair!.secret, report.secret);
    const [hidden] = report.payloads!;
    const { bytes, bitsPerSample, changeRate, coding, distortion } = pair!.payload!;
    assert.deepEqual(
      [bytes, bitsPerSample, coding, distortion],
      [hidden!.bytes, hidden!.bitsPerSample, hidden!.coding, hidden!.distortion],
    );
    assert.ok(Math.abs(changeRate - report.changeRate!) < 0.02);
    assert.ok(Math.abs(pair!.cover.psnr - report.cover.psnr) < 0.1);
    const [{ cover, container, secret, revealed }] = seen as [EvaluatedPictures];
    assert.deepEqual(pair!.cover, fidelity(cover, container));
    assert.deepEqual(pair!.secret, fidelity(secret, revealed));
    const changed = cover.data.filter((sample, i) => sample !== container.data[i]).length;
    assert.equal(changeRate, changed / cover.data.length);
    assert.deepEqual(result.mean.payload, { bytes, bitsPerSample, changeRate });
  });

  it('without loss has secrets without decibels, against a baseline that has them', async () => {
    const { pairs, mean, settings, against } = await evaluate({
      ...{ covers, method: 'exact', quality: 'lossless', limit: 2, secretScale: 0.5, against: ['lsb4'] },
    });
    assert.deepEqual(settings, { quality: 'lossless', embedding: 'trellis', distortion: 'auto' });
    for (const { secret } of [...pairs, { secret: mean.secret }]) {
      assert.deepEqual(secret, { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 });
    }
    assert.ok(pairs.every(({ payload }) => /^lossless /.test(payload!.coding)));
    assert.ok(Number.isFinite(mean.cover.psnr));
    assert.ok(Number.isFinite(against![0]!.mean.secret.psnr));
  });

  it('refuses, before it reads anything, what a method does not have or what says nothing', async () => {
    const none = { name: 'TypeError', message: /^The method \w+ has no option \w+$/ };
    const cases: readonly [Partial<EvaluateOptions>, { name: string; message: RegExp }][] = [
      [{ method: 'exact', model: 'invertible' }, none],
      [{ method: 'exact', device: 'cpu' }, none],
      [{ quality: 'auto' }, none],
      [{ method: 'deep', embedding: 'ternary' }, none],
      [{ distortion: 'hill' }, none],
      [
        { method: 'exact', keyed: true },
        { name: 'TypeError', message: /^The method exact has no keyed figures: they are the same/ },
      ],
      [
        { method: 'exact', against: ['lsb4', 'exact'] },
        {
          name: 'RangeError',
          message: /another method than the one that is measured for against but received exact/,
        },
      ],
    ];
    for (const [options, error] of cases) {
      await assert.rejects(evaluate({ covers: 'nowhere', ...options }), error);
    }
  });

  it('says which pair does not fit', async () => {
    await assert.rejects(evaluate({ covers, method: 'exact', quality: 'lossless', favour: 'cover' }), {
      name: 'RangeError',
      message: /a\.png: b\.jpg takes [\d,]+ bytes and there is room for/,
    });
  });
});

describe('the means of an evaluation', () => {
  const pairOf = (secret: number): EvaluatedPair => ({
    coverFile: 'a',
    secretFile: 'b',
    cover: { psnr: 40, ssim: 1, mae: 0 },
    secret: { psnr: secret, ssim: 1, mae: 0 },
    seconds: 1,
  });

  it('of PSNRs are over those that are finite, and infinite where none is', () => {
    const infinity = Number.POSITIVE_INFINITY;
    assert.equal(meansOf([pairOf(40), pairOf(infinity), pairOf(50)]).secret.psnr, 45);
    assert.equal(meansOf([pairOf(infinity), pairOf(infinity)]).secret.psnr, infinity);
  });
});

describe('the pictures of an evaluation', () => {
  it('are those that the figures are of, given before the next pair begins', async () => {
    const seen: EvaluatedPictures[] = [];
    let waiting = false;
    const { pairs, mean } = await evaluate({
      ...{ covers, model, limit: 2, residualLeak: true },
      onPictures: async (pictures) => {
        assert.equal(waiting, false);
        waiting = true;
        await new Promise((resolve) => setTimeout(resolve, 5));
        waiting = false;
        seen.push(pictures);
      },
      onPair: (pair) => assert.equal(seen.at(-1)!.pair, pair),
    });
    assert.equal(seen.length, 2);
    for (const { pair, cover, container, secret, revealed, keyed } of seen) {
      assert.deepEqual(pair.cover, fidelity(cover, container));
      assert.deepEqual(pair.secret, fidelity(secret, revealed));
      assert.equal(keyed, undefined);
    }
    // The secrets have other sizes than their covers.
    assert.ok(pairs.every((pair) => pair.residualLeak! > 0 && pair.residualLeak! < 1));
    assert.ok(Math.abs(mean.residualLeak! - (pairs[0]!.residualLeak! + pairs[1]!.residualLeak!) / 2) < 1e-12);
    const same = await temporaryFolder();
    await writeSample('coffee.png', join(same, 'a.png'), 64, 48);
    await writeSample('kodim23.png', join(same, 'b.png'), 64, 48);
    const leaks = await evaluate({
      ...{ covers: same, model, limit: 1, residualLeak: true },
      onPictures: (pictures) => void seen.push(pictures),
    });
    const { cover, container, secret } = seen[2]!;
    assert.equal(leaks.pairs[0]!.residualLeak, residualLeak(cover, container, secret));
  });

  it('have secrets of the scale that was asked for, which is also written down', async () => {
    const sizes: number[][] = [];
    const result = await evaluate({
      ...{ covers, model, limit: 2, secretScale: 0.5, favour: 'balanced', against: ['lsb4'] },
      onPictures: ({ cover, secret, revealed }) =>
        void sizes.push([
          cover.width,
          cover.height,
          secret.width,
          secret.height,
          revealed.width,
          revealed.height,
        ]),
    });
    // b.jpg is 64x64; c.png is 80x60.
    assert.deepEqual(sizes, [
      [60, 80, 32, 32, 32, 32],
      [64, 64, 40, 30, 40, 30],
    ]);
    assert.deepEqual([result.secretScale, result.favour], [0.5, 'balanced']);
    assert.ok(result.pairs.every(({ secret }) => secret.psnr > 15));
    assert.ok(result.against![0]!.pairs.every(({ secret }) => secret.psnr > 27));
  });

  it('are not to be had on a scale that is none, or in favour of a side that the model cannot favour', async () => {
    for (const secretScale of [0, -0.5, 1.01, Number.NaN, Number.POSITIVE_INFINITY]) {
      await assert.rejects(evaluate({ covers, model, secretScale }), {
        name: 'RangeError',
        message: /above 0 and at most 1 for secretScale but received/,
      });
    }
    await assert.rejects(evaluate({ covers, model: 'baluja', favour: 'cover' }), {
      name: 'RangeError',
      message: /a\.png: Expected a model that can favour the cover/,
    });
  });
});
