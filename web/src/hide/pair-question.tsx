import { useEffect, useRef } from 'preact/hooks';
import { useObjectUrl } from '../result/object-url.ts';
import { say } from '../texts/say.ts';
import { answerQuestion, type FileQuestion, fileQuestion } from './two-files.ts';

/** Several files came at once: which of them is the secret, and which the cover? */
export function PairQuestion() {
  const section = useRef<HTMLElement>(null);
  const question = fileQuestion.value;
  useEffect(() => {
    if (question === undefined) return;
    section.current?.scrollIntoView({ block: 'nearest' });
    section.current?.querySelector('button')?.focus();
  }, [question]);
  if (question === undefined) return null;
  const { role, files } = question;
  return (
    <section ref={section} class="pair-question" aria-labelledby="pair-title">
      <h2 id="pair-title">{titleOf(question)}</h2>
      <div>
        {files.map((file) => (
          <button type="button" key={file} onClick={() => void answerQuestion(file)}>
            <FileImage file={file} />
            <span>{say(role === 'secret' ? 'hide.pair.this' : 'hide.pair.in', { name: file.name })}</span>
          </button>
        ))}
      </div>
      <button type="button" class="quiet" onClick={() => void answerQuestion(undefined)}>
        {say(files.length === 2 ? 'hide.pair.neither' : 'hide.pair.none')}
      </button>
    </section>
  );
}

function titleOf({ role, files }: FileQuestion): string {
  if (role === 'cover') return say('hide.pair.cover');
  return say(files.length === 2 ? 'hide.pair' : 'hide.pair.which');
}

function FileImage({ file }: { readonly file: File }) {
  const url = useObjectUrl(file, file.type);
  return file.type.startsWith('image/') ? <img src={url} alt="" /> : null;
}
