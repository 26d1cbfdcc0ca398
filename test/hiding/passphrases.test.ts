/** Several passphrases to reveal with, and what hiding says of weak ones. */
import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { errorCode } from '../../src/errors/coded.ts';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import type { HideOptions } from '../../src/hiding/file-options.node.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

const RIGHT = 'staple anvil carpet moon';
const BYTES = Uint8Array.of(1, 2, 3);

let folder: string;
const at = (name: string): string => join(folder, name);

async function hideIn(container: string, options: Partial<HideOptions>): Promise<readonly string[]> {
  const files = { secret: at('secret.png'), cover: at('cover.png'), container: at(container) };
  return (await hide({ ...files, ...options })).warnings;
}

before(async () => {
  folder = await temporaryFolder();
  await writeSample('kodim23.png', at('cover.png'), 128, 96);
  await writeSample('astronaut.png', at('secret.png'), 32, 24);
  await writeFile(at('letter.txt'), 'a letter');
  await hideIn('deep.png', { passphrase: RIGHT });
  await hideIn('exact.png', { passphrase: RIGHT, method: 'exact', quality: 20 });
  await hideIn('bytes.png', { passphrase: BYTES, method: 'exact', quality: 20 });
});

describe('revealing with several passphrases', () => {
  const out = async (): Promise<string> => join(await temporaryFolder(), 'out.png');

  for (const container of ['deep.png', 'exact.png']) {
    it(`tells by its number which one opens ${container}`, async () => {
      for (const [passphrases, number] of [
        [['wrong', RIGHT, 'wrong, too'], 2],
        [[RIGHT, 'wrong'], 1],
      ] as const) {
        const report = await reveal({ container: at(container), secret: await out(), passphrases });
        assert.equal(report.passphrase, number);
      }
    });

    it(`finds nothing in ${container} for none of them, and leaves no file`, async () => {
      const secret = await out();
      await assert.rejects(
        reveal({ container: at(container), secret, passphrases: ['wrong', BYTES] }),
        (error: Error) =>
          error instanceof NothingHiddenError && /for any of these 2 passphrases/.test(error.message),
      );
      assert.deepEqual(await readdir(join(secret, '..')), []);
    });
  }

  it('takes bytes beside text', async () => {
    const report = await reveal({
      container: at('bytes.png'),
      secret: await out(),
      passphrases: ['wrong', BYTES],
    });
    assert.equal(report.passphrase, 2);
  });

  it('says nothing of a number where one was given', async () => {
    const container = at('exact.png');
    const one = await reveal({ container, secret: await out(), passphrase: RIGHT });
    const list = await reveal({ container, secret: await out(), passphrases: [RIGHT] });
    assert.deepEqual(['passphrase' in one, 'passphrase' in list], [false, false]);
  });

  it('refuses what cannot be meant, before it reads anything', async () => {
    const cases = [
      [{ passphrases: [] }, 'missing-option'],
      [{ passphrases: [RIGHT, 'wrong'], passphrase: RIGHT }, 'conflicting-options'],
      [{ passphrases: [RIGHT, 'wrong'], force: true, model: 'invertible' }, 'conflicting-options'],
    ] as const;
    for (const [options, code] of cases) {
      await assert.rejects(
        reveal({ container: at('none.png'), secret: await out(), ...options }),
        (error: Error) => errorCode(error) === code && !error.message.includes(RIGHT),
      );
    }
  });

  it('says of an unusable one why, and nothing of it', async () => {
    for (const passphrases of [['wrong', ''], ['wrong', '\ud800'], [3 as unknown as string]]) {
      await assert.rejects(
        reveal({ container: at('exact.png'), secret: await out(), passphrases }),
        (error: Error) => errorCode(error) === 'bad-passphrase',
      );
    }
  });
});

describe('hiding', () => {
  const exact = { method: 'exact', secret: '', quality: undefined } as const;

  it('warns of a weak passphrase with either method, and not of a good one or of bytes', async () => {
    const letter = { ...exact, secret: at('letter.txt') };
    const weak = /^The passphrase is weak: at 1,000 guesses a second it is found in seconds; /;
    assert.match((await hideIn('a.png', { passphrase: 'elephant' })).at(-1)!, weak);
    assert.match((await hideIn('a-letter.png', { ...letter, passphrase: 'elephant' })).at(-1)!, weak);
    assert.deepEqual(await hideIn('a-right.png', { ...letter, passphrase: RIGHT }), []);
    assert.deepEqual(await hideIn('a-bytes.png', { ...letter, passphrase: BYTES }), []);
  });

  it('says whose passphrase is weak where there are several', async () => {
    const warnings = await hideIn('b.png', {
      ...exact,
      secret: at('letter.txt'),
      passphrase: RIGHT,
      furtherSecrets: [{ secret: at('secret.png'), passphrase: 'elephant' }],
    });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^The passphrase of secret\.png is weak: /);
  });

  it('refuses the same passphrase for two, by a code', async () => {
    await assert.rejects(
      hideIn('c.png', {
        ...exact,
        secret: at('letter.txt'),
        passphrase: RIGHT,
        furtherSecrets: [{ secret: at('secret.png'), passphrase: RIGHT }],
      }),
      (error: Error) => errorCode(error) === 'same-passphrase' && !error.message.includes(RIGHT),
    );
  });
});
