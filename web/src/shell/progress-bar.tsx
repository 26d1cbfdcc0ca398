import type { Task } from './task.ts';

/** The progress of a task, with a button that ends it; its problem if it failed. */
export function ProgressBar({ task }: { readonly task: Task }) {
  const progress = task.progress.value;
  return (
    <>
      {progress !== undefined && (
        <div class="progress">
          <label>
            <span>{progress.stage} …</span>
            <progress max={progress.total} value={progress.done > 0 ? progress.done : undefined} />
          </label>
          <button type="button" class="quiet" onClick={() => task.cancel()}>
            Cancel
          </button>
        </div>
      )}
      <p class="problem" role="alert">
        {task.problem.value}
      </p>
    </>
  );
}
