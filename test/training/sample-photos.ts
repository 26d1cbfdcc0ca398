/** Small photos cut from `samples/`, in temporary folders. */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';

/** The photos that come with the package; this file runs from a folder of compiled files beside it. */
export const SAMPLES = fileURLToPath(new URL('../../../samples', import.meta.url));

const temporary: string[] = [];

process.on('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is removed when the process of the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-test-'));
  temporary.push(folder);
  return folder;
}

/** The middle of a sample photo, scaled so that the given size is filled. */
export function samplePhoto(name: string, width: number, height: number): Sharp {
  return sharp(join(SAMPLES, name)).removeAlpha().resize(width, height, { fit: 'cover' });
}

/** Writes the middle of a sample photo; the ending of the path says in which format. */
export async function writeSample(
  name: string,
  path: string,
  width: number,
  height: number,
): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await samplePhoto(name, width, height).toFile(path);
  return path;
}

/** A folder of square photos `00.png`, `01.png`, ..., each from another place of a sample. */
export async function photoFolder(count: number, side: number): Promise<string> {
  const folder = await temporaryFolder();
  const names = (await readdir(SAMPLES)).filter((name) => !name.endsWith('.md')).sort();
  for (let index = 0; index < count; index++) {
    const start = 2 * side + 16 * index;
    await sharp(join(SAMPLES, names[index % names.length]!))
      .removeAlpha()
      .resize(4 * side + 16 * count)
      .extract({ left: start, top: side, width: side, height: side })
      .toFile(join(folder, `${String(index).padStart(2, '0')}.png`));
  }
  return folder;
}
