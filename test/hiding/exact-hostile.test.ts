/**
 * Authentic containers that no writer writes: whoever hides something has the key, and may hide what harms a reader. Everything is
 * refused with a sentence, in little time and memory, and the same process goes on decoding what is good.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hideExact } from '../../src/methods/exact/exact-method.ts';
import type { PicturePayload } from '../../src/methods/exact/payload.ts';
import { encodePayload } from '../../src/methods/exact/payload.ts';
import type { SecretCoder } from '../../src/methods/secret-coder.ts';
import { CODER, file, noise, photo, picture, revealOpen } from './exact-cases.ts';
import { forgedContainer } from './exact-forgery.ts';
import { seededRandom } from './seeded-random.ts';

const random = seededRandom('hostile');
const COVER = noise(128, 96, 'hostile');

/** Everything here fits into this, bytes: the memory of the whole process. */
const MOST_MEMORY = 2 ** 30;

/** A container that carries this payload as a writer would: the coder says what it is. */
async function hidden(payload: PicturePayload) {
  const coder: SecretCoder = { ...CODER, encode: async () => ({ payload, coding: 'hostile' }) };
  const { container } = await hideExact(COVER, [{ secret: file(0) }], coder, { distortion: 'uniform' });
  return container;
}

const forged = (payload: Uint8Array, changeHeader: (header: Uint8Array) => void = () => {}) =>
  forgedContainer(COVER, { payload, changeHeader }, random);

let jpeg2000: PicturePayload;
let jpegXl: PicturePayload;
let avif: PicturePayload;

before(async () => {
  const secret = picture(await photo('astronaut.png', 40, 30));
  [jpeg2000, jpegXl] = (await Promise.all(
    ([80, 'lossless'] as const).map(async (quality) => (await CODER.encode(secret, quality, 0)).payload),
  )) as [PicturePayload, PicturePayload];
  avif = (await CODER.encodeSmall!(secret, 4000))!.payload as PicturePayload;
});

after(() => {
  // Kilobytes: https://nodejs.org/api/process.html#processresourceusage
  assert.ok(1024 * process.resourceUsage().maxRSS < MOST_MEMORY, 'the process took more than a gigabyte');
});

async function assertGoodOnes(): Promise<void> {
  for (const payload of [jpeg2000, jpegXl, avif]) {
    const revealed = await revealOpen(await hidden(payload));
    assert.ok(revealed?.kind === 'picture');
    assert.deepEqual([revealed.image.width, revealed.image.height], [40, 30]);
  }
}

/** The SIZ marker segment of JPEG 2000 with another size of picture and tile (T.800, A.5.1). */
function claiming(width: number, height: number): Uint8Array {
  const content = Uint8Array.from(jpeg2000.content);
  const view = new DataView(content.buffer);
  view.setUint32(8, width);
  view.setUint32(12, height);
  view.setUint32(24, width);
  view.setUint32(28, height);
  return content;
}

/** The size header of JPEG XL with sides of 30 bits: 60000x60000 (ISO/IEC 18181-1, SizeHeader), and the rest of another code. */
function claimingXl(): Uint8Array {
  const fields: readonly (readonly [value: number, bits: number])[] = [
    [0, 1],
    [3, 2],
    [59_999, 30],
    [0, 3],
    [3, 2],
    [59_999, 30],
  ];
  const bits = fields.flatMap(([value, count]) =>
    Array.from({ length: count }, (_, i) => Math.floor(value / 2 ** i) % 2),
  );
  const content = Uint8Array.from(jpegXl.content);
  bits.forEach((bit, i) => {
    const at = 2 + (i >> 3);
    content[at] = (content[at]! & ~(1 << (i & 7))) | (bit << (i & 7));
  });
  return content;
}

const ANOTHER = /^Expected the code of a \d+x\d+ picture but received another one$/;
const UNDECODED = /^The code of the picture is damaged and could not be decoded$/;
const TOO_LARGE = /^Expected a secret of at most 33,554,432 pixels but received one of 60000x60000$/;
const CUT_SHORT = /^The record of what is hidden here is cut short$/;
const IMPOSSIBLE = /^What is hidden here is described by values that cannot be$/;

const codes: readonly [string, () => PicturePayload, RegExp][] = [
  ['JPEG 2000 of another size than the record says', () => ({ ...jpeg2000, width: 41 }), ANOTHER],
  ['JPEG XL of another size than the record says', () => ({ ...jpegXl, height: 31 }), ANOTHER],
  ['JPEG 2000 of turned sides', () => ({ ...jpeg2000, width: 30, height: 40 }), ANOTHER],
  ['JPEG XL of turned sides', () => ({ ...jpegXl, width: 30, height: 40 }), ANOTHER],
  ['a record of 60000x60000', () => ({ ...jpeg2000, width: 60_000, height: 60_000 }), TOO_LARGE],
  ['a record of no pixels', () => ({ ...jpegXl, width: 0 }), /but received one of 0x30$/],
  ['JPEG 2000 that claims 60000x60000', () => ({ ...jpeg2000, content: claiming(60_000, 60_000) }), ANOTHER],
  ['JPEG XL that claims 60000x60000', () => ({ ...jpegXl, content: claimingXl() }), ANOTHER],
  [
    'JPEG 2000 and a record that claim 60000x60000',
    () => ({ ...jpeg2000, width: 60_000, height: 60_000, content: claiming(60_000, 60_000) }),
    TOO_LARGE,
  ],
  [
    'JPEG XL and a record that claim 60000x60000',
    () => ({ ...jpegXl, width: 60_000, height: 60_000, content: claimingXl() }),
    TOO_LARGE,
  ],
  [
    'JPEG 2000 and a record that claim 5792x5792, for 2 kB of code',
    () => ({ ...jpeg2000, width: 5792, height: 5792, content: claiming(5792, 5792) }),
    ANOTHER,
  ],
  ['JPEG 2000 as JPEG XL', () => ({ ...jpeg2000, codec: 2 }), ANOTHER],
  ['JPEG XL as JPEG 2000', () => ({ ...jpegXl, codec: 1 }), ANOTHER],
  [
    'an unknown codec',
    () => ({ ...jpegXl, codec: 4 }),
    /^The picture is coded by codec 4, .* Use a newer one\.$/,
  ],
  ['codec 0', () => ({ ...jpegXl, codec: 0 }), /^The picture is coded by codec 0, .* Use a newer one\.$/],
  ...[0, 1, 11, 50, 100].map((length): [string, () => PicturePayload, RegExp] => [
    `${length} bytes of JPEG 2000`,
    () => ({ ...jpeg2000, content: jpeg2000.content.subarray(0, length) }),
    ANOTHER,
  ]),
  ...[0, 1, 4, 12, 100, 1000].map((length): [string, () => PicturePayload, RegExp] => [
    `${length} bytes of JPEG XL`,
    () => ({ ...jpegXl, content: jpegXl.content.subarray(0, length) }),
    length >= 4 ? UNDECODED : ANOTHER,
  ]),
  [
    'random bytes behind the header of JPEG 2000',
    () => ({ ...jpeg2000, content: headed(jpeg2000.content, 51) }),
    ANOTHER,
  ],
  [
    'random bytes behind the header of JPEG XL',
    () => ({ ...jpegXl, content: headed(jpegXl.content, 6) }),
    UNDECODED,
  ],
  ['random bytes as JPEG 2000', () => ({ ...jpeg2000, content: random(1000) }), ANOTHER],
  ['AVIF of another size than the record says', () => ({ ...avif, width: 41 }), ANOTHER],
  ['JPEG XL as AVIF', () => ({ ...jpegXl, codec: 3 }), ANOTHER],
  ['AVIF as JPEG XL', () => ({ ...avif, codec: 2 }), ANOTHER],
  [
    'half of an AVIF',
    () => ({ ...avif, content: avif.content.subarray(0, avif.content.length >> 1) }),
    UNDECODED,
  ],
  [
    'random bytes behind the header of AVIF',
    () => ({ ...avif, content: headed(avif.content, 400) }),
    UNDECODED,
  ],
  ['random bytes as AVIF', () => ({ ...avif, content: random(1000) }), ANOTHER],
  ['random bytes as JPEG XL', () => ({ ...jpegXl, content: random(1000) }), ANOTHER],
];

function headed(code: Uint8Array, length: number): Uint8Array {
  return new Uint8Array(Buffer.concat([code.subarray(0, length), random(code.length - length)]));
}

describe('a hostile picture', () => {
  for (const [name, payload, message] of codes) {
    it(`is refused: ${name}`, async () => {
      await assert.rejects(revealOpen(await hidden(payload())), { name: 'Error', message });
    });
  }

  it('leaves the codecs whole', assertGoodOnes);
});

describe('a hostile record', () => {
  const bytes = (...values: number[]) => Uint8Array.from(values);
  const records: readonly [string, Uint8Array, RegExp][] = [
    ['of no bytes', bytes(), CUT_SHORT],
    ['of a kind alone', bytes(1), CUT_SHORT],
    ['with a name that is not there', bytes(1, 200, 65), CUT_SHORT],
    ['with a media type that is not there', bytes(1, 1, 65, 9, 65), CUT_SHORT],
    ['of a picture without a size', bytes(2, 0, 1, 0, 0, 0, 1), CUT_SHORT],
    ['of kind 0', bytes(0, 0), /^What is hidden here is of kind 0, .* Use a newer one\.$/],
    ['of kind 3', bytes(3, 0, 1, 2, 3), /^What is hidden here is of kind 3, .* Use a newer one\.$/],
  ];
  for (const [name, payload, message] of records) {
    it(`is refused: ${name}`, async () => {
      await assert.rejects(revealOpen(await forged(payload)), { name: 'Error', message });
    });
  }

  it('of a name that is no UTF-8 is read with signs of replacement', async () => {
    const revealed = await revealOpen(await forged(bytes(1, 3, 0xff, 0x41, 0xc3, 0, 7)));
    assert.deepEqual(revealed, { kind: 'file', name: '\ufffdA\ufffd', mediaType: '', content: bytes(7) });
  });
});

describe('a hostile header', () => {
  /** Writes a number of six bytes. */
  const six = (at: number, value: number) => (header: Uint8Array) => {
    Buffer.from(header.buffer, header.byteOffset).writeUIntBE(value, at, 6);
  };
  const set =
    (...changes: readonly (readonly [at: number, value: number])[]) =>
    (header: Uint8Array) => {
      for (const [at, value] of changes) header[at] = value;
    };
  type Change = (header: Uint8Array) => void;
  const both = (first: Change, second: Change) => (header: Uint8Array) => {
    first(header);
    second(header);
  };
  const VERSION = /^What is hidden here was written in version \d+ of the format .* Use a newer one\.$/;
  const headers: readonly [string, (header: Uint8Array) => void, RegExp][] = [
    ['of version 2', set([0, 2]), VERSION],
    ['of version 0', set([0, 0]), VERSION],
    ['of version 255 and nothing else that fits', (header) => header.fill(255), VERSION],
    ['of base 0', set([1, 0], [2, 0]), IMPOSSIBLE],
    ['of base 257', set([1, 1], [2, 1]), IMPOSSIBLE],
    ['of base 65 with layers', set([2, 65], [3, 10], [9, 8]), IMPOSSIBLE],
    ['of height 5', set([3, 5], [9, 8]), IMPOSSIBLE],
    ['of height 13', set([3, 13], [9, 8]), IMPOSSIBLE],
    ['of a height without layers', set([3, 10]), IMPOSSIBLE],
    ['of layers without a height', set([9, 8]), IMPOSSIBLE],
    ['of a lower layer of more bits than samples', both(set([3, 10]), six(4, 40_000)), IMPOSSIBLE],
    ['of an upper layer of 2^48 - 1 bits', both(set([3, 10]), six(10, 2 ** 48 - 1)), IMPOSSIBLE],
    ['of a payload shorter than its tag', six(16, 15), IMPOSSIBLE],
    ['of a payload longer than the picture', six(16, 2 ** 48 - 1), IMPOSSIBLE],
    ['of a payload a byte longer than the picture', six(16, (36_864 - 4096) / 4 + 1), IMPOSSIBLE],
  ];
  for (const [name, changeHeader, message] of headers) {
    it(`is refused: ${name}`, async () => {
      const container = await forged(encodePayload(file(100)), changeHeader);
      await assert.rejects(revealOpen(container), { name: 'Error', message });
    });
  }

  it('leaves the codecs whole', assertGoodOnes);
});
