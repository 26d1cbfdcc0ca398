/**
 * What a visitor does on the page.
 */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import type { Locator, Page } from 'playwright-core';

export type Zone = 'Secret' | 'Cover' | 'Container' | `Secret ${number}`;

/** A file by its path, or one that is in memory only. */
export type GivenFile = string | { readonly name: string; readonly content: Uint8Array };

/** What to hide, and how; by the network and without a passphrase when left out. */
export interface Hiding {
  readonly secret: GivenFile;
  readonly cover: GivenFile;
  /** Its name on the page. */
  readonly method?: string;
  readonly passphrase?: string;
  /** Further receivers. */
  readonly further?: readonly FurtherReceiver[];
}

/** One more receiver, with a secret of their own. */
export interface FurtherReceiver {
  readonly secret: GivenFile;
  readonly passphrase: string;
}

/** Gives a file to the page. */
export async function give(page: Page, zone: Zone, file: GivenFile): Promise<void> {
  const given =
    typeof file === 'string'
      ? file
      : { name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(file.content) };
  await page.getByTestId(`${zone.toLowerCase()}-file`).setInputFiles(given);
}

/** Gives a file and waits until it is shown. */
export async function open(page: Page, zone: Zone, file: GivenFile): Promise<void> {
  await give(page, zone, file);
  const name = typeof file === 'string' ? basename(file) : file.name;
  await page.getByRole('region', { name: zone, exact: true }).getByText(name, { exact: true }).waitFor();
}

/** The choice of a method, by its name on the page, which stands beside or in place of what it is for. */
export function method(page: Page, name: string): Locator {
  const named = page
    .locator('strong > em, strong:not(:has(em))')
    .filter({ hasText: new RegExp(`^\\s*${name}\\s*$`) });
  return page.locator('label.card', { has: named }).getByRole('radio');
}

/** Fills in the hide page and presses the button. */
export async function startHiding(page: Page, hiding: Hiding): Promise<void> {
  await open(page, 'Secret', hiding.secret);
  await open(page, 'Cover', hiding.cover);
  await method(page, hiding.method ?? 'Network').check();
  const { passphrase = '' } = hiding;
  await typeNew(page, '#hide-passphrase', passphrase);
  for (const [index, receiver] of (hiding.further ?? []).entries()) {
    await page.getByRole('button', { name: 'Add a receiver' }).click();
    await open(page, `Secret ${index + 2}`, receiver.secret);
    await typeNew(page, `#hide-passphrase-${index + 2}`, receiver.passphrase);
  }
  await page.getByRole('button', { name: 'Hide', exact: true }).click();
}

/** Types a new passphrase, twice. */
async function typeNew(page: Page, field: string, passphrase: string): Promise<void> {
  await page.locator(field).fill(passphrase);
  if (passphrase !== '') await page.locator(`${field}-again`).fill(passphrase);
}

/** Hides, and waits for a new result. */
export async function hide(page: Page, hiding: Hiding): Promise<void> {
  const link = page.getByTestId('download');
  const old = (await link.count()) === 0 ? '' : await link.getAttribute('href');
  await startHiding(page, hiding);
  await page.locator(`[data-testid=download]:not([href="${old}"])`).waitFor();
}

/** Opens a container on the page that reveals, and asks for its secret. */
export async function startRevealing(page: Page, container: GivenFile, passphrase = ''): Promise<void> {
  await page.getByRole('link', { name: 'Reveal', exact: true }).click();
  await open(page, 'Container', container);
  await page.locator('#reveal-passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Reveal', exact: true }).click();
}

/** Reveals, and waits for the secret. */
export async function reveal(page: Page, container: GivenFile, passphrase = ''): Promise<void> {
  await startRevealing(page, container, passphrase);
  await page.getByTestId('revealed').waitFor();
}

/** Saves what a link offers, as a browser does, and returns the name that it proposed. */
export async function save(page: Page, link: 'download' | 'save', path: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(link).click()]);
  await download.saveAs(path);
  return download.suggestedFilename();
}

/** Decibels that the page shows. */
export async function shownDecibels(page: Page, of: 'cover' | 'secret'): Promise<number> {
  // Under "Details", which need not be open.
  const text = (await page.getByTestId(`${of}-psnr`).textContent())!;
  if (text === 'identical') return Infinity;
  const [, decibels] = /^(\d+\.\d) dB$/.exec(text) ?? [];
  assert.ok(decibels !== undefined, `${text} is no figure in decibels`);
  return Number(decibels);
}

/** Waits until the page says that something went wrong, in such words, and returns all of them. */
export async function problem(page: Page, words: RegExp): Promise<string> {
  const alerts = page.getByRole('alert').filter({ visible: true });
  try {
    const alert = alerts.filter({ hasText: words });
    await alert.waitFor();
    return await alert.innerText();
  } catch (cause) {
    const said = (await alerts.allInnerTexts()).filter((text) => text !== '').join('\n');
    throw new Error(`Expected ${words} but the page said: ${said || 'nothing'}`, { cause });
  }
}

/** Waits until the service worker has kept the page itself. */
export async function untilKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active!.state !== 'activated') {
      await new Promise((resolve) => {
        active!.addEventListener('statechange', resolve, { once: true });
      });
    }
  });
}
