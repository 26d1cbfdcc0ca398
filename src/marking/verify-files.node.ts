/** Looks for an owner's mark in a picture file, and compares what is found with the registry. */
import { decodePicture, readPictureFile } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { MarkGeometry } from './mark-geometry.ts';
import { idText, textOfId } from './mark-id.ts';
import type { OwnerKey } from './owner-key.ts';
import { brokenRowSentences } from './registry.ts';
import { readRegistry } from './registry-file.node.ts';
import type { Verdict, Verification } from './verify.ts';
import type { RegistryMatch } from './verify-registry.ts';
import { verifyWithRegistry } from './verify-registry.ts';

/** What to look at. */
export interface VerifyFileOptions {
  /** Path of the suspect. */
  readonly input: string;
  /** Whose mark. */
  readonly owner: OwnerKey;
  /** The file of the registry. */
  readonly registry?: string | undefined;
  /** Path of the picture before it was marked. */
  readonly original?: string | undefined;
  /** Ends the search. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each key that is tried. */
  readonly onKey?: ((index: number, total: number) => void) | undefined;
}

/** What a file says about an owner. */
export interface VerifyReport {
  /** The suspect. */
  readonly file: string;
  /** In a word. */
  readonly verdict: Verdict;
  /** What the mark says, as hexadecimal digits. */
  readonly id?: string;
  /** The same as a text, where it is one. */
  readonly text?: string;
  /** The public id of the owner. */
  readonly owner: string;
  /** The chance that a picture without the mark gives this verdict; 1 for `none`. */
  readonly falsePositive: number;
  /** How clearly the pilots agree, in standard deviations of one place. */
  readonly agreement: number;
  /** How the picture was changed. */
  readonly geometry?: MarkGeometry;
  /** What the registry knows. */
  readonly match?: RegistryMatch;
  /** How clearly the pilots agree beside the original. */
  readonly besideOriginal?: number;
  /** What is wrong with files that were read, a sentence each. */
  readonly warnings: readonly string[];
}

/** A report, and the pictures for a page. */
export interface VerifiedFile {
  /** What was found. */
  readonly report: VerifyReport;
  /** The suspect. */
  readonly suspect: RgbImage;
  /** The original, if it was given. */
  readonly original?: RgbImage;
}

/**
 * Looks for a mark.
 *
 * @param options - what to look at.
 * @throws Error for files that cannot be read; the signal's reason when it is aborted.
 */
export async function verifyFile(options: VerifyFileOptions): Promise<VerifiedFile> {
  const { input, owner, signal, onKey } = options;
  const { image, warnings: read } = await decodePicture(await readPictureFile(input), input);
  const original =
    options.original === undefined
      ? undefined
      : (await decodePicture(await readPictureFile(options.original), options.original)).image;
  const { rows, broken } =
    options.registry === undefined ? { rows: [], broken: [] } : await readRegistry(options.registry);
  const { found, match } = await verifyWithRegistry(image, owner, {
    ...{ rows, original, signal, onKey },
    decodeThumbnail: async (content) => (await decodePicture(content, 'the thumbnail of the registry')).image,
  });
  const report = reportOf(input, owner, found, [
    ...read,
    ...(options.registry === undefined ? [] : brokenRowSentences(options.registry, broken)),
  ]);
  return {
    suspect: image,
    ...(original && { original }),
    report: { ...report, ...(match && { match }) },
  };
}

function reportOf(
  file: string,
  owner: OwnerKey,
  found: Verification,
  warnings: readonly string[],
): VerifyReport {
  const text = found.id && textOfId(found.id);
  return {
    file,
    verdict: found.verdict,
    ...(found.id && { id: idText(found.id) }),
    ...(text !== undefined && { text }),
    owner: owner.publicId,
    falsePositive: found.falsePositive,
    agreement: found.agreement,
    ...(found.geometry && { geometry: found.geometry }),
    ...(found.original && { besideOriginal: found.original.agreement }),
    warnings,
  };
}
