/** The worker of the page, that was just started. */
export function openWorker(): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'studio' });
}
