/**
 * The contract of a medium: one kind of file to hide in. It opens files, writes them, and measures what changed; it knows nothing
 * of hiding. It has a file here and a line in `media.ts`; the pipeline and the doors learn of it from there.
 */
import type { PictureFormat } from '../image/media-type.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import type { Fidelity } from '../metrics/fidelity.ts';

/** A cover or container in memory. Each medium adds what it is made of. */
export interface Cover {
  /** The `kind` of its medium, such as `picture`. */
  readonly kind: string;
}

/** A medium. */
export interface Medium<Own extends Cover = Cover> {
  /** One word of small letters, as methods name what they hide in. */
  readonly kind: string;
  /** What a container of it is, for people: "a picture without loss". */
  readonly title: string;
  /** The endings of the files that it writes, such as `.png`; the first where no name tells. */
  readonly endings: readonly string[];
  /**
   * Whether a file may be opened as a cover, by its first bytes.
   *
   * @param content - the whole file, or its beginning.
   */
  recognises(content: Uint8Array): boolean;
  /**
   * Opens a cover or container.
   *
   * @param content - the whole file.
   * @param name - of the file, for messages.
   * @param codecs - of pictures, where this runs.
   * @param settings - for a file that has to be made one of this medium first.
   * @throws Error with a code for a file that is damaged, too large or of another kind.
   */
  open(
    content: Uint8Array,
    name: string,
    codecs: PictureCodecs,
    settings?: OpenSettings,
  ): Promise<OpenedCover<Own>>;
  /**
   * A file that `open` gives back as it is here.
   *
   * @param container - stays as it is.
   * @param ending - one of `endings`.
   * @param codecs - of pictures, where this runs.
   */
  write(container: Own, ending: string, codecs: PictureCodecs): Promise<WrittenContainer>;
  /**
   * How much two of the same size differ.
   *
   * @param cover - before.
   * @param container - after.
   */
  compare(cover: Own, container: Own): Comparison;
}

/** How a file of another kind becomes one of the medium. */
export interface OpenSettings {
  /** Quality of lossy coding, 1-100, by the scale of libjpeg; the medium's own default when left out. */
  readonly quality?: number | undefined;
}

/** A cover, and what there is to say about it. */
export interface OpenedCover<Own extends Cover = Cover> {
  /** The cover. */
  readonly cover: Own;
  /** What the sender should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** A container as a file. */
export interface WrittenContainer {
  /** The whole file. */
  readonly bytes: Uint8Array;
  /** What the sender should know of it, a sentence each. */
  readonly warnings: readonly string[];
}

/** How a container differs from its cover. */
export interface Comparison {
  /** As people see or hear it. */
  readonly fidelity: Fidelity;
  /** Share of all samples that differ, 0-1. */
  readonly changeRate: number;
}

/** A decoded picture, and what goes with its pixels. */
export interface DecodedPicture {
  /** The pixels, upright. */
  readonly image: RgbImage;
  /** The format that it was read from, if known. */
  readonly format?: PictureFormat | undefined;
  /** An ICC profile for RGB samples. */
  readonly profile?: Uint8Array | undefined;
  /** `width * height` opacities, 0-255. */
  readonly alpha?: Uint8Array | undefined;
  /** What decoding changed or left out, a sentence each. */
  readonly warnings?: readonly string[] | undefined;
}

/** Codecs of pictures without loss: sharp in Node, `image/png` in a browser. */
export interface PictureCodecs {
  /**
   * The pixels of any picture file that can be read.
   *
   * @param content - the whole file.
   * @param name - of the file, for messages.
   * @throws Error with a code for a file that cannot be read.
   */
  decode(content: Uint8Array, name: string): Promise<DecodedPicture>;
  /**
   * A file without loss.
   *
   * @param picture - the pixels, with profile and opacities.
   * @param format - of the file.
   * @throws RangeError for what the format cannot hold.
   */
  encode(picture: DecodedPicture, format: 'png' | 'webp'): Promise<Uint8Array>;
}
