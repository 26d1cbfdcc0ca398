import { useEffect, useRef } from 'preact/hooks';
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
  const odds = `A picture without your mark gives this answer once in ${oneIn(falsePositive)}.`;
  switch (verdict) {
    case 'payload':
      return { title: `It is marked by you and says ${text === undefined ? id : `“${text}”`}`, text: odds };
    case 'present':
      return { title: 'It is marked by you; what the mark says is not readable', text: odds };
    case 'original':
      return { title: 'Your mark is in it, seen beside the original', text: odds };
    case 'none':
      return {
        title: 'No mark of yours was found',
        text: 'That proves nothing: it may never have been there, or have been destroyed.',
      };
  }
}

/** What the registry says of it. */
function matchWords({ name, time, alike }: NonNullable<VerifyAnswer['match']>): string {
  const day = new Date(time).toLocaleDateString('en', { dateStyle: 'long' });
  return alike
    ? `By your registry it is ${name}, marked on ${day}.`
    : `By your registry the mark is that of ${name}, marked on ${day}, but the picture does not look like it: the mark may have been copied to another one.`;
}

function changesOf({ geometry }: VerifyAnswer): string {
  if (geometry === undefined) return '';
  const { rotation, mirrored } = geometry;
  const changes = [
    ...(Math.abs(rotation) >= 0.05 ? [`turned by ${rotation.toFixed(1)} degrees`] : []),
    ...(mirrored ? ['mirrored'] : []),
  ];
  return changes.length === 0 ? '' : `The picture was ${changes.join(' and ')}.`;
}

/** How seldom, in words. */
function oneIn(chance: number): string {
  const count = 1 / chance;
  if (count >= 1e9) return `${Math.floor(count / 1e9).toLocaleString('en')} thousand million pictures`;
  if (count >= 1e6) return `${Math.floor(count / 1e6)} million pictures`;
  return `${Math.round(count).toLocaleString('en')} pictures`;
}
