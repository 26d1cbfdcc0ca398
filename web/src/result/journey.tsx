import type { Result } from '../hide/hide-state.ts';
import type { OpenedFile, OpenedPicture } from '../pictures/opened-file.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { say } from '../texts/say.ts';
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
          <PixelCanvas image={cover.image} alpha={cover.alpha} label={say('result.your.cover')} most={SIDE} />
          <figcaption>{say('result.your.cover')}</figcaption>
        </figure>
        <figure>
          <img class="see-through" src={url} alt={say('result.inside')} />
          <figcaption>{say('result.inside.send')}</figcaption>
        </figure>
        {received.map((one, index) => (
          <Received
            secret={secrets[index]!}
            received={one}
            caption={isShared ? say('result.back.receiver', { number: index + 1 }) : say('result.back')}
          />
        ))}
      </div>
      <p class="in-words" data-testid="in-words">
        {say('result.words.cover', { words: coverWords(result.coverFidelity) })}
        {!isShared && ` ${say('result.words.secret', { words: receivedWords(received[0]!) })}`}
      </p>
      {isShared && (
        <ol class="received" data-testid="received">
          {received.map((one, index) => (
            <li>
              {say('result.words.receiver', {
                number: index + 1,
                name: secrets[index]!.name,
                words: receivedWords(one),
              })}
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
