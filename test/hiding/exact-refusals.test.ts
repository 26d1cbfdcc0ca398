/** What the exact method does not hide: it says why, and what would do. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileSecret, PictureSecret } from '../../src/media/secret.ts';
import { shapeCapacity } from '../../src/methods/exact/embedding/layers.ts';
import { planDigits } from '../../src/methods/exact/embedding/plan.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import { PayloadTooLargeError } from '../../src/methods/exact/payload-too-large.ts';
import type { EmbeddingName, ExactOptions } from '../../src/methods/exact/settings.ts';
import type { Favour } from '../../src/methods/favour.ts';
import { CODER, file, flat, hideOpen, NO_BODY_SAMPLES, noise, picture } from './exact-cases.ts';

const COVER = noise(64, 64, 'refusing');
const SAMPLES = COVER.data.length - NO_BODY_SAMPLES;

/** The error of hiding for everyone. */
async function refusal(secret: FileSecret | PictureSecret, options: ExactOptions) {
  const error = await hideOpen(COVER, secret, options).then(
    () => undefined,
    (error) => error,
  );
  assert.ok(error instanceof PayloadTooLargeError, String(error));
  return error;
}

/** The options that a suggestion stands for; a picture of so many pixels where it is another cover. */
function meaning(suggestion: string): { options?: Partial<ExactOptions>; pixels?: number } {
  const favour = /^favour (\w+), with the trellis$/.exec(suggestion)?.[1];
  if (favour !== undefined) return { options: { favour: favour as Favour, embedding: 'trellis' } };
  if (suggestion === 'no favoured side, with the trellis') {
    return { options: { favour: undefined, embedding: 'trellis' } };
  }
  const rate = /^rate ([\d.]+)$/.exec(suggestion)?.[1];
  if (rate !== undefined) return { options: { rate: Number(rate), favour: undefined, embedding: 'trellis' } };
  const embedding = /^embedding (\w+)$/.exec(suggestion)?.[1];
  if (embedding !== undefined) return { options: { embedding: embedding as EmbeddingName } };
  if (suggestion.startsWith('quality auto')) return { options: { quality: 'auto' } };
  const pixels = /^a cover of at least ([\d,]+) pixels with these settings$/.exec(suggestion)?.[1];
  assert.ok(pixels !== undefined, suggestion);
  return { pixels: Number(pixels.replaceAll(',', '')) };
}

describe('what is too large', () => {
  const overhead = 2 + file(0).name.length + 1 + file(0).mediaType.length + 16;
  const cases: readonly [string, FileSecret | PictureSecret, ExactOptions, room: number, string[]][] = [
    [
      'a file, with a favoured cover',
      file(1200),
      { favour: 'cover' },
      SAMPLES / 8,
      ['favour balanced', 'embedding ternary', 'a cover'],
    ],
    [
      'a file, with a favoured secret',
      file(2500),
      { favour: 'secret' },
      Math.floor((1.7 * SAMPLES) / 8),
      ['no favoured side', 'embedding q6', 'a cover'],
    ],
    [
      'a file, in plain digits',
      file(1600),
      { embedding: 'ternary' },
      Math.floor(shapeCapacity(planDigits(3).shape, SAMPLES) / 8),
      ['favour secret', 'embedding q4', 'a cover'],
    ],
    ['a file, whatever the settings', file(5000), {}, SAMPLES / 2, ['a cover']],
    [
      'a picture without loss',
      picture(noise(30, 20, 'too large')),
      { quality: 'lossless', favour: 'balanced' },
      Math.floor((1.48 * SAMPLES) / 8),
      ['no favoured side', 'embedding q', 'quality auto', 'a cover'],
    ],
  ];
  for (const [name, secret, options, room, expected] of cases) {
    it(`${name}: is refused with its size, the room, and settings that do hold it`, async () => {
      const error = await refusal(secret, options);
      assert.equal(error.room, Math.floor(room));
      if (secret.kind === 'file') assert.equal(error.needed, secret.content.length + overhead);
      const message =
        /^(.+) takes ([\d,]+) bytes and there is room for ([\d,]+) with these settings\. What would do: (.*)\.$/;
      const [, named, needed, said, list] = message.exec(error.message)!;
      assert.equal(named, secret.name);
      assert.equal(Number(needed!.replaceAll(',', '')), error.needed);
      assert.equal(Number(said!.replaceAll(',', '')), error.room);
      const suggestions = list!.split('; ');
      assert.deepEqual(
        suggestions.map((suggestion, i) => suggestion.slice(0, expected[i]?.length)),
        expected,
      );
      for (const suggestion of suggestions) {
        const { options: other, pixels } = meaning(suggestion);
        const cover = pixels === undefined ? COVER : noise(pixels, 1, 'larger');
        const { hidden } = await hideOpen(cover, secret, { ...options, ...other, distortion: 'uniform' });
        assert.ok(hidden[0]!.payloadBytes > 0, suggestion);
      }
    });
  }

  it('a picture, at a small rate: says what the rate gives, what the least picture takes, and what does hold it', async () => {
    const secret = picture(noise(40, 40, 'rate'));
    const options = { rate: 0.02, distortion: 'uniform' } as const;
    const error = await refusal(secret, options);
    assert.equal(error.room, Math.floor((0.02 * SAMPLES) / 8));
    const message =
      /^secret\.png, as a picture of the least quality, takes ([\d,]+) bytes and there is room for 20 at a rate of 0\.02 bits a sample\. What would do: rate ([\d.]+); no rate; a cover of at least ([\d,]+) pixels at a rate of 0\.02 bits a sample\.$/;
    const [, needed, rate, pixels] = message.exec(error.message)!;
    assert.equal(Number(needed), error.needed);
    const larger = noise(Number(pixels!.replaceAll(',', '')), 1, 'larger');
    for (const [cover, other] of [
      [COVER, { rate: Number(rate) }],
      [COVER, { rate: undefined }],
      [larger, {}],
    ] as const) {
      const { hidden } = await hideOpen(cover, secret, { ...options, ...other });
      assert.equal(hidden[0]!.kind, 'picture');
    }
    // Rates that no trellis carries are not proposed.
    const tiny = await hideOpen(flat(64, 64, 9), file(5000), options).catch(({ message }) => message);
    assert.doesNotMatch(String(tiny), /: rate|no rate/);
  });

  it('in one of several parts: a larger cover is large enough for every part', async () => {
    const cover = noise(128, 128, 'parts');
    const receivers = [{ secret: file(4000) }];
    const options = { parts: 4, favour: 'cover', distortion: 'uniform' } as const;
    const error = await hideExact(cover, receivers, CODER, options).catch((error) => error);
    assert.ok(error instanceof PayloadTooLargeError);
    const pixels = /a cover of at least ([\d,]+) pixels/.exec(error.message)![1]!.replaceAll(',', '');
    for (let draw = 0; draw < 3; draw++) {
      await hideExact(noise(Number(pixels), 1, draw), receivers, CODER, options);
    }
  });

  it('one byte too many is refused, and one less is not', async () => {
    const room = SAMPLES / 8;
    await hideOpen(COVER, file(room - overhead), { favour: 'cover' });
    const { needed } = await refusal(file(room - overhead + 1), { favour: 'cover' });
    assert.equal(needed, room + 1);
  });

  it('a picture of more pixels than a reader decodes is refused before it takes memory', async () => {
    const claimed = { width: 60_000, height: 60_000, data: new Uint8Array(0) };
    await assert.rejects(
      hideOpen(COVER, { kind: 'picture', name: 'large.png', image: claimed }),
      /^Error: Expected a secret of at most 33,554,432 pixels but received one of 60000x60000$/,
    );
  });
});

describe('covers that are too small', () => {
  for (const [width, height, parts, pixels] of [
    [64, 63, 1, '4,096'],
    [1, 4095, 1, '4,096'],
    [127, 64, 2, '8,192'],
    [181, 181, 8, '32,768'],
  ] as const) {
    it(`${width}x${height} for ${parts} part(s)`, async () => {
      await assert.rejects(hideOpen(flat(width, height, 9), file(1), { parts }), {
        name: 'RangeError',
        message: `Expected a cover of at least ${pixels} pixels for the exact method but received ${width}x${height}`,
      });
    });
  }

  it('hide nothing', async () => {
    for (const [width, height] of [
      [63, 64],
      [1, 1],
      [4095, 1],
    ] as const) {
      assert.equal(await revealExact(noise(width, height, 'small'), CODER), undefined);
    }
  });
});

describe('receivers', () => {
  const cover = noise(256, 128, 'receivers');
  const secret = file(1);
  const bytes = (...values: number[]) => Uint8Array.from(values);

  it('need a passphrase of their own, whichever way it is written', async () => {
    for (const [first, second] of [
      ['one', 'one'],
      [undefined, undefined],
      ['\ufb01ne', 'fine'],
      ['fine', bytes(0x66, 0x69, 0x6e, 0x65)],
      [bytes(1, 2), bytes(1, 2)],
    ] as const) {
      const receivers = [
        { secret, passphrase: first },
        { secret, passphrase: second },
      ];
      await assert.rejects(hideExact(cover, receivers, CODER), {
        name: 'RangeError',
        message: 'Expected a passphrase of its own for every secret but received the same one twice',
      });
    }
  });

  it('with other passphrases are not mistaken for one', async () => {
    const receivers = [
      { secret: file(1, 'everyone.txt') },
      { secret: file(1, 'text.txt'), passphrase: 'undefined' },
    ];
    const { container } = await hideExact(cover, receivers, CODER, { distortion: 'uniform' });
    for (const { secret, passphrase } of receivers) {
      assert.deepEqual(await revealExact(container, CODER, { passphrase }), secret);
    }
  });

  it('are at least one and no more than there are parts', async () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ secret, passphrase: String(i) }));
    for (const [receivers, parts, message] of [
      [[], undefined, 'Expected one secret for this cover but received 0'],
      [many, undefined, 'Expected 1 to 8 secrets for this cover but received 9'],
      [many.slice(0, 2), 1, 'Expected one secret for this cover but received 2'],
      [many.slice(0, 3), 2, 'Expected 1 to 2 secrets for this cover but received 3'],
    ] as const) {
      const hiding = hideExact(cover, receivers, CODER, { parts });
      await assert.rejects(hiding, { name: 'RangeError', message });
    }
  });

  it('do not have empty passphrases, or what is none', async () => {
    const hide = (passphrase: string) => hideExact(cover, [{ secret, passphrase }], CODER);
    await assert.rejects(hide(''), { name: 'RangeError', message: /^Expected at least one character/ });
    await assert.rejects(hide(7 as unknown as string), { name: 'TypeError', message: /^Expected text or a/ });
  });
});
