/** Jobs on threads that the test plays itself, and on real ones. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { coded, errorCode } from '../../src/errors/coded.ts';
import type { PostedJob, Reply } from '../../src/jobs/job.ts';
import { answerJob, JobError } from '../../src/jobs/job.ts';
import type { ThreadListener } from '../../src/jobs/job-pool.ts';
import { JobPool } from '../../src/jobs/job-pool.ts';
import type { Progress } from '../../src/jobs/work.ts';
import { stagedWork } from '../../src/jobs/work.ts';

type Sums = { readonly add: { readonly task: readonly number[]; readonly answer: number } };

/** A pool whose threads do nothing until they are told to. */
function playedPool(threads: number, interrupts?: boolean) {
  const started: { listener: ThreadListener; jobs: PostedJob[]; ended: string[] }[] = [];
  const pool = new JobPool<Sums>({
    threads,
    interrupts,
    start(listener) {
      const thread = { listener, jobs: [] as PostedJob[], ended: [] as string[] };
      started.push(thread);
      return {
        post: (job) => thread.jobs.push(job),
        end: () => thread.ended.push('end'),
        close: () => thread.ended.push('close'),
      };
    },
  });
  const finish = (thread: number, answer: unknown): void => {
    const { listener, jobs } = started[thread]!;
    listener.onReply({ number: jobs.at(-1)!.number, kind: 'done', answer });
  };
  return { pool, started, finish };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a pool of jobs', () => {
  it('begins jobs in their order, on no more threads than it may have', async () => {
    const { pool, started, finish } = playedPool(2);
    const answers = [1, 2, 3].map((n) => pool.run('add', [n]));
    assert.deepEqual(
      started.map(({ jobs }) => jobs.map(({ task }) => task)),
      [[[1]], [[2]]],
    );
    finish(1, 'second');
    assert.equal(await answers[1], 'second');
    await settled();
    assert.deepEqual(
      started[1]!.jobs.map(({ task }) => task),
      [[2], [3]],
    );
    finish(0, 'first');
    finish(1, 'third');
    assert.deepEqual(await Promise.all(answers), ['first', 'second', 'third']);
    assert.equal(started.length, 2);
  });

  it('breaks a job off by ending its thread, and goes on with a fresh one', async () => {
    const { pool, started, finish } = playedPool(1);
    const controller = new AbortController();
    const broken = pool.run('add', [1], { signal: controller.signal });
    const next = pool.run('add', [2]);
    controller.abort(new Error('enough'));
    await assert.rejects(broken, /^Error: enough$/);
    await settled();
    assert.deepEqual([started.length, started[0]!.ended], [2, ['end']]);
    // What the ended thread still says is nobody's.
    started[0]!.listener.onReply({ number: 1, kind: 'done', answer: 'late' });
    finish(1, 'done');
    assert.equal(await next, 'done');
  });

  it('lets a job go on where threads must not be ended, and cancels those that wait', async () => {
    const { pool, started, finish } = playedPool(1, false);
    const controller = new AbortController();
    const jobs = [1, 2].map((n) => pool.run('add', [n], { signal: controller.signal }));
    controller.abort(new Error('enough'));
    await assert.rejects(jobs[1]!, /^Error: enough$/);
    finish(0, 'first');
    assert.equal(await jobs[0], 'first');
    pool.close();
    assert.deepEqual(started[0]!.ended, ['close']);
    await assert.rejects(pool.run('add', [3], { signal: controller.signal }), /enough/);
  });

  it('listens once to a signal of many jobs, and no longer when they are done', async () => {
    const { pool, started, finish } = playedPool(1, false);
    const { signal } = new AbortController();
    const jobs = Array.from({ length: 30 }, (_, n) => pool.run('add', [n], { signal }));
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    for (const [n, job] of jobs.entries()) {
      finish(0, n);
      assert.equal(await job, n);
      await settled();
    }
    assert.equal(getEventListeners(signal, 'abort').length, 0);
    const another = pool.run('add', [30], { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    finish(0, 30);
    await another;
    assert.equal(started.length, 1);
  });

  it('cancels all jobs of a signal, and those of another go on', async () => {
    const { pool, started, finish } = playedPool(1);
    const [one, two] = [new AbortController(), new AbortController()];
    const jobs = [one, two, one, two].map(({ signal }, n) => pool.run('add', [n], { signal }));
    one.abort(new Error('enough'));
    await assert.rejects(jobs[0]!, /^Error: enough$/);
    await assert.rejects(jobs[2]!, /^Error: enough$/);
    await settled();
    assert.deepEqual(started[0]!.ended, ['end']);
    finish(1, 'second');
    assert.equal(await jobs[1], 'second');
    await settled();
    finish(1, 'fourth');
    assert.equal(await jobs[3], 'fourth');
    assert.equal(getEventListeners(two.signal, 'abort').length, 0);
  });

  it('gives a job up whose thread is gone, and starts another for the next', async () => {
    const { pool, started, finish } = playedPool(1);
    const jobs = [1, 2].map((n) => pool.run('add', [n]));
    started[0]!.listener.onGone(new Error('it ran out of memory'));
    await assert.rejects(jobs[0]!, /out of memory/);
    await settled();
    finish(1, 'second');
    assert.equal(await jobs[1], 'second');
  });

  it('gives threads back when nothing is to be done, and answers nothing after its end', async () => {
    const { pool, started, finish } = playedPool(1);
    const job = pool.run('add', [1]);
    pool.release();
    assert.deepEqual(started[0]!.ended, []);
    finish(0, 1);
    await job;
    pool.release();
    assert.deepEqual(started[0]!.ended, ['end']);
    const waiting = pool.run('add', [2]);
    await Promise.all([assert.rejects(waiting, /were ended/), pool.dispose()]);
    await assert.rejects(pool.run('add', [3]), /were ended/);
    for (const threads of [0, 1.5, Number.NaN]) {
      assert.throws(() => playedPool(threads), RangeError);
    }
  });
});

describe('a job that is answered', () => {
  it('tells its progress, and keeps the code of what went wrong', async () => {
    const handlers = {
      add: (task: readonly number[], onProgress: (progress: Progress) => void) => {
        onProgress({ stage: 'adding', done: 1, total: 2 });
        if (task.length === 0)
          throw coded(new RangeError('Expected numbers'), 'bad-option', { option: 'task' });
        return task.reduce((a, b) => a + b);
      },
    };
    const replies: Reply[] = [];
    await answerJob<Sums>(handlers, { number: 7, name: 'add', task: [1, 2] }, (reply) => replies.push(reply));
    await answerJob<Sums>(handlers, { number: 8, name: 'add', task: [] }, (reply) => replies.push(reply));
    assert.deepEqual(
      replies.map(({ number, kind }) => [number, kind]),
      [
        [7, 'progress'],
        [7, 'done'],
        [8, 'progress'],
        [8, 'failed'],
      ],
    );
    const failed = replies.at(-1)!;
    assert.ok(failed.kind === 'failed');
    const error = new JobError(failed.error);
    assert.deepEqual(
      [error.kind, error.message, errorCode(error)],
      ['RangeError', 'Expected numbers', 'bad-option'],
    );
  });
});

describe('work in stages', () => {
  it('names a stage before it is done and never goes back', () => {
    const told: Progress[] = [];
    const work = stagedWork({ hiding: 3, revealing: 1 }, { onProgress: (progress) => told.push(progress) });
    work('hiding').onProgress!(0.5);
    work('hiding', { index: 1, count: 2 }).onProgress!(0.2);
    work('revealing').onProgress!(1);
    assert.deepEqual(told[0], { stage: 'hiding', done: 0, total: 1 });
    assert.deepEqual(told.at(-1), { stage: 'revealing', done: 1, total: 1 });
    for (const [i, { done }] of told.entries()) assert.ok(i === 0 || done >= told[i - 1]!.done);
    assert.ok(told.find(({ stage }) => stage === 'revealing')!.done === 0.75);
  });

  it('stops between stages when it is told to', () => {
    const work = stagedWork({ one: 1 }, { signal: AbortSignal.abort(new Error('no')) });
    assert.throws(() => work('one'), /^Error: no$/);
  });
});
