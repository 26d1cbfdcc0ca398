import { warmUp } from '../shell/warm-up.ts';
import { say } from '../texts/say.ts';
import { EXAMPLES } from './examples.ts';
import { tryExample } from './hide-state.ts';

/** One click to a first result. */
export function ExampleRow({ disabled }: { readonly disabled: boolean }) {
  return (
    <section class="examples" aria-label={say('hide.examples')}>
      <h2>{say('hide.try')}</h2>
      <div>
        {EXAMPLES.map((example) => (
          <button
            type="button"
            disabled={disabled}
            onPointerEnter={example.exactly === true ? undefined : () => void warmUp()}
            onClick={() => void tryExample(example)}
          >
            <span class="stack" aria-hidden="true">
              {example.thumbnails.map((url) => (
                <img src={url} alt="" width={168} height={112} />
              ))}
            </span>
            <span>{say(example.title)}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
