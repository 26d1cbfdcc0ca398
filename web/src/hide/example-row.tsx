import { EXAMPLES } from './examples.ts';
import { tryExample } from './hide-state.ts';

/** One click to a first result. */
export function ExampleRow({ disabled }: { readonly disabled: boolean }) {
  return (
    <section class="examples" aria-label="Examples">
      <h2>Or see it work first</h2>
      <div>
        {EXAMPLES.map((example) => (
          <button type="button" disabled={disabled} onClick={() => void tryExample(example)}>
            <span class="stack" aria-hidden="true">
              <img src={`./examples/${example.cover}`} alt="" loading="lazy" />
              <img src={`./examples/${example.secret}`} alt="" loading="lazy" />
            </span>
            {example.title}
          </button>
        ))}
      </div>
    </section>
  );
}
