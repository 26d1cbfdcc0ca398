/**
 * The page for those who see it otherwise, have no mouse, or a phone.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before } from 'node:test';
import type { Page } from 'playwright-core';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { allWords, axe, layoutFaults, violations } from './looks.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
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
  await page.getByText('Details', { exact: true }).click();
  await page.getByText('Advanced', { exact: true }).click();
  await page.getByTestId('world').getByRole('combobox').selectOption('jpeg-50');
  await page.locator('.outcome').waitFor();
  await page.getByRole('button', { name: 'Ask four detectors' }).click();
  await page.getByTestId('warden').locator('tbody').waitFor();
  await look('all panels');
  const container = join(folder, 'container.png');
  await visitor.save(page, 'download', container);
  const further = [{ secret: { name: long, content: new Uint8Array(9) }, passphrase: 'elephant99' }];
  await visitor.hide(page, { secret, cover, method: 'Exact', further });
  await look('two receivers, and what they get');
  await visitor.reveal(page, container);
  const top = await page.getByTestId('revealed').evaluate((section) => section.getBoundingClientRect().top);
  // Its heading, too.
  assert.ok(top >= 0 && top + 80 < page.viewportSize()!.height, `what was revealed is at ${top} pixels`);
  await look('a revealed secret');
  await page.getByTestId('container-file').setInputFiles([container, cover]);
  await page.getByRole('button', { name: 'Reveal', exact: true }).click();
  await page.getByRole('heading', { name: 'Something was hidden in 1 of 2 pictures' }).waitFor();
  await look('two containers, and what was hidden in one of them');
  await page.getByRole('link', { name: 'Protect', exact: true }).click();
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByTestId('save-key').waitFor();
  await page.getByTestId('photo-file').setInputFiles([secret, cover]);
  await page.getByRole('button', { name: 'Mark 2 photos' }).click();
  await page.getByRole('heading', { name: '0 of 2 photos are marked' }).waitFor();
  await look('a new key, and photos that are too small');
  await page.getByRole('link', { name: 'How it works' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look('the explanations');
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

/** The language follows the browser, until another one is chosen; that one is kept. */
async function keepsLanguage(page: Page): Promise<void> {
  await page.locator('.language').selectOption('de');
  await page.locator('html[lang=de]').waitFor({ state: 'attached' });
  assert.equal(await page.title(), 'So geht’s · Pentimento');
  await page.reload();
  await page.locator('html[lang=de] .language').waitFor();
  assert.equal(await page.locator('.language').inputValue(), 'de');
  const context = await page.context().browser()!.newContext({ locale: 'fr-CA', serviceWorkers: 'block' });
  const french = await context.newPage();
  await french.goto(page.url().replace(/#.*/, ''));
  await french.locator('html[lang=fr] .language').waitFor();
  assert.equal(await french.title(), 'Pentimento\u00a0: une image dans une image');
  await context.close();
}

/** What is said alike in several languages: names, file types, single words. */
function isAlike(text: string): boolean {
  const own = /[\w-]+\.\w+|\w+\/[\w-]+|[\w-]{20,}|StegExpose|WebAssembly|WebGPU|Pentimento/g;
  return !/\p{L}{3,}\P{L}+\p{L}{3,}/u.test(text.replaceAll(own, ''));
}

interface NotedProgress {
  readonly stages: string[];
  readonly bars: number[];
  unseen: number;
}

/** In the page: notes what the progress bar says and where it is. */
function noteProgress(): void {
  const noted: NotedProgress = { stages: [], bars: [], unseen: 0 };
  Object.assign(globalThis, { noted });
  new MutationObserver(() => {
    const shown = [...document.querySelectorAll('.progress')].find((bar) => bar.checkVisibility());
    if (shown === undefined) return;
    const stage = shown.querySelector('span')!.textContent!;
    if (noted.stages.at(-1) !== stage) noted.stages.push(stage);
    noted.bars.push(shown.querySelector('progress')!.value);
    const { top, bottom } = shown.getBoundingClientRect();
    if (top < 0 || bottom > innerHeight) noted.unseen += 1;
  }).observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
}

describeVisits('the page', (visit) => {
  visit('has nothing that axe objects to, in light and in dark', async ({ page }) => {
    await page.evaluate(await axe());
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
    await page.evaluate(noteProgress);
    await page.keyboard.press('Enter');
    await page.getByTestId('result').waitFor();
    const { stages, bars, unseen } = await page.evaluate(
      () => (globalThis as unknown as { noted: NotedProgress }).noted,
    );
    assert.deepEqual(
      bars,
      bars.toSorted((a, b) => a - b),
      'the bar goes back',
    );
    assert.equal(unseen, 0, 'the bar is out of sight');
    assert.match(
      stages.join('\n'),
      /^Fetching the runtime.*^Preparing the network.*^Hiding.*^Revealing it from the file/ms,
    );
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
      const found: string[] = [];
      const look = async (state: string): Promise<void> => {
        const faults = await page.evaluate(layoutFaults);
        found.push(...faults.map((fault) => `${state}: ${fault}`));
      };
      await throughAllStates(page, async (state) => {
        const english = new Set(await page.evaluate(allWords));
        for (const language of ['de', 'fr', 'es', 'zh-Hans', 'en']) {
          await page.locator('.language').selectOption(language);
          await page.locator(`html[lang=${language}]`).waitFor({ state: 'attached' });
          // The first two need most room.
          if (['de', 'fr', 'en'].includes(language)) await look(`${state}, ${language}`);
          if (language === 'en') continue;
          const left = (await page.evaluate(allWords)).filter((text) => english.has(text) && !isAlike(text));
          found.push(...left.map((text) => `${state}, ${language}: "${text}" is English`));
        }
        await page.setViewportSize({ width: 360, height: 740 });
        await look(`${state}, 360 pixels`);
        await page.setViewportSize({ width: 390, height: 740 });
      });
      assert.deepEqual(found, []);
      assert.equal(await page.evaluate(() => document.scrollingElement!.clientWidth), 390);
      await keepsLanguage(page);
    },
    { context: { viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true } },
  );
});
