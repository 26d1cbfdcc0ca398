/** What the parts of a JPEG file around its coefficients say once coefficients have changed. */

/** Parts that hold positions or lengths. */
export type CountingPart =
  /** Size of the first picture and offsets of the others in the MP entries (CIPA DC-007). */
  | 'mp-entries'
  /** `Item:Length` of the primary item in Google's container directory, in XMP. */
  | 'xmp-primary-length'
  /** A value in the EXIF data, as a rule a maker note, that points to a picture behind the first one. */
  | 'exif-pointer'
  /** Where the sound is, in a trailer of Samsung's "Sound & Shot". */
  | 'samsung-sound';

/** Parts that hold a picture. */
export type ShowingPart =
  | 'jfif-thumbnail'
  /** That of IFD1. */
  | 'exif-thumbnail'
  /** Any other picture in the EXIF data, as a rule in a maker note. */
  | 'exif-preview'
  | 'photoshop-thumbnail'
  /** A picture in base64 in XMP: a thumbnail, or the original of an edited picture. */
  | 'xmp-picture'
  /** A picture in another application segment. */
  | 'application-data'
  /** A picture behind the first one, of which MP entries tell. */
  | 'mp-picture'
  /** A picture behind the first one, of which MP entries do not tell. */
  | 'trailing-picture';

/** Parts that tell whether the file is as its author left it. */
export type SigningPart =
  /** Content Credentials, in the file or, by a link in XMP, elsewhere. */
  | 'c2pa'
  /** Another JUMBF box (ISO/IEC 19566-5), which may hold a signature. */
  | 'jumbf'
  /** The checksum of the picture data in a JPEG XT file (ISO/IEC 18477-3, box `LCHK`). */
  | 'jpeg-xt-checksum';

/** A part that follows the change, cannot follow it, or gives it away. */
export type StaleFinding =
  /** It was right, would have become wrong, and is right again. */
  | { readonly kind: 'corrected'; readonly part: CountingPart }
  | {
      readonly kind: 'stale';
      readonly part: CountingPart;
      /**
       * `did-not-fit`: it was wrong before. `digits`: the new number has another number of digits. `unclear`: it is not known
       * what the value is. `out-of-range`: the new number does not fit into its field.
       */
      readonly reason: 'did-not-fit' | 'digits' | 'unclear' | 'out-of-range';
    }
  | {
      /** Both show the picture before the change. A `copy` is as large or larger, so that a comparison shows what changed. */
      readonly kind: 'thumbnail' | 'copy';
      readonly part: ShowingPart;
      /** Pixels, as that picture's own header has them. */
      readonly width: number;
      readonly height: number;
      /** Whether the sides are those of the main picture, upright or turned. */
      readonly sameSize: boolean;
    }
  /** It verified, or may have, and will no longer. */
  | { readonly kind: 'signed'; readonly part: SigningPart };
