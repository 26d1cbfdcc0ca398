/**
 * The contract of a way of hiding. A method is one object with what people and programs have to know of it; its code is loaded when
 * it is used. It is a folder here and a line in `registry.ts`; the pipeline, the doors, evaluation, attacks and audits learn of it
 * from there.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { WorkOptions } from '../jobs/work.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { RandomBytes } from '../random/random-bytes.ts';
import type { DeepModel } from './deep/model.ts';
import type { EmbeddingShape } from './exact/embedding/layers.ts';
import type { ExactSecret, PictureSecret, SecretCoder } from './exact/secrets.ts';
import type { MethodOptionTable, OptionValues } from './options.ts';

/** What a container may be. */
export type CoverKind = 'picture';

/** What can be hidden. */
export type SecretKind = 'picture' | 'file';

/** What is hidden, and what comes out again. */
export type Secret = ExactSecret;

/** A way of hiding. */
export interface Method {
  /** One word of small letters and digits, as `--method` takes it. */
  readonly name: string;
  /** 1 to 255, never reused: it stands in containers. */
  readonly number: number;
  /** What reports and charts call it: "exact method". */
  readonly title: string;
  /** What it is, in a few words for a list: "networks", "coded, encrypted". */
  readonly summary: string;
  /** What the page calls it, one word. */
  readonly label: string;
  /** What it does, for people who choose on the page: two short sentences. */
  readonly explanation: string;
  /** What a detector finds that was trained on its containers, for the page: measured, docs/detectability.md. */
  readonly detectability?: string;
  /** What it hides in. */
  readonly covers: readonly CoverKind[];
  /** What it hides; of a file that is a picture it may hide the pixels alone. */
  readonly secrets: readonly SecretKind[];
  /** Whether what is hidden with a passphrase is encrypted and authenticated. */
  readonly encrypts: boolean;
  /** Most receivers of one container, each with a secret of its own. */
  readonly mostReceivers: number;
  /** The options that it has, by their names. */
  readonly options: MethodOptionTable;
  /** Whether it is there to be measured against, and nobody should hide with it. */
  readonly baseline?: boolean;
  /** Its variants in an audit, `name:variant`: what stands for them in help, and which options they are. */
  readonly variants?: {
    /** What stands for a variant in help, such as `name|dir`. */
    readonly placeholder: string;
    /** What the variants are, for help. */
    readonly help: string;
    /**
     * The options that a variant stands for.
     *
     * @param variant - what follows the colon.
     * @throws RangeError for a variant that there is none of.
     */
    options(variant: string): OptionValues;
  };
  /** Its code, loaded the first time. */
  load(): Promise<MethodCode>;
}

/** What a method needs of where it runs. */
export interface MethodHost {
  /**
   * An open model, by name or folder, or by the eight bytes that stand for its weights; the host's own, which it keeps.
   *
   * @param model - a name or folder, an id of eight bytes, or an open model, which is given back as it is.
   * @param device - `cpu` or `webgpu`; what the host prefers when left out.
   * @throws Error `model-missing` where there is none.
   */
  openModel(model: ModelChoice, device?: string): Promise<DeepModel>;
  /** Codecs of still pictures. */
  readonly coder: SecretCoder;
  /**
   * Side of a tile, pixels, for networks on a picture of this size; what suits the network when left out.
   *
   * @param size - the picture's, in pixels.
   */
  tile?(size: { readonly width: number; readonly height: number }): number | undefined;
}

/** A model by its name or folder, by the id of its weights, or open. */
export type ModelChoice = string | Uint8Array | DeepModel;

/** What every piece of a method's work is given. */
export interface MethodWork extends WorkOptions {
  /** What the method needs of where it runs. */
  readonly host: MethodHost;
  /** Salts, filling, ties; the platform's cryptographic generator when left out. */
  readonly random?: RandomBytes | undefined;
}

/** A secret and who may have it. */
export interface Receiver {
  /** What is hidden for this receiver. */
  readonly secret: Secret;
  /** The keys that find and reveal it. */
  readonly keys: KeyRing;
}

/** What hiding made of one receiver's secret. */
export interface HiddenPayload {
  /** What is carried: the pixels of a picture, or a file, which may be the original one of a picture. */
  readonly kind: 'picture' | 'file';
  /** How it was coded, for people. */
  readonly coding: string;
  /** The sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the receiver's part of the cover. */
  readonly bitsPerSample: number;
  /** Which samples the embedding spared, by a name; where it chose. */
  readonly distortion?: string;
  /** How the samples carry the bits, where there is more than one way. */
  readonly shape?: EmbeddingShape;
  /** What a picture's file holds and the receiver does not get. */
  readonly lost: readonly BeyondSamples[];
  /** What the sender should know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** A container in memory. */
export interface HiddenContainer<Payload extends HiddenPayload = HiddenPayload> {
  /** The cover with everything in it, of the cover's size. */
  readonly container: RgbImage;
  /** In the order of the receivers; only of a method that hides bytes. */
  readonly payloads?: readonly Payload[];
  /** Name of the model, where there is one. */
  readonly model?: string;
  /** What the sender should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** What was found for a key. */
export interface Found {
  /** Name of the method. */
  readonly method: string;
  /** For the method's own `reveal` and `force`. */
  readonly state: unknown;
}

/** What came out. */
export interface Revealed {
  /** The picture or file that was hidden. */
  readonly secret: Secret;
  /** Name of the model, where there is one. */
  readonly model?: string;
}

/** How to look past what was lost. */
export interface ForceRequest {
  /** The keys to look with. */
  readonly keys: KeyRing;
  /** What was found in the container as it was sent, for somebody who knows it. */
  readonly like?: Found | undefined;
  /** Size of the secret where it is known, pixels. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /** Whether the picture may have been cropped, so that the method looks for where its blocks begin; true when left out. */
  readonly moved?: boolean | undefined;
}

/** What came out by force. */
export interface Forced extends Revealed {
  /** Whether what was hidden was found all the same; else it may be noise. */
  readonly authenticated: boolean;
  /** Where the method's blocks begin, for a picture that was cropped: pixels. */
  readonly origin?: { readonly x: number; readonly y: number } | undefined;
}

/** One way to hide, and what it holds. */
export interface CapacityRow {
  /** The options of the method that ask for it; none where a payload of this size is hidden so by itself. */
  readonly options: OptionValues;
  /** Payload bits for each sample of the cover. */
  readonly bitsPerSample: number;
  /** Of a file's content; a picture's code may be as large. */
  readonly bytes: number;
  /** Expected, dB. */
  readonly coverPsnr: number;
  /** Expected of a picture that fills it, dB; `Infinity` where it fits without loss, not a number where none does. */
  readonly secretPsnr: number;
}

/** What a cover holds. */
export interface Capacity {
  /** Ways to hide, those that change least first. */
  readonly rows: readonly CapacityRow[];
  /** Bits a pixel that the picture takes without loss. */
  readonly losslessBitsPerPixel: number;
}

/** How a method works. */
export interface MethodCode {
  /**
   * Hides a secret for each receiver.
   *
   * @param cover - stays as it is.
   * @param receivers - at least one and at most `mostReceivers`, each with a secret of its own.
   * @param options - checked against the method's table.
   * @throws RangeError `cover-too-small`, `payload-too-large`, `bad-option`; the signal's reason when it is aborted.
   */
  hide(
    cover: RgbImage,
    receivers: readonly Receiver[],
    options: OptionValues,
    work: MethodWork,
  ): Promise<HiddenContainer>;
  /**
   * What is hidden for a key, if it is by this method.
   *
   * @param container - stays as it is.
   * @param keys - of one passphrase, or of none.
   * @throws Error `unknown-format` where a newer program hid it.
   */
  find(container: RgbImage, keys: KeyRing, work: MethodWork): Promise<Found | undefined>;
  /**
   * Gives back what was found.
   *
   * @param found - what `find` gave, with its `state`.
   * @param options - checked against the method's table.
   * @throws DamagedContainerError when the container changed since; Error `model-missing`, `model-mismatch`.
   */
  reveal(found: Found, options: OptionValues, work: MethodWork): Promise<Revealed>;
  /**
   * What fits into a cover and at which price, where that depends on the cover.
   *
   * @param cover - stays as it is.
   * @param secret - the picture whose quality and lossless size are estimated; the cover itself when `undefined`.
   */
  capacity?(cover: RgbImage, secret: PictureSecret | undefined, work: MethodWork): Promise<Capacity>;
  /**
   * Only of methods that show something without being sure that it is there.
   *
   * @param container - stays as it is.
   * @param options - checked against the method's table.
   */
  force?(
    container: RgbImage,
    request: ForceRequest,
    options: OptionValues,
    work: MethodWork,
  ): Promise<Forced>;
}
