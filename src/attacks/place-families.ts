/** What changes a picture's size, or the places of its pixels. */
import { rotateClockwise, rotateCounterclockwise } from '../image/orientation.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { cropImage } from '../image/tiles.ts';
import type { AttackFamily } from './attack.ts';
import { mirror, rotate } from './placing.ts';
import { atMostWide, centredPart, offCentrePart, resizeAndBack, scaled } from './resampling.ts';

const AREA = {
  takes: 'a number above 0 and at most 1',
  accepts: (value: number) => value > 0 && value <= 1,
};

const TURNS: Readonly<Record<number, (image: RgbImage) => RgbImage>> = {
  90: rotateClockwise,
  180: (image) => rotateClockwise(rotateClockwise(image)),
  270: rotateCounterclockwise,
};

/** The families, by the words of their names. */
export const PLACE_FAMILIES: Readonly<Record<string, AttackFamily>> = {
  resize: {
    takes: 'a number above 0 and at most 4',
    accepts: (value) => value > 0 && value <= 4,
    step: (scale) => ({
      description: `resized to ${scale} of width and height and back, Lanczos-3`,
      apply: async (image) => resizeAndBack(image, scale),
    }),
  },
  scale: {
    takes: 'a number of 0.05 to 4',
    accepts: (value) => value >= 0.05 && value <= 4,
    step: (scale) => ({
      description: `resized to ${scale} of width and height, Lanczos-3`,
      moves: true,
      apply: async (image) => scaled(image, scale),
    }),
  },
  width: {
    takes: 'a whole number of 1 to 65500',
    accepts: (value) => Number.isInteger(value) && value >= 1 && value <= 65500,
    step: (width) => ({
      description: `resized to ${width} pixels of width if it is wider, Lanczos-3`,
      moves: true,
      apply: async (image) => atMostWide(image, width),
    }),
  },
  crop: {
    ...AREA,
    step: (area) => ({
      description: `cropped to the middle ${percent(area)} of the area`,
      keeps: (size) => centredPart(size, area),
      apply: async (image) => cropImage(image, centredPart(image, area)),
    }),
  },
  cut: {
    ...AREA,
    step: (area) => ({
      description: `cut to ${percent(area)} of the area, left of the middle`,
      keeps: (size) => offCentrePart(size, area),
      apply: async (image) => cropImage(image, offCentrePart(image, area)),
    }),
  },
  rotate: {
    takes: 'a number above 0 and below 360',
    accepts: (value) => value > 0 && value < 360,
    step: (degrees) => ({
      description: `rotated by ${degrees}° to the left in its size, bicubic, with black corners`,
      moves: true,
      apply: async (image) => rotate(image, degrees),
    }),
  },
  mirror: {
    accepts: Number.isNaN,
    step: () => ({
      description: 'mirrored: left and right exchanged',
      moves: true,
      apply: async (image) => mirror(image),
    }),
  },
  turn: {
    takes: '90, 180 or 270',
    accepts: (value) => TURNS[value] !== undefined,
    step: (degrees) => ({
      description: `turned by ${degrees}° to the right`,
      moves: true,
      apply: async (image) => TURNS[degrees]!(image),
    }),
  },
};

function percent(part: number): string {
  return `${Number((100 * part).toFixed(6))} %`;
}
