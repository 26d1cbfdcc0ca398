import { effect, signal } from '@preact/signals';
import { say } from '../texts/say.ts';

/** Pages by the part of the address after `#`. */
export const PAGES = ['hide', 'reveal', 'protect', 'how'] as const;

export type PageName = (typeof PAGES)[number];

/** The page that is shown. */
export const page = signal<PageName>(pageOf(location.hash) ?? 'hide');

/** Whether a page was asked for by name. */
const isNamed = signal(pageOf(location.hash) !== undefined);

effect(() => {
  const name = say(`page.${page.value}`);
  document.title = isNamed.value ? say('shell.titleOf', { page: name }) : say('shell.title');
});

addEventListener('hashchange', () => {
  const wanted = pageOf(location.hash);
  // Other targets, such as the skip link's, are places on the page.
  if (location.hash !== '' && wanted === undefined) return;
  page.value = wanted ?? 'hide';
  isNamed.value = true;
  scrollTo(0, 0);
});

/** Shows a page. */
export function goTo(name: PageName): void {
  location.hash = name;
}

function pageOf(hash: string): PageName | undefined {
  return PAGES.find((name) => name === hash.slice(1));
}
