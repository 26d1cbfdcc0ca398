import type { Result } from '../hide/hide-state.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import type { ReceivedSecret } from '../worker/jobs.ts';
import { coverWords, receivedWords } from './result-words.ts';

/** Longest side of the small pictures, twice what the page gives them. */
const SIDE = 640;

/** Cover, container, and what comes back, in three pictures and two sentences; one more of each for every further receiver. */
export function Journey({ result, url }: { readonly result: Result; readonly url: string }) {
  const { cover, received } = result;
  const secrets = [result.secret, ...result.furtherSecrets];
  const isShared = secrets.length > 1;
  return (
    <>
      <div class={`journey ${isShared ? 'shared' : ''}`}>
        <figure>
          <PixelCanvas image={cover.image} alpha={cover.alpha} label="Your cover" most={SIDE} />
          <figcaption>Your cover</figcaption>
        </figure>
        <figure>
          <img class="see-through" src={url} alt="The cover with the secret inside" />
          <figcaption>With the secret inside: send this</figcaption>
        </figure>
        {received.map((one, index) => (
          <Received
            secret={secrets[index]!}
            received={one}
            caption={isShared ? `What receiver ${index + 1} gets` : 'The secret as it comes back'}
          />
        ))}
      </div>
      <p class="in-words" data-testid="in-words">
        The picture {coverWords(result.coverFidelity)}.
        {!isShared && ` The secret ${receivedWords(received[0]!)}.`}
      </p>
      {isShared && (
        <ol class="received" data-testid="received">
          {received.map((one, index) => (
            <li>
              For receiver {index + 1}, {secrets[index]!.name} {receivedWords(one)}.
            </li>
          ))}
        </ol>
      )}
    </>
  );
}

function Received({
  secret,
  received: { revealed },
  caption,
}: {
  readonly secret: OpenedPicture | OpenedFile;
  readonly received: ReceivedSecret;
  readonly caption: string;
}) {
  const image =
    revealed.kind === 'picture' ? revealed.image : secret.kind === 'picture' ? secret.image : undefined;
  return (
    <figure>
      {image ? (
        <PixelCanvas image={image} label={caption} most={SIDE} />
      ) : (
        <div class="file-card" aria-hidden="true">
          {secret.name.split('.').at(-1)?.slice(0, 5).toUpperCase()}
        </div>
      )}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
