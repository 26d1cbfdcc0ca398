/**
 * A job: a piece of work as plain data that can be posted to a thread, by its name in a table of jobs.
 */
import type { ErrorCode, ErrorDetails } from '../errors/coded.ts';
import { coded, isCoded } from '../errors/coded.ts';
import type { Progress, ProgressListener } from './work.ts';

/** The jobs of a thread: each by name, with its request and its answer. Everything in it can be posted. */
export type JobTable = Readonly<Record<string, { readonly task: unknown; readonly answer: unknown }>>;

/** A job on its way to a thread. */
export interface PostedJob {
  readonly number: number;
  readonly name: string;
  readonly task: unknown;
}

/** A thread's reply about the job with that number. */
export type Reply = { readonly number: number } & (
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'done'; readonly answer: unknown }
  | { readonly kind: 'failed'; readonly error: PostedError }
);

/** An error as data. */
export interface PostedError {
  readonly name: string;
  readonly message: string;
  readonly code?: ErrorCode;
  readonly details?: ErrorDetails;
}

/** A job failed in its thread; the message is for people. */
export class JobError extends Error {
  override readonly name = 'JobError';
  /** Name of the error in the thread, such as `NothingHiddenError`. */
  readonly kind: string;

  constructor({ name, message, code, details }: PostedError) {
    super(message);
    this.kind = name;
    if (code !== undefined) coded(this, code, details);
  }
}

/** Does each job of a table. */
export type JobHandlers<Table extends JobTable> = {
  readonly [Name in keyof Table]: (
    task: Table[Name]['task'],
    onProgress: ProgressListener,
  ) => Table[Name]['answer'] | Promise<Table[Name]['answer']>;
};

/**
 * Does a job, on this thread, and replies.
 *
 * @param reply - posts to the sender of the job.
 */
export async function answerJob<Table extends JobTable>(
  handlers: JobHandlers<Table>,
  { number, name, task }: PostedJob,
  reply: (reply: Reply) => void,
): Promise<void> {
  try {
    const answer = await handlers[name]!(task, (progress) => reply({ number, kind: 'progress', progress }));
    reply({ number, kind: 'done', answer });
  } catch (error) {
    reply({ number, kind: 'failed', error: posted(error) });
  }
}

function posted(error: unknown): PostedError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return isCoded(error) ? { name, message, code: error.code, details: error.details } : { name, message };
}
