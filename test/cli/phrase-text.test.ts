/** What makes a passphrase of the bytes of a file. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { phraseFromBytes } from '../../src/cli/passphrase/phrase-text.ts';
import { errorCode } from '../../src/errors/coded.ts';
import { ROOT } from '../architecture/source.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const given = (name: string): Uint8Array => readFileSync(join(ROOT, 'test', 'cli', 'passphrases', name));

describe('a passphrase file', () => {
  const good: readonly (readonly [string, Uint8Array, string])[] = [
    ['without a line end', utf8('pässwörd one'), 'pässwörd one'],
    ['that an editor ended with a line', utf8('pässwörd one\n'), 'pässwörd one'],
    ['that Windows ended with a line', utf8('pässwörd one\r\n'), 'pässwörd one'],
    ['with a byte order mark', utf8('\uFEFFpässwörd one\r\n'), 'pässwörd one'],
    ['with blanks at both ends, which count', utf8(' pässwörd one \n'), ' pässwörd one '],
    ['of blanks only', utf8('   \n'), '   '],
    ['in another script', utf8('пароль\n'), 'пароль'],
  ];
  for (const [what, bytes, phrase] of good) {
    it(`${what} is its text`, () => {
      assert.equal(phraseFromBytes(bytes, 'secret.txt'), phrase);
    });
  }

  const bad: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['of two lines', given('two-lines.txt'), /^Expected one line .* in secret\.txt but it has 2 lines; /],
    [
      'with an empty line after it',
      given('two-trailing-newlines.txt'),
      /has 2 lines, the last of them empty;/,
    ],
    ['with a line end of its own before it', utf8('\nphrase\n'), /it has 2 lines;/],
    ['of three lines of Windows', utf8('phrase\r\nphrase\r\nphrase\r\n'), /it has 3 lines;/],
    ['of two lines of old Macs', utf8('phrase\rphrase'), /it has 2 lines;/],
    ['that is empty', utf8(''), /^Expected a passphrase in secret\.txt but the file is empty$/],
    ['of a line end only', utf8('\n'), /the file is empty$/],
    ['of a byte order mark only', utf8('\uFEFF'), /the file is empty$/],
    ['in UTF-16, as PowerShell writes it', utf16('\uFEFFphrase\r\n'), /it is UTF-16; save it as UTF-8 /],
    ['in UTF-16 the other way round', utf16('\uFEFFphrase\r\n').swap16(), /it is UTF-16; save it/],
    ['in UTF-16 without a mark', utf16('phrase'), /it is UTF-16; save it/],
    ['in Latin-1', Buffer.from('phrase ä', 'latin1'), /another encoding; save it as UTF-8$/],
    ['with a zero', utf8('phrase\0'), /it is a binary file$/],
    ['that is longer than any passphrase', new Uint8Array(65_537).fill(0x61), /at most 65536 bytes/],
  ];
  for (const [what, bytes, message] of bad) {
    it(`${what} is refused, without a word of it`, () => {
      assert.throws(
        () => phraseFromBytes(bytes, 'secret.txt'),
        (error: Error) => {
          assert.match(error.message, message);
          assert.equal(errorCode(error), 'bad-passphrase');
          const words = error.message.replace(/passphrase/g, '');
          return !/phrase|pässwörd|second line/.test(words);
        },
      );
    });
  }
});
