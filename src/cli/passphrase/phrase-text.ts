/**
 * Turns the bytes of a file, or the value of a variable, into a passphrase: one line of text.
 */
import { coded } from '../../errors/coded.ts';

/** Largest passphrase file, bytes: larger than any passphrase, so that a picture given by mistake is refused. */
export const LARGEST_PHRASE_FILE = 65_536;

/**
 * The passphrase in the bytes of a file: UTF-8, without a byte order mark and without the one line end that editors leave.
 *
 * @param source - what messages call the place, such as `secret.txt`.
 * @throws RangeError (`bad-passphrase`) if it is not one line of UTF-8 text. No message holds any part of it.
 */
export function phraseFromBytes(bytes: Uint8Array, source: string, what: 'file' | 'input' = 'file'): string {
  if (bytes.length > LARGEST_PHRASE_FILE) {
    throw badPhrase(
      `Expected a passphrase of at most ${LARGEST_PHRASE_FILE} bytes in ${source} but it is longer`,
    );
  }
  if (isUtf16(bytes)) {
    throw badPhrase(
      `Expected UTF-8 text for the passphrase in ${source} but it is UTF-16; save it as UTF-8 ` +
        '(Notepad: Save as, Encoding UTF-8; PowerShell: Set-Content -Encoding utf8)',
    );
  }
  if (bytes.includes(0)) {
    throw badPhrase(`Expected UTF-8 text for the passphrase in ${source} but it is a binary file`);
  }
  let text: string;
  try {
    // Drops a byte order mark.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badPhrase(
      `Expected UTF-8 text for the passphrase in ${source} but it has another encoding; save it as UTF-8`,
    );
  }
  return phraseFromText(text, source, what);
}

/**
 * The passphrase in a text: without one final line end.
 *
 * @throws RangeError (`bad-passphrase`) if there is none, or more than one line.
 */
export function phraseFromText(text: string, source: string, what: 'file' | 'input' | 'variable'): string {
  const phrase = text.replace(/\r?\n$/, '');
  if (phrase === '') throw badPhrase(`Expected a passphrase in ${source} but the ${what} is empty`);
  const lines = phrase.split(/\r\n|\n|\r/);
  if (lines.length > 1) {
    const empty = lines.at(-1) === '' ? ', the last of them empty' : '';
    throw badPhrase(
      `Expected one line with the passphrase in ${source} but it has ${lines.length} lines${empty}; leave only the passphrase in it`,
    );
  }
  return phrase;
}

/** The error for a passphrase that cannot be used. */
export function badPhrase(message: string): Error {
  return coded(new RangeError(message), 'bad-passphrase');
}

/** A byte order mark, or a zero in every second byte, as Latin text in UTF-16 has. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  if (bytes.length < 2 || bytes.length % 2 !== 0) return false;
  const zeros = [0, 0];
  bytes.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const half = bytes.length / 2;
  return zeros.some((count, side) => count > half / 2 && zeros[1 - side] === 0);
}
