/**
 * What the networks run on: WebAssembly with threads, where the page is isolated; with one, where it is not.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before } from 'node:test';
import type { Page } from 'playwright-core';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

let cover: string;
let secret: string;

before(async () => {
  const folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 128, 96);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 96, 72);
});

/** What the page says that the networks ran on, after they ran. */
async function engineOf(page: Page): Promise<string> {
  await visitor.hide(page, { secret, cover });
  const engine = page.getByTestId('engine').filter({ hasText: /Active/ });
  await engine.waitFor();
  return engine.innerText();
}

/** As the page says it; eight are the most that it takes. */
async function allThreads(page: Page): Promise<string> {
  const threads = await page.evaluate(() => Math.min(8, navigator.hardwareConcurrency));
  return `WebAssembly, ${threads} thread${threads === 1 ? '' : 's'}.`;
}

describeVisits('the engine of an isolated page', (visit) => {
  visit('has a thread for each core', async ({ page }) => {
    assert.equal(await page.evaluate(() => crossOriginIsolated), true);
    assert.ok(
      (await engineOf(page)).includes(await allThreads(page)),
      await page.getByTestId('engine').innerText(),
    );
  });
});

describeVisits(
  'the engine of a page from a server that sends no headers',
  (visit) => {
    visit(
      'has one thread, says why, and has more from the second visit on',
      async ({ page }) => {
        assert.equal(await page.evaluate(() => crossOriginIsolated), false);
        assert.match(
          await engineOf(page),
          /WebAssembly, 1 thread\. .*The page is not cross-origin isolated, so that there is only one thread\./,
        );
        await visitor.untilKept(page);
        await page.reload();
        assert.equal(await page.evaluate(() => crossOriginIsolated), true);
        assert.ok((await engineOf(page)).includes(await allThreads(page)));
      },
      { context: { serviceWorkers: 'allow' } },
    );
  },
  { isolated: false },
);
