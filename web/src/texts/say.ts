/** Texts and numbers in the language of the page. */
import { shown } from './language.ts';
import { fillIn, type TextKey, type Values } from './texts.ts';

/** A text in the language of the page. */
export function say<Key extends TextKey>(
  key: Key,
  ...[values]: keyof Values<Key> extends never ? [] : [Values<Key>]
): string {
  const { language, texts } = shown.value;
  return fillIn(texts[key], values ?? {}, language);
}

/** A number with so many digits after its point. */
export function number(value: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(shown.value.language, options).format(value);
}

/** A sentence of the worker or the library in the language of the page; as it is where there is no text for it. */
export function translated(sentence: string): string {
  return shown.value.translate(sentence);
}

/** A title as it stands in a sentence: German nouns keep their capital letter. */
export function inSentence(title: string): string {
  return shown.value.language === 'de' ? title : title.toLowerCase();
}
