import { ProgressBar } from '../shell/progress-bar.tsx';
import type { ModelName } from '../worker/jobs.ts';
import { ExactSteps } from './exact-steps.tsx';
import { hasOwn, look, looking, model, seen } from './how-state.ts';
import { BalujaSteps, InvertibleSteps } from './network-steps.tsx';
import { WardenTable } from './warden-table.tsx';

const NETWORKS: Readonly<Record<ModelName, { readonly title: string; readonly text: string }>> = {
  invertible: {
    title: 'One network, forwards and backwards (ours)',
    text: 'Cover and secret run side by side through eight blocks and change one another. The cover’s stream becomes the container; the same blocks, run backwards, give the secret back.',
  },
  baluja: {
    title: 'Three networks (Baluja 2017)',
    text: 'The design that began deep steganography: one network prepares the secret, one hides it, one reveals it. They were trained together, by nothing but the wish that the container look like the cover and the revealed picture like the secret.',
  },
};

/** How hiding works, shown with a person’s own pictures. */
export default function HowPage() {
  const busy = looking.progress.value !== undefined;
  return (
    <article class="how">
      <div class="hero">
        <h1>How it works</h1>
        <p>
          What you see below is computed now, in this browser,{' '}
          {hasOwn.value ? 'from your own pictures' : 'from two example pictures'}: the networks’ own feature
          maps, not drawings.
        </p>
      </div>
      <section aria-labelledby="inside-title">
        <h2 id="inside-title">Inside the network</h2>
        <fieldset class="tabs">
          <legend>Network</legend>
          {(Object.keys(NETWORKS) as ModelName[]).map((name) => (
            <button
              type="button"
              aria-pressed={model.value === name}
              onClick={() => {
                model.value = name;
              }}
            >
              {NETWORKS[name].title}
            </button>
          ))}
        </fieldset>
        <p>{NETWORKS[model.value].text}</p>
        {!hasOwn.value && (
          <p class="muted">
            To see your own pictures here, choose them on the page <a href="#hide">Hide</a> first.
          </p>
        )}
        <button type="button" class="primary" disabled={busy} onClick={() => void look()} data-testid="look">
          Look inside
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
