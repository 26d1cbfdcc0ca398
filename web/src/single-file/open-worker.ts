/**
 * In a page in one file: stands in place of `worker/open-worker.ts`. A worker of a page from a disk cannot load what belongs to the page; it is
 * given the files, and makes addresses of its own for them.
 */
import workerAddress from '../worker/worker.ts?worker&url';
import { embeddedFiles, type Files } from './embedded.ts';

/** The worker of the page, that was just started. */
export function openWorker(): Worker {
  const start = new Blob([`(${startWithFiles})()`], { type: 'text/javascript' });
  const address = URL.createObjectURL(start);
  const worker = new Worker(address, { name: 'studio' });
  URL.revokeObjectURL(address);
  worker.postMessage({ script: workerAddress, files: embeddedFiles() });
  return worker;
}

/** In the worker: its first message has the files, and the name of its script among them. */
function startWithFiles(): void {
  self.addEventListener(
    'message',
    ({ data }: MessageEvent<{ readonly script: string; readonly files: Files }>) => {
      const addresses = Object.entries(data.files).map(([name, file]) => [name, URL.createObjectURL(file)]);
      const scope = globalThis as unknown as { embeddedAddresses: object; importScripts(url: string): void };
      scope.embeddedAddresses = Object.fromEntries(addresses);
      scope.importScripts(URL.createObjectURL(data.files[data.script]!));
    },
    { once: true },
  );
}
