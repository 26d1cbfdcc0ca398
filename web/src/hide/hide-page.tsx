import { FirstPicture } from '../first/first-picture.tsx';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { EarlierResult } from '../result/earlier-result.tsx';
import { ResultView } from '../result/result-view.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
import { ExampleRow } from './example-row.tsx';
import { FurtherReceivers } from './further-receivers-view.tsx';
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
  receiverCount,
  repeatedPassphrase,
  reset,
  result,
  secret,
  swap,
} from './hide-state.ts';
import { MethodChoice } from './method-choice.tsx';
import { NetworkNote } from './network-note.tsx';
import { PairQuestion } from './pair-question.tsx';
import { RoomMeter } from './room-meter.tsx';
import { chooseSeveral } from './two-files.ts';

export function HidePage() {
  const busy = hiding.progress.value !== undefined;
  const isUntouched = secret.value === undefined && cover.value === undefined;
  return (
    <>
      <div class={`hero ${isUntouched ? 'with-picture' : ''}`}>
        <div>
          <h1>{say('hide.title')}</h1>
          <p>{say('hide.lead')}</p>
        </div>
        {isUntouched && <FirstPicture />}
      </div>
      {isUntouched && <ExampleRow disabled={busy} />}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && missing.value === '') void hide();
        }}
      >
        <div class="pair">
          <div>
            <DropZone
              name="secret"
              label={say('word.secret')}
              hint={say('hide.secret.hint')}
              onFiles={(files) => void chooseSeveral(files, chooseSecret)}
              onRemove={() => {
                secret.value = undefined;
              }}
            >
              {secret.value && <OpenedPreview opened={secret.value} />}
            </DropZone>
            <ProgressBar task={openingSecret} />
          </div>
          <div>
            <DropZone
              name="cover"
              label={say('word.cover')}
              hint={say('hide.cover.hint')}
              accept="image/*"
              onFiles={(files) => void chooseSeveral(files, chooseCover)}
              onRemove={() => {
                cover.value = undefined;
              }}
            >
              {cover.value && <OpenedPreview opened={cover.value} />}
            </DropZone>
            <ProgressBar task={openingCover} />
          </div>
        </div>
        {!isUntouched && (
          <p class="pair-tools">
            {secret.value?.kind === 'picture' && cover.value !== undefined && (
              <button type="button" class="quiet" disabled={busy} onClick={() => void swap()}>
                {say('hide.swap')}
              </button>
            )}
            <button type="button" class="quiet" disabled={busy} onClick={reset}>
              {say('hide.reset')}
            </button>
          </p>
        )}
        <PairQuestion />
        <MethodChoice />
        <RoomMeter />
        <PassphraseField
          value={passphrase}
          repeated={repeatedPassphrase}
          label={
            receiverCount.value > 1 ? say('receiver.passphrase', { number: 1 }) : say('passphrase.label')
          }
          name="hide-passphrase"
          empty={say('hide.passphrase.empty')}
          given={say('hide.passphrase.given')}
        />
        <FurtherReceivers disabled={busy} />
        <div class="go">
          <button type="submit" class="primary" disabled={busy || missing.value !== ''}>
            {say('hide.go')}
          </button>
          <p class="muted">{busy ? '' : missing.value}</p>
        </div>
        <NetworkNote />
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
