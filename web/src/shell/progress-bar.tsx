import { useEffect, useRef } from 'preact/hooks';
import { say, translated } from '../texts/say.ts';
import type { Task } from './task.ts';

/** The progress of a task, with a button that ends it; its problem if it failed. */
export function ProgressBar({ task }: { readonly task: Task }) {
  const progress = task.progress.value;
  const problem = task.problem.value;
  const isRunning = progress !== undefined;
  const wasCancelled = useRef(false);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (isRunning || !wasCancelled.current) return;
    wasCancelled.current = false;
    // The button that had the focus is gone.
    const { origin } = task;
    const back = origin?.isConnected === true && origin !== document.body ? origin : mainContent();
    (back as HTMLElement | null)?.focus();
  }, [isRunning, task]);
  useEffect(() => {
    if (problem !== '') alert.current?.scrollIntoView({ block: 'nearest' });
  }, [problem]);
  return (
    <>
      {progress !== undefined && (
        <div class="progress">
          <label>
            <span>
              {translated(progress.stage)} …
              {progress.secondsLeft !== undefined && <em> {timeLeft(progress.secondsLeft)}</em>}
            </span>
            <progress max={1} value={progress.done > 0 ? progress.done : undefined} />
          </label>
          <button
            type="button"
            class="quiet"
            onClick={() => {
              wasCancelled.current = true;
              task.cancel();
            }}
          >
            {say('progress.cancel')}
          </button>
        </div>
      )}
      <p ref={alert} class="problem" role="alert">
        {problem === '' ? '' : problem()}
      </p>
    </>
  );
}

function mainContent(): HTMLElement | null {
  return document.getElementById('content');
}

function timeLeft(seconds: number): string {
  if (seconds < 1) return say('progress.nearly');
  return seconds < 90
    ? say('progress.seconds', { count: Math.ceil(seconds) })
    : say('progress.minutes', { count: Math.round(seconds / 60) });
}
