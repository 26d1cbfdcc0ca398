import { useObjectUrl } from '../result/object-url.ts';
import { say } from '../texts/say.ts';
import { megabytes } from './megabytes.ts';

/** So many are shown. */
const MOST_SHOWN = 6;

/** Several files that were chosen, to be opened one after another. */
export function ChosenFiles({ files }: { readonly files: readonly File[] }) {
  const more = files.length - MOST_SHOWN;
  return (
    <>
      <ul class="file-list chosen">
        {files.slice(0, MOST_SHOWN).map((file) => (
          <ChosenFile key={file} file={file} />
        ))}
      </ul>
      {more > 0 && <p class="muted">{say('chosen.more', { count: more })}</p>}
    </>
  );
}

function ChosenFile({ file }: { readonly file: File }) {
  const url = useObjectUrl(file, file.type);
  return (
    <li>
      {file.type.startsWith('image/') ? (
        <img class="file-image" src={url} alt="" />
      ) : (
        <span class="file-image" aria-hidden="true" />
      )}
      <div>
        <strong>{file.name}</strong> <span class="muted">{megabytes(file.size)}</span>
      </div>
    </li>
  );
}
