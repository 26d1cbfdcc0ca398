import { translated } from '../texts/say.ts';
import { megabytes } from './megabytes.ts';
import type { OpenedFile, OpenedPicture } from './opened-file.ts';
import { PixelCanvas } from './pixel-canvas.tsx';

/** Longest side of the picture that is shown, twice what the page gives it. */
const THUMBNAIL = 900;

/** What was opened: the picture, or the file's name. */
export function OpenedPreview({ opened }: { readonly opened: OpenedPicture | OpenedFile }) {
  const { name, bytes } = opened;
  return (
    <figure class="opened">
      {opened.kind === 'picture' ? (
        <PixelCanvas image={opened.image} alpha={opened.alpha} label={name} most={THUMBNAIL} />
      ) : (
        <div class="file-card" aria-hidden="true">
          {name.split('.').at(-1)?.slice(0, 5).toUpperCase()}
        </div>
      )}
      <figcaption>
        <strong>{name}</strong>
        <span>
          {opened.kind === 'picture'
            ? `${opened.image.width} × ${opened.image.height}, `
            : `${opened.mediaType}, `}
          {megabytes(bytes)}
        </span>
        {opened.warnings.map((warning) => (
          <span class="warning">{translated(warning)}</span>
        ))}
      </figcaption>
    </figure>
  );
}
