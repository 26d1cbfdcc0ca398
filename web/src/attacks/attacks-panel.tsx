import { useMemo, useState } from 'preact/hooks';
import type { Result } from '../hide/hide-state.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { decibels } from '../result/figures.ts';
import { DESTROYED_BELOW, secretWords } from '../result/result-words.ts';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { createTask } from '../shell/task.ts';
import { say } from '../texts/say.ts';
import type { PlainKey } from '../texts/texts.ts';
import type { AttackAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';
import { ATTACKS, titleOf } from './attack-titles.ts';

/** What happens most often, in a word. */
const USUAL: readonly (readonly [name: string, title: PlainKey])[] = [
  ['strip', 'world.file'],
  ['jpeg-75-resize-0.75', 'world.messenger'],
  ['jpeg-90', 'world.jpeg'],
  ['crop-0.9', 'world.crop'],
  ['screenshot', 'world.screenshot'],
];

/** Longest side of the pictures shown here. */
const SIDE = 1200;

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
    void task.run(say('task.starting'), async (options) => {
      setAnswer(await studio.run('attack', { container, attack, method, passphrase, secret }, options));
    });
  };
  return (
    <section class="panel" aria-labelledby="world-title" data-testid="world">
      <h3 id="world-title">{say('world.title')}</h3>
      <div class="chips">
        {USUAL.map(([attack, title]) => (
          <button type="button" aria-pressed={name === attack} onClick={() => choose(attack)}>
            {say(title)}
          </button>
        ))}
      </div>
      <label>
        {say('world.else')}{' '}
        <select value={name} onChange={({ currentTarget }) => choose(currentTarget.value)}>
          <option value="">…</option>
          {ATTACKS.map((group) => (
            <optgroup label={say(group.title)}>
              {group.attacks.map((attack) => (
                <option value={attack}>{titleOf(attack)}</option>
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
            <strong>
              {say(isDestroyed(answer) ? 'world.destroyed.title' : `world.${answer.outcome}.title`)}
            </strong>{' '}
            {say(`world.${answer.outcome}`)}
            {answer.fidelity &&
              !isDestroyed(answer) &&
              ` ${say('world.fidelity', { words: secretWords(answer.fidelity), decibels: decibels(answer.fidelity.psnr) })}`}
          </p>
          <div class="side-by-side">
            <figure>
              <PixelCanvas image={answer.attacked} label={say('world.arrives')} most={SIDE} />
              <figcaption>{say('world.arrives.as', { what: titleOf(name) })}</figcaption>
            </figure>
            {answer.revealed && (
              <figure>
                <PixelCanvas image={answer.revealed} label={say('world.is.revealed')} most={SIDE} />
                <figcaption>
                  {say(isDestroyed(answer) ? 'world.is.revealed.useless' : 'world.is.revealed')}
                </figcaption>
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
