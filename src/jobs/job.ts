/**
 * A job: a piece of work as plain data that can be posted to a thread, by its name in a table of jobs.
 */
import type { ErrorCode, ErrorDetails } from '../errors/coded.ts';
import { coded, isCoded } from '../errors/coded.ts';
import type { Progress, ProgressListener } from './work.ts';

/** What a thread can be asked: each job by name, with what it takes and what it answers. Everything in it can be posted. */
export type JobTable = Readonly<
  Record<
    string,
    {
      /** What the job takes. */
      readonly task: unknown;
      /** What it answers. */
      readonly answer: unknown;
    }
  >
>;

/** A job on its way to a thread. */
export interface PostedJob {
  /** Counts the jobs of a pool from 1; replies carry it. */
  readonly number: number;
  /** The job's name in the table. */
  readonly name: string;
  /** What the job takes. */
  readonly task: unknown;
}

/** What a thread says of the job with that number. */
export type Reply = {
  /** Number of the job. */
  readonly number: number;
} & (
  | {
      /** The job goes on. */
      readonly kind: 'progress';
      /** Where it stands. */
      readonly progress: Progress;
    }
  | {
      /** The job is done: the last reply. */
      readonly kind: 'done';
      /** What it answers, as its table says. */
      readonly answer: unknown;
    }
  | {
      /** The job failed: the last reply. */
      readonly kind: 'failed';
      /** What was thrown. */
      readonly error: PostedError;
    }
);

/** An error as data. */
export interface PostedError {
  /** Name of its class, such as `NothingHiddenError`. */
  readonly name: string;
  /** What went wrong, for people. */
  readonly message: string;
  /** What went wrong, for programs; where the error has a code. */
  readonly code?: ErrorCode;
  /** What the message is made of; with `code`. */
  readonly details?: ErrorDetails;
}

/** A job failed in its thread; the message is for people. */
export class JobError extends Error {
  /** Name of the class: `JobError`; that of the error in the thread is `kind`. */
  override readonly name = 'JobError';
  /** Name of the error in the thread, such as `NothingHiddenError`. */
  readonly kind: string;

  /** The error that was thrown in the thread, with its code where it has one. */
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
 * @param handlers - by the name of the job.
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
