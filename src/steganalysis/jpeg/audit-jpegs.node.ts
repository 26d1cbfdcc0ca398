/**
 * Audits ways to hide in JPEG files, on a folder of them as they are: no picture is decoded. Something is hidden in each file, and a warden
 * that is trained with DCTR features judges tiles that are cut in the coefficients.
 */

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { coded } from '../../errors/coded.ts';
import type { JpegFile } from '../../image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../image/jpeg/read-jpeg.ts';
import { JPEG } from '../../media/jpeg.ts';
import { createNodeHost } from '../../methods/node-host.node.ts';
import { seededRandom } from '../../random/seeded-random.ts';
import type { PhotoFeatures } from '../audit/fold-job.ts';
import type { Detection } from '../audit/judgement.ts';
import type { LearningPoint } from '../audit/protocol.ts';
import { WorkerPool } from '../audit/worker-pool.node.ts';
import { findPictures } from '../detect/find-pictures.node.ts';
import { auditJpegFeatures, jpegNullTest } from './jpeg-audit.ts';
import { jpegCrops } from './jpeg-crops.ts';
import { jpegSubject } from './jpeg-subjects.node.ts';

/** What to audit, and how. */
export interface JpegAuditOptions {
  /** Names: `jpeg@0.1`, controls such as `nsf5@0.1`; the number is bits for each AC coefficient that is not 0. */
  readonly methods: readonly string[];
  /** Folder of JPEG files; other files in it are left out. */
  readonly covers: string;
  /** Side of the tiles that are judged, pixels, a multiple of 32; 256 by default. */
  readonly tile?: number | undefined;
  /** Parts that the files are dealt into; 8 by default. */
  readonly folds?: number | undefined;
  /** Only the first so many files. */
  readonly limit?: number | undefined;
  /** Of everything random; 1 by default. */
  readonly seed?: number | undefined;
  /** Whether P_E is measured by the number of training pairs; true by default. */
  readonly learningCurve?: boolean | undefined;
  /** The most threads; by default one for each core. */
  readonly threads?: number | undefined;
  /** Ends the work at once and leaves nothing behind. */
  readonly signal?: AbortSignal | undefined;
  /** Receives the present stage and its progress. */
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/** A way to hide, and what is found of it. */
export interface AuditedJpegSubject {
  /** Its name, as requested. */
  readonly name: string;
  /** A description in a sentence. */
  readonly description: string;
  /** Whether its changes are simulated. */
  readonly control: boolean;
  /** Share of all coefficients that changed, 0-1. */
  readonly changeRate: number;
  /** What the trained warden finds. */
  readonly trained: Detection;
  /** P_E by the number of training pairs, where it was measured. */
  readonly learningCurve?: readonly LearningPoint[] | undefined;
}

/** The result of an audit in JPEG files. */
export interface JpegAuditReport {
  /** Files that were used. */
  readonly photos: number;
  /** Tiles of all of them. */
  readonly tiles: number;
  /** Side of a tile, pixels. */
  readonly tile: number;
  /** Parts that the files were dealt into. */
  readonly folds: number;
  /** The seed of everything random. */
  readonly seed: number;
  /** What the warden looks at. */
  readonly features: 'dctr';
  /** Covers against covers: chance, unless the protocol leaks. */
  readonly nullTest: Detection;
  /** In the order of the request, controls last. */
  readonly subjects: readonly AuditedJpegSubject[];
  /** Files that were left out, with the reason in one sentence. */
  readonly leftOut: readonly {
    /** Path of the file. */
    readonly path: string;
    /** Why it was left out, in one sentence. */
    readonly reason: string;
  }[];
}

/**
 * Audits ways to hide in JPEG files.
 *
 * @throws RangeError for unknown names, or fewer files of at least a tile than folds; Error when the folder cannot be read; the signal's
 *   reason when it is aborted.
 */
export async function auditJpegs(options: JpegAuditOptions): Promise<JpegAuditReport> {
  const { tile = 256, folds = 8, seed = 1, threads, signal, onProgress } = options;
  const host = createNodeHost();
  const pool = new WorkerPool({ threads, signal });
  try {
    const subjects = [...new Set(options.methods)]
      .map((name) => jpegSubject(name, host))
      .toSorted((a, b) => Number(a.control) - Number(b.control));
    const { covers, leftOut } = await readCovers(options, tile);
    if (covers.length < folds) {
      throw new RangeError(
        `Expected at least ${folds} JPEG files of ${tile}x${tile} pixels, one for each fold, but received ${covers.length}` +
          (leftOut.length > 0 ? ` and ${leftOut.length} others: ${leftOut[0]!.reason}` : ''),
      );
    }
    const featuresOf = async (file: Pick<JpegFile, 'frame'>): Promise<Float32Array[]> => {
      const crops = jpegCrops(file, tile);
      const rows: Float32Array[] = [];
      for (let first = 0; first < crops.length; first += AT_ONCE) {
        const some = crops.slice(first, first + AT_ONCE).map((crop) => pool.jpegFeatures(crop));
        rows.push(...(await Promise.all(some)));
      }
      return rows;
    };
    const photos: PhotoFeatures[] = [];
    for (const [index, { photo, file }] of covers.entries()) {
      onProgress?.('looking at covers', index, covers.length);
      photos.push({ photo, covers: await featuresOf(file), containers: [] });
    }
    const protocol = { seed, folds, workers: pool };
    const none = await jpegNullTest(photos, protocol);
    const audited: AuditedJpegSubject[] = [];
    for (const { hide, ...subject } of subjects) {
      const pairs: PhotoFeatures[] = [];
      let [changed, all] = [0, 0];
      for (const [index, { file }] of covers.entries()) {
        signal?.throwIfAborted();
        onProgress?.(`hiding by ${subject.name}`, index, covers.length);
        const container = await hide(file, seededRandom(seed, index), signal);
        for (const [at, { coefficients }] of file.frame.components.entries()) {
          const after = container.frame.components[at]!.coefficients;
          for (let i = 0; i < coefficients.length; i++) if (coefficients[i] !== after[i]) changed++;
          all += coefficients.length;
        }
        pairs.push({ ...photos[index]!, containers: await featuresOf(container) });
      }
      onProgress?.(`training on ${subject.name}`, 0, 1);
      const { detection, learningCurve } = await auditJpegFeatures(pairs, {
        ...protocol,
        nullTest: false,
        learningCurve: options.learningCurve,
      });
      audited.push({ ...subject, changeRate: changed / all, trained: detection, learningCurve });
    }
    const tiles = photos.reduce((sum, photo) => sum + photo.covers.length, 0);
    return {
      photos: covers.length,
      tiles,
      tile,
      folds,
      seed,
      features: 'dctr',
      nullTest: none,
      subjects: audited,
      leftOut,
    };
  } finally {
    await pool.dispose();
    await host.dispose();
  }
}

/** Tiles that are given to the threads at once. */
const AT_ONCE = 8;

interface ReadCover {
  readonly photo: string;
  readonly file: JpegFile;
}

/** The JPEG files of the folder that have a tile. */
async function readCovers(
  { covers: folder, limit, onProgress }: JpegAuditOptions,
  tile: number,
): Promise<{ readonly covers: ReadCover[]; readonly leftOut: JpegAuditReport['leftOut'] }> {
  const paths = (await findPictures([folder])).slice(0, limit);
  const covers: ReadCover[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for (const [index, path] of paths.entries()) {
    onProgress?.('reading covers', index, paths.length);
    const bytes = new Uint8Array(await readFile(path));
    try {
      if (!JPEG.recognises(bytes))
        throw coded(new Error(`${basename(path)} is no JPEG file`), 'not-a-picture');
      const file = readJpeg(bytes);
      if (Math.min(file.frame.width, file.frame.height) < tile) {
        throw coded(new Error(`${basename(path)} is smaller than a tile`), 'cover-too-small');
      }
      covers.push({ photo: basename(path), file });
    } catch (error) {
      leftOut.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { covers, leftOut };
}
