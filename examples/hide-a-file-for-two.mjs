/**
 * Hides two files for two people in one picture: encrypted, exact to the byte, and neither can tell what the other receives.
 *
 *   node examples/hide-a-file-for-two.mjs [cover] [folder for the results]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hide, reveal } from 'pentimento';

const [cover = 'samples/coffee.png', folder = 'demo'] = process.argv.slice(2);
const file = (name) => join(folder, name);
mkdirSync(folder, { recursive: true });
writeFileSync(file('for-ann.txt'), 'Meet me at the museum.\n');
writeFileSync(file('for-bob.txt'), 'The meeting is off.\n');

// In your own program, ask for passphrases or read them from a file; never keep them in the source.
const ann = 'seven quiet herons';
const bob = 'a ladder of rain';

const report = await hide({
  secret: file('for-ann.txt'),
  passphrase: ann,
  furtherSecrets: [{ secret: file('for-bob.txt'), passphrase: bob }],
  cover,
  container: file('for-two.png'),
  method: 'exact',
});
console.log(`${(100 * report.changeRate).toFixed(2)} % of the samples changed`);

for (const [name, passphrase] of [
  ['ann', ann],
  ['bob', bob],
]) {
  const secret = file(`received-by-${name}.txt`);
  await reveal({ container: file('for-two.png'), secret, passphrase });
  console.log(`${name} reads: ${(await readFile(secret, 'utf8')).trim()}`);
}
