/**
 * What the page says of the way to the receiver, and of wardens.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before } from 'node:test';
import type { Page } from 'playwright-core';
import { readPicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { stegExpose } from '../../src/steganalysis/stegexpose/detector.ts';
import { textbookDetection } from '../../src/steganalysis/textbook/textbook-detection.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 240, 160);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 240, 160);
});

/** What becomes of the container, by the value of the choice. */
async function outcomeOf(
  page: Page,
  attack: string,
): Promise<{ readonly outcome: string; readonly text: string }> {
  const world = page.getByTestId('world');
  await world.getByRole('combobox').selectOption(attack);
  const shown = world.locator('.outcome');
  await shown.waitFor();
  return {
    outcome: (await shown.getAttribute('data-outcome'))!,
    text: await shown.locator('p').first().innerText(),
  };
}

/** Scores of the four detectors, as the page writes them. */
function scores(image: RgbImage): string[] {
  const { regularSingular, samplePairs, weightedStego } = textbookDetection(image);
  const { fusion } = stegExpose(image);
  return [
    Number.isNaN(fusion) ? 0 : fusion,
    ...[regularSingular, samplePairs, weightedStego].map(({ payload }) => payload),
  ].map((score) => score.toFixed(3));
}

describeVisits('the panels', (visit) => {
  visit('say what the world does to a container of the network', async ({ page }) => {
    await visitor.hide(page, { secret, cover });
    const stripped = await outcomeOf(page, 'strip');
    assert.equal(stripped.outcome, 'revealed');
    assert.match(stripped.text, /^Revealed\. .* The secret comes back .* \(\d+\.\d dB\)\.$/);
    const pictures = page.locator('.journey figure');
    assert.deepEqual(await pictures.allInnerTexts(), [
      'Your cover',
      'With the secret inside: send this',
      'The secret as it comes back',
    ]);
    await page.getByText(/^The picture looks .*\. The secret comes back .*\.$/).waitFor();
    const decibels = Number(/(\d+\.\d) dB/.exec(stripped.text)![1]);
    assert.equal(decibels, await visitor.shownDecibels(page, 'secret'));
    // What nobody recognises is called what it is, and has no figure.
    await page.getByRole('button', { name: 'Messenger', exact: true }).click();
    const destroyed = page.locator('.outcome[data-outcome=destroyed]');
    assert.match(await destroyed.locator('p').first().innerText(), /^Destroyed\. (?!.* dB)/);
  });

  visit('say what the world does to an exact container', async ({ page }) => {
    await visitor.hide(page, { secret, cover, method: 'Exact' });
    assert.equal((await outcomeOf(page, 'strip')).outcome, 'revealed');
    for (const attack of ['jpeg-95', 'crop-0.9']) {
      const { outcome, text } = await outcomeOf(page, attack);
      assert.match(outcome, /^(?:nothing|damaged)$/, attack);
      assert.match(
        text,
        /^(?:Nothing is found|Damaged)\. The receiver is told|^Nothing is found\. What was hidden is gone/,
      );
    }
  });

  visit('say of cover and container what the detectors say in Node', async ({ page }) => {
    await visitor.hide(page, { secret, cover });
    const container = join(folder, 'container.png');
    await visitor.save(page, 'download', container);
    const warden = page.getByTestId('warden');
    await warden.getByRole('button', { name: 'Ask four detectors' }).click();
    const rows = warden.locator('tbody tr');
    await warden.getByText(/^(?:All four call|\d of 4 calls?) your picture (?:clean|suspicious)\./).waitFor();
    await rows.first().waitFor();
    const columns = await Promise.all(
      [cover, container].map(async (path) => scores((await readPicture(path)).image)),
    );
    assert.equal(await rows.count(), 4);
    for (const [column, expected] of columns.entries()) {
      const own = await warden
        .locator(`tbody td:nth-of-type(${column + 1}) .verdict`)
        .evaluateAll((verdicts) =>
          verdicts.map((verdict) =>
            [...verdict.childNodes]
              .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
              .map(({ textContent }) => textContent)
              .join('')
              .trim(),
          ),
        );
      assert.deepEqual(
        own.map((verdict) => verdict.split(' ')[0]),
        expected,
      );
      for (const verdict of own) assert.match(verdict, /^-?\d\.\d{3} (?:clean|suspicious)$/);
    }
  });
});
