/**
 * The first visit, and visits without a connection.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import { gzipSync } from 'node:zlib';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

/** Bytes of the page, as a server sends them, before anything is done with it. */
const MOST_AT_FIRST = 60_000;

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
});

describeVisits('a site that is kept', (visit) => {
  visit('is small before anything is done with it', async ({ page, site }) => {
    // What the page has asked for until it can be used, the document first.
    await page.getByTestId('secret-file').waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    const names = await page.evaluate(
      (start) =>
        [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
          ({ name }) => name.slice(start),
        ),
      site.url.length,
    );
    const code = names.filter((name) => name === '' || /\.(?:js|css)$/.test(name));
    assert.ok(code.length >= 3, names.join());
    const files = await Promise.all(code.map((name) => readFile(join(site.folder, name || 'index.html'))));
    const total = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
    assert.ok(total < MOST_AT_FIRST, `${total} bytes`);
    // What is needed to hide, only when a file is chosen; until then a picture shows what the page does.
    assert.deepEqual(
      names.filter((name) => /^(?:models|runtime|examples)\/|\.wasm$|worker/.test(name)),
      [],
    );
    const slider = page.getByRole('slider', {
      name: /Everybody sees on the left and Hidden inside on the right/,
    });
    assert.equal(await slider.getAttribute('aria-valuenow'), '68');
    await slider.press('Home');
    assert.equal(await slider.getAttribute('aria-valuenow'), '0');
    await page.getByText('The network is fetched when you choose a file: 19 MB, once.').waitFor();
    const fetched = page.waitForRequest(/runtime\/ort-wasm-simd-threaded\.wasm$/);
    await visitor.open(page, 'Secret', secret);
    await fetched;
    await slider.waitFor({ state: 'detached' });
  });

  // The last one: it ends the server.
  visit(
    'hides and reveals by both methods without a connection and without a server',
    async ({ page, context, site }) => {
      await visitor.untilKept(page);
      // Nothing large before it is asked for.
      const kept = await page.evaluate(async () => {
        const [name] = await caches.keys();
        const requests = await (await caches.open(name!)).keys();
        return requests.map(({ url }) => url);
      });
      assert.deepEqual(
        kept.filter((url) => /\/(?:runtime|models|examples)\/|\.wasm$/.test(url)),
        [],
      );
      await page
        .getByRole('button', { name: /^Keep it for use without a connection \(\d+\.\d MB\)$/ })
        .click();
      await page.getByText(/^Everything is kept in this browser/).waitFor();
      await context.setOffline(true);
      await site.close();
      await page.reload();
      assert.equal(await page.evaluate(() => navigator.onLine), false);
      for (const method of ['Network', 'Exact'] as const) {
        const container = join(folder, `${method}.png`);
        await page.getByRole('link', { name: 'Hide', exact: true }).click();
        await visitor.hide(page, { secret, cover, method });
        await visitor.save(page, 'download', container);
        await visitor.reveal(page, container);
      }
      await page.getByRole('link', { name: 'Hide', exact: true }).click();
      // Pictures by the browser, and codecs that nothing needed so far.
      await page.getByTestId('world').getByRole('combobox').selectOption('webp-80');
      await page.locator('.outcome').waitFor();
      await page.getByRole('link', { name: 'How it works' }).click();
      await page.getByRole('heading', { level: 1 }).waitFor();
    },
    { context: { serviceWorkers: 'allow' } },
  );
});
