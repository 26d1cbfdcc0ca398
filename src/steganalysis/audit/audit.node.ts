/**
 * The audit: what three wardens see of methods. Every cover and every container goes through an 8-bit PNG file; both are cut into the same
 * tiles, and the protocol of protocol.ts does the rest.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pairFiles, readPair } from '../../hiding/evaluation/protocol.node.ts';
import { readPicture, writePicture } from '../../image/node.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { psnr } from '../../metrics/psnr.ts';
import { seededRandom } from '../../networks/parameters.ts';
import { colorRichModel } from '../features/color-rich-model/color-rich-model.ts';
import { colorSpam } from '../features/color-spam.ts';
import { STEGEXPOSE_THRESHOLD, stegExpose } from '../stegexpose/detector.ts';
import { weightedStego } from '../weighted-stego.ts';
import type { AuditedSubject, AuditReport } from './audit-report.ts';
import type { PhotoFeatures, ProtocolOptions, ScoredPhoto } from './protocol.ts';
import { crossValidate, judgeScores, learningCurve, nullTest, trainedOnOthers } from './protocol.ts';
import type { AuditSubject } from './subjects.node.ts';
import { auditSubject, CONTROL_NAMES } from './subjects.node.ts';
import { squareTiles } from './tiles.ts';

/** Which features the trained wardens look at. */
export const AUDIT_FEATURES = ['spam', 'rich'] as const;

/** Features, by name: SPAM of the colours and of their differences, or the colour rich model. */
export type AuditFeatures = (typeof AUDIT_FEATURES)[number];

/** What to audit, on what. */
export interface AuditOptions {
  /** Folder of covers, sorted by name. */
  readonly covers: string;
  /** Folder of secrets, used in turn; when left out, the covers by the evaluation's protocol. */
  readonly secrets?: string | undefined;
  /** Names as `auditSubject` takes them. */
  readonly methods: readonly string[];
  /** Whether the controls are measured, too; they are by default, and a table without them says little. */
  readonly controls?: boolean | undefined;
  /** `spam` by default. */
  readonly features?: AuditFeatures | undefined;
  /** Side of the tiles, pixels; 256 by default. */
  readonly tile?: number | undefined;
  /** Folds of photos; 8 by default. */
  readonly folds?: number | undefined;
  /** Of everything random but the exact method's salts; 1 by default. */
  readonly seed?: number | undefined;
  /** Whether the number of features that each learner sees is searched for, as published: ten times as long. 200 otherwise. */
  readonly search?: boolean | undefined;
  /** Only the first photos. */
  readonly limit?: number | undefined;
  /** Whether the learning curves of the methods are measured; they are by default. */
  readonly learningCurve?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done. */
  readonly onProgress?: ((what: string, done: number, total: number) => void) | undefined;
}

/**
 * Audits methods.
 *
 * @throws RangeError for unknown names, fewer photos than folds, or photos smaller than a tile; Error when a folder or picture cannot be read;
 *   the signal's reason when it is aborted.
 */
export async function audit(options: AuditOptions): Promise<AuditReport> {
  const { features = 'spam', tile = 256, folds = 8, seed = 1, signal, onProgress } = options;
  const files = (await pairFiles(options.covers, options.secrets)).slice(0, options.limit);
  if (files.length < folds) {
    throw new RangeError(
      `Expected at least ${folds} photos, one for each fold, but received ${files.length}`,
    );
  }
  const names = [...new Set([...options.methods, ...(options.controls === false ? [] : CONTROL_NAMES)])];
  const subjects: AuditSubject[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'pentimento-audit-'));
  try {
    // A wrong name is told before the work begins.
    for (const name of names) subjects.push(await auditSubject(name));
    const look = lookAs(features);
    const covers: SeenPhoto[] = [];
    for (const [index, pair] of files.entries()) {
      signal?.throwIfAborted();
      onProgress?.('covers', index, files.length);
      const { cover } = await readPair(pair, 1);
      const tiles = squareTiles(await throughFile(cover, folder), tile);
      // Two, so that the null test can set one against the other.
      if (tiles.length < 2) {
        throw new RangeError(`Expected room for two tiles of ${tile}x${tile} pixels in ${pair.cover}`);
      }
      covers.push(seen(basename(pair.cover), tiles, look));
    }
    const hidden: {
      readonly subject: AuditSubject;
      readonly photos: SeenPhoto[];
      readonly coverPsnr: number;
    }[] = [];
    for (const subject of subjects) {
      const photos: SeenPhoto[] = [];
      let decibels = 0;
      for (const [index, pair] of files.entries()) {
        signal?.throwIfAborted();
        onProgress?.(subject.name, index, files.length);
        const { cover, secret } = await readPair(pair, 1);
        const random = seededRandom(seed, index);
        const container = await throughFile(await subject.hide(cover, secret, { random, signal }), folder);
        decibels += psnr(cover, container) / files.length;
        photos.push(seen(basename(pair.cover), squareTiles(container, tile), look));
      }
      hidden.push({ subject, photos, coverPsnr: decibels });
    }
    const protocol: ProtocolOptions = {
      folds,
      seed,
      subspaceDimension: options.search === true ? undefined : SUBSPACE_DIMENSION,
    };
    const pairs = hidden.map(({ photos }) => pairedFeatures(covers, photos));
    const audited: AuditedSubject[] = [];
    for (const [index, { subject, photos, coverPsnr }] of hidden.entries()) {
      signal?.throwIfAborted();
      onProgress?.(`wardens of ${subject.name}`, index, hidden.length);
      await new Promise((resolve) => setTimeout(resolve, 0));
      // Who has met a method at another rate has met it.
      const others = pairs.filter((_, other) => family(hidden[other]!.subject) !== family(subject));
      audited.push({
        name: subject.name,
        description: subject.description,
        control: subject.control,
        coverPsnr,
        stegExpose: judgeScores(pairedScores(covers, photos, 'stegExpose'), STEGEXPOSE_THRESHOLD),
        weightedStego: judgeScores(pairedScores(covers, photos, 'weightedStego'), WS_THRESHOLD),
        ...(others.length > 0 && { trainedOnOthers: trainedOnOthers(pairs[index]!, others, protocol) }),
        trained: crossValidate(pairs[index]!, protocol),
        ...(options.learningCurve !== false &&
          !subject.control && {
            learningCurve: learningCurve(pairs[index]!, { ...protocol, repetitions: 3 }),
          }),
      });
    }
    onProgress?.('null test', 0, 1);
    return {
      photos: files.length,
      tiles: covers.reduce((sum, { features: rows }) => sum + rows.length, 0),
      tile,
      folds,
      seed,
      features,
      nullTest: nullTest(
        covers.map(({ photo, features: rows }) => ({ photo, covers: rows, containers: rows })),
        protocol,
      ),
      subjects: audited,
    };
  } finally {
    for (const subject of subjects) await subject.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Features that a learner sees: near the best of those searched for, on Kodak tiles. */
const SUBSPACE_DIMENSION = 200;

/** Payload from which the weighted stego-image estimate calls a tile a container, bits a sample. */
const WS_THRESHOLD = 0.05;

/** What wardens see of a photo's tiles. */
interface SeenPhoto {
  readonly photo: string;
  readonly features: readonly Float32Array[];
  readonly stegExpose: readonly number[];
  readonly weightedStego: readonly number[];
}

type Look = (tile: RgbImage) => Float32Array;

function lookAs(features: AuditFeatures): Look {
  return features === 'rich' ? colorRichModel : (tile) => colorSpam(tile);
}

function seen(photo: string, tiles: readonly RgbImage[], look: Look): SeenPhoto {
  return {
    photo,
    features: tiles.map(look),
    stegExpose: tiles.map((tile) => {
      const { fusion } = stegExpose(tile);
      return Number.isNaN(fusion) ? 0 : fusion;
    }),
    weightedStego: tiles.map((tile) => weightedStego(tile).payload),
  };
}

function pairedFeatures(covers: readonly SeenPhoto[], containers: readonly SeenPhoto[]): PhotoFeatures[] {
  return covers.map(({ photo, features }, index) => ({
    photo,
    covers: features,
    containers: containers[index]!.features,
  }));
}

function pairedScores(
  covers: readonly SeenPhoto[],
  containers: readonly SeenPhoto[],
  detector: 'stegExpose' | 'weightedStego',
): ScoredPhoto[] {
  return covers.map((cover, index) => ({
    photo: cover.photo,
    covers: cover[detector],
    containers: containers[index]![detector],
  }));
}

/** The method's name without rate, model or embedding. */
function family({ name }: AuditSubject): string {
  return name.split(/[@:]/)[0]!;
}

async function throughFile(image: RgbImage, folder: string): Promise<RgbImage> {
  const file = join(folder, 'picture.png');
  await writePicture(file, image);
  return (await readPicture(file)).image;
}
