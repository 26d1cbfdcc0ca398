/** The language of the page: the browser's, or the one that was chosen. Texts of other languages than English are fetched when they are shown. */
import { effect, signal } from '@preact/signals';
import { en } from './en.ts';
import type { PageTexts, Texts } from './texts.ts';

/** Languages by what the attribute `lang` calls them, each in its own words. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  'zh-Hans': '中文',
} as const;

export type Language = keyof typeof LANGUAGES;

/** What is shown: a language, its texts, and a way to say English sentences of the worker and the library in it. */
interface Shown {
  readonly language: Language;
  readonly texts: PageTexts;
  translate(sentence: string): string;
}

const OTHERS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Texts>>> = {
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  es: async () => (await import('./es.ts')).es,
  'zh-Hans': async () => (await import('./zh.ts')).zh,
};

const ENGLISH: Shown = { language: 'en', texts: en, translate: (sentence) => sentence };

const KEY = 'language';

const current = signal(ENGLISH);

/** Whoever asks is told of changes, as of any signal. */
export const shown: { readonly value: Shown } = current;

effect(() => {
  document.documentElement.lang = current.value.language;
});

/** Shows the page in the language that was chosen before, or else in the first of the browser's that it knows; `?language=de` goes first. */
export async function startLanguage(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('language');
  const wanted = [asked, stored(), ...navigator.languages].flatMap((name) => known(name) ?? [])[0];
  if (wanted !== undefined) await show(wanted);
}

/** Shows the page in a language, now and at the next visit. */
export async function chooseLanguage(wanted: Language): Promise<void> {
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // A browser without storage still shows it.
  }
  await show(wanted);
}

let latest: Language = 'en';

/** Without a connection only those are there that were kept; the page then stays as it is. */
async function show(wanted: Language): Promise<void> {
  latest = wanted;
  const found = wanted === 'en' ? ENGLISH : await fetched(wanted).catch(() => undefined);
  // Another one may have been chosen in the meantime.
  if (found !== undefined && latest === wanted) current.value = found;
}

async function fetched(wanted: Exclude<Language, 'en'>): Promise<Shown> {
  const [texts, { translator }] = await Promise.all([OTHERS[wanted](), import('./translator.ts')]);
  return { language: wanted, texts, translate: translator(texts, wanted) };
}

/** `de-AT` is German; all Chinese is taken for the one that there is. */
function known(name: string | null): Language | undefined {
  const [primary] = (name ?? '').toLowerCase().split('-');
  return (Object.keys(LANGUAGES) as Language[]).find((one) => one.split('-')[0] === primary);
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
