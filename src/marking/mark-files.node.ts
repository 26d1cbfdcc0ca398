/** Marks picture files: reads, marks, writes, and reads the mark back from what was written before it gets its name. */
import { mkdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { attackNamed } from '../attacks/attack.ts';
import { nodeLossyCodecs } from '../attacks/codecs.node.ts';
import { coded } from '../errors/coded.ts';
import { encodePublished, publishedFormat } from '../image/encode-published.node.ts';
import { readMetadata } from '../image/metadata/read-metadata.node.ts';
import { decodePicture, readPictureFile } from '../image/picture-files.node.ts';
import { assertDistinct } from '../media/distinct-files.node.ts';
import { assertOutput, writeOutput } from '../media/file-output.node.ts';
import { psnr } from '../metrics/psnr.ts';
import { ssim } from '../metrics/ssim.ts';
import { systemRandomBytes } from '../random/random-bytes.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { mark } from './mark.ts';
import { idText, textOfId } from './mark-id.ts';
import type { OwnerKey } from './owner-key.ts';
import { SALT_BYTES } from './owner-key.ts';
import { registryRow } from './registry.ts';
import { appendRow, assertRegistry } from './registry-file.node.ts';
import { verify } from './verify.ts';

/** What is done to the written picture to say whether its mark survives what sites do. */
const USUAL_WEB = 'scale-0.5-jpeg-75';

/** Which pictures are marked, and how. */
export interface MarkFilesOptions {
  /** Paths of pictures. */
  readonly inputs: readonly string[];
  /** Where they go: a file for one picture, or a folder, which is made. */
  readonly out: string;
  /** Whether `out` is a folder. */
  readonly intoFolder: boolean;
  /** Whose pictures they are. */
  readonly owner: OwnerKey;
  /** What the marks say, 8 or 16 bytes; for every picture other 8 random ones by default. */
  readonly id?: Uint8Array | undefined;
  /** How strong; 1 is just not visible. */
  readonly strength?: number | undefined;
  /** Quality of lossy files, 1 to 100 by the scale of their encoder. */
  readonly quality?: number | undefined;
  /** Whether metadata is left out; kept by default. */
  readonly strip?: boolean | undefined;
  /** The file of the registry: each picture gets a key of its own, and a row. */
  readonly registry?: string | undefined;
  /** Files that are read besides the pictures, such as that of the key: nothing is written to them. */
  readonly kept?: readonly string[] | undefined;
  /** Whether existing files may be replaced; false by default. */
  readonly overwrite?: boolean | undefined;
  /** Ends the work between two pictures. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each step of each picture, `index` from 0. */
  readonly onStage?: ((stage: string, index: number, total: number) => void) | undefined;
}

/** What became of one picture. Figures are measured from the written file. */
export interface MarkReport {
  /** The picture that was marked. */
  readonly in: string;
  /** The file that was written. */
  readonly out: string;
  /** What the mark says, as hexadecimal digits. */
  readonly id: string;
  /** The same as a text, where it is one. */
  readonly text?: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /** Quality of the file, where its format is lossy. */
  readonly quality?: number;
  /** PSNR of the mark alone, decibels. */
  readonly markPsnr: number;
  /** PSNR of the written file against the picture, decibels. */
  readonly psnr: number;
  /** SSIM of the written file against the picture. */
  readonly ssim: number;
  /** How clearly the pilots agree in the written file, in standard deviations. */
  readonly agreement: number;
  /** Whether the mark also reads from the written file at half size and JPEG 75. */
  readonly survives: boolean;
  /** What was left out or changed, a sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Marks pictures, one after the other. A picture whose mark does not read back from its own file is not written.
 *
 * @param options - what to mark.
 * @param onReport - receives each picture's report as soon as its file is there.
 * @returns all reports.
 * @throws Error before the work for outputs that cannot be written; then for the first picture that cannot be read or marked
 *   (`unverified` where its mark does not read back), the signal's reason when it is aborted. Files that were written before stay.
 */
export async function markFiles(
  options: MarkFilesOptions,
  onReport?: (report: MarkReport, done: number, total: number) => void,
): Promise<MarkReport[]> {
  const { inputs, out, intoFolder, overwrite, signal, registry, kept = [] } = options;
  const outputs = inputs.map((path) => (intoFolder ? join(out, outputNameOf(path)) : out));
  for (const output of outputs) publishedFormat(output);
  assertDifferent(inputs, outputs);
  const read = [...inputs, ...kept];
  if (registry !== undefined) {
    await assertDistinct(registry, read);
    await assertRegistry(registry);
    read.push(registry);
  }
  if (intoFolder) await makeFolder(out);
  for (const output of outputs) await assertOutput(output, read, { overwrite });
  const reports: MarkReport[] = [];
  for (const [index, input] of inputs.entries()) {
    signal?.throwIfAborted();
    const stage = (name: string): void => options.onStage?.(name, index, inputs.length);
    const report = await markFile(input, outputs[index]!, { ...options, stage });
    reports.push(report);
    onReport?.(report, reports.length, inputs.length);
  }
  return reports;
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    const reasons: Readonly<Record<string, string>> = {
      EEXIST: 'a file',
      ENOTDIR: 'a file, or within one',
      EACCES: 'where nothing may be made',
    };
    throw coded(
      new Error(
        `Expected a folder for the marked pictures but received ${path} (${reasons[error.code ?? ''] ?? error.code})`,
      ),
      'output-unwritable',
      { path },
    );
  });
}

/** The name of a marked copy: that of the picture, in its own format where that can be written, else as PNG. */
function outputNameOf(path: string): string {
  const name = basename(path);
  const ending = extname(name);
  return /^\.(jpe?g|png|webp|avif)$/i.test(ending)
    ? name
    : `${name.slice(0, name.length - ending.length)}.png`;
}

function assertDifferent(inputs: readonly string[], outputs: readonly string[]): void {
  const writers = new Map<string, string>();
  for (const [index, output] of outputs.entries()) {
    const other = writers.get(output);
    if (other !== undefined) {
      throw coded(
        new Error(
          `Expected pictures of different names but ${other} and ${inputs[index]} would both become ${output}`,
        ),
        'conflicting-options',
      );
    }
    writers.set(output, inputs[index]!);
  }
}

async function markFile(
  input: string,
  output: string,
  options: MarkFilesOptions & { readonly stage: (name: string) => void },
): Promise<MarkReport> {
  const { owner, stage, strip = false, quality, overwrite, registry } = options;
  stage('reading');
  const content = await readPictureFile(input);
  const { image, profile, alpha, warnings: read } = await decodePicture(content, input);
  const salt = registry === undefined ? undefined : systemRandomBytes(SALT_BYTES);
  stage('marking');
  const marked = await mark(image, owner, { id: options.id, salt, strength: options.strength });
  stage('writing');
  const file = await encodePublished(marked.image, {
    format: publishedFormat(output),
    quality,
    profile,
    alpha,
    ...(!strip && { metadata: await readMetadata(content, image) }),
  });
  const id = idText(marked.id);
  let report: MarkReport | undefined;
  await writeOutput(output, file.bytes, { overwrite }, async (bytes) => {
    stage('reading the mark back');
    const written = (await decodePicture(bytes, output)).image;
    const known = salt && [{ salt, width: image.width, height: image.height }];
    const found = await verify(written, owner, { known, general: salt === undefined });
    if (found.id === undefined || idText(found.id) !== id) throw unreadable(input, options.strength);
    stage('trying half its size and JPEG 75');
    const work = { codecs: nodeLossyCodecs(), random: seededRandom(1) };
    const sent = await verify(await attackNamed(USUAL_WEB).apply(written, work), owner, {
      known,
      general: salt === undefined,
    });
    const text = textOfId(marked.id);
    report = {
      in: input,
      out: output,
      id,
      ...(text !== undefined && { text }),
      width: image.width,
      height: image.height,
      ...(file.quality !== undefined && { quality: file.quality }),
      markPsnr: marked.psnr,
      psnr: psnr(image, written),
      ssim: ssim(image, written),
      agreement: found.agreement,
      survives: sent.id !== undefined && idText(sent.id) === id,
      warnings: [...read, ...file.warnings],
    };
    // Before the file gets its name: without its row nobody would find the mark again; a row without its file does no harm.
    if (registry !== undefined && salt !== undefined) {
      const row = await registryRow(owner, {
        id: marked.id,
        salt,
        image: written,
        original: content,
        written: bytes,
        name: basename(output),
        time: new Date(),
      });
      await appendRow(registry, row);
    }
  });
  return report!;
}

function unreadable(input: string, strength = 1): Error {
  return coded(
    new Error(
      `The mark does not read back from ${input}, so nothing was written: the picture is too flat, too small, or compressed too much ` +
        `for a mark of strength ${strength}. A higher strength or quality may help.`,
    ),
    'unverified',
    { file: input },
  );
}
