import type { RgbImage } from '../../image/rgb-image.ts';

/** How many bits a picture's samples carry, as a detector estimates it. */
export interface PayloadEstimate {
  /** Bits per sample over all three colours, -1 to 1; a little below 0 for a clean picture as often as above. */
  readonly payload: number;
  /** The same in red, green and blue. */
  readonly channels: readonly [red: number, green: number, blue: number];
}

/** The estimate of a detector that looks at each colour by itself. */
export function estimateByChannel(
  image: RgbImage,
  estimate: (image: RgbImage, channel: number) => number,
): PayloadEstimate {
  const channels = [estimate(image, 0), estimate(image, 1), estimate(image, 2)] as const;
  return { payload: (channels[0] + channels[1] + channels[2]) / 3, channels };
}
