import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import type { AttackedPair } from '../../src/evaluation/attack-figures.ts';
import { summaryOf } from '../../src/evaluation/attack-figures.ts';
import { evaluate } from '../../src/evaluation/evaluate.node.ts';
import type { ReceivedPictures } from '../../src/evaluation/evaluate-attacks.node.ts';
import { evaluateAttacks } from '../../src/evaluation/evaluate-attacks.node.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { workWithoutCodecs } from '../attacks/stub-work.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

let model: OpenModel;
let covers: string;
before(async () => {
  model = await openModel(undefined, { threads: 1 });
  covers = await temporaryFolder();
  await writeSample('kodim23.png', join(covers, 'a.png'), 128, 96);
  await writeSample('coffee.png', join(covers, 'b.png'), 128, 96);
});
after(() => model.dispose());

describe('counts and means', () => {
  const names = { coverFile: 'a.png', secretFile: 'b.png' };
  const shown = (psnr: number, ssim: number, meaningless: boolean): AttackedPair => ({
    ...names,
    outcome: 'shown',
    secret: { psnr, ssim, mae: 0 },
    meaningless,
  });

  it('are over the pairs where something is shown', () => {
    const pairs: AttackedPair[] = [
      shown(10, 0.2, true),
      { ...names, outcome: 'nothing' },
      shown(30, 0.8, false),
      { ...names, outcome: 'damaged' },
      { ...names, outcome: 'nothing' },
    ];
    assert.deepEqual(summaryOf(pairs), {
      shown: 2,
      meaningless: 1,
      nothing: 2,
      damaged: 1,
      secretPsnr: 20,
      secretSsim: 0.5,
    });
  });

  it('of a PSNR leave out equal pictures, unless all are', () => {
    const equal = shown(Number.POSITIVE_INFINITY, 1, false);
    assert.equal(summaryOf([equal, shown(40, 0.9, false)]).secretPsnr, 40);
    assert.equal(summaryOf([equal, equal]).secretPsnr, Number.POSITIVE_INFINITY);
  });

  it('have no means where nothing is shown', () => {
    assert.deepEqual(summaryOf([{ ...names, outcome: 'nothing' }]), {
      shown: 0,
      meaningless: 0,
      nothing: 1,
      damaged: 0,
    });
  });
});

describe('an evaluation under attacks', () => {
  it('measures what evaluate measures where every sample stays', async () => {
    for (const options of [{ method: 'deep', model }, { method: 'exact' }] as const) {
      const { mean } = await evaluate({ covers, ...options });
      const { attacks } = await evaluateAttacks({ covers, ...options, attacks: ['strip'] });
      assert.equal(attacks.length, 1);
      for (const { shown, secretPsnr, secretSsim } of attacks[0]!.readings) {
        assert.equal(shown, 2);
        // Frame and trellis draw other random bits for every container.
        assert.ok(Math.abs(secretPsnr! - mean.secret.psnr) < 0.1, `${secretPsnr}, ${mean.secret.psnr}`);
        assert.ok(Math.abs(secretSsim! - mean.secret.ssim) < 0.005);
      }
    }
  });

  it('tells with the deep method what is found and what shows past the frame', async () => {
    const told: string[] = [];
    const pictures: ReceivedPictures[] = [];
    const result = await evaluateAttacks({
      covers,
      model,
      attacks: ['noise-2', 'jpeg-50', 'crop-0.7', 'noise-2.0'],
      limit: 1,
      onAttack: ({ name }, index, total) => told.push(`${name} ${index}/${total}`),
      onReceived: (received) => {
        pictures.push(received);
      },
    });
    assert.deepEqual([result.method, result.model, result.seed], ['deep', 'invertible', 1]);
    assert.deepEqual(told, ['noise-2 0/1', 'jpeg-50 0/1', 'crop-0.7 0/1']);
    assert.deepEqual(
      result.attacks.map(({ name }) => name),
      ['noise-2', 'jpeg-50', 'crop-0.7'],
    );
    for (const { readings } of result.attacks) {
      assert.deepEqual(
        readings.map(({ reading, shown, nothing, damaged }) => [reading, shown, nothing, damaged]),
        [
          ['plain', 0, 1, 0],
          ['forced', 1, 0, 0],
        ],
      );
      assert.equal(readings[0]!.secretPsnr, undefined);
    }
    const [noise, jpeg, crop] = result.attacks.map(({ readings }) => readings[1]!);
    assert.ok(noise!.secretPsnr! > jpeg!.secretPsnr! + 5);
    assert.deepEqual([noise!.meaningless, jpeg!.meaningless], [0, 1]);
    assert.equal(crop!.pairs.length, 1);
    assert.equal(pictures.length, 6);
    for (const { attack, reading, pair, container, attacked, secret, revealed } of pictures) {
      const { width, height } = attack.keeps(container);
      assert.deepEqual([attacked.width, attacked.height], [width, height]);
      assert.deepEqual([secret.width, secret.height], [width, height]);
      assert.equal(revealed === undefined, reading === 'plain');
      if (revealed !== undefined) assert.equal(psnr(secret, revealed), pair.secret!.psnr);
    }
  });

  it('attacks with noise that depends on seed and pair, and on nothing else', async () => {
    const attackedWith = async (seed: number, attacks: string[]): Promise<ReceivedPictures[]> => {
      const seen: ReceivedPictures[] = [];
      await evaluateAttacks({
        covers,
        method: 'lsb4',
        seed,
        attacks,
        onReceived: (received) => {
          if (received.attack.name === 'noise-5' && received.reading === 'plain') seen.push(received);
        },
      });
      return seen;
    };
    const alone = await attackedWith(3, ['noise-5']);
    const among = await attackedWith(3, ['noise-2', 'strip', 'noise-5']);
    const other = await attackedWith(4, ['noise-5']);
    assert.equal(alone.length, 2);
    // The containers differ by their salts; samples in the middle of the range show the noise itself.
    const noise = ({ attacked, container }: ReceivedPictures) =>
      Array.from(attacked.data.subarray(0, 300), (sample, i) =>
        Math.abs(container.data[i]! - 128) > 90 ? 0 : sample - container.data[i]!,
      );
    for (const pair of [0, 1]) {
      assert.deepEqual(noise(among[pair]!), noise(alone[pair]!));
      assert.notDeepEqual(noise(other[pair]!), noise(alone[pair]!));
    }
    assert.notDeepEqual(noise(alone[0]!), noise(alone[1]!));
  });

  it('reads the files of what was attacked', async () => {
    let checked = 0;
    await evaluateAttacks({
      covers,
      method: 'lsb4',
      attacks: ['contrast-1.2'],
      async onReceived({ attack, container, attacked, reading }) {
        if (reading === 'forced') return;
        assert.deepEqual(attacked, await attack.apply(container, workWithoutCodecs()));
        checked++;
      },
    });
    assert.equal(checked, 2);
  });

  it('measures the catalogue where nothing else is asked for', async () => {
    const { attacks, method, model } = await evaluateAttacks({ covers, method: 'lsb4', limit: 1 });
    assert.equal(method, 'lsb4');
    assert.equal(model, undefined);
    assert.equal(attacks.length, 19);
    for (const { name, description, readings } of attacks) {
      assert.equal(description, attackNamed(name).description);
      assert.deepEqual(
        readings.map(({ reading, shown }) => [reading, shown]),
        [
          ['plain', name === 'strip' ? 1 : 0],
          ['forced', 1],
        ],
      );
    }
    assert.ok(attacks[0]!.readings[1]!.secretPsnr! > attacks[4]!.readings[1]!.secretPsnr! + 10);
  });

  it('shrinks secrets, also those of which a crop leaves a part', async () => {
    const sizes = new Set<string>();
    await evaluateAttacks({
      covers,
      model,
      secretScale: 0.5,
      limit: 1,
      attacks: ['strip', 'crop-0.7'],
      onReceived: ({ secret, revealed }) => {
        sizes.add(`${secret.width}x${secret.height}`);
        if (revealed !== undefined) assert.equal(revealed.width, secret.width);
      },
    });
    assert.deepEqual([...sizes], ['64x48', '54x40']);
  });
});

describe('an evaluation under attacks refuses', () => {
  for (const name of ['scale-0.5', 'jpeg-75-mirror', 'screenshot']) {
    it(`${name}, which moves what is hidden`, async () => {
      const message = new RegExp(
        `leaves every pixel in its place, .* but received ${name}: it changes the size`,
      );
      const options = { covers, method: 'lsb4', attacks: ['jpeg-75', name] };
      await assert.rejects(evaluateAttacks(options), { name: 'RangeError', code: 'bad-option', message });
    });
  }

  const cases: readonly [Parameters<typeof evaluateAttacks>[0], string, RegExp][] = [
    [{ covers: '', attacks: ['jpge-75'] }, 'RangeError', /^Expected an attack made of .* received jpge-75$/],
    [{ covers: '', limit: 0 }, 'RangeError', /positive whole number of pairs for limit but received 0/],
    [{ covers: '', method: 'lsb4', limit: 0.5 }, 'RangeError', /positive whole number of pairs/],
    [{ covers: '', method: 'lsb4', model: 'baluja' }, 'TypeError', /^The method lsb4 has no option model$/],
    [{ covers: '', method: 'lsb4', favour: 'cover' }, 'TypeError', /^The method lsb4 has no option favour$/],
    [{ covers: '', method: 'exact', model: 'baluja' }, 'TypeError', /^The method exact has no option model$/],
    [{ covers: '', quality: 'lossless' }, 'TypeError', /^The method deep has no option quality$/],
    [{ covers: '/no/such/folder' }, 'Error', /folder of pictures for the covers/],
  ];
  for (const [options, name, message] of cases) {
    it(`${JSON.stringify(options)}: ${name}`, async () => {
      await assert.rejects(evaluateAttacks(options), { name, message });
    });
  }

  it('to go on when it is aborted, and leaves no files', async () => {
    const left = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith('pentimento-attacks-'));
    const before = new Set(await left());
    const controller = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(
      evaluateAttacks({
        covers,
        method: 'lsb4',
        signal: controller.signal,
        onAttack: ({ name }) => {
          if (name === 'jpeg-90') controller.abort(reason);
        },
      }),
      reason,
    );
    assert.deepEqual(
      (await left()).filter((name) => !before.has(name)),
      [],
    );
  });
});
