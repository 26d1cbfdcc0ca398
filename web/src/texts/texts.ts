/** What a text is, and how it is filled in. */
import type { en } from './en.ts';
import type { said } from './said.ts';

/** The name of a text of the page. */
export type TextKey = keyof typeof en;

/** The name of a sentence of the worker or the library. */
export type SaidKey = keyof typeof said;

/** A text for each kind of number that a language tells apart (Unicode CLDR, plural rules). */
export interface Plural {
  readonly one?: string;
  readonly many?: string;
  readonly other: string;
}

/** The page's own texts in a language. */
export type PageTexts = {
  readonly [Key in TextKey]: (typeof en)[Key] extends string ? string : Plural;
};

/** All texts of a language. */
export type Texts = PageTexts & Readonly<Record<SaidKey, string>>;

type NamesIn<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | NamesIn<Rest> : never;
type WordsOf<Value> = Value extends string ? Value : Value[keyof Value];

/** What a text has to be filled in with, by name. */
export type Values<Key extends TextKey> = Readonly<
  Record<NamesIn<WordsOf<(typeof en)[Key]>>, string | number>
>;

/** The name of a text that needs nothing to be filled in. */
export type PlainKey = {
  readonly [Key in TextKey]: keyof Values<Key> extends never ? Key : never;
}[TextKey];

/**
 * Fills in a text.
 *
 * @param language - as in the attribute `lang`: says how numbers are written, and which plural a `count` takes.
 */
export function fillIn(
  text: string | Plural,
  values: Readonly<Record<string, string | number>>,
  language: string,
): string {
  const form = typeof text === 'string' ? text : pluralOf(text, Number(values.count), language);
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}

function pluralOf(text: Plural, count: number, language: string): string {
  const kind = new Intl.PluralRules(language).select(count);
  return (kind === 'one' || kind === 'many' ? text[kind] : undefined) ?? text.other;
}
