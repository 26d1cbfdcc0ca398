/**
 * A job: a piece of work as plain data that can be posted to a thread, by its name in a table of what there is to be done.
 */
import type { ErrorCode, ErrorDetails } from '../errors/coded.ts';
import { coded, isCoded } from '../errors/coded.ts';
import type { Progress, ProgressListener } from './work.ts';

/** What a thread can be asked: each job by name, with what it takes and what it answers. Everything in it can be posted. */
export type JobTable = Readonly<Record<string, { readonly task: unknown; readonly answer: unknown }>>;

/** A job on its way to a thread. */
export interface PostedJob {
  readonly number: number;
  readonly name: string;
  readonly task: unknown;
}

/** What a thread says of the job with that number. */
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
 * @param reply - posts to whoever asked.
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
