/** What a child process has said when it ended. */
import type { ChildProcess } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Reads a child to its end.
 *
 * @param onError - called with what standard error holds so far, whenever there is more.
 */
export function finished(child: ChildProcess, onError?: (text: string) => void): Promise<Finished> {
  return new Promise((resolve, reject) => {
    let [out, err] = ['', ''];
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      onError?.(err);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
