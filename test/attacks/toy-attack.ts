/** An attack from one file, as CONTRIBUTING.md describes it: a mirror. */
import { registerAttack } from '../../src/attacks/attack.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';

registerAttack(
  'mirror',
  {
    accepts: Number.isNaN,
    step: () => ({
      description: 'left and right exchanged',
      async apply({ width, height, data }) {
        const mirrored = rgbImage(width, height);
        for (let y = 0, to = 0; y < height; y++) {
          for (let x = width - 1; x >= 0; x--, to += 3) {
            const from = 3 * (y * width + x);
            mirrored.data.set(data.subarray(from, from + 3), to);
          }
        }
        return mirrored;
      },
    }),
  },
  ['mirror'],
);
