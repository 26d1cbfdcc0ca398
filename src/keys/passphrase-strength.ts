/**
 * Estimates how many guesses a passphrase withstands, by a stated rule: docs/security.md, "Guessing the passphrase".
 *
 * The idea is zxcvbn's (Wheeler, USENIX Security 2016): cut the passphrase into pieces, price each piece by the cheapest way in which an
 * attacker names it, and take the cheapest cut. In place of dictionaries there is a rule for what looks like a word of a European language.
 */
import { COMMON_PASSWORDS, KEY_ROWS, LETTER_PAIRS } from './passphrase-patterns.ts';

/**
 * Below this many guesses a passphrase is weak: at 1,000 guesses a second it is found after 16 years on average, at a
 * million in 6 days.
 */
export const WEAK_BELOW_GUESSES = 1e12;

/** Guesses an attacker makes each second against our Argon2id: the assumption of docs/security.md. */
const GUESSES_PER_SECOND = 1000;

/** The number of characters to look at; more can only make a passphrase stronger. */
const LONGEST_LOOK = 96;

/** How hard a passphrase is to guess. */
export interface PassphraseStrength {
  /** About the number of guesses, cheapest first, until it is certain to be found. */
  readonly guesses: number;
  /** Fewer guesses than `WEAK_BELOW_GUESSES`. */
  readonly weak: boolean;
  /** Nothing but blanks. */
  readonly blank: boolean;
}

/**
 * Estimates how hard a passphrase is to guess. The estimate is coarse, and too high for what the person is known to like.
 *
 * @param passphrase - text; it is taken after Unicode normalisation NFKC, as for keys.
 */
export function passphraseStrength(passphrase: string): PassphraseStrength {
  const text = passphrase.normalize('NFKC');
  const blank = /^\s*$/u.test(text);
  const bits = blank ? Math.log2(1 + text.length) : phraseBits([...text].slice(0, LONGEST_LOOK).join(''));
  const guesses = 2 ** bits;
  return { guesses, weak: guesses < WEAK_BELOW_GUESSES, blank };
}

/**
 * One sentence for the person who chose a weak passphrase; it holds no part of it.
 *
 * @param passphrase - as text; bytes are not judged.
 * @param whose - begins the sentence, such as "The passphrase of letter.pdf".
 * @returns `undefined` if the passphrase is not weak.
 */
export function passphraseWarning(passphrase: string, whose = 'The passphrase'): string | undefined {
  const { guesses, weak, blank } = passphraseStrength(passphrase);
  if (!weak) return undefined;
  if (blank) return `${whose} is nothing but blanks, which anyone guesses; ${BETTER}`;
  const seconds = guesses / 2 / GUESSES_PER_SECOND;
  return `${whose} is weak: at 1,000 guesses a second it is found in ${duration(seconds)}; ${BETTER}`;
}

const BETTER = 'four random words are strong';

const DURATIONS: readonly (readonly [below: number, name: string])[] = [
  [1, 'less than a second'],
  [60, 'seconds'],
  [3600, 'minutes'],
  [86_400, 'hours'],
  [30 * 86_400, 'days'],
  [365 * 86_400, 'months'],
];

/** In words without numbers: the estimate is no better than that. */
function duration(seconds: number): string {
  return DURATIONS.find(([below]) => seconds < below)?.[1] ?? 'years';
}

/** Bits of a whole phrase; the commonest are known with blanks between their words, too. */
function phraseBits(text: string): number {
  const joined = text.replace(/[^\p{L}\p{N}]/gu, '');
  const known = isCommon(joined) ? COMMON_BITS + text.length - joined.length : Infinity;
  return Math.min(known, cheapestCut(text, new Map()));
}

function isCommon(piece: string): boolean {
  return COMMON_PASSWORDS.has(piece.toLowerCase()) || COMMON_PASSWORDS.has(unleet(piece));
}

/** Bits of the cheapest cut of a text into pieces, by dynamic programming over its ends. */
function cheapestCut(text: string, known: Map<string, number>): number {
  const found = known.get(text);
  if (found !== undefined) return found;
  const characters = [...text];
  const single = Math.log2(alphabetSize(text));
  const bits = [0];
  for (let end = 1; end <= characters.length; end++) {
    let best = Infinity;
    for (let start = 0; start < end; start++) {
      const piece = characters.slice(start, end);
      const alone = !isPartOfWord(characters[start - 1]) && !isPartOfWord(characters[end]);
      best = Math.min(best, bits[start]! + pieceBits(piece, single, alone, known));
    }
    bits.push(best);
  }
  const total = bits[characters.length]!;
  known.set(text, total);
  return total;
}

function isPartOfWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}

/**
 * @param single - bits of an arbitrary character.
 * @param alone - the piece stands between separators, or ends of the phrase.
 */
function pieceBits(
  characters: readonly string[],
  single: number,
  alone: boolean,
  known: Map<string, number>,
): number {
  const piece = characters.join('');
  if (characters.length === 1) return SEPARATOR.test(piece) ? Math.min(single, SEPARATOR_BITS) : single;
  if (/^\d+$/.test(piece)) {
    const year = /^(19|20)\d\d$/.test(piece) ? YEAR_BITS : Infinity;
    return Math.min(
      piece.length * Math.log2(10),
      year,
      rowBits(piece),
      repeatBits(characters, known),
      commonBits(piece),
    );
  }
  if (characters.length < 3) return Infinity;
  const word = characters.length > 3 || alone ? wordBits(characters) : Infinity;
  return (
    (alone ? 0 : JOINT_BITS) +
    Math.min(commonBits(piece), word, rowBits(piece.toLowerCase()), repeatBits(characters, known))
  );
}

/** The usual separators between words. */
const SEPARATOR = /^[ \-_.,]$/;
const SEPARATOR_BITS = 1;

/** The bits of a cut inside a run of letters and digits: its place must be guessed, too. */
const JOINT_BITS = 1;

/** Years from 1900 to 2099. */
const YEAR_BITS = Math.log2(200);

/** One of the commonest passwords. */
const COMMON_BITS = 8;

/** A dictionary of 2^13 words: about the size of the Diceware list, 7,776. */
const WORD_BITS = 13;

/** The bits of a letter in a short word; there are fewer than 2^13 two-letter words. */
const SHORT_WORD_LETTER_BITS = 3.3;

/** Letters in a word; longer ones count as several. */
const WORD_LETTERS = 7;

function commonBits(piece: string): number {
  return isCommon(piece) ? COMMON_BITS + disguiseBits(piece) : Infinity;
}

/** The bits of a likely word, with capitals, and digits in place of letters. */
function wordBits(characters: readonly string[]): number {
  const piece = characters.join('');
  const plain = unleet(piece);
  if (2 * (piece.match(/\p{L}/gu)?.length ?? 0) <= characters.length || !isWordLike(plain)) return Infinity;
  const length = characters.length;
  return (
    Math.min(SHORT_WORD_LETTER_BITS * length, WORD_BITS * Math.max(1, length / WORD_LETTERS)) +
    disguiseBits(piece)
  );
}

/** Letters only, each of which follows the one before it in many words. Of other scripts every run of letters counts as a word. */
function isWordLike(plain: string): boolean {
  if (!/^\p{L}+$/u.test(plain) || /\p{Script=Han}/u.test(plain)) return false;
  return [...plain]
    .slice(1)
    .every(
      (letter, index) =>
        !/^[a-z]{2}$/.test(plain[index]! + letter) || LETTER_PAIRS.has(plain[index]! + letter),
    );
}

/** First or all letters in capitals are tried soon; others cost two bits each, and a digit in place of a letter one. */
function disguiseBits(piece: string): number {
  const capitals = piece.match(/\p{Lu}/gu)?.length ?? 0;
  const usual = /^\p{Lu}[^\p{Lu}]*$/u.test(piece) || !/\p{Ll}/u.test(piece);
  const swapped = /\p{L}/u.test(piece) ? [...piece].filter((character) => character in LEET).length : 0;
  return (usual ? Math.min(1, capitals) : 2 * capitals) + swapped;
}

/** Neighbours on a keyboard, in the alphabet or in counting, forwards or backwards. */
function rowBits(piece: string): number {
  if (piece.length < 3) return Infinity;
  const backwards = [...piece].reverse().join('');
  const found = KEY_ROWS.some((row) => row.includes(piece) || row.includes(backwards));
  // Which row, where it begins, how long, which direction.
  return found ? Math.log2(2 * KEY_ROWS.length * 26) : Infinity;
}

/** A repetition: the repeated piece, and the number of times. */
function repeatBits(characters: readonly string[], known: Map<string, number>): number {
  const { length } = characters;
  for (let period = 1; period <= length / 2; period++) {
    if (length % period !== 0 || length < 3) continue;
    if (characters.every((character, index) => character === characters[index % period])) {
      return cheapestCut(characters.slice(0, period).join(''), known) + Math.log2(length / period);
    }
  }
  return Infinity;
}

/** Digits and signs that stand for letters. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** In small letters, without accents, and letters in place of what stands for them. */
function unleet(text: string): string {
  const bare = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  // Digits alone are numbers, not words.
  return /\p{L}/u.test(bare) ? [...bare].map((character) => LEET[character] ?? character).join('') : bare;
}

const CLASSES: readonly (readonly [RegExp, size: number])[] = [
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[0-9]/, 10],
  [/[!-/:-@[-`{-~\s]/, 33],
  // Accented and other letters, ideographs, signs: what a person draws from, not what Unicode has.
  [/[^\0-\x7f]/u, 100],
];

/** How many characters those of a text were drawn from, by their classes. */
function alphabetSize(text: string): number {
  return CLASSES.reduce((sum, [pattern, size]) => sum + (pattern.test(text) ? size : 0), 0) || 33;
}
