import { useEffect, useRef } from 'preact/hooks';
import { shown } from '../texts/language.ts';
import { number, say } from '../texts/say.ts';
import type { VerifyAnswer } from '../worker/jobs.ts';

/** What was found in a suspect, what it rests on, and how often it is wrong. */
export function VerdictView({ verdict }: { readonly verdict: VerifyAnswer }) {
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'nearest' }), []);
  const { title, text } = wordsOf(verdict);
  const changes = changesOf(verdict);
  return (
    <section
      ref={section}
      class="result verdict-card"
      aria-live="polite"
      data-verdict={verdict.verdict}
      data-testid="mark-verdict"
    >
      <h3>{title}</h3>
      <p>{text}</p>
      {changes !== '' && <p>{changes}</p>}
      {verdict.match && <p data-testid="match">{matchWords(verdict.match)}</p>}
    </section>
  );
}

function wordsOf({ verdict, id, text, falsePositive }: VerifyAnswer): {
  readonly title: string;
  readonly text: string;
} {
  const odds = say('verdict.odds', { count: oneIn(falsePositive) });
  switch (verdict) {
    case 'payload':
      return {
        title: say('verdict.payload', { text: text === undefined ? id! : say('marked.quoted', { text }) }),
        text: odds,
      };
    case 'present':
      return { title: say('verdict.present'), text: odds };
    case 'original':
      return { title: say('verdict.original'), text: odds };
    case 'none':
      return {
        title: say('verdict.none'),
        text: say('verdict.none.text'),
      };
  }
}

/** What the registry says of it. */
function matchWords({ name, time, alike }: NonNullable<VerifyAnswer['match']>): string {
  const day = new Date(time).toLocaleDateString(shown.value.language, { dateStyle: 'long' });
  return say(alike ? 'verdict.match' : 'verdict.match.other', { name, day });
}

function changesOf({ geometry }: VerifyAnswer): string {
  if (geometry === undefined) return '';
  const { rotation, mirrored } = geometry;
  const isTurned = Math.abs(rotation) >= 0.05;
  if (!isTurned) return mirrored ? say('verdict.mirrored') : '';
  return say(mirrored ? 'verdict.turned.mirrored' : 'verdict.turned', { degrees: number(rotation, 1) });
}

/** How seldom, in words such as "28 million". */
function oneIn(chance: number): string {
  const options = { notation: 'compact', compactDisplay: 'long', maximumFractionDigits: 0 } as const;
  return new Intl.NumberFormat(shown.value.language, options).format(Math.floor(1 / chance));
}
