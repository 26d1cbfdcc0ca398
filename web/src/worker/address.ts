/** The folder of the site: file names are relative to it, also in a worker, whose own file is deeper. */
const SITE = new URL(/* @vite-ignore */ import.meta.env.DEV ? '/' : '../', import.meta.url);

/** The address of a file of the site; its name is that in the folder. */
export function addressOf(path: string): string {
  return new URL(path, SITE).href;
}

/** Whether the site has a file: a page in one file leaves out some. */
export function isThere(_path: string): boolean {
  return true;
}
