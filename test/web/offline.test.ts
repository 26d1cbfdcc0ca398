/**
 * The first visit, and visits without a connection.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from 'playwright-core';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import { axe, layoutFaults, violations } from './looks.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

/** Bytes of the page, as a server sends them, before anything is done with it. */
const MOST_AT_FIRST = 66_000;

let folder: string;
let cover: string;
let secret: string;

before(async () => {
  folder = await temporaryFolder();
  cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 160, 120);
  secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 80, 60);
});

/** The browser finds nothing that stands against installing the page, and the page takes up its offer. */
async function isInstalled(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const { icons, share_target: target } = JSON.parse(data!) as Manifest;
  assert.deepEqual(target.params.files, [{ name: 'files', accept: ['image/*'] }]);
  for (const { src, sizes } of icons.filter(({ type }) => type === 'image/png')) {
    const size = await page.evaluate(async (name) => {
      const { width, height } = await createImageBitmap(await (await fetch(name)).blob());
      return `${width}x${height}`;
    }, src);
    assert.equal(size, sizes, src);
  }
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Nothing can be installed from the windows of tests, which forget everything.
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
    [],
  );
  assert.equal(await page.getByTestId('install').count(), 0);
  await page.evaluate(() => {
    const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: async () => dispatchEvent(new Event('appinstalled')),
    });
    if (dispatchEvent(offer)) throw new Error('The browser would lay its own offer over the page.');
  });
  await page.getByRole('button', { name: 'Install Pentimento as an app' }).click();
  await page.getByText(/^Installed\./).waitFor();
  await session.detach();
}

interface Manifest {
  readonly icons: readonly { readonly src: string; readonly sizes: string; readonly type: string }[];
  readonly share_target: { readonly params: { readonly files: unknown } };
}

/** As the system shares with an installed page: by a form that it sends. */
async function share(page: Page, site: string, files: readonly string[]): Promise<void> {
  await page.goto('about:blank');
  await page.setContent(
    `<form method="post" action="${site}share" enctype="multipart/form-data"><input name="files" type="file" multiple><button>Share</button></form>`,
  );
  await page.locator('input').setInputFiles([...files]);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.waitForURL(site);
}

async function takesSharedPictures(context: BrowserContext, site: string): Promise<void> {
  const page = await context.newPage();
  const found: string[] = [];
  for (const [answer, zone] of [
    ['Hide something in it', 'Cover'],
    ['Hide it in another picture', 'Secret'],
    ['Look what is hidden in it', 'Container'],
    ['Mark it as mine', 'Photo'],
  ] as const) {
    await share(page, site, [cover]);
    await page.getByTestId('shared').waitFor();
    if (zone === 'Cover') found.push(...(await faultsOf(page)));
    await page.getByTestId('shared').getByRole('button', { name: answer }).click();
    await page
      .getByRole('region', { name: zone, exact: true })
      .getByText('parrots.png', { exact: true })
      .waitFor();
    assert.equal(await page.getByTestId('shared').count(), 0);
  }
  await share(page, site, [cover, secret]);
  await page.getByText('Which of the two is the secret?').waitFor();
  await page.goto(`${site}?shared=nothing`);
  await visitor.problem(page, /The shared picture did not arrive/);
  await page.close();
  assert.deepEqual(found, []);
}

/** Narrow and light, then wide and dark. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(await axe());
  const found: string[] = [];
  for (const [width, colorScheme] of [
    [390, 'light'],
    [1280, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 740 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    found.push(...(await page.evaluate(layoutFaults)), ...(await violations(page)));
  }
  return found;
}

describeVisits(
  'a site that is kept',
  (visit) => {
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
      await page.getByText('The network is fetched when you choose a file: 17 MB, once.').waitFor();
      const fetched = page.waitForRequest(/runtime\/ort-wasm-simd-threaded\.wasm$/);
      await visitor.open(page, 'Secret', secret);
      await fetched;
      await slider.waitFor({ state: 'detached' });
    });

    visit('is one file, too, that works from a disk', async ({ page, site }) => {
      const index = pathToFileURL(join(site.folder, 'index.html')).href;
      await page.goto(index);
      await page.waitForURL(/pentimento\.html$/);
      await page.getByTestId('secret-file').waitFor({ state: 'attached' });
      const [container, passphrase] = [join(folder, 'from-disk.png'), 'a cat among parrots'];
      await visitor.hide(page, { secret, cover, method: 'Exact', passphrase });
      await visitor.save(page, 'download', container);
      // Another codec, which is a file of its own.
      await page.getByTestId('world').getByRole('combobox').selectOption('webp-80');
      await page.locator('.outcome').waitFor();
      await visitor.reveal(page, container, passphrase);
      await page.getByRole('link', { name: 'Hide', exact: true }).click();
      await visitor.hide(page, { secret, cover });
      await page
        .getByTestId('engine')
        .filter({ hasText: 'WebAssembly, 1 thread. This copy of the page has no WebGPU.' })
        .waitFor();
    });

    visit('says what to do where only the site was copied to a disk', async ({ page, site, context }) => {
      const html = await readFile(join(site.folder, 'index.html'), 'utf8');
      const alone = join(site.folder, 'alone.html');
      await writeFile(alone, html.replace(/ data-page="[^"]*"/, ''));
      // Browsers complain of modules from a disk.
      const other = await context.browser()!.newPage();
      await other.goto(pathToFileURL(alone).href);
      await other.getByText('This page was opened from a disk.').waitFor();
      await other.close();
      await page.getByText('This page was opened from a disk.').waitFor({ state: 'hidden' });
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
        await isInstalled(page);
        await takesSharedPictures(context, site.url);
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
  },
  { forHosts: true },
);
