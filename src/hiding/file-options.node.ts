/**
 * The options and reports of hiding and revealing files, for every method.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { ProgressListener } from '../jobs/work.ts';
import type { FileInput } from '../media/file-input.node.ts';
import type { FileOutput, OverwriteOptions } from '../media/file-output.node.ts';
import type { KnownOptions } from '../methods/known-options.ts';
import type { EmbeddingShape } from '../methods/method.ts';
import type { Fidelity } from '../metrics/fidelity.ts';

/** The time that hiding and revealing took, seconds. */
export interface HideSeconds {
  /** To make the container. */
  readonly hide: number;
  /** To write, read back, reveal and compare. */
  readonly verify: number;
  /** All together, with reading the inputs. */
  readonly total: number;
}

/** What `hide` reports; figures are of the written file, read back, against the originals. */
export interface HideReport {
  /** The file that was written, or the name of the sink. */
  readonly container: string;
  /** Name of the method. */
  readonly method: string;
  /** Name of the model, if the method has one. */
  readonly model?: string;
  /** Container against cover. */
  readonly cover: Fidelity;
  /** Revealed secret against secret, of the first where there are several; of a file that is not a picture: what equality measures. */
  readonly secret: Fidelity;
  /** Only for methods that hide bytes: what each secret took, in the given order. */
  readonly payloads?: readonly PayloadReport[];
  /** Only for methods that hide bytes: share of all samples that changed, 0-1. */
  readonly changeRate?: number;
  /** How long it took. */
  readonly seconds: HideSeconds;
  /** What the sender should know, a sentence each; empty where there is nothing. */
  readonly warnings: readonly string[];
}

/** How a method that hides bytes stored one secret. */
export interface PayloadReport {
  /** Name of the secret's file. */
  readonly name: string;
  /** What the container carries: the pixels of a picture, or a file, which may be a picture's original. */
  readonly kind: 'picture' | 'file';
  /** How it was coded, for people. */
  readonly coding: string;
  /** What a picture's file holds but the receiver does not get, such as `transparency`. */
  readonly lost: readonly BeyondSamples[];
  /** Size of the sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the receiver's part of the cover. */
  readonly bitsPerSample: number;
  /** Payload bits for each AC coefficient that is not 0, of JPEG files. */
  readonly bitsPerNonZeroAc?: number;
  /** How the samples carry the bits, if the method reports it. */
  readonly shape?: EmbeddingShape;
  /** Name of the distortion, which says what the embedding avoided changing, if it chose. */
  readonly distortion?: string;
  /** Revealed secret against secret; of a file that is not a picture: what equality measures. */
  readonly secret: Fidelity;
}

/** What `reveal` reports. */
export interface RevealReport {
  /** The file that was written, or the name of the sink. */
  readonly secret: string;
  /** Name of the method. */
  readonly method: string;
  /** Name of the model, if the method has one. */
  readonly model?: string;
  /** What was written. A picture carried as its file counts as a picture if `.png` or `.webp` was asked for. */
  readonly kind: 'picture' | 'file';
  /** Name of the secret's file, if the method stores it. */
  readonly name?: string;
  /** Only for files. */
  readonly mediaType?: string;
  /** Width in pixels; only of a picture. */
  readonly width?: number;
  /** Height in pixels; only of a picture. */
  readonly height?: number;
  /** The number of the passphrase that fits, 1 for the first; only if several `passphrases` were given. */
  readonly passphrase?: number;
  /** False when `force` went on without a frame: the picture may be noise. */
  readonly authenticated: boolean;
  /** How long it took. */
  readonly seconds: {
    /** Seconds in all, with reading and writing. */
    readonly total: number;
  };
  /** What the receiver should know, a sentence each; empty where there is nothing. */
  readonly warnings: readonly string[];
}

/** Who may reveal, and how to stop and follow the work. */
export interface FileWork {
  /** Only its holders can reveal; without one anyone can. */
  readonly passphrase?: string | Uint8Array | undefined;
  /** Stops the work when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the work stands. */
  readonly onProgress?: ProgressListener | undefined;
}

/** What to hide, in which cover, and the output. */
export interface HideOptions extends FileWork, KnownOptions, OverwriteOptions {
  /** File to hide: a picture, or any file with the exact method. */
  readonly secret: FileInput;
  /** Picture file to hide it in. */
  readonly cover: FileInput;
  /** File to write: `.png`, `.webp` or `.jpg`; an existing one is replaced only with `overwrite`. */
  readonly container: FileOutput;
  /** Name of a method; by default `DEFAULT_METHOD`, or the one that hides in the kind of file that `container` is. */
  readonly method?: string | undefined;
  /** Quality of a JPEG that is made of a cover in another format, 1-100; 92 by default. */
  readonly coverQuality?: number | undefined;
  /** Further secrets in the same cover, each with its own passphrase; for methods with several receivers. */
  readonly furtherSecrets?: readonly FurtherSecret[] | undefined;
}

/** A secret for another receiver. */
export interface FurtherSecret {
  /** File to hide: a picture, or with the exact method any file. */
  readonly secret: FileInput;
  /** Whoever has it can reveal this secret; not empty, and unlike those of all other secrets. */
  readonly passphrase: string | Uint8Array;
}

/** What to reveal, and the output. */
export interface RevealOptions extends FileWork, KnownOptions, OverwriteOptions {
  /** Picture file that hides something. */
  readonly container: FileInput;
  /**
   * File to write the secret to: `.png` or `.webp` for a picture, even if its file in another format is hidden; an existing one is replaced only
   * with `overwrite`. Or a folder, which is created if the name ends in a slash: the secret gets its own name there, or one made from the
   * container's, and nothing in the folder is ever replaced.
   */
  readonly secret: FileOutput;
  /** Instead of `passphrase`: at least one; they are tried in order. Each wrong one takes about a second. */
  readonly passphrases?: readonly (string | Uint8Array)[] | undefined;
  /** The method to force; `DEFAULT_METHOD` by default. Without `force` all are tried. */
  readonly method?: string | undefined;
  /** Show what the method makes of the picture, even if it finds nothing in it. Networks need `model`. */
  readonly force?: boolean | undefined;
}
