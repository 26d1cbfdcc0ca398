import { addressOf } from './address.ts';

/**
 * Fetches a file of the site and reports progress.
 *
 * @param bytes - expected size; servers that compress do not tell it.
 * @throws Error in one sentence if the file is not available.
 */
export async function download(
  path: string,
  onProgress?: (fraction: number) => void,
  bytes?: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(addressOf(path)).catch(() => undefined);
  if (response === undefined || !response.ok || response.body === null) {
    throw new Error(
      navigator.onLine
        ? `${path} could not be fetched.`
        : `${path} could not be fetched: there is no connection.`,
    );
  }
  const total = bytes ?? Number(response.headers.get('Content-Length') ?? 0);
  const parts: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { value, done } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (total > 0) onProgress?.(Math.min(1, length / total));
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
