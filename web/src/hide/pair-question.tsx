import { useEffect, useRef } from 'preact/hooks';
import { useObjectUrl } from '../result/object-url.ts';
import { answerPair, pairToSort } from './two-files.ts';

/** Two files came at once: which of them is the secret? */
export function PairQuestion() {
  const question = useRef<HTMLElement>(null);
  const pair = pairToSort.value;
  useEffect(() => {
    if (pair === undefined) return;
    question.current?.scrollIntoView({ block: 'nearest' });
    question.current?.querySelector('button')?.focus();
  }, [pair]);
  if (pair === undefined) return null;
  return (
    <section ref={question} class="pair-question" aria-labelledby="pair-title">
      <h2 id="pair-title">Which of the two is the secret?</h2>
      <div>
        {pair.map((file, index) => (
          <button type="button" onClick={() => void answerPair(index)}>
            <FileImage file={file} />
            <span>Hide {file.name}</span>
          </button>
        ))}
      </div>
      <button type="button" class="quiet" onClick={() => void answerPair(undefined)}>
        Neither
      </button>
    </section>
  );
}

function FileImage({ file }: { readonly file: File }) {
  return <img src={useObjectUrl(file, file.type)} alt="" />;
}
