/**
 * Turns a name from a stranger into a file name: without folders, and without anything that a file system or a terminal
 * interprets.
 */

/** Longest name, characters of up to four bytes; file systems take 255 bytes, and an ending may be added. */
const LONGEST = 60;

/** Devices of Windows, with any ending (https://learn.microsoft.com/windows/win32/fileio/naming-a-file). */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])\s*(\.|$)/i;

/**
 * A name that is safe to write to, as near as possible to the one given.
 *
 * @param name - any text, such as the name that a secret carries; folders are dropped.
 * @param fallback - where nothing of the name is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.split(/[/\\]/).at(-1)!;
  const plain = last
    // Controls, and marks that turn the direction of writing, could show another name than it is.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/^[.\s-]+|[.\s]+$/g, '');
  const shown = DEVICE.test(plain) ? `_${plain}` : plain;
  if (shown === '') return fallback;
  const characters = [...shown];
  if (characters.length <= LONGEST) return shown;
  return [...characters.slice(0, LONGEST / 2), ...characters.slice(-LONGEST / 2)].join('');
}
