/** Whether the page has a service worker: not in development, where everything changes, nor as a page in one file. */
export const HAS_SERVICE_WORKER =
  !import.meta.env.DEV && import.meta.env.MODE !== 'single-file' && 'serviceWorker' in navigator;

/** Stores the site for use without a connection. */
export function keepForOffline(): void {
  if (!HAS_SERVICE_WORKER) return;
  addEventListener('load', () => {
    // Where it is forbidden (a private window) the page still works, with a connection.
    navigator.serviceWorker.register('./service-worker.js', { type: 'module' }).catch(() => undefined);
  });
}
