/** Finds the picture files that a command line names. */
import { readdir, stat } from 'node:fs/promises';
import { join, parse, resolve } from 'node:path';
import { coded } from '../../errors/coded.ts';

const PICTURE_FILE = /\.(png|jpe?g|webp|avif|tiff?|gif)$/i;

/** Gives the cover of a container, or says in one sentence why there is none. */
export type CoverFinder = (container: string) =>
  | {
      /** Path of the cover. */
      readonly path: string;
    }
  | {
      /** Why there is no cover, in one sentence. */
      readonly problem: string;
    };

/**
 * The files to read: named files, whatever they hold, and the pictures in named folders, by the ending of their names,
 * without subfolders.
 *
 * @param named - paths of files and folders.
 * @returns paths, each once.
 */
export async function findPictures(named: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  for (const path of named) {
    const paths = (await isFolder(path)) ? await picturesIn(path) : [path];
    for (const each of paths) found.set(resolve(each), each);
  }
  return [...found.values()];
}

/**
 * The covers that a path means: a file for every container; or in a folder the file with a container's name, or else the
 * one picture whose name differs only in its ending.
 *
 * @param path - of a picture, or of a folder of pictures.
 * @throws Error when there is no such file or folder.
 */
export async function findCovers(path: string): Promise<CoverFinder> {
  if (!(await isFolder(path))) {
    await stat(path).catch((error: NodeJS.ErrnoException) => {
      throw coded(
        new Error(
          `Expected the cover, or a folder of covers, to compare with but received ${path} (${error.code})`,
        ),
        'file-missing',
        { option: 'with-cover', purpose: 'to compare with' },
      );
    });
    return () => ({ path });
  }
  const pictures = await picturesIn(path);
  return (container) => {
    const { base, name } = parse(container);
    const alike = pictures.filter((cover) => parse(cover).name === name);
    const cover =
      alike.find((each) => parse(each).base === base) ?? (alike.length === 1 ? alike[0] : undefined);
    if (cover !== undefined) return { path: cover };
    return { problem: `Expected one picture called ${name} in ${path} but found ${alike.length || 'none'}` };
  };
}

async function picturesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && PICTURE_FILE.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
