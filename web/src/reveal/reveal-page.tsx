import { ChosenFiles } from '../pictures/chosen-files.tsx';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
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
        <h1>What is inside?</h1>
        <p>Open a picture that somebody sent you, as the file that they made: PNG, or lossless WebP.</p>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && hasContainer.value) void reveal();
        }}
      >
        <DropZone
          label="Container"
          hint="The picture that may hide something, or several at once."
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
          empty="Leave it empty if none was agreed on."
          given={
            several.length > 0
              ? 'It is tried on each picture, and stays in this page.'
              : 'It stays in this page.'
          }
        />
        <div class="go">
          <button type="submit" class="primary" disabled={busy || !hasContainer.value}>
            Reveal
          </button>
          <p class="muted">{hasContainer.value ? '' : 'Choose a picture first.'}</p>
        </div>
        <ProgressBar task={revealing} />
      </form>
      {answer.value !== undefined && <Revealed answer={answer.value} />}
      {findings.value.length > 0 && <FindingsList findings={findings.value} total={several.length} />}
    </>
  );
}
