/**
 * Waits end by progress: with real processes, one that works and one that has stopped, and short limits.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../engine/browser-page.ts';
import { endWhenStalled, patiently, StalledError } from './patience.ts';
import { descendants, processesOfPs, tasksOf } from './processes.ts';

const SHORT = { idle: 2, look: 0.5 };

/** A process of Node; what it works is counted in processor time, so that it takes the longer the busier the machine is. */
function start(script: string): ChildProcess {
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

const BURN = 'for (const begun = process.cpuUsage(); process.cpuUsage(begun).user < 3e6; );';

async function ending(child: ChildProcess): Promise<unknown> {
  const [code, signal] = await once(child, 'close');
  return signal ?? code;
}

describe('a wait', () => {
  it('goes on while a process works, for longer than any limit', async () => {
    const child = start(BURN);
    assert.equal(await patiently('the work', ending(child), { pid: child.pid, limits: SHORT }), 0);
  });

  it('goes on while what was started by another process works', async () => {
    const child = start(
      `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(BURN)}])`,
    );
    assert.equal(await patiently('the work', ending(child), { limits: SHORT }), 0);
  });

  it('ends where a process waits for what never comes, and ends the process', async () => {
    const child = start('setInterval(() => {}, 1000)');
    const end = ending(child);
    await assert.rejects(patiently('the wait', end, { pid: child.pid, limits: SHORT }), (error: Error) => {
      assert.ok(error instanceof StalledError);
      assert.match(error.message, /^the wait stalled: it was busy for 0\.\d of 2 seconds$/);
      return true;
    });
    assert.equal(await end, 'SIGKILL');
  });

  it('ends where a process works without end', async () => {
    const child = start('for (;;);');
    const limits = { ...SHORT, work: 1 };
    await assert.rejects(patiently('the loop', ending(child), { pid: child.pid, limits }), /came to no end$/);
  });

  it('gives what the work gives, and throws what it throws', async () => {
    assert.equal(await patiently('a value', Promise.resolve(7)), 7);
    await assert.rejects(patiently('an error', Promise.reject(new RangeError('no'))), /^RangeError: no$/);
  });
});

it('a child process that stalls is ended', async () => {
  const child = start('process.kill(process.pid, "SIGSTOP")');
  endWhenStalled(child, 'A process that stopped itself, as it should,', SHORT);
  assert.equal(await ending(child), 'SIGKILL');
});

describe('a visit to a page', () => {
  const options = { skip: existsSync(CHROMIUM) ? false : `${CHROMIUM} is not installed` };

  it('ends where the browser stopped, and says at which step', options, async () => {
    const started = new Set(descendants(process.pid));
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS, timeout: 0 });
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.setContent('<p>Here</p>');
    const processes = descendants(process.pid).filter((pid) => !started.has(pid));
    assert.ok(processes.length > 1);
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    const step = page.getByText('Here').waitFor();
    await assert.rejects(patiently('the visit', step, { limits: SHORT }), (error: Error) => {
      assert.match(error.message, /^the visit stalled: /);
      assert.match(`${error.cause}`, /waitFor: .*closed/);
      return true;
    });
    await browser.close();
  });

  it('ends where the page never shows what is waited for', options, async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS, timeout: 0 });
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.setContent('<p>Here</p>');
    const step = page.getByText('There').waitFor();
    await assert.rejects(patiently('the visit', step, { limits: { idle: 10, look: 2 } }), StalledError);
    await browser.close();
  });
});

describe('ps', () => {
  const options = { skip: processesOfPs() === undefined ? 'there is no ps' : false };

  it('tells of a process what /proc tells', options, async () => {
    const child = start(`${BURN} console.log('burnt'); setInterval(() => {}, 1000);`);
    await once(child.stdout!, 'data');
    const own = tasksOf(child.pid!)!;
    const byPs = tasksOf(child.pid!, processesOfPs)!;
    const cpu = (tasks: typeof own) => [...tasks.values()].reduce((total, task) => total + task.cpu, 0);
    assert.ok(cpu(byPs) >= 2 && cpu(own) >= 2, `${cpu(byPs)} and ${cpu(own)} seconds`);
    assert.deepEqual([...tasksOf(process.pid, processesOfPs)!.keys()].includes(`${child.pid}`), true);
    child.kill('SIGKILL');
  });
});
