import type { Result } from '../hide/hide-state.ts';
import { PixelCanvas } from '../pictures/pixel-canvas.tsx';
import { coverWords, secretWords } from './result-words.ts';

/** Longest side of the small pictures, twice what the page gives them. */
const SIDE = 640;

/** Cover, container, and what comes back, in three pictures and two sentences. */
export function Journey({ result, url }: { readonly result: Result; readonly url: string }) {
  const { cover, secret, revealed } = result;
  const image =
    revealed.kind === 'picture' ? revealed.image : secret.kind === 'picture' ? secret.image : undefined;
  return (
    <>
      <div class="journey">
        <figure>
          <PixelCanvas image={cover.image} alpha={cover.alpha} label="Your cover" most={SIDE} />
          <figcaption>Your cover</figcaption>
        </figure>
        <figure>
          <img class="see-through" src={url} alt="The cover with the secret inside" />
          <figcaption>With the secret inside: send this</figcaption>
        </figure>
        <figure>
          {image ? (
            <PixelCanvas image={image} label="The secret as it comes back" most={SIDE} />
          ) : (
            <div class="file-card" aria-hidden="true">
              {secret.name.split('.').at(-1)?.slice(0, 5).toUpperCase()}
            </div>
          )}
          <figcaption>The secret as it comes back</figcaption>
        </figure>
      </div>
      <p class="in-words" data-testid="in-words">
        The picture {coverWords(result.coverFidelity)}. The secret{' '}
        {revealed.kind === 'file' ? 'comes back exactly, byte for byte' : secretWords(result.secretFidelity)}.
      </p>
    </>
  );
}
