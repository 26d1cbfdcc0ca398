import { useEffect, useRef } from 'preact/hooks';
import { chooseCover, chooseSecret } from '../hide/hide-state.ts';
import { useObjectUrl } from '../result/object-url.ts';
import { choose } from '../reveal/reveal-state.ts';
import { goTo, type PageName } from '../shell/route.ts';
import { shared } from './shared-files.ts';

/** Asks what to do with a picture that was shared. */
export function SharedQuestion() {
  const file = shared.value;
  if (file === undefined) return null;
  if (file === 'lost') {
    return (
      <p class="problem" role="alert">
        The shared picture did not arrive. Share it once more, or choose it here.
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
          What would you like to do with this picture?
        </h2>
        <p class="muted">{file.name}</p>
        <p class="pair-tools">
          {answer('Hide something in it', 'hide', chooseCover)}
          {answer('Hide it in another picture', 'hide', chooseSecret)}
          {answer('Look what is hidden in it', 'reveal', (picture) => choose([picture]))}
          {answer('Mark it as mine', 'protect', openPhoto)}
          <button
            type="button"
            class="quiet"
            onClick={() => {
              shared.value = undefined;
            }}
          >
            Nothing
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
