/**
 * The page for those who see it otherwise, have no mouse, or a phone.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { ROOT } from '../architecture/source.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let folder: string;
let cover: string;
let secret: string;
let axe: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
  axe = await readFile(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
});

/** Everything that the page shows, one after the other. */
async function throughAllStates(page: Page, look: (state: string) => Promise<void>): Promise<void> {
  await look('an empty page');
  await visitor.give(page, 'Cover', { name: 'notes.txt', content: new TextEncoder().encode('no picture') });
  await visitor.problem(page, /not a picture/);
  await look('a problem');
  const long = `${'a-very-long-name-'.repeat(6)}.txt`;
  await visitor.open(page, 'Secret', { name: long, content: new TextEncoder().encode('a file') });
  await look('a file with a long name');
  await visitor.hide(page, { secret, cover });
  await look('a result');
  for (const tab of ['Secret and revealed', 'Difference']) {
    await page.getByRole('tab', { name: tab }).click();
    await look(`the tab "${tab}"`);
  }
  await page.getByText('How much did the samples change?').click();
  await page.getByTestId('world').getByRole('combobox').selectOption('jpeg-50');
  await page.locator('.outcome').waitFor();
  await page.getByRole('button', { name: 'Ask four detectors' }).click();
  await page.getByTestId('warden').locator('tbody').waitFor();
  await look('all panels');
  const container = join(folder, 'container.png');
  await visitor.save(page, 'download', container);
  await visitor.reveal(page, container);
  await look('a revealed secret');
  await page.getByRole('link', { name: 'How it works' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look('the explanations');
}

/** What axe finds, one line for each place. */
async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  assert.ok(results.passes.length > 10, 'axe has looked at next to nothing');
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Presses Tab until what has the focus is what was looked for. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });
    if (typeof name === 'string' ? focused.trim() === name : name.test(focused)) return;
  }
  assert.fail(`${name} is not reached with the Tab key`);
}

describeVisits('the page', (visit) => {
  visit('has nothing that axe objects to, in light and in dark', async ({ page }) => {
    await page.evaluate(axe);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const found: string[] = [];
    await throughAllStates(page, async (state) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await violations(page)).map((violation) => `${state}, ${colorScheme}: ${violation}`));
      }
    });
    assert.deepEqual(found, []);
  });

  visit('is used by keyboard alone', async ({ page }) => {
    await tabTo(page, 'To the content');
    await tabTo(page, 'A cat in a cup of coffee');
    await page.keyboard.press('Enter');
    await page.getByTestId('result').waitFor();
    await tabTo(page, /^Download PNG/);
    await tabTo(page, 'Cover and container');
    await page.keyboard.press('ArrowRight');
    assert.equal(
      await page.getByRole('tab', { name: 'Secret and revealed' }).getAttribute('aria-selected'),
      'true',
    );
    await tabTo(page, 'Divider between Secret on the left and Revealed on the right');
    const divider = page.getByRole('slider', { name: /^Divider/ });
    const places: (string | null)[] = [];
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
      await page.keyboard.press(key);
      places.push(await divider.getAttribute('aria-valuenow'));
    }
    assert.deepEqual(places, ['52', '54', '52', '0', '100']);
    await tabTo(page, 'Ask four detectors');
    await page.keyboard.press('Enter');
    await page.getByTestId('warden').locator('tbody').waitFor();
  });

  visit(
    'fits on a phone, whatever it shows',
    async ({ page }) => {
      const wide: string[] = [];
      await throughAllStates(page, async (state) => {
        const { content, screen } = await page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.scrollingElement!;
          return { content: scrollWidth, screen: clientWidth };
        });
        if (content > screen) wide.push(`${state}: ${content} pixels on ${screen}`);
      });
      assert.deepEqual(wide, []);
      assert.equal(await page.evaluate(() => document.scrollingElement!.clientWidth), 360);
    },
    { context: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } },
  );
});
