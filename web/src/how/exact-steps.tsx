import { say } from '../texts/say.ts';

/** The exact method and the key, in words. */
export function ExactSteps() {
  return (
    <section aria-labelledby="exact-title">
      <h2 id="exact-title">{say('how.exact.title')}</h2>
      <ol class="steps plain">
        {(['bytes', 'encrypted', 'written'] as const).map((step) => (
          <li>
            <h3>{say(`how.exact.${step}.title`)}</h3>
            <p>{say(`how.exact.${step}`)}</p>
          </li>
        ))}
      </ol>
      <p>{say('how.exact.mark')}</p>
    </section>
  );
}
