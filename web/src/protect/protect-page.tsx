import { ChosenFiles } from '../pictures/chosen-files.tsx';
import { DropZone } from '../pictures/drop-zone.tsx';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
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
        <h1>Protect your photo</h1>
        <p>
          An invisible mark says that a photo is yours. It survives what the web does to pictures:
          compression, smaller sizes, crops, screenshots. Only your key finds it again. It does not prevent
          copying.
        </p>
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
      <h2 id="mark-title">Mark photos</h2>
      <DropZone
        label="Photo"
        hint="Photos that are yours, at least 160 pixels each way: one, or several at once."
        again="Choose other photos"
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
          What it says, up to 8 letters
          <input
            type="text"
            value={text.value}
            placeholder="a number by chance"
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          Save as
          <select
            value={fileType.value}
            onChange={({ currentTarget }) => {
              fileType.value = currentTarget.value as 'JPEG' | 'PNG';
            }}
          >
            <option value="JPEG">JPEG, quality 92</option>
            <option value="PNG">PNG, without loss</option>
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
        Keep what the file says of the photo: author, camera, time, and the place where it was taken.
      </label>
      <div class="go">
        <button type="submit" class="primary" disabled={busy || missingForMark.value !== ''}>
          {several.length > 0 ? `Mark ${several.length} photos` : 'Mark it'}
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
      <h2 id="verify-title">Is this one mine?</h2>
      <div class="pair">
        <div>
          <DropZone
            label="Suspect"
            hint="A picture from the web that may be yours."
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
            label="Original"
            hint="Your photo before it was marked, if you have it: it finds weaker marks."
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
          Look for my mark
        </button>
        <p class="muted">{busy ? '' : missingForVerdict.value}</p>
      </div>
      <ProgressBar task={verifying} />
      {verdict.value !== undefined && <VerdictView verdict={verdict.value} />}
    </form>
  );
}
