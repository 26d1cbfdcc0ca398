/** Reads passphrases from files and standard input. */
import { open } from 'node:fs/promises';
import { coded } from '../../errors/coded.ts';
import { readStandardInput } from '../standard-input.ts';
import { badPhrase, LARGEST_PHRASE_FILE, phraseFromBytes } from './phrase-text.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'which does not exist',
  EISDIR: 'a folder',
  EACCES: 'which may not be read',
};

/**
 * The passphrase in a file, or in standard input for `-` (which the caller has claimed).
 *
 * @throws RangeError where it cannot be read (`file-missing`, `file-unreadable`) or is not one line of UTF-8 text (`bad-passphrase`).
 */
export async function readPhraseFile(path: string): Promise<string> {
  if (path !== '-') return phraseFromBytes(await readStart(path), path);
  if (process.stdin.isTTY) {
    throw badPhrase(
      'Expected a file or a pipe as standard input for --passphrase-file - but it is a terminal, which would show the passphrase; use --passphrase to be asked for it',
    );
  }
  return phraseFromBytes(await readStandardInput(LARGEST_PHRASE_FILE), 'standard input', 'input');
}

/** Reads at most one byte more than a passphrase may have: pipes and devices have no size, and may have no end. */
async function readStart(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const bytes = new Uint8Array(LARGEST_PHRASE_FILE + 1);
      let length = 0;
      while (length < bytes.length) {
        const { bytesRead } = await file.read(bytes, length, bytes.length - length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return bytes.subarray(0, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw coded(
      new RangeError(
        `Expected a file for --passphrase-file but received ${path} (${REASONS[code] ?? code}); --passphrase asks on the terminal`,
      ),
      code === 'ENOENT' ? 'file-missing' : 'file-unreadable',
      { path },
    );
  }
}
