/**
 * How the page looks to those who see it otherwise, and on small screens.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { ROOT } from '../architecture/source.ts';

/** A script that `violations` needs in the page. */
export function axe(): Promise<string> {
  return readFile(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
}

/** What axe finds, one line for each place. */
export async function violations(page: Page): Promise<string[]> {
  const results = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    return axe.run();
  });
  assert.ok(results.passes.length > 10, 'axe has looked at next to nothing');
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`),
  );
}

/** In the page: text that is cut off, and boxes that lie over one another. */
export function layoutFaults(): string[] {
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.className} "${element.textContent!.trim().slice(0, 40)}"`;
  const shown = [...document.querySelectorAll('main *, footer *, header *')].filter((element) =>
    element.checkVisibility(),
  );
  const clipped = shown.filter(
    (element) =>
      getComputedStyle(element).overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1,
  );
  const boxes = shown.filter(
    (element) =>
      element.closest('thead') === null &&
      element.matches(
        'h1, h2, h3, p, .drop, .card, .problem, .panel, .result, .earlier, label, button, dl > div, td, th',
      ),
  );
  const faults = clipped.map((element) => `${nameOf(element)} is cut off`);
  for (const [index, box] of boxes.entries()) {
    const a = box.getBoundingClientRect();
    if (a.width * a.height === 0 || box.closest('.progress, .skip')) continue;
    for (const other of boxes.slice(index + 1)) {
      if (box.contains(other) || other.contains(box) || other.closest('.progress, .skip')) continue;
      const b = other.getBoundingClientRect();
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 1 && down > 1) faults.push(`${nameOf(box)} and ${nameOf(other)} overlap`);
    }
  }
  const { scrollWidth, clientWidth } = document.scrollingElement!;
  if (scrollWidth > clientWidth) faults.push(`${scrollWidth} pixels on ${clientWidth}`);
  return faults;
}

/** In the page: all that it says, shown or read out, but for the progress of work, which changes by itself. */
export function allWords(): string[] {
  const root = (element: Element): readonly ParentNode[] =>
    element.shadowRoot === null ? [element] : [element, element.shadowRoot];
  const elements = [...document.querySelectorAll('body *')].filter(
    (element) => element.checkVisibility() && element.closest('.progress') === null,
  );
  const words = elements.flatMap((element) => [
    ...root(element).flatMap((parent) =>
      [...parent.childNodes]
        .filter(({ nodeType }) => nodeType === Node.TEXT_NODE)
        .map(({ nodeValue }) => nodeValue!),
    ),
    ...[...(element.shadowRoot?.querySelectorAll('*') ?? []), element].flatMap((one) =>
      ['aria-label', 'title', 'alt', 'placeholder', 'data-label', 'label'].flatMap(
        (name) => one.getAttribute(name) ?? [],
      ),
    ),
  ]);
  return [...new Set(words.map((text) => text.trim()).filter((text) => /\p{L}{3}/u.test(text)))];
}
