import { useMemo, useState } from 'preact/hooks';
import type { Result } from '../hide/hide-state.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { decibels } from '../result/figures.ts';
import { DESTROYED_BELOW, secretWords } from '../result/result-words.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { createTask } from '../shell/task.ts';
import type { AttackAnswer, Outcome } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

/** What happens most often, in a word. */
const USUAL: readonly (readonly [name: string, title: string])[] = [
  ['strip', 'Sent as a file'],
  ['jpeg-75-resize-0.75', 'Messenger'],
  ['jpeg-90', 'Saved as JPEG'],
  ['crop-0.9', 'Crop'],
  ['screenshot', 'Screenshot'],
];

interface AttackGroup {
  readonly title: string;
  /** Names of attacks, and their titles for people. */
  readonly attacks: readonly (readonly [name: string, title: string])[];
}

/** Attacks on pictures, by name. */
const ATTACKS: readonly AttackGroup[] = [
  { title: 'Nothing', attacks: [['strip', 'Sent as a file, metadata removed']] },
  {
    title: 'Compressed anew',
    attacks: [
      ['jpeg-95', 'JPEG, quality 95'],
      ['jpeg-90', 'JPEG, quality 90'],
      ['jpeg-75', 'JPEG, quality 75'],
      ['jpeg-50', 'JPEG, quality 50'],
      ['webp-80', 'WebP, quality 80'],
      ['jpeg-75-resize-0.75', 'JPEG 75 and resized to three quarters'],
    ],
  },
  {
    title: 'Resized or cropped',
    attacks: [
      ['resize-0.75', 'Resized to three quarters and back'],
      ['resize-0.5', 'Resized to half and back'],
      ['crop-0.9', 'Cropped to 90 % of the area'],
      ['crop-0.7', 'Cropped to 70 % of the area'],
    ],
  },
  {
    title: 'Filtered',
    attacks: [
      ['blur-1', 'Blurred a little'],
      ['noise-2', 'Faint noise'],
      ['noise-5', 'Noise'],
      ['brightness-1.2', 'Brighter'],
      ['contrast-1.2', 'More contrast'],
    ],
  },
];

/** Longest side of the pictures shown here. */
const SIDE = 1200;

const OUTCOMES: Readonly<Record<Outcome, { readonly title: string; readonly text: string }>> = {
  revealed: { title: 'Revealed', text: 'The receiver gets the secret as usual.' },
  forced: {
    title: 'Not found any more',
    text: 'Pentimento answers that nothing is hidden here. Somebody who knows better and runs the network all the same sees this.',
  },
  nothing: {
    title: 'Nothing is found',
    text: 'What was hidden is gone. The receiver is told that nothing is hidden here.',
  },
  damaged: {
    title: 'Damaged',
    text: 'The receiver is told that something was hidden here and that the picture was changed since. Nothing false is shown.',
  },
};

/** Attacks the container as the world would, and shows what its receiver would get. */
export function WorldPanel({ result }: { readonly result: Result }) {
  const task = useMemo(createTask, []);
  const [name, setName] = useState('');
  const [answer, setAnswer] = useState<AttackAnswer | undefined>(undefined);
  const secret = result.secret.kind === 'picture' ? result.secret.image : undefined;
  const choose = (attack: string): void => {
    setName(attack);
    setAnswer(undefined);
    if (attack === '') {
      task.cancel();
      return;
    }
    const { container, passphrase, method } = result;
    void task.run('Starting', async (options) => {
      setAnswer(await studio.run('attack', { container, attack, method, passphrase, secret }, options));
    });
  };
  return (
    <section class="panel" aria-labelledby="world-title" data-testid="world">
      <h3 id="world-title">What would become of it on the way?</h3>
      <div class="chips">
        {USUAL.map(([attack, title]) => (
          <button type="button" aria-pressed={name === attack} onClick={() => choose(attack)}>
            {title}
          </button>
        ))}
      </div>
      <label>
        Something else:{' '}
        <select value={name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">…</option>
          {ATTACKS.map((group) => (
            <optgroup label={group.title}>
              {group.attacks.map(([attack, title]) => (
                <option value={attack}>{title}</option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <ProgressBar task={task} />
      {answer !== undefined && (
        <div
          class="outcome"
          data-outcome={isDestroyed(answer) ? 'destroyed' : answer.outcome}
          aria-live="polite"
        >
          <p>
            <strong>{isDestroyed(answer) ? 'Destroyed' : OUTCOMES[answer.outcome].title}.</strong>{' '}
            {OUTCOMES[answer.outcome].text}
            {answer.fidelity &&
              !isDestroyed(answer) &&
              ` The secret ${secretWords(answer.fidelity)} (${decibels(answer.fidelity.psnr)}).`}
          </p>
          <div class="side-by-side">
            <figure>
              <PixelCanvas image={answer.attacked} label="What arrives" most={SIDE} />
              <figcaption>What arrives: {answer.description}</figcaption>
            </figure>
            {answer.revealed && (
              <figure>
                <PixelCanvas image={answer.revealed} label="What is revealed" most={SIDE} />
                <figcaption>What is revealed{isDestroyed(answer) && ': nothing of use'}</figcaption>
              </figure>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

/** Whether the network shows something, but nothing of use. */
function isDestroyed({ outcome, fidelity }: AttackAnswer): boolean {
  return outcome === 'forced' && fidelity !== undefined && fidelity.psnr < DESTROYED_BELOW;
}
