/**
 * The contract of a method. A method is one object with what people and programs need to know about it; its code is loaded when it
 * is used. It has a folder here and a line in `registry.ts`; the pipeline, the doors, evaluation, attacks and audits learn of it
 * from there.
 */
import type { BeyondSamples } from '../image/beyond-samples.ts';
import type { LossyEncoding } from '../image/lossy-encoding.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { WorkOptions } from '../jobs/work.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Cover } from '../media/medium.ts';
import type { PictureSecret, Secret } from '../media/secret.ts';
import type { RandomBytes } from '../random/random-bytes.ts';
import type { EmbeddingShape } from './exact/embedding/layers.ts';
import type { DeepModel } from './models/model.ts';
import type { MethodOptionTable, OptionValues } from './options.ts';
import type { SecretCoder } from './secret-coder.ts';

/** The kinds of secrets. */
export type SecretKind = 'picture' | 'file';

export type { EmbeddingShape, Secret };

/** A way of hiding. */
export interface Method {
  /** One word of small letters and digits, as `--method` takes it. */
  readonly name: string;
  /** 1 to 255, never reused: containers store it. */
  readonly number: number;
  /** Its name in reports and charts: "exact method". */
  readonly title: string;
  /** A description in a few words for a list: "networks", "coded, encrypted". */
  readonly summary: string;
  /** Its name on the page, one word. */
  readonly label: string;
  /** What somebody wants who chooses it, for the page: "Keep a photo or file private"; `label` stands for it when left out. */
  readonly purpose?: string;
  /** A description for people who choose on the page: two short sentences. */
  readonly explanation: string;
  /** What a detector trained on its containers finds, for the page: measured, docs/detectability.md. */
  readonly detectability?: string;
  /** What it hides in: kinds of media, such as `picture`. */
  readonly covers: readonly string[];
  /** The secrets it hides; for a picture file it may hide only the pixels. */
  readonly secrets: readonly SecretKind[];
  /** Whether what is hidden with a passphrase is encrypted and authenticated. */
  readonly encrypts: boolean;
  /** The most receivers of one container, each with its own secret. */
  readonly mostReceivers: number;
  /** The options that it has, by their names. */
  readonly options: MethodOptionTable;
  /** Whether it is only a baseline for measurements and must not be used to hide. */
  readonly baseline?: boolean;
  /** Its variants in an audit, `name:variant`: their placeholder in help, and their options. */
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

/** What a method needs from its host. */
export interface MethodHost {
  /**
   * An open model, by name or folder, or by the eight bytes that identify its weights; the host keeps it.
   *
   * @param model - a name or folder, an id of eight bytes, or an open model, which is given back as it is.
   * @param device - `cpu` or `webgpu`; what the host prefers when left out.
   * @throws Error `model-missing` where there is none.
   */
  openModel(model: ModelChoice, device?: string): Promise<DeepModel>;
  /** Codecs of still pictures. */
  readonly coder: SecretCoder;
  /**
   * A picture as it comes back from a lossy encoder; a host without encoders leaves it out.
   *
   * @param image - stays as it is.
   */
  encodedAnew?(image: RgbImage, encoding: LossyEncoding): Promise<RgbImage>;
  /**
   * Side of a tile, pixels, for networks on a picture of this size; what suits the network when left out.
   *
   * @param size - the picture's, in pixels.
   */
  tile?(size: { readonly width: number; readonly height: number }): number | undefined;
}

/** A model by its name or folder, by the id of its weights, or open. */
export type ModelChoice = string | Uint8Array | DeepModel;

/** The context of every piece of a method's work. */
export interface MethodWork extends WorkOptions {
  /** What the method needs of where it runs. */
  readonly host: MethodHost;
  /** Source of salts, filling and ties; by default the platform's cryptographic generator. */
  readonly random?: RandomBytes | undefined;
}

/** A secret and who may have it. */
export interface Receiver {
  /** What is hidden for this receiver. */
  readonly secret: Secret;
  /** The keys that find and reveal it. */
  readonly keys: KeyRing;
}

/** How one receiver's secret was stored. */
export interface HiddenPayload {
  /** What the container carries: the pixels of a picture, or a file, which may be a picture's original. */
  readonly kind: 'picture' | 'file';
  /** How it was coded, for people. */
  readonly coding: string;
  /** Size of the sealed payload. */
  readonly bytes: number;
  /** Payload bits for each sample of the receiver's part of the cover. */
  readonly bitsPerSample: number;
  /** Payload bits for each AC coefficient that is not 0, of JPEG files. */
  readonly bitsPerNonZeroAc?: number;
  /** Name of the distortion, which says what the embedding avoided changing, if it chose. */
  readonly distortion?: string;
  /** How the samples carry the bits, if there is more than one way. */
  readonly shape?: EmbeddingShape;
  /** What a picture's file holds but the receiver does not get. */
  readonly lost: readonly BeyondSamples[];
  /** What the sender should know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** A container in memory. */
export interface HiddenContainer<Payload extends HiddenPayload = HiddenPayload> {
  /** The cover with everything in it, of the cover's kind and size. */
  readonly container: Cover;
  /** One entry for each receiver, in their order; only for methods that hide bytes. */
  readonly payloads?: readonly Payload[];
  /** Name of the model, if there is one. */
  readonly model?: string;
  /** What the sender should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** A finding for a key. */
export interface Found {
  /** Name of the method. */
  readonly method: string;
  /** Data for the method's own `reveal` and `force`. */
  readonly state: unknown;
}

/** A revealed secret. */
export interface Revealed {
  /** The picture or file that was hidden. */
  readonly secret: Secret;
  /** Name of the model, if there is one. */
  readonly model?: string;
}

/** How to reveal by force. */
export interface ForceRequest {
  /** The keys to look with. */
  readonly keys: KeyRing;
  /** The finding in the container as it was sent, if known. */
  readonly like?: Found | undefined;
  /** Size of the secret if known, pixels. */
  readonly size?: { readonly width: number; readonly height: number } | undefined;
  /**
   * Whether the picture may have been cropped, so that the method searches for the origin of its blocks; true by default.
   */
  readonly moved?: boolean | undefined;
}

/** A picture revealed by force. */
export interface Forced extends Revealed {
  /** Whether the frame was found anyway; otherwise the picture may be noise. */
  readonly authenticated: boolean;
  /** Where the method's blocks begin in a cropped picture, pixels. */
  readonly origin?: { readonly x: number; readonly y: number } | undefined;
}

/** One way to hide, and its capacity. */
export interface CapacityRow {
  /** The options of the method that select it; none if a payload of this size is hidden this way by default. */
  readonly options: OptionValues;
  /** Payload bits for each sample of the cover. */
  readonly bitsPerSample: number;
  /** Largest file content; a picture's code may be as large. */
  readonly bytes: number;
  /** Expected cover PSNR, dB. */
  readonly coverPsnr: number;
  /** Expected PSNR of a picture that fills it, dB; `Infinity` if it fits without loss, NaN if none fits. */
  readonly secretPsnr: number;
}

/** What a cover holds. */
export interface Capacity {
  /** Ways to hide, those with the least changes first. */
  readonly rows: readonly CapacityRow[];
  /** Bits a pixel that the picture takes without loss. */
  readonly losslessBitsPerPixel: number;
}

/** What a secret takes of a cover. */
export interface NeededRoom {
  /** Bytes of its payload; of a picture that has to be coded, an estimate. */
  readonly bytes: number;
  /** How well it comes back, dB: `Infinity` if exactly, an estimate otherwise; NaN if there is too little room to show anything. */
  readonly psnr: number;
}

/** How full secrets would make a cover. */
export interface Room {
  /** The most bytes that one receiver's payload may take. */
  readonly most: number;
  /** Bytes up to which nothing speaks against it: trained detectors err often, or the cover stays as good as it usually does. */
  readonly easy: number;
  /** What each secret takes, in their order. */
  readonly needed: readonly NeededRoom[];
}

/** The code of a method. */
export interface MethodCode {
  /**
   * Hides a secret for each receiver.
   *
   * @param cover - of a kind in `covers`; stays as it is.
   * @param receivers - at least one and at most `mostReceivers`, each with a secret of its own.
   * @param options - checked against the method's table.
   * @throws RangeError `cover-too-small`, `payload-too-large`, `bad-option`; the signal's reason when it is aborted.
   */
  hide(
    cover: Cover,
    receivers: readonly Receiver[],
    options: OptionValues,
    work: MethodWork,
  ): Promise<HiddenContainer>;
  /**
   * What this method hid for a key, if anything.
   *
   * @param container - stays as it is.
   * @param keys - of one passphrase, or of none.
   * @throws Error `unknown-format` where a newer program hid it.
   */
  find(container: Cover, keys: KeyRing, work: MethodWork): Promise<Found | undefined>;
  /**
   * Reveals what was found.
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
  capacity?(cover: Cover, secret: PictureSecret | undefined, work: MethodWork): Promise<Capacity>;
  /**
   * How full secrets would make a cover: quick enough to ask while somebody still chooses, and about what `hide` will find.
   *
   * @param cover - stays as it is.
   * @param secrets - one for each receiver.
   * @param options - checked against the method's table.
   * @throws RangeError where the cover is too small, or is refused whatever the secret is.
   */
  room?(cover: Cover, secrets: readonly Secret[], options: OptionValues, work: MethodWork): Promise<Room>;
  /**
   * Only of methods that show something without being sure that it is there.
   *
   * @param container - stays as it is.
   * @param options - checked against the method's table.
   */
  force?(container: Cover, request: ForceRequest, options: OptionValues, work: MethodWork): Promise<Forced>;
}
