/**
 * What hiding and revealing files is asked for and answers, for every method.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { PictureOptions } from '../methods/frame/hide-picture.ts';
import type { OpenModel } from '../methods/deep/model-folder.node.ts';
import type { EmbeddingShape } from '../methods/exact/embedding/layers.ts';
import type {
  EmbeddingName,
  ExactOptions,
  PartCount,
  Quality,
  SparedName,
} from '../methods/exact/settings.ts';
import type { MethodName } from '../methods/method.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import type { FileInput } from './file-input.node.ts';
import type { FileOutput, OverwriteOptions } from './file-output.node.ts';

/** What hiding and revealing took, seconds. */
export interface HideSeconds {
  readonly hide: number;
  readonly verify: number;
  readonly total: number;
}

/** What `hide` reports; figures are of the written file, read back, against the originals. */
export interface HideReport {
  /** The file that was written, or the name of the sink. */
  readonly container: string;
  readonly method: MethodName;
  /** Name of the model; only with the deep method. */
  readonly model?: string;
  readonly cover: Fidelity;
  /** Of a file that is not a picture: what equality measures. Where there are several secrets, of the first. */
  readonly secret: Fidelity;
  /** Only with the exact method: what each secret took, in the order in which they were given. */
  readonly payloads?: readonly PayloadReport[];
  /** Only with the exact method: part of all samples that changed, 0-1. */
  readonly changeRate?: number;
  readonly seconds: HideSeconds;
  readonly warnings: readonly string[];
}

/** What the exact method made of one secret. */
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
  readonly shape: EmbeddingShape;
  /** Which samples the trellis spared: all alike, those of smooth areas, or those of the sender's own map. */
  readonly distortion: SparedName;
  readonly secret: Fidelity;
}

/** What `reveal` reports. */
export interface RevealReport {
  /** The file that was written, or the name of the sink. */
  readonly secret: string;
  readonly method: MethodName;
  /** Name of the model; only with the deep method. */
  readonly model?: string;
  /** What was written; a picture that was carried as its file is one where `.png` or `.webp` was asked for. */
  readonly kind: 'picture' | 'file';
  /** Name that the secret's file had; only with the exact method. */
  readonly name?: string;
  /** Only of a file. */
  readonly mediaType?: string;
  /** Pixels; only of a picture. */
  readonly width?: number;
  readonly height?: number;
  /** Which of several `passphrases` it was hidden with, 1 for the first; only where several were given. */
  readonly passphrase?: number;
  /** False when `force` went on without a frame: the picture may be noise. */
  readonly authenticated: boolean;
  readonly seconds: { readonly total: number };
  readonly warnings: readonly string[];
}

/** What to hide, in what, and where to. */
export interface HideOptions extends PictureOptions, OverwriteOptions {
  /** File to hide: a picture, or with the exact method any file. */
  readonly secret: FileInput;
  /** Picture file to hide it in. */
  readonly cover: FileInput;
  /** File to write, `.png` or `.webp`; one that exists is replaced only with `overwrite`. */
  readonly container: FileOutput;
  /** `deep` when left out. */
  readonly method?: MethodName | undefined;
  /** Deep method: name of a shipped model, a model folder, or an open model; `DEFAULT_MODEL` when left out. */
  readonly model?: string | OpenModel | undefined;
  /** Deep method: where a model that is not open runs; `cpu` when left out. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /** Exact method: further secrets in the same cover, each with a passphrase of its own. */
  readonly furtherSecrets?: readonly FurtherSecret[] | undefined;
  /**
   * Exact method: how a picture is coded; `original` carries its file byte for byte. `auto`, when left out, does so too where the file fits into
   * what is favoured, and `lossless` where the file holds more than 8-bit RGB samples do (`codeOrCarry`).
   */
  readonly quality?: Quality | 'original' | undefined;
  /** Exact method: bits that every sample carries; what the secret takes when left out, or what is favoured where there are several parts. */
  readonly rate?: number | undefined;
  /** Exact method: how bits go into samples; `trellis` when left out. */
  readonly embedding?: EmbeddingName | undefined;
  /** Exact method: what the trellis spares; `auto` when left out. */
  readonly distortion?: ExactOptions['distortion'];
  /** Exact method: of the trellis codes, 6 to 12; 10 when left out. */
  readonly constraintHeight?: number | undefined;
  /** Exact method: into how many parts the cover is cut; as many as there are secrets when left out. */
  readonly parts?: PartCount | undefined;
}

/** A secret for another receiver. */
export interface FurtherSecret {
  readonly secret: FileInput;
  readonly passphrase: string | Uint8Array;
}

/** What to reveal, and where to. */
export interface RevealOptions extends PictureOptions, OverwriteOptions {
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
  /** Deep method: as for `hide`; when left out, the shipped model that the container names. */
  readonly model?: string | OpenModel | undefined;
  /** Run the model's Reveal network even where no frame of it is found. Needs `model`. */
  readonly force?: boolean | undefined;
  /** As for `hide`. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
}
