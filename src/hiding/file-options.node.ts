/**
 * What hiding and revealing files is asked for and answers, for every method.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { ProgressListener } from '../jobs/work.ts';
import type { EmbeddingShape } from '../methods/exact/embedding/layers.ts';
import type { KnownOptions } from '../methods/known-options.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import type { FileInput } from './file-input.node.ts';
import type { FileOutput, OverwriteOptions } from './file-output.node.ts';

/** What hiding and revealing took, seconds. */
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
  /** Name of the model, of a method that has one. */
  readonly model?: string;
  /** Container against cover. */
  readonly cover: Fidelity;
  /** Revealed secret against secret, of the first where there are several; of a file that is not a picture: what equality measures. */
  readonly secret: Fidelity;
  /** Only of a method that hides bytes: what each secret took, in the order in which they were given. */
  readonly payloads?: readonly PayloadReport[];
  /** Only of a method that hides bytes: part of all samples that changed, 0-1. */
  readonly changeRate?: number;
  /** How long it took. */
  readonly seconds: HideSeconds;
  /** What the sender should know, a sentence each; empty where there is nothing. */
  readonly warnings: readonly string[];
}

/** What a method that hides bytes made of one secret. */
export interface PayloadReport {
  /** Name of the secret's file. */
  readonly name: string;
  /** What is carried: the pixels of a picture, or a file, which may be the original one of a picture. */
  readonly kind: 'picture' | 'file';
  /** How it was coded, for people. */
  readonly coding: string;
  /** What a picture's file holds and the receiver does not get, such as `transparency`. */
  readonly lost: readonly BeyondSamples[];
  /** The sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the receiver's part of the cover. */
  readonly bitsPerSample: number;
  /** How the samples carry the bits, where the method says it. */
  readonly shape?: EmbeddingShape;
  /** Which samples the embedding spared, by a name; where it chose. */
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
  /** Name of the model, of a method that has one. */
  readonly model?: string;
  /** What was written; a picture that was carried as its file is one where `.png` or `.webp` was asked for. */
  readonly kind: 'picture' | 'file';
  /** Name that the secret's file had, where the method keeps it. */
  readonly name?: string;
  /** Only of a file. */
  readonly mediaType?: string;
  /** Width in pixels; only of a picture. */
  readonly width?: number;
  /** Height in pixels; only of a picture. */
  readonly height?: number;
  /** Which of several `passphrases` it was hidden with, 1 for the first; only where several were given. */
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

/** Who may reveal, how to stop, and whom to tell. */
export interface FileWork {
  /** Whoever has it can reveal; without one anyone can. */
  readonly passphrase?: string | Uint8Array | undefined;
  /** Stops the work when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the work stands. */
  readonly onProgress?: ProgressListener | undefined;
}

/** What to hide, in what, and where to. */
export interface HideOptions extends FileWork, KnownOptions, OverwriteOptions {
  /** File to hide: a picture, or with the exact method any file. */
  readonly secret: FileInput;
  /** Picture file to hide it in. */
  readonly cover: FileInput;
  /** File to write, `.png` or `.webp`; one that exists is replaced only with `overwrite`. */
  readonly container: FileOutput;
  /** Name of a method; `DEFAULT_METHOD` when left out. */
  readonly method?: string | undefined;
  /** Further secrets in the same cover, each with a passphrase of its own; of methods with several receivers. */
  readonly furtherSecrets?: readonly FurtherSecret[] | undefined;
}

/** A secret for another receiver. */
export interface FurtherSecret {
  /** File to hide: a picture, or with the exact method any file. */
  readonly secret: FileInput;
  /** Whoever has it can reveal this secret; not empty, and unlike those of all other secrets. */
  readonly passphrase: string | Uint8Array;
}

/** What to reveal, and where to. */
export interface RevealOptions extends FileWork, KnownOptions, OverwriteOptions {
  /** Picture file that hides something. */
  readonly container: FileInput;
  /**
   * File to write the secret to, `.png` or `.webp` for a picture, also where its file in another format is what is hidden; one that exists is replaced only with `overwrite`. Or a folder,
   * which is made where it ends in a slash: it gets the secret under its own name, or one made from the container's, and nothing in it
   * is ever replaced.
   */
  readonly secret: FileOutput;
  /** In place of `passphrase`: at least one, each of which is tried, in their order. Each that fails takes about a second. */
  readonly passphrases?: readonly (string | Uint8Array)[] | undefined;
  /** Which method to force; `DEFAULT_METHOD` when left out. Without `force` all are tried. */
  readonly method?: string | undefined;
  /** Show what the method makes of the picture, even where it finds nothing in it. Networks need `model`. */
  readonly force?: boolean | undefined;
}
