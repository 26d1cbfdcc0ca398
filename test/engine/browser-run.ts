/**
 * The table of cases in a page.
 */
import { createBrowserRuntime } from '../../src/runtime/browser.ts';
import type { Outcomes } from './backend-run.ts';
import { runCases, unavailability } from './backend-run.ts';

export async function run(
  backend: 'wasm' | 'webgpu',
): Promise<{ readonly outcomes: Outcomes } | { readonly reason: string }> {
  const createRuntime = () => createBrowserRuntime({ backend, threads: 2 });
  const reason = await unavailability(createRuntime);
  return reason === undefined ? { outcomes: await runCases(createRuntime) } : { reason };
}
