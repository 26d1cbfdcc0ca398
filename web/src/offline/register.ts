/** Stores the site for use without a connection; not in development, where everything changes. */
export function keepForOffline(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return;
  addEventListener('load', () => {
    // Where it is forbidden (a private window, a file: address) the page still works, with a connection.
    navigator.serviceWorker.register('./service-worker.js', { type: 'module' }).catch(() => undefined);
  });
}
