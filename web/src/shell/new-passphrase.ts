/** Passphrases by chance: words that can be said, of syllables that are drawn evenly. */

const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aeio';
const WORDS = 4;
const SYLLABLES = 3;

/** Four words of three syllables of 64: 72 bits, such as "badine-fosaro-ketilo-mebagi". */
export function newPassphrase(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(WORDS * SYLLABLES));
  const syllables = Array.from(bytes, (byte) => CONSONANTS[byte & 15]! + VOWELS[(byte >> 4) & 3]!);
  return Array.from({ length: WORDS }, (_, word) =>
    syllables.slice(word * SYLLABLES, (word + 1) * SYLLABLES).join(''),
  ).join('-');
}
