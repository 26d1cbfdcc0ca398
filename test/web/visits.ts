/**
 * Tests of the web app in Chromium. Each is a visit by somebody new: nothing is stored, nothing is in a cache. Whatever the page asks of
 * others, complains of, or is forbidden is noted, and the last test of a file says that there was nothing. A visit has no time limit: it goes on as
 * long as the browser, or what is asked of it here, makes progress.
 *
 * Where there is no Chromium that is said, and skipped, unless `PENTIMENTO_REQUIRE_BACKENDS` names `browser-wasm`.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS, SHORT_LIFE } from '../engine/browser-page.ts';
import { patiently } from '../suite/patience.ts';
import { type Site, type SiteOptions, serveSite } from './site.ts';

const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').includes('browser-wasm');

/** A page of the site that was just opened. */
export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly site: Site;
  readonly test: TestContext;
}

export interface VisitOptions {
  /** What follows the site's address. */
  readonly path?: string;
  /** The visitor's device; a service worker is allowed only where a test is about it, since it fetches the whole site. */
  readonly context?: BrowserContextOptions;
  /** Before the page is opened. */
  prepare?(context: BrowserContext): Promise<void>;
}

/** Defines a test. */
export type DefineVisit = (
  name: string,
  test: (visit: Visit) => Promise<void>,
  options?: VisitOptions,
) => void;

export interface SuiteOptions extends SiteOptions {
  /** Further arguments of Chromium. */
  readonly browserArguments?: readonly string[];
}

/** A suite of visits to one site by one browser. */
export function describeVisits(
  title: string,
  define: (visit: DefineVisit) => void,
  { browserArguments = [], ...siteOptions }: SuiteOptions = {},
): void {
  describe(title, () => {
    let opened: { readonly browser: Browser; readonly site: Site } | string | undefined;
    const offences: string[] = [];

    before(async () => {
      opened = await patiently('Opening the site', open(siteOptions, browserArguments));
      if (typeof opened === 'string' && required) assert.fail(opened);
    });
    after(async () => {
      if (opened === undefined || typeof opened === 'string') return;
      await opened.browser.close();
      await opened.site.close();
    });

    define((name, test, { path = '', context: device, prepare } = {}) => {
      it(name, async (t) => {
        if (typeof opened === 'string') return t.skip(opened);
        const { browser, site } = opened!;
        const visit = async (): Promise<void> => {
          const context = await browser.newContext({ serviceWorkers: 'block', ...device });
          try {
            context.setDefaultTimeout(0);
            await context.addInitScript(stopBars);
            await noteOffences(context, site, (offence) => offences.push(`${name}: ${offence}`));
            await prepare?.(context);
            const page = await context.newPage();
            await page.goto(site.url + path);
            await test({ page, context, site, test: t });
          } finally {
            await context.close();
          }
        };
        await patiently('The visit', visit());
      });
    });

    it('asks nothing of others, breaks no policy and has no error on the console', (t) => {
      if (typeof opened === 'string') return t.skip(opened);
      assert.deepEqual(offences, []);
    });
  });
}

/** @returns a sentence where there is no browser. */
async function open(
  siteOptions: SiteOptions,
  browserArguments: readonly string[],
): Promise<{ readonly browser: Browser; readonly site: Site } | string> {
  if (!existsSync(CHROMIUM)) return `${CHROMIUM} is not installed`;
  const site = await serveSite(siteOptions);
  try {
    const args = [...CHROMIUM_ARGUMENTS, ...SHORT_LIFE, ...browserArguments];
    return { browser: await chromium.launch({ executablePath: CHROMIUM, args, timeout: 0 }), site };
  } catch (error) {
    await site.close();
    return `Chromium does not start: ${(error as Error).message.split('\n')[0]}`;
  }
}

/** In the page: a bar that moves while nothing is known costs a tenth of a processor, and would look like work where there is none. */
function stopBars(): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('progress:indeterminate { appearance: none }');
  document.adoptedStyleSheets.push(sheet);
}

/** Requests are those of pages, of their workers and of service workers. */
async function noteOffences(
  context: BrowserContext,
  site: Site,
  note: (offence: string) => void,
): Promise<void> {
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(site.url) && !/^(?:blob|data|file):/.test(url)) note(`asked for ${url}`);
  });
  context.on('weberror', (error) => note(`failed: ${error.error().message}`));
  context.on('console', (message) => {
    if (message.type() === 'error') note(`said: ${message.text()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error(`the policy ${violatedDirective} forbids ${blockedURI}`);
    });
  });
}
