/** An attack from one file, as CONTRIBUTING.md describes it: a picture upside down. */
import { registerAttack } from '../../src/attacks/attack.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

registerAttack(
  'flip',
  {
    accepts: Number.isNaN,
    step: () => ({
      description: 'top and bottom exchanged',
      async apply({ width, height, data }) {
        const flipped = rgbImage(width, height);
        for (let y = 0; y < height; y++) {
          const row = 3 * width * y;
          flipped.data.set(data.subarray(row, row + 3 * width), 3 * width * (height - 1 - y));
        }
        return flipped;
      },
    }),
  },
  ['flip'],
);
