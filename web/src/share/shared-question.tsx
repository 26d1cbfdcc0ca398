import { useEffect, useRef } from 'preact/hooks';
import { chooseCover, chooseSecret } from '../hide/hide-state.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { choose } from '../reveal/reveal-state.ts';
import { goTo, type PageName } from '../shell/route.ts';
import { say } from '../texts/say.ts';
import { shared } from './shared-files.ts';

/** Asks what to do with a picture that was shared. */
export function SharedQuestion() {
  const file = shared.value;
  if (file === undefined) return null;
  if (file === 'lost') {
    return (
      <p class="problem" role="alert">
        {say('shared.lost')}
      </p>
    );
  }
  return <Question file={file} />;
}

function Question({ file }: { readonly file: File }) {
  const url = useObjectUrl(file, file.type);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const answer = (label: string, page: PageName, use: (file: File) => unknown) => (
    <button
      type="button"
      class="quiet"
      onClick={() => {
        shared.value = undefined;
        goTo(page);
        void use(file);
      }}
    >
      {label}
    </button>
  );
  return (
    <section class="shared" aria-labelledby="shared-title" data-testid="shared">
      <img src={url} alt="" />
      <div>
        <h2 id="shared-title" ref={heading} tabIndex={-1}>
          {say('shared.question')}
        </h2>
        <p class="muted">{file.name}</p>
        <p class="pair-tools">
          {answer(say('shared.cover'), 'hide', chooseCover)}
          {answer(say('shared.secret'), 'hide', chooseSecret)}
          {answer(say('shared.reveal'), 'reveal', (picture) => choose([picture]))}
          {answer(say('shared.mark'), 'protect', openPhoto)}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              shared.value = undefined;
            }}
          >
            {say('shared.nothing')}
          </button>
        </p>
      </div>
    </section>
  );
}

async function openPhoto(file: File): Promise<void> {
  const { choosePhotos } = await import('../protect/protect-state.ts');
  await choosePhotos([file]);
}
