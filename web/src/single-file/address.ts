/** In a page in one file: stands in place of `worker/address.ts`. */
import { embeddedAddress } from './embedded.ts';

/** The address of a file that the page contains. */
export function addressOf(path: string): string {
  const address = embeddedAddress(path);
  if (address === undefined) throw new Error(`${path} is not in this copy of the page.`);
  return address;
}

/** Whether the page contains a file. */
export function isThere(path: string): boolean {
  return embeddedAddress(path) !== undefined;
}
