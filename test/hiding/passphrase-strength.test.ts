/**
 * The rule for the strength of passphrases, held against published ones: what stands in every list of leaked passwords is weak, what was
 * drawn at random is not.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passphraseStrength, passphraseWarning } from '../../src/keys/passphrase-strength.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';

const WEAK = [
  ['one character', 'a'],
  ['one word', 'elephant'],
  ['a word with digits', 'elephant99'],
  ['a capital, a year and a sign', 'Sommer2024!'],
  ['signs for letters', 'P@ssw0rd!'],
  ['the comic’s bad example', 'Tr0ub4dor&3'],
  ['the comic’s good example, which everyone knows', 'correct horse battery staple'],
  ['the same without blanks', 'CorrectHorseBatteryStaple'],
  ['a sentence that everyone knows', 'To be, or not to be'],
  ['keys side by side', 'qwertyuiop123456'],
  ['columns of keys', '1qaz2wsx3edc4rfv'],
  ['a zigzag over two rows of keys', 'q1w2e3r4t5y6'],
  ['one character again and again', 'a'.repeat(40)],
  ['one word again and again', 'letmein letmein letmein letmein'],
  ['the alphabet backwards', 'zyxwvutsrqponmlkjihg'],
  ['a date', '12041987'],
  ['two words', 'purple monkey'],
  ['a word in Russian', 'секретность'],
  ['a word with accents', 'Übermäßig'],
  ['eight random small letters', 'xkqzvbnp'],
  ['full-width digits, which normalisation makes plain', '１２３４５６７８９０'],
] as const;

const STRONG = [
  ['four random words', 'staple anvil carpet moon'],
  ['the same in one', 'stapleanvilcarpetmoon'],
  ['four words in German', 'Amboss Teppich Klammer Mond'],
  ['twelve random characters', 'k7Xq2mPzT9wB'],
  ['random hexadecimal digits', '8f14e45fceea167a'],
  ['random characters with signs', 'f9!Kq#xV2&'],
] as const;

describe('the strength of a passphrase', () => {
  for (const [what, passphrase] of WEAK) {
    it(`is poor for ${what}`, () => {
      assert.equal(passphraseStrength(passphrase).weak, true);
    });
  }
  for (const [what, passphrase] of STRONG) {
    it(`is good for ${what}`, () => {
      assert.equal(passphraseStrength(passphrase).weak, false);
      assert.equal(passphraseWarning(passphrase), undefined);
    });
  }

  it('is good for nearly everything that a generator makes', () => {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
    const random = seededRandom(5);
    const drawn = Array.from({ length: 500 }, () =>
      Array.from({ length: 16 }, () => letters[Math.floor(random.uniform() * letters.length)]).join(''),
    );
    assert.ok(drawn.filter((passphrase) => passphraseStrength(passphrase).weak).length <= 5);
  });

  it('grows when a random word is added, and never makes a guess cost less than one', () => {
    const words = ['staple', 'anvil', 'carpet', 'moon', 'gravel'];
    const guesses = words.map((_, count) => passphraseStrength(words.slice(0, count + 1).join(' ')).guesses);
    assert.deepEqual(
      guesses,
      [...guesses].sort((a, b) => a - b),
    );
    assert.ok(guesses[0]! >= 1);
  });

  it('is looked at in a moment and never breaks, whatever is typed', () => {
    for (const odd of [
      '\u{1F600}'.repeat(300),
      '\0\x1b[2J',
      '\ud800',
      'a b'.repeat(10_000),
      '我爱你',
      '   ',
    ]) {
      const { guesses } = passphraseStrength(odd);
      assert.ok(guesses >= 1 && !Number.isNaN(guesses));
    }
  });

  it('is told in a sentence without the passphrase', () => {
    for (const [, passphrase] of WEAK.slice(1)) {
      const warning = passphraseWarning(passphrase)!;
      assert.match(warning, /^The passphrase is weak: at 1,000 guesses a second it is found in [a-z ]+; /);
      assert.ok(!warning.toLowerCase().includes(passphrase.toLowerCase()));
    }
    assert.match(passphraseWarning('elephant')!, /in seconds/);
    assert.match(passphraseWarning('  \t ')!, /^The passphrase is nothing but blanks/);
    assert.match(passphraseWarning('cat', 'The passphrase of a.pdf')!, /^The passphrase of a\.pdf is weak/);
  });
});
