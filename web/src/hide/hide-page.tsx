import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { EarlierResult } from '../result/earlier-result.tsx';
import { ResultView } from '../result/result-view.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { ExampleRow } from './example-row.tsx';
import {
  chooseCover,
  chooseSecret,
  cover,
  hide,
  hiding,
  isOutdated,
  missing,
  openingCover,
  openingSecret,
  passphrase,
  repeatedPassphrase,
  result,
  secret,
} from './hide-state.ts';
import { MethodChoice } from './method-choice.tsx';
import { PairQuestion } from './pair-question.tsx';
import { chooseSeveral } from './two-files.ts';

export function HidePage() {
  const busy = hiding.progress.value !== undefined;
  return (
    <>
      <div class="hero">
        <h1>A picture inside a picture</h1>
        <p>
          Choose a secret and a cover. You get a picture that looks like the cover, and gives the secret back
          to whoever knows how to ask. All of it happens in this browser.
        </p>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && missing.value === '') void hide();
        }}
      >
        <div class="pair">
          <div>
            <DropZone
              label="Secret"
              hint="The picture to hide. The exact method takes any file."
              onFiles={(files) => void chooseSeveral(files, chooseSecret)}
            >
              {secret.value && <OpenedPreview opened={secret.value} />}
            </DropZone>
            <ProgressBar task={openingSecret} />
          </div>
          <div>
            <DropZone
              label="Cover"
              hint="The harmless picture that everybody may see."
              accept="image/*"
              onFiles={(files) => void chooseSeveral(files, chooseCover)}
            >
              {cover.value && <OpenedPreview opened={cover.value} />}
            </DropZone>
            <ProgressBar task={openingCover} />
          </div>
        </div>
        <PairQuestion />
        {secret.value === undefined && cover.value === undefined && <ExampleRow disabled={busy} />}
        <MethodChoice />
        <PassphraseField
          value={passphrase}
          repeated={repeatedPassphrase}
          name="hide-passphrase"
          empty="Without one, anyone who has Pentimento can reveal the secret."
          given="Only who knows it can reveal the secret. Nobody can recover it: keep it."
        />
        <div class="go">
          <button type="submit" class="primary" disabled={busy || missing.value !== ''}>
            Hide
          </button>
          <p class="muted">{busy ? '' : missing.value}</p>
        </div>
        <ProgressBar task={hiding} />
      </form>
      {result.value !== undefined &&
        (isOutdated.value ? (
          <EarlierResult result={result.value} />
        ) : (
          <ResultView key={result.value.file} result={result.value} />
        ))}
    </>
  );
}
