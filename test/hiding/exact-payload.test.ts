/** The record in a payload, and names from strangers. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { safeFileName } from '../../src/media/safe-file-name.ts';
import { decodePayload, encodePayload, payloadOverhead } from '../../src/methods/exact/payload.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a payload', () => {
  it('is the record of docs/format.md and the content', () => {
    const file = { kind: 'file', name: 'ä.txt', mediaType: 'text/plain', content: bytes(7, 8) } as const;
    const encoded = Buffer.from(encodePayload(file));
    assert.equal(encoded.toString('latin1'), '\x01\x06\xc3\xa4.txt\x0atext/plain\x07\x08');
    const picture = { kind: 'picture', name: 'p', codec: 2, width: 258, height: 2 ** 31 } as const;
    assert.deepEqual(
      encodePayload({ ...picture, content: bytes(9) }),
      bytes(2, 1, 0x70, 2, 0, 0, 1, 2, 0x80, 0, 0, 0, 9),
    );
  });

  it('comes back, whatever it says', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    const common = { name: text, content: fc.uint8Array({ maxLength: 50 }) };
    const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const payloads = fc.oneof(
      fc.record({ kind: fc.constant('file' as const), mediaType: fc.string(), ...common }),
      fc.record({
        kind: fc.constant('picture' as const),
        codec: fc.integer({ min: 0, max: 255 }),
        width: uint32,
        height: uint32,
        ...common,
      }),
    );
    fc.assert(
      fc.property(payloads, (payload) => {
        const encoded = encodePayload(payload);
        assert.equal(encoded.length, payloadOverhead(payload) - 16 + payload.content.length);
        const decoded = decodePayload(encoded);
        assert.deepEqual(decoded, { ...payload, name: payload.name.normalize('NFC') });
      }),
      { examples: [[{ kind: 'file', name: '\ufeffa', mediaType: '', content: bytes() }]] },
    );
  });

  it('keeps both ends of a long name, and whole characters', () => {
    for (const character of ['a', 'ß', '語', '😀']) {
      const name = `start-${character.repeat(300)}-end.pdf`;
      const payload = { kind: 'file', name, mediaType: '', content: bytes() } as const;
      const encoded = encodePayload(payload);
      assert.ok(encoded[1]! > 250);
      const kept = decodePayload(encoded).name;
      assert.match(kept, new RegExp(`^start-${character}+-end\\.pdf$`, 'u'));
      assert.ok(kept.length < name.length);
    }
  });

  it('of a name as long as a file is coded without delay', () => {
    const name = 'x'.repeat(200_000);
    const { length } = encodePayload({ kind: 'file', name, mediaType: name, content: bytes() });
    assert.equal(length, 2 + 255 + 1 + 255);
  });

  it('that is cut short, or of another kind, is refused with a sentence', () => {
    const file = encodePayload({ kind: 'file', name: 'a.txt', mediaType: 'text/plain', content: bytes() });
    const picture = encodePayload({
      kind: 'picture',
      name: 'a.png',
      codec: 1,
      width: 1,
      height: 1,
      content: bytes(),
    });
    for (const whole of [file, picture]) {
      for (let length = 0; length < whole.length; length++) {
        assert.throws(() => decodePayload(whole.subarray(0, length)), {
          name: 'Error',
          message: 'The record of what is hidden here is cut short',
        });
      }
    }
    for (const kind of [0, 3, 255]) {
      assert.throws(() => decodePayload(bytes(kind, 0, 0)), {
        name: 'Error',
        message: `What is hidden here is of kind ${kind}, which this program does not know. Use a newer one.`,
      });
    }
  });
});

describe('a file name from a stranger', () => {
  const cases: readonly [string, name: string, safe: string][] = [
    ['is kept where it is one', 'holiday 2024 (1).jpg', 'holiday 2024 (1).jpg'],
    ['is kept in any language', 'Übung 語 مرحبا.txt', 'Übung 語 مرحبا.txt'],
    ['loses folders', 'a/b/c.txt', 'c.txt'],
    ['loses folders of Windows', 'C:\\Users\\a.txt', 'a.txt'],
    ['does not climb', '../../etc/passwd', 'passwd'],
    ['does not climb on Windows', '..\\..\\boot.ini', 'boot.ini'],
    ['does not climb in mixed ways', '..\\../..\\x', 'x'],
    ['is not the folder itself', '.', 'secret'],
    ['is not the folder above', '..', 'secret'],
    ['is more than dots', '....', 'secret'],
    ['is more than dots and spaces', ' . . ', 'secret'],
    ['is more than an end of a folder', 'a/b/', 'secret'],
    ['is something', '', 'secret'],
    ['is not hidden', '.bashrc', 'bashrc'],
    ['is not an option', '--help.txt', 'help.txt'],
    ['has no dots at its end', 'a.txt...', 'a.txt'],
    ['has no spaces at its ends', '  a.txt  ', 'a.txt'],
    ['has no controls', 'a\0b\n\x1b[31mc\x7f\x85.txt', 'ab[31mc.txt'],
    ['does not turn the direction of writing', 'photo\u202egpj.exe', 'photogpj.exe'],
    ['has no marks of direction', '\u200f\u2066a\u2069.txt', 'a.txt'],
    ['has nothing that is not seen', 'a\u200b\ufeff\u00ad.txt', 'a.txt'],
    ['has no ends of lines of Unicode', 'a\u2028b\u2029.txt', 'ab.txt'],
    ['has nothing for a shell of Windows', 'a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
    ['has no second stream', 'a.txt:hidden.exe', 'a.txt_hidden.exe'],
    ['is no device', 'CON', '_CON'],
    ['is no device with an ending', 'nul.txt', '_nul.txt'],
    ['is no device with two endings', 'com1.tar.gz', '_com1.tar.gz'],
    ['is no device with a space', 'aux .txt', '_aux .txt'],
    ['is no device with a raised number', 'LPT\u00b2.doc', '_LPT\u00b2.doc'],
    ['is no console', 'CONIN$', '_CONIN$'],
    ['may begin like a device', 'console.log', 'console.log'],
    ['may end like a device', 'my.con', 'my.con'],
  ];
  for (const [what, name, safe] of cases) {
    it(what, () => assert.equal(safeFileName(name, 'secret'), safe));
  }

  it('is short enough for any file system, with its ending', () => {
    for (const character of ['a', '語', '😀', '\u0301']) {
      const name = safeFileName(`x${character.repeat(300)}.tar.gz`, 'secret');
      assert.match(name, /^x.*\.tar\.gz$/u);
      assert.ok(Buffer.byteLength(`${name}.png`) <= 255);
    }
  });

  it('is always a plain name, of any characters, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name, 'secret');
        assert.match(safe, /^[^/\\\p{Cc}\p{Cf}<>:"|?*]+$/u);
        assert.doesNotMatch(safe, /^[.\s-]|[.\s]$/);
        assert.equal(safeFileName(safe, 'secret'), safe);
        assert.ok(Buffer.byteLength(safe) <= 250);
      }),
      { numRuns: 500 },
    );
  });
});
