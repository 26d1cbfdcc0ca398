/** Published figures that an evaluation is shown beside. All are RGB, through 8-bit files. */

/** The pictures that a figure was measured on. */
export type PeerPictures = 'Kodak photos' | 'Vimeo frames, 448x256';

/** Somebody else's mean figures. */
export interface Peer {
  /** Short, for a chart: the title of the method where it is one that we measure ourselves. `description` says the rest. */
  readonly label: string;
  /** What it is, for a table. */
  readonly description: string;
  readonly pictures: PeerPictures;
  /** Decibels. */
  readonly coverPsnr: number;
  readonly secretPsnr: number;
}

const FRAMES = 'Vimeo frames, 448x256';
const KODAK = 'Kodak photos';

export const PEERS: readonly Peer[] = [
  {
    label: 'Baluja',
    description: 'Baluja’s network, re-measured by others',
    pictures: FRAMES,
    coverPsnr: 34.1,
    secretPsnr: 35.2,
  },
  {
    label: 'HiNet',
    description: 'HiNet, re-trained with rounding',
    pictures: FRAMES,
    coverPsnr: 42.1,
    secretPsnr: 44.4,
  },
  {
    label: 'LF-VSN',
    description: 'LF-VSN, the best published with rounding; uses neighbouring frames',
    pictures: FRAMES,
    coverPsnr: 45.2,
    secretPsnr: 48.4,
  },
  {
    label: '4-bit LSB',
    description: '4-bit LSB, picture in picture',
    pictures: KODAK,
    coverPsnr: 32.6,
    secretPsnr: 29.2,
  },
  {
    label: 'AVIF',
    description: 'AVIF, 10 bits, 3 bits a pixel, by LSB matching',
    pictures: KODAK,
    coverPsnr: 51.1,
    secretPsnr: 44.4,
  },
  {
    label: 'JPEG 2000',
    description: 'JPEG 2000 at 4.75 bits a pixel in ternary samples',
    pictures: KODAK,
    coverPsnr: 49.9,
    secretPsnr: 48.7,
  },
];

/** Means of Baluja's paper: absolute error in grey levels, from unrounded tensors, so not a point among decibels. */
export const BALUJA_PAPER = { coverMae: 2.8, secretMae: 3.6, beta: 0.75 } as const;

/** How many photos the Kodak set has: kodim01 to kodim24. */
const KODAK_PHOTOS = 24;

/**
 * The pictures that an evaluation and peers share, by the names of its files: those of the Kodak set if all 24 of them are
 * covers and nothing else is.
 */
export function sharedPictures(coverFiles: readonly string[]): PeerPictures | undefined {
  const numbers = coverFiles.map((name) => Number(/^kodim(\d\d)\.\w+$/i.exec(name)?.[1] ?? Number.NaN));
  const photos = new Set(numbers.filter((number) => number >= 1 && number <= KODAK_PHOTOS));
  return photos.size === KODAK_PHOTOS && coverFiles.length === KODAK_PHOTOS ? KODAK : undefined;
}
