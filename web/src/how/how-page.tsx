import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
import type { CurrentModel } from '../worker/jobs.ts';
import { ExactSteps } from './exact-steps.tsx';
import { hasOwn, look, looking, model, seen } from './how-state.ts';
import { BalujaSteps, InvertibleSteps } from './network-steps.tsx';
import { WardenTable } from './warden-table.tsx';

const NETWORKS: readonly CurrentModel[] = ['invertible', 'baluja'];

/** How hiding works, shown with a person’s own pictures. */
export default function HowPage() {
  const busy = looking.progress.value !== undefined;
  return (
    <article class="how">
      <div class="hero">
        <h1>{say('how.title')}</h1>
        <p>{say(hasOwn.value ? 'how.lead.own' : 'how.lead.example')}</p>
      </div>
      <section aria-labelledby="inside-title">
        <h2 id="inside-title">{say('how.inside')}</h2>
        <fieldset class="tabs">
          <legend>{say('how.network')}</legend>
          {NETWORKS.map((name) => (
            <button
              type="button"
              aria-pressed={model.value === name}
              onClick={() => {
                model.value = name;
              }}
            >
              {say(`how.${name}.title`)}
            </button>
          ))}
        </fieldset>
        <p>{say(`how.${model.value}.text`)}</p>
        {!hasOwn.value && (
          <p class="muted">
            <a href="#hide">{say('how.own')}</a>
          </p>
        )}
        <button type="button" class="primary" disabled={busy} onClick={() => void look()} data-testid="look">
          {say('how.look')}
        </button>
        <ProgressBar task={looking} />
        {seen.value?.model === model.value &&
          (model.value === 'baluja' ? (
            <BalujaSteps stages={seen.value.stages} />
          ) : (
            <InvertibleSteps stages={seen.value.stages} />
          ))}
      </section>
      <ExactSteps />
      <WardenTable />
    </article>
  );
}
