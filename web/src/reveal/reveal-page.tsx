import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { mediaType, methodNamed, safeFileName } from '../../../src/browser.ts';
import { DropZone } from '../pictures/drop-zone.tsx';
import { megabytes } from '../pictures/megabytes.ts';
import type { OpenedPicture } from '../pictures/opened-file.ts';
import { isLarge, openPicture } from '../pictures/opened-file.ts';
import { OpenedPreview } from '../pictures/opened-preview.tsx';
import { useObjectUrl } from '../result/object-url.ts';
import { noteEngine } from '../shell/engine-status.tsx';
import { PassphraseField } from '../shell/passphrase-field.tsx';
import { ProgressBar } from '../shell/progress-bar.tsx';
import { createTask } from '../shell/task.ts';
import type { RevealAnswer } from '../worker/jobs.ts';
import { studio } from '../worker/worker-client.ts';

const container = signal<{ readonly file: File; readonly opened: OpenedPicture } | undefined>(undefined);
const passphrase = signal('');
const answer = signal<RevealAnswer | undefined>(undefined);
const opening = createTask();
const revealing = createTask();

/** Opens a picture that may hide something: one at a time. */
export function choose([file, ...more]: readonly File[]): void {
  if (file === undefined) return;
  answer.value = undefined;
  // A failed opening must not leave the former file to be revealed.
  container.value = undefined;
  revealing.cancel();
  revealing.problem.value = '';
  if (more.length > 0) {
    opening.problem.value = `Those are ${1 + more.length} files. Open one at a time.`;
    return;
  }
  void opening.run(`Opening ${file.name}`, async (options) => {
    container.value = { file, opened: await openPicture(file, file.name, options) };
  });
}

async function reveal(): Promise<void> {
  if (container.value === undefined) return;
  const { file } = container.value;
  answer.value = undefined;
  await revealing.run('Looking for the key’s mark', async (options) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const key = passphrase.value === '' ? undefined : passphrase.value;
    const revealed = await studio.run('reveal', { file: bytes, name: file.name, passphrase: key }, options);
    answer.value = revealed;
    if (revealed.model !== undefined) await noteEngine();
    const { secret, png } = revealed;
    if (secret.kind === 'file' ? png !== undefined : isLarge(secret.image)) studio.release();
  });
}

export function RevealPage() {
  const busy = revealing.progress.value !== undefined;
  return (
    <>
      <div class="hero">
        <h1>What is inside?</h1>
        <p>Open a picture that somebody sent you, as the file that they made: PNG, or lossless WebP.</p>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void reveal();
        }}
      >
        <DropZone
          label="Container"
          hint="The picture that may hide something."
          accept="image/*"
          onFiles={choose}
          onRemove={() => {
            container.value = undefined;
            answer.value = undefined;
            revealing.cancel();
          }}
        >
          {container.value && <OpenedPreview opened={container.value.opened} />}
        </DropZone>
        <ProgressBar task={opening} />
        <PassphraseField
          value={passphrase}
          name="reveal-passphrase"
          empty="Leave it empty if none was agreed on."
          given="It stays in this page."
        />
        <div class="go">
          <button type="submit" class="primary" disabled={busy || container.value === undefined}>
            Reveal
          </button>
          <p class="muted">{container.value === undefined ? 'Choose a picture first.' : ''}</p>
        </div>
        <ProgressBar task={revealing} />
      </form>
      {answer.value !== undefined && <Revealed answer={answer.value} />}
    </>
  );
}

function Revealed({ answer }: { readonly answer: RevealAnswer }) {
  const { secret, png, method, model, seconds } = answer;
  const isFile = secret.kind === 'file';
  const bytes = isFile ? (secret.content as Uint8Array<ArrayBuffer>) : png;
  // A stranger's file is only offered as bytes to save, whatever it claims to be; the page shows its pixels, as our own PNG file.
  const url = useObjectUrl(bytes, isFile ? 'application/octet-stream' : 'image/png');
  const shown = useObjectUrl(png, 'image/png');
  const ownName = safeFileName(secret.name, 'secret');
  const pngName = `${ownName.replace(/\.[^.]*$/, '')}.png`;
  const name = isFile ? ownName : pngName;
  const section = useRef<HTMLElement>(null);
  useEffect(() => section.current?.scrollIntoView({ block: 'start' }), []);
  return (
    <section ref={section} class="result" aria-labelledby="revealed-title" data-testid="revealed">
      <div class="result-head">
        <h2 id="revealed-title">
          {png === undefined ? 'A file was hidden here' : 'A picture was hidden here'}
        </h2>
        <a class="primary" href={url} download={name} data-testid="save">
          Save {name} ({megabytes(bytes?.length ?? 0)})
        </a>
      </div>
      {png && <img class="revealed" src={shown} alt="The revealed secret" />}
      <p class="muted">
        {isFile
          ? `${png === undefined ? 'A' : 'Its original'} file, ${secret.mediaType}, ${secret.content.length.toLocaleString('en')} bytes. `
          : `${secret.image.width} × ${secret.image.height} pixels. `}
        {model === undefined
          ? `By the ${methodNamed(method).title}: ${methodNamed(method).encrypts ? 'decrypted, and shown to be unchanged' : 'its mark was found and is authentic'}.`
          : `By the network ${model}: its mark was found and is authentic.`}{' '}
        {seconds.toFixed(1)} s.
        {isFile && png && mediaType(secret.content) !== 'image/png' && (
          <>
            {' '}
            <a href={shown} download={pngName} data-testid="save-png">
              Save its picture as {pngName}
            </a>
          </>
        )}
      </p>
    </section>
  );
}
