/** Says whether a picture has an owner's mark, what the mark says, how the picture was changed, and how often such a finding is wrong. */
import { coded } from '../errors/coded.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { chanceOfAgreement, chanceOfMessage, PRESENT, UNMARKED } from './false-positives.ts';
import { codedBitsOf } from './mark.ts';
import type { MarkGeometry, PictureSize } from './mark-geometry.ts';
import { geometryOf } from './mark-geometry.ts';
import { ID_BITS, idOf } from './message.ts';
import type { OwnerKey } from './owner-key.ts';
import { prepared } from './signal/detect.ts';
import type { FoundMark } from './signal/find-mark.ts';
import { findMark } from './signal/find-mark.ts';
import { layoutOf } from './signal/layout.ts';
import type { OriginalEvidence } from './with-original.ts';
import { compareWithOriginal } from './with-original.ts';

/** The shortest side in which a mark is looked for. */
const LEAST_SIDE = 32;

/** `payload`: the number was read. `present`: the mark is there, its number is not readable. `original`: seen beside the original only. */
export type Verdict = 'payload' | 'present' | 'original' | 'none';

/** What is known of a mark that may be in a picture. */
export interface KnownMark {
  /** The salt of the picture's own key. */
  readonly salt: Uint8Array;
  /** The size of the marked picture, pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/** Settings of `verify`. */
export interface VerifyOptions<Row extends KnownMark = KnownMark> {
  /** Marks that were made with keys of their own, the likeliest first. */
  readonly known?: readonly Row[] | undefined;
  /** Whether the owner's general key is tried, too; true by default, and without known marks. */
  readonly general?: boolean | undefined;
  /** The picture before it was marked. */
  readonly original?: RgbImage | undefined;
  /** Ends the search. */
  readonly signal?: AbortSignal | undefined;
  /** Called before each key that is tried, `index` from 0. */
  readonly onKey?: ((index: number, total: number) => void) | undefined;
}

/** What is found in a picture. */
export interface Verification<Row extends KnownMark = KnownMark> {
  /** In a word. */
  readonly verdict: Verdict;
  /** What the mark says, if it was read. */
  readonly id?: Uint8Array;
  /** The chance that a picture without the mark gives this verdict; 1 for `none`. */
  readonly falsePositive: number;
  /** How the picture was changed, if a mark is there. */
  readonly geometry?: MarkGeometry;
  /** The known mark that it is. */
  readonly known?: Row;
  /** How clearly the pilots agree, in standard deviations of one place. */
  readonly agreement: number;
  /** What was seen beside the original. */
  readonly original?: OriginalEvidence;
}

/**
 * Looks for an owner's mark.
 *
 * @param image - the suspect.
 * @param owner - whose mark.
 * @param options - what is known of it.
 * @throws RangeError for a picture with a side of less than 32 pixels (`cover-too-small`); the signal's reason when it is aborted.
 */
export async function verify<Row extends KnownMark>(
  image: RgbImage,
  owner: OwnerKey,
  options: VerifyOptions<Row> = {},
): Promise<Verification<Row>> {
  const { known = [], general = true, original, signal, onKey } = options;
  if (Math.min(image.width, image.height) < LEAST_SIDE) {
    throw coded(
      new RangeError(
        `Expected a picture of at least ${LEAST_SIDE} pixels each way to look for a mark but received ${image.width}x${image.height}`,
      ),
      'cover-too-small',
    );
  }
  const candidates: readonly (Row | undefined)[] =
    general || known.length === 0 ? [...known, undefined] : known;
  const picture = prepared(image);
  let tries = 0;
  let best: { readonly found: FoundMark; readonly row: Row | undefined } | undefined;
  for (const [index, row] of candidates.entries()) {
    onKey?.(index, candidates.length);
    const key = await owner.markKey(row?.salt);
    const layouts = await Promise.all(ID_BITS.map((bits) => layoutOf(key, codedBitsOf(bits))));
    const found = await findMark(picture, { layouts, accept: (message) => idOf(message, key), signal });
    tries += found.tries;
    if (found.id !== undefined) return read(image, found, tries, row, original ?? row);
    if (best === undefined || found.z > best.found.z) best = { found, row };
  }
  const { found, row } = best!;
  const chance = Math.min(1, candidates.length * chanceOfAgreement(found.z));
  if (original !== undefined) {
    const beside = await besideOriginal(image, original, owner, candidates, tries);
    if (beside !== undefined) return { ...beside, agreement: found.z };
  }
  if (found.z < PRESENT + Math.log(candidates.length) * UNMARKED.scale) {
    return { verdict: 'none', falsePositive: 1, agreement: found.z };
  }
  return {
    verdict: 'present',
    falsePositive: chance,
    agreement: found.z,
    geometry: geometryOf(image, found, original ?? row),
    ...(row && { known: row }),
  };
}

function read<Row extends KnownMark>(
  image: RgbImage,
  found: FoundMark,
  tries: number,
  row: Row | undefined,
  size: PictureSize | undefined,
): Verification<Row> {
  return {
    verdict: 'payload',
    id: found.id!,
    falsePositive: chanceOfMessage(tries),
    agreement: found.z,
    geometry: geometryOf(image, found, size),
    ...(row && { known: row }),
  };
}

async function besideOriginal<Row extends KnownMark>(
  image: RgbImage,
  original: RgbImage,
  owner: OwnerKey,
  candidates: readonly (Row | undefined)[],
  triesBefore: number,
): Promise<Omit<Verification<Row>, 'agreement'> | undefined> {
  let tries = triesBefore;
  for (const row of candidates) {
    const key = await owner.markKey(row?.salt);
    const layouts = await Promise.all(ID_BITS.map((bits) => layoutOf(key, codedBitsOf(bits))));
    const evidence = await compareWithOriginal(image, original, {
      layouts,
      accept: (message) => idOf(message, key),
    });
    if (evidence === undefined) continue;
    tries += evidence.tries;
    const rest = { original: evidence, ...(row && { known: row }) };
    if (evidence.id !== undefined) {
      return { verdict: 'payload', id: evidence.id, falsePositive: chanceOfMessage(tries), ...rest };
    }
    const chance = Math.min(1, candidates.length * evidence.chance);
    if (chance <= 1e-9) return { verdict: 'original', falsePositive: chance, ...rest };
  }
  return undefined;
}
