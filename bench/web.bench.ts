/**
 * The time that a visitor of the web app waits, against Node on the same machine: hiding a 768x512 picture in a photo of that size with the default
 * model, and revealing it. In the page from the press of the button until the answer is there, with the PNG file written, read back and
 * revealed to be sure, as Node's `hide` does with its files. Chromium runs WebAssembly with threads, and WebGPU where there is a graphics card.
 *
 * `npm run bench web`; after two further `--`: `--rounds 5`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { hide } from '../src/hiding/hide-files.node.ts';
import { reveal } from '../src/hiding/reveal-files.node.ts';
import { openModel } from '../src/methods/models/model-folder.node.ts';
import { formatTable } from '../src/report/text/table.ts';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../test/engine/browser-page.ts';
import { SAMPLES, temporaryFolder, writeSample } from '../test/training/sample-photos.ts';
import { serveSite } from '../test/web/site.ts';
import * as visitor from '../test/web/visitor.ts';
import { median, medianRatio, type TimedTask, timeInRounds } from './rounds.ts';

const { values: flags } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const WAIT = 120_000;

/** Somewhere that hides and reveals. */
interface Place {
  readonly name: string;
  hide(): Promise<unknown>;
  reveal(): Promise<unknown>;
}

const folder = await temporaryFolder();
const cover = join(SAMPLES, 'kodim23.png');
const secret = await writeSample('coffee.png', join(folder, 'secret.png'), 768, 512);
const model = await openModel('invertible');
const container = join(folder, 'container.png');
const node: Place = {
  name: 'Node',
  hide: () => hide({ secret, cover, container, model, overwrite: true }),
  reveal: () => reveal({ container, secret: join(folder, 'revealed.png'), model, overwrite: true }),
};

const site = await serveSite({});
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: [...CHROMIUM_ARGUMENTS, '--enable-unsafe-webgpu', '--enable-features=Vulkan'],
});
const places = [node, await openPlace('wasm')];
if (await hasGraphicsCard()) places.push(await openPlace('webgpu'));
else console.log('WebGPU: there is no graphics card for Chromium here');

const tasks: TimedTask[] = places.flatMap((place) => [
  { name: `${place.name} hide`, run: () => place.hide() },
  { name: `${place.name} reveal`, run: () => place.reveal() },
]);
const seconds = await timeInRounds(tasks, Number(flags.rounds));
await browser.close();
await site.close();
await model.dispose();

const timesOf = (place: Place, what: 'hide' | 'reveal') => seconds.get(`${place.name} ${what}`)!;
const sums = (place: Place) =>
  timesOf(place, 'hide').map((time, round) => time + timesOf(place, 'reveal')[round]!);
console.log(`768x512 in 768x512, medians of ${flags.rounds} interleaved rounds`);
console.log(
  formatTable(
    [
      'where',
      { title: 'hide, s', digits: 2 },
      { title: 'reveal, s', digits: 2 },
      { title: 'both, s', digits: 2 },
      { title: 'both / Node', digits: 2 },
    ],
    places.map((place) => [
      place.name,
      median(timesOf(place, 'hide')),
      median(timesOf(place, 'reveal')),
      median(sums(place)),
      medianRatio(sums(place), sums(node)),
    ]),
  ),
);

/** A page with both files and a container opened, so that only the buttons are to be pressed. */
async function openPlace(device: 'wasm' | 'webgpu'): Promise<Place> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  context.setDefaultTimeout(WAIT);
  const page = await context.newPage();
  await page.goto(`${site.url}?device=${device}`);
  const own = join(folder, `${device}.png`);
  await visitor.hide(page, { secret, cover });
  await visitor.save(page, 'download', own);
  await visitor.reveal(page, own);
  return {
    name: (await page.getByTestId('engine').innerText()).replace(/^Active: (.*?)\..*$/, 'Chromium, $1'),
    hide: () => pressAndWait(page, 'Hide', 'download'),
    reveal: () => pressAndWait(page, 'Reveal', 'save'),
  };
}

async function pressAndWait(page: Page, button: 'Hide' | 'Reveal', link: 'download' | 'save'): Promise<void> {
  const old = await page.getByTestId(link).getAttribute('href');
  await page.getByRole('link', { name: button, exact: true }).click();
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.locator(`[data-testid=${link}]:not([href="${old}"])`).waitFor();
}

async function hasGraphicsCard(): Promise<boolean> {
  const page = await browser.newPage();
  await page.goto(site.url);
  const architecture = await page.evaluate(async () => {
    const { gpu } = navigator as unknown as {
      gpu?: { requestAdapter(): Promise<{ readonly info: { readonly architecture: string } } | null> };
    };
    return (await gpu?.requestAdapter().catch(() => null))?.info.architecture;
  });
  await page.close();
  return architecture !== undefined && architecture !== 'swiftshader';
}
