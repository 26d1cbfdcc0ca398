import { chooseLanguage, LANGUAGES, type Language, shown } from '../texts/language.ts';
import { say } from '../texts/say.ts';

/** The language of the page. */
export function LanguageChoice() {
  return (
    <select
      class="language"
      aria-label={say('language.choose')}
      title={say('language.choose')}
      value={shown.value.language}
      onChange={({ currentTarget }) => void chooseLanguage(currentTarget.value as Language)}
    >
      {Object.entries(LANGUAGES).map(([name, title]) => (
        <option value={name} lang={name}>
          {title}
        </option>
      ))}
    </select>
  );
}
