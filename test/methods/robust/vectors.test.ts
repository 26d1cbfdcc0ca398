/** Containers that were made once, saved as JPEG and cropped, still reveal: the format and its code stay as docs/format.md has them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readPicture } from '../../../src/image/picture-files.node.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { pictureCover } from '../../../src/media/picture.ts';
import { nodeSecretCoder } from '../../../src/methods/exact/codecs/secret-coder.node.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { decodeWord } from '../../../src/methods/robust/code/decode.ts';
import { encodeWord, repeatAccumulateCode } from '../../../src/methods/robust/code/repeat-accumulate.ts';
import { robust } from '../../../src/methods/robust/robust.ts';
import { ROOT } from '../../architecture/source.ts';
import { seededRandom } from '../../hiding/seeded-random.ts';

const FOLDER = join(ROOT, 'test', 'methods', 'robust');

interface Vector {
  readonly file: string;
  readonly passphrase?: string;
  readonly kind: 'file' | 'picture';
  readonly name: string;
  readonly sha256: string;
}

const VECTORS: readonly Vector[] = JSON.parse(readFileSync(join(FOLDER, 'vectors.json'), 'utf8'));
const HOST: MethodHost = {
  coder: nodeSecretCoder(),
  openModel: () => Promise.reject(new Error('No model is needed')),
};

describe('stored containers of the robust method', () => {
  for (const { file, passphrase, kind, name, sha256 } of VECTORS) {
    it(`${file}${passphrase === undefined ? '' : `, ${passphrase}`}`, async () => {
      const { image } = await readPicture(join(FOLDER, 'stored', file));
      const code = await robust.load();
      const found = await code.find(pictureCover(image), new KeyRing(passphrase), { host: HOST });
      const { secret } = await code.reveal(found!, {}, { host: HOST });
      const bytes = secret.kind === 'file' ? secret.content : secret.image.data;
      assert.deepEqual([secret.kind, secret.name], [kind, name]);
      // Decoders of AVIF may differ in a picture's last bits; its code came back whole, or it would not have been opened.
      if (kind === 'file') assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    });
  }
});

describe('repeat-accumulate codes', () => {
  for (const [message, checks] of [
    [256, 1024],
    [4096, 4096],
    [6000, 4000],
    [7000, 2500],
    [1, 3],
  ] as const) {
    it(`of ${message} bits and ${checks} checks: every check of a word is even, and a few errors are corrected`, () => {
      const code = repeatAccumulateCode(message, checks);
      const bits = Uint8Array.from(seededRandom('code')(message), (byte) => byte & 1);
      const word = encodeWord(code, bits);
      assert.deepEqual(word.subarray(0, message), bits);
      // By the parity-check matrix, row by row.
      for (let check = 0; check < checks; check++) {
        const own = [...code.bits.subarray(code.starts[check], code.starts[check + 1])];
        const before = check === 0 ? 0 : word[message + check - 1]!;
        assert.equal(
          own.reduce((sum, bit) => sum ^ word[bit]!, word[message + check]! ^ before),
          0,
        );
      }
      const errors = seededRandom('errors')(word.length);
      const channel = Float32Array.from(
        word,
        (bit, i) => (errors[i]! < 3 && message > 1 ? -1 : 1) * (bit === 1 ? -4 : 4),
      );
      const { beliefs, isWord } = decodeWord(code, channel, 50);
      assert.ok(isWord);
      assert.deepEqual(
        Uint8Array.from(beliefs.subarray(0, message), (belief) => (belief < 0 ? 1 : 0)),
        bits,
      );
    });
  }
});
