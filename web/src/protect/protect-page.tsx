import { ChosenFiles } from '../pictures/chosen-files.tsx';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { say } from '../texts/say.ts';
import { MarkedList } from './marked-list.tsx';
import { MarkedView } from './marked-view.tsx';
import { OwnerPanel } from './owner-panel.tsx';
import { owner } from './owner-state.ts';
import {
  choosePhotos,
  fileType,
  keepsMetadata,
  lookForMark,
  marked,
  marking,
  markPhotos,
  missingForMark,
  missingForVerdict,
  openAs,
  openingOriginal,
  openingPhoto,
  openingSuspect,
  original,
  photo,
  photos,
  remove,
  removePhotos,
  suspect,
  text,
  verdict,
  verifying,
} from './protect-state.ts';
import { RegistryPanel } from './registry-panel.tsx';
import { VerdictView } from './verdict-view.tsx';

/** A copyright mark: put into a photo, and found again in a copy from the web. */
export default function ProtectPage() {
  return (
    <>
      <div class="hero">
        <h1>{say('protect.title')}</h1>
        <p>{say('protect.lead')}</p>
      </div>
      <OwnerPanel />
      {owner.value !== undefined && <RegistryPanel />}
      <MarkForm />
      <VerifyForm />
    </>
  );
}

function MarkForm() {
  const busy = marking.progress.value !== undefined;
  const several = photos.value;
  const [first] = marked.value;
  return (
    <form
      class="job"
      aria-labelledby="mark-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && missingForMark.value === '') void markPhotos();
      }}
    >
      <h2 id="mark-title">{say('protect.mark')}</h2>
      <DropZone
        name="photo"
        label={say('protect.photo')}
        hint={say('protect.photo.hint')}
        again={say('protect.photo.again')}
        accept="image/*"
        multiple
        onFiles={(files) => void choosePhotos(files)}
        onRemove={removePhotos}
      >
        {several.length > 0 ? (
          <ChosenFiles files={several} />
        ) : (
          photo.value && <OpenedPreview opened={photo.value} />
        )}
      </DropZone>
      <ProgressBar task={openingPhoto} />
      <div class="options">
        <label>
          {say('protect.says')}
          <input
            type="text"
            value={text.value}
            placeholder={say('protect.says.nothing')}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          {say('protect.as')}
          <select
            value={fileType.value}
            onChange={({ currentTarget }) => {
              fileType.value = currentTarget.value as 'JPEG' | 'PNG';
            }}
          >
            <option value="JPEG">{say('protect.as.jpeg')}</option>
            <option value="PNG">{say('protect.as.png')}</option>
          </select>
        </label>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={keepsMetadata.value}
          onChange={({ currentTarget }) => {
            keepsMetadata.value = currentTarget.checked;
          }}
        />
        {say('protect.metadata')}
      </label>
      <div class="go">
        <button type="submit" class="primary" disabled={busy || missingForMark.value !== ''}>
          {several.length > 0
            ? say('protect.mark.several', { count: several.length })
            : say('protect.mark.go')}
        </button>
        <p class="muted">{busy ? '' : missingForMark.value}</p>
      </div>
      <ProgressBar task={marking} />
      {several.length > 0
        ? first !== undefined && <MarkedList marked={marked.value} total={several.length} />
        : first?.kind === 'marked' && <MarkedView key={first.file} marked={first} />}
    </form>
  );
}

function VerifyForm() {
  const busy = verifying.progress.value !== undefined;
  return (
    <form
      class="job"
      aria-labelledby="verify-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy && missingForVerdict.value === '') void lookForMark();
      }}
    >
      <h2 id="verify-title">{say('protect.verify')}</h2>
      <div class="pair">
        <div>
          <DropZone
            name="suspect"
            label={say('protect.suspect')}
            hint={say('protect.suspect.hint')}
            accept="image/*"
            onFiles={(files) => void openAs(suspect, openingSuspect, files)}
            onRemove={() => remove(suspect)}
          >
            {suspect.value && <OpenedPreview opened={suspect.value} />}
          </DropZone>
          <ProgressBar task={openingSuspect} />
        </div>
        <div>
          <DropZone
            name="original"
            label={say('protect.original')}
            hint={say('protect.original.hint')}
            accept="image/*"
            onFiles={(files) => void openAs(original, openingOriginal, files)}
            onRemove={() => remove(original)}
          >
            {original.value && <OpenedPreview opened={original.value} />}
          </DropZone>
          <ProgressBar task={openingOriginal} />
        </div>
      </div>
      <div class="go">
        <button type="submit" class="primary" disabled={busy || missingForVerdict.value !== ''}>
          {say('protect.verify.go')}
        </button>
        <p class="muted">{busy ? '' : missingForVerdict.value}</p>
      </div>
      <ProgressBar task={verifying} />
      {verdict.value !== undefined && <VerdictView verdict={verdict.value} />}
    </form>
  );
}
