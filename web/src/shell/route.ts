import { signal } from '@preact/signals';

/** Pages by the part of the address after `#`. */
export const PAGES = {
  hide: 'Hide',
  reveal: 'Reveal',
  protect: 'Protect',
  how: 'How it works',
} as const;

export type PageName = keyof typeof PAGES;

/** The page that is shown. */
export const page = signal<PageName>(pageOf(location.hash));

addEventListener('hashchange', () => {
  const wanted = pageOf(location.hash);
  // Other targets, such as the skip link's, are places on the page.
  if (location.hash !== '' && !Object.hasOwn(PAGES, location.hash.slice(1))) return;
  page.value = wanted;
  document.title = `${PAGES[wanted]} · Pentimento`;
  scrollTo(0, 0);
});

/** Shows a page. */
export function goTo(name: PageName): void {
  location.hash = name;
}

function pageOf(hash: string): PageName {
  const name = hash.slice(1);
  return Object.hasOwn(PAGES, name) ? (name as PageName) : 'hide';
}
