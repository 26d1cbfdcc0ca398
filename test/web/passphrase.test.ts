/**
 * A new passphrase in the page: typed twice, and warned of where it is weak.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import type { AxeResults } from 'axe-core';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

const GOOD = 'staple anvil carpet moon';

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
});

describeVisits('a passphrase', (visit) => {
  visit('is typed twice, and nothing is hidden while the two differ', async ({ page }) => {
    await visitor.open(page, 'Secret', secret);
    await visitor.open(page, 'Cover', cover);
    await visitor.method(page, 'Exact').check();
    const button = page.getByRole('button', { name: 'Hide', exact: true });
    const again = page.getByLabel('The same again');
    const differ = page.getByText('The two passphrases differ.');
    assert.equal(await again.count(), 0);
    assert.equal(await button.isEnabled(), true);

    await page.locator('#hide-passphrase').fill(GOOD);
    assert.equal(await button.isDisabled(), true);
    await page.getByText('Type the passphrase a second time.').waitFor();

    await again.fill('staple anvil carpet mood');
    await differ.waitFor();
    assert.equal(await again.getAttribute('aria-invalid'), 'true');
    assert.equal(await differ.getAttribute('aria-live'), 'polite');
    const described = await again.getAttribute('aria-describedby');
    assert.equal(await page.locator(`#${described}`).innerText(), 'The two passphrases differ.');
    assert.equal(await button.isDisabled(), true);
    await again.press('Enter');
    assert.equal(await page.getByTestId('result').count(), 0);
    await page.evaluate(await readFile(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
    const { violations } = await page.evaluate(async () =>
      (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
    );
    assert.deepEqual(
      violations.map(({ id, help }) => `${id}: ${help}`),
      [],
    );

    // The beginning of the right one is no mistake yet, and not enough either.
    await again.fill('staple');
    await differ.waitFor({ state: 'detached' });
    assert.equal(await button.isDisabled(), true);
    await again.fill(GOOD);
    await button.click();
    await page.getByTestId('result').waitFor();
    await visitor.save(page, 'download', join(folder, 'container.png'));
    const report = await reveal({
      container: join(folder, 'container.png'),
      secret: join(folder, 'revealed.png'),
      passphrase: GOOD,
    });
    assert.equal(report.method, 'exact');
  });

  visit('that is weak is warned of as on the command line, where it is new only', async ({ page }) => {
    const field = page.locator('#hide-passphrase');
    const warning = page.locator('#hide-passphrase-strength');
    const says = (words: RegExp): Promise<void> =>
      warning.filter({ hasText: words }).waitFor({ state: 'attached' });
    await field.fill('elephant99');
    await says(
      /^The passphrase is weak: at 1,000 guesses a second it is found in minutes; four random words are strong\.$/,
    );
    await field.fill('   ');
    await says(/nothing but blanks/);
    await field.fill(GOOD);
    await says(/^$/);
    // One that is made here is strong, shown, and typed twice already.
    await page.getByRole('button', { name: 'Make one' }).click();
    assert.match(await field.inputValue(), /^(?:[a-z]{6}-){3}[a-z]{6}$/);
    assert.equal(await field.getAttribute('type'), 'text');
    assert.equal(await page.getByLabel('The same again').inputValue(), await field.inputValue());
    await says(/^$/);
    await page.getByRole('link', { name: 'Reveal', exact: true }).click();
    await page.locator('#reveal-passphrase').fill('elephant99');
    await page.getByText('It stays in this page.').waitFor();
    assert.equal(await page.getByText('is weak').filter({ visible: true }).count(), 0);
  });
});
