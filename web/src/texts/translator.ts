/**
 * Says sentences of the worker and the library in another language. They come in English, filled in: the text is found by what it says itself, and
 * filled in anew.
 */
import { said } from './said.ts';
import { fillIn, type SaidKey, type Texts } from './texts.ts';

/** Texts with values, longest first: the more a text says itself, the less is taken for a value. */
const OPEN = (Object.entries(said) as [SaidKey, string][])
  .filter(([, text]) => text.includes('{'))
  .toSorted(([, a], [, b]) => b.length - a.length)
  .map(([key, text]) => ({ key, pattern: patternOf(text) }));

const WHOLE = new Map((Object.entries(said) as [SaidKey, string][]).map(([key, text]) => [text, key]));

/** A value of the first name is a sentence of its own, and one of the second a list of them: "a colour profile, transparency and a gain map". */
const NAMES = { sentence: 'why', list: 'parts' };

/**
 * @param texts - of the language.
 * @param language - as in the attribute `lang`.
 * @returns what says an English sentence in that language; one that has no text there stays as it is.
 */
export function translator(texts: Texts, language: string): (sentence: string) => string {
  const translate = (sentence: string): string => {
    const whole = WHOLE.get(sentence);
    if (whole !== undefined) return texts[whole];
    for (const { key, pattern } of OPEN) {
      const groups = pattern.exec(sentence)?.groups;
      if (groups === undefined) continue;
      const values = Object.entries(groups).map(([name, value]) => [name, translatedValue(name, value)]);
      return fillIn(texts[key], Object.fromEntries(values), language);
    }
    return sentence;
  };
  const translatedValue = (name: string, value: string): string => {
    if (name === NAMES.sentence) return translate(value);
    if (name === NAMES.list)
      return new Intl.ListFormat(language).format(value.split(/, | and /).map(translate));
    return figure(value, language);
  };
  return translate;
}

function patternOf(text: string): RegExp {
  const parts = text.split(/\{(\w+)\}/);
  const source = parts.map((part, at) =>
    at % 2 === 1 ? `(?<${part}>.+?)` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 's');
}

/** An English figure, as the language writes it; anything else stays as it is. */
function figure(value: string, language: string): string {
  if (!/^(?:\d{1,3}(?:,\d{3})*|\d+)(?:\.\d+)?$/.test(value)) return value;
  const { length } = value.split('.')[1] ?? '';
  const digits = { minimumFractionDigits: length, maximumFractionDigits: length };
  return new Intl.NumberFormat(language, digits).format(Number(value.replaceAll(',', '')));
}
