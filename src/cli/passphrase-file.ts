/**
 * Passphrases come from files, never from arguments: arguments are seen in process lists and shell histories.
 */
import { readFile } from 'node:fs/promises';

/** Larger than any passphrase; a picture given by mistake is refused. */
const LARGEST_FILE = 65_536;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'which does not exist',
  EISDIR: 'a folder',
  EACCES: 'which may not be read',
};

/**
 * The passphrase in a file, without the line end that editors leave.
 *
 * @throws Error when the file cannot be read, is empty, is not UTF-8 text, or is too long for a passphrase.
 */
export async function readPassphrase(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    const reason = REASONS[error.code ?? ''] ?? error.code;
    throw new Error(`Expected a file for --passphrase-file but received ${path} (${reason})`);
  });
  if (bytes.length > LARGEST_FILE) {
    throw new Error(
      `Expected a passphrase of at most ${LARGEST_FILE} bytes in ${path} but it holds ${bytes.length}`,
    );
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`Expected UTF-8 text for the passphrase in ${path}`);
  }
  const passphrase = text.replace(/\r?\n$/, '');
  if (passphrase.length === 0) throw new Error(`Expected a passphrase in ${path} but the file is empty`);
  return passphrase;
}

/** Collects the files of an option that may be given more than once. */
export function collectFiles(path: string, paths: readonly string[] = []): readonly string[] {
  return [...paths, path];
}
