/**
 * The patterns that people build passphrases from, for `passphrase-strength.ts`.
 */

/**
 * Pairs of letters that are common in words: the 350 commonest of 676 pairs in the 8,000 commonest words of English, German,
 * French and Spanish and in the Diceware list. Of these words 90 to 97 % have no other pair; of nine random letters, 1.5 % have
 * none.
 */
export const LETTER_PAIRS: ReadonlySet<string> = new Set(
  (
    'a:bcdefghijklmnprstuvwyz b:abeilorstuy c:acehiklortuy d:adegilnorsuwy e:abcdefghijklmnopqrstuvwxyz f:aefilortuy ' +
    'g:aeghilnorstuy h:aeilmnorstuwy i:abcdefgklmnopqrstvxz j:aeou k:aeilnorstuy l:abcdefgiklmnopstuvy m:abeimopsuy ' +
    'n:abcdefghiklnoqrstuvwyz o:abcdefghiklmnoprstuvwxy p:aefhiloprstu q:u r:abcdefghiklmnoprstuvwyz s:acefghiklmnopqstuwy ' +
    't:acehilorstuwyz u:abcdefghilmnprstvx v:aeior w:aehinoru x:aceipt y:aeilmnosu z:aeiotu'
  )
    .split(' ')
    .flatMap((row) => [...row.slice(2)].map((second) => row[0]! + second)),
);

/** Rows and columns of keyboards, zigzags over two rows, the alphabet, counting. */
export const KEY_ROWS: readonly string[] = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop[]',
  'qwertzuiopü',
  'azertyuiop',
  'asdfghjkl;',
  'qsdfghjklm',
  'zxcvbnm,./',
  'yxcvbnm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  'q1w2e3r4t5y6u7i8o9p0',
  '1q2w3e4r5t6y7u8i9o0p',
  '147258369',
  '!@#$%^&*()',
  'йцукенгшщзхъ',
  'фывапролджэ',
];

/**
 * Commonest passwords, and sentences that everyone knows, in small letters and without blanks. Few short ones are here, because the
 * rules call them weak anyway: the list is for phrases that would pass for several random words.
 */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  (
    '123456 password 12345678 qwerty 123456789 111111 1234567 123123 abc123 letmein 1qaz2wsx iloveyou trustno1 welcome ' +
    'starwars passw0rd password1 password123 qwerty123 qwertyuiop adminadmin changeme letmeinnow opensesame secretpassword ' +
    'mypassword thisismypassword nopassword passphrase mypassphrase thisisapassphrase pentimento steganography ' +
    'correcthorsebatterystaple correcthorsebatterystapler hunter2 iloveyouforever iloveyousomuch iloveyoubaby ' +
    'maytheforcebewithyou tobeornottobe tobeornottobethatisthequestion thequickbrownfox thequickbrownfoxjumpsoverthelazydog ' +
    'allyourbasearebelongtous winteriscoming thereisnospoon iamyourfather lukeiamyourfather helloworld thisisasecret ' +
    'inthebeginningwastheword inthebeginninggodcreatedtheheavenandtheearth ourfatherwhoartinheaven godblessamerica ' +
    'twinkletwinklelittlestar happybirthdaytoyou rosesareredvioletsareblue onceuponatime loremipsumdolorsitamet ' +
    'franzjagtimkomplettverwahrlostentaxiquerdurchbayern ichliebedich jetaime teamo passwort hallowelt'
  ).split(' '),
);
