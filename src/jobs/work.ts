/**
 * Options passed down through long work: how to stop it and how to follow its progress.
 */

/** How to stop one piece of work and follow its progress. */
export interface WorkOptions {
  /** Stops the work when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Receives the finished share of the present piece of work, 0-1, never less than before. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** The progress of a job. */
export interface Progress {
  /** The stage that begins: "hiding", "revealing". */
  readonly stage: string;
  /** How much is done, 0 to `total`; never less than before. */
  readonly done: number;
  /** What `done` is at the end; above 0. */
  readonly total: number;
}

/** Receives the progress of a job. */
export type ProgressListener = (progress: Progress) => void;

/**
 * A job of several stages as one progress: each stage has its share of the whole.
 *
 * @param shares - the shares of the stages in their order; only their ratios count.
 * @returns the options of each stage's work, by the stage's name.
 */
export function stagedWork<Stage extends string>(
  shares: Readonly<Record<Stage, number>>,
  {
    signal,
    onProgress,
  }: { readonly signal?: AbortSignal | undefined; readonly onProgress?: ProgressListener | undefined },
): (stage: Stage, part?: { readonly index: number; readonly count: number }) => WorkOptions {
  const names = Object.keys(shares) as Stage[];
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  let furthest = 0;
  return (stage, { index, count } = { index: 0, count: 1 }) => {
    signal?.throwIfAborted();
    const before = names.slice(0, names.indexOf(stage)).reduce((sum, name) => sum + shares[name], 0);
    const tell = (fraction: number): void => {
      const done = (before + (shares[stage] * (index + fraction)) / count) / total;
      furthest = Math.max(furthest, done);
      onProgress?.({ stage, done: furthest, total: 1 });
    };
    tell(0);
    return { signal, onProgress: tell };
  };
}
