import { ChosenFiles } from '../pictures/chosen-files.tsx';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
import { FindingsList } from './findings-list.tsx';
import {
  answer,
  choose,
  container,
  containers,
  findings,
  hasContainer,
  opening,
  passphrase,
  remove,
  reveal,
  revealing,
} from './reveal-state.ts';
import { Revealed } from './revealed-view.tsx';

export function RevealPage() {
  const busy = revealing.progress.value !== undefined;
  const several = containers.value;
  return (
    <>
      <div class="hero">
        <h1>{say('reveal.title')}</h1>
        <p>{say('reveal.lead')}</p>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && hasContainer.value) void reveal();
        }}
      >
        <DropZone
          name="container"
          label={say('reveal.container')}
          hint={say('reveal.container.hint')}
          accept="image/*"
          multiple
          onFiles={choose}
          onRemove={remove}
        >
          {several.length > 0 ? (
            <ChosenFiles files={several} />
          ) : (
            container.value && <OpenedPreview opened={container.value.opened} />
          )}
        </DropZone>
        <ProgressBar task={opening} />
        <PassphraseField
          value={passphrase}
          name="reveal-passphrase"
          empty={say('reveal.passphrase.empty')}
          given={say(several.length > 0 ? 'reveal.passphrase.given.several' : 'reveal.passphrase.given')}
        />
        <div class="go">
          <button type="submit" class="primary" disabled={busy || !hasContainer.value}>
            {say('reveal.go')}
          </button>
          <p class="muted">{hasContainer.value ? '' : say('reveal.missing')}</p>
        </div>
        <ProgressBar task={revealing} />
      </form>
      {answer.value !== undefined && <Revealed answer={answer.value} />}
      {findings.value.length > 0 && <FindingsList findings={findings.value} total={several.length} />}
    </>
  );
}
