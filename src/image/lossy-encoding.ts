/** Lossy encoders that pictures pass on their way, by name and settings. */

/** A lossy encoder and its settings. */
export interface LossyEncoding {
  /** Kind of the file. */
  readonly format: 'jpeg' | 'webp';
  /** 1-100, by the scale of libjpeg or libwebp. */
  readonly quality: number;
  /** How JPEG samples chroma. */
  readonly sampling?: '4:2:0' | '4:4:4';
  /** Whether a JPEG has MozJPEG's tables and trellis quantisation. */
  readonly mozjpeg?: boolean;
}
