/**
 * The registry of marked pictures: a file of lines, each a JSON object that its owner signed. Rows are only ever added. A row binds the id in a
 * mark to what the picture looked like, and so tells a copied mark from the picture's own.
 *
 * The signature covers `pentimento/mark/registry row/1`, a line feed, and the JSON of all other fields in the order below, without spaces.
 */

import type { RgbImage } from '../image/rgb-image.ts';
import { sha256 } from '../keys/webcrypto.ts';
import { base64, base64url, fromBase64, fromBase64url } from './base64.ts';
import { idText } from './mark-id.ts';
import type { OwnerKey } from './owner-key.ts';
import { isSignedBy, SALT_BYTES, SIGNATURE_BYTES } from './owner-key.ts';
import { hashDistance, isPerceptualHash, perceptualHash } from './perceptual-hash.ts';
import { thumbnailOf } from './thumbnail.ts';
import type { KnownMark } from './verify.ts';

/** What a row says about a marked picture. */
export interface RegistryEntry {
  /** The id in the mark: `0x` and 16 digits of base 16, or 32 for an id of 128 bits. */
  readonly id: string;
  /** 16 random bytes in base64url: `markKey` makes the picture's key of them. */
  readonly salt: string;
  /** Pixels a row of the marked picture. */
  readonly width: number;
  /** Rows of the marked picture. */
  readonly height: number;
  /** The perceptual hash of the marked picture: 64 digits of base 16. */
  readonly hash: string;
  /** A small JPEG or WebP of the picture in base64. */
  readonly thumbnail: string;
  /** When it was marked: ISO 8601 in UTC with milliseconds, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string;
  /** Name of the marked file, without folders. */
  readonly name: string;
  /** Bytes of the marked file. */
  readonly size: number;
  /** SHA-256 of the marked file: 64 digits of base 16. */
  readonly sha256: string;
  /** SHA-256 of the file before it was marked: 64 digits of base 16. */
  readonly originalSha256: string;
}

/** A signed row. */
export interface RegistryRow extends RegistryEntry {
  /** Version of the format: 1. */
  readonly version: number;
  /** Public id of the owner who signed. */
  readonly owner: string;
  /** The owner's signature, 64 bytes in base64url. */
  readonly signature: string;
}

/** A row that cannot be used. */
export interface BrokenRow {
  /** Its line, from 1. */
  readonly line: number;
  /** What is wrong, such as `is not JSON`: words that fit behind "line 3". */
  readonly why: string;
}

/** A registry as far as it can be read. */
export interface Registry {
  /** The rows whose fields and signatures are right, in the order of the file. */
  readonly rows: readonly RegistryRow[];
  /** The others. */
  readonly broken: readonly BrokenRow[];
}

/** How a registry is read. */
export interface ParseRegistryOptions {
  /** False to take signatures for right; true by default. Checking one takes about a millisecond; `isRowSigned` checks a single row. */
  readonly signatures?: boolean | undefined;
}

/** A picture that was marked, for its row. */
export interface MarkedPicture {
  /** The id in the mark, 8 or 16 bytes. */
  readonly id: Uint8Array;
  /** The salt of the picture's key, 16 bytes. */
  readonly salt: Uint8Array;
  /** The marked picture as the written file shows it. */
  readonly image: RgbImage;
  /** The file before it was marked. */
  readonly original: Uint8Array;
  /** The marked file. */
  readonly written: Uint8Array;
  /** Name of the marked file, without folders. */
  readonly name: string;
  /** When it was marked. */
  readonly time: Date;
}

const VERSION = 1;
const LABEL = 'pentimento/mark/registry row/1\n';

/** A thumbnail of 96 pixels takes some 3 kB. */
const LONGEST_THUMBNAIL = 65_536;

interface Field {
  readonly name: keyof RegistryRow;
  /** What it is, for people. */
  readonly is: string;
  readonly accepts: (value: unknown) => boolean;
}

const text =
  (accepts: (value: string) => boolean) =>
  (value: unknown): boolean =>
    typeof value === 'string' && accepts(value);

const isDigest = text((value) => /^[0-9a-f]{64}$/.test(value));

const bytes = (length: number) => text((value) => fromBase64url(value)?.length === length);

/** The fields of a row in the order in which they are written and signed; the signature comes last. */
const FIELDS: readonly Field[] = [
  { name: 'version', is: `the version ${VERSION}`, accepts: (value) => value === VERSION },
  {
    name: 'id',
    is: '0x and 16 or 32 digits',
    accepts: text((value) => /^0x(?:[0-9a-f]{16}|[0-9a-f]{32})$/.test(value)),
  },

  { name: 'salt', is: `${SALT_BYTES} bytes in base64url`, accepts: bytes(SALT_BYTES) },
  { name: 'width', is: 'a whole number of pixels', accepts: isCount },
  { name: 'height', is: 'a whole number of pixels', accepts: isCount },
  { name: 'hash', is: '64 digits', accepts: text(isPerceptualHash) },
  {
    name: 'thumbnail',
    is: `a picture of at most ${LONGEST_THUMBNAIL} characters in base64`,
    accepts: text(
      (value) => value !== '' && value.length <= LONGEST_THUMBNAIL && fromBase64(value) !== undefined,
    ),
  },
  { name: 'time', is: 'a time in ISO 8601', accepts: text(isTime) },
  { name: 'name', is: 'the name of a file', accepts: text((value) => value !== '') },
  { name: 'size', is: 'a whole number of bytes', accepts: isCount },
  { name: 'sha256', is: '64 digits', accepts: isDigest },
  { name: 'originalSha256', is: '64 digits', accepts: isDigest },
  { name: 'owner', is: '32 bytes in base64url', accepts: bytes(32) },
  { name: 'signature', is: `${SIGNATURE_BYTES} bytes in base64url`, accepts: bytes(SIGNATURE_BYTES) },
];

/**
 * The row of a marked picture.
 *
 * @param owner - whose it is; signs it.
 * @param picture - what was marked and written.
 * @throws RangeError for an id, a salt or a name that is none.
 */
export async function registryRow(owner: OwnerKey, picture: MarkedPicture): Promise<RegistryRow> {
  const { id, salt, image, original, written, name, time } = picture;
  const entry: RegistryEntry = {
    id: idText(id),
    salt: base64url(salt),
    width: image.width,
    height: image.height,
    hash: perceptualHash(image),
    thumbnail: base64(thumbnailOf(image)),
    time: time.toISOString(),
    name,
    size: written.length,
    sha256: await sha256(written),
    originalSha256: await sha256(original),
  };
  return signRow(entry, owner);
}

/** What `verify` needs to know of a marked picture. */
export function knownMark({ salt, width, height }: RegistryRow): KnownMark {
  return { salt: fromBase64url(salt)!, width, height };
}

/**
 * A row, signed.
 *
 * @param entry - what it says.
 * @param key - of the owner.
 * @throws RangeError for a field that is not as it is described.
 */
export async function signRow(entry: RegistryEntry, key: OwnerKey): Promise<RegistryRow> {
  const unsigned = { ...entry, version: VERSION, owner: key.publicId };
  const signature = base64url(await key.sign(signedBytes(unsigned)));
  const row = inOrder({ ...unsigned, signature });
  for (const { name, is, accepts } of FIELDS) {
    if (!accepts(row[name]))
      throw new RangeError(`Expected ${is} for ${name} of a registry row but received ${row[name]}`);
  }
  return row;
}

/** The line of a row, with its line feed. */
export function rowText(row: RegistryRow): string {
  return `${JSON.stringify(inOrder(row))}\n`;
}

/**
 * Whether the owner whom a row names signed it.
 *
 * @param row - of which all fields are as they should be.
 */
export async function isRowSigned(row: RegistryRow): Promise<boolean> {
  const signature = fromBase64url(row.signature);
  return signature !== undefined && isSignedBy(row.owner, signedBytes(row), signature);
}

/**
 * The rows of a registry. A broken row is named and skipped; empty lines are nothing.
 *
 * @param content - the whole file.
 * @param options - whether signatures are checked.
 */
export async function parseRegistry(content: string, options: ParseRegistryOptions = {}): Promise<Registry> {
  const rows: RegistryRow[] = [];
  const broken: BrokenRow[] = [];
  const lines = content.replace(/^\uFEFF/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = parseRow(line);
    if (typeof row === 'string') broken.push({ line: index + 1, why: row });
    else if (options.signatures !== false && !(await isRowSigned(row))) {
      broken.push({
        line: index + 1,
        why: 'has a wrong signature: it was changed, or is not from the owner whom it names',
      });
    } else rows.push(row);
  }
  return { rows, broken };
}

/**
 * What is wrong with rows, a sentence each.
 *
 * @param name - what the registry is called.
 * @param broken - from `parseRegistry`.
 */
export function brokenRowSentences(name: string, broken: readonly BrokenRow[]): string[] {
  return broken.map(({ line, why }) => `Line ${line} of ${name} ${why}; it was skipped.`);
}

/**
 * Whether a text may be a registry: the file of a key is JSON, too, and would be lost.
 *
 * @param beginning - of the text, some hundred characters at least.
 */
export function isRegistryText(beginning: string): boolean {
  return /^\uFEFF?\s*(?:\{|$)/.test(beginning) && !/"kind"\s*:\s*"pentimento owner key"/.test(beginning);
}

/**
 * A registry with one row more. Nothing before it is touched: a line that was cut off stays a broken row of its own.
 *
 * @param content - the whole registry so far, which may be empty.
 * @param line - from `rowText`.
 */
export function withRow(content: string, line: string): string {
  return `${content}${content === '' || content.endsWith('\n') ? '' : '\n'}${line}`;
}

/**
 * The rows in the order in which their pictures look like another, the most alike first; `hashDistance` says how much.
 *
 * @param rows - of a registry.
 * @param hashes - the perceptual hash of the other picture, or those of all its orientations (`orientedHashes`): the nearest counts.
 */
export function nearestRows(rows: readonly RegistryRow[], hashes: string | readonly string[]): RegistryRow[] {
  const all = typeof hashes === 'string' ? [hashes] : hashes;
  return rows
    .map((row) => ({ row, distance: Math.min(...all.map((hash) => hashDistance(row.hash, hash))) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ row }) => row);
}

function signedBytes(row: Omit<RegistryRow, 'signature'>): Uint8Array {
  const { signature: _, ...signed } = inOrder({ ...row, signature: '' });
  return new TextEncoder().encode(LABEL + JSON.stringify(signed));
}

/** The fields of a row, and no others, in their order. */
function inOrder(row: RegistryRow): RegistryRow {
  return Object.fromEntries(FIELDS.map(({ name }) => [name, row[name]])) as unknown as RegistryRow;
}

/** A row, or what is wrong with it. */
function parseRow(line: string): RegistryRow | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return 'is not JSON';
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'is not a row of a registry';
  const row: Readonly<Record<string, unknown>> = { ...value };
  if (typeof row.version === 'number' && row.version > VERSION) {
    return `is of version ${row.version}, which this Pentimento does not know`;
  }
  for (const { name, is, accepts } of FIELDS) {
    if (row[name] === undefined) return `has no ${name}`;
    if (!accepts(row[name])) return `has a wrong ${name}: it should be ${is}`;
  }
  // What nobody signed is not to be believed.
  const foreign = Object.keys(row).find((name) => !FIELDS.some((field) => field.name === name));
  return foreign === undefined
    ? inOrder(row as unknown as RegistryRow)
    : `has a field that it should not have, ${foreign}`;
}

function isTime(value: string): boolean {
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString() === value;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
