/**
 * Wardens from one file, as CONTRIBUTING.md describes them: features that a warden is trained with, and a control that it must
 * find.
 */
import { rgbImage } from '../../src/image/rgb-image.ts';
import { registerControl } from '../../src/steganalysis/controls/controls.ts';
import { registerFeatures } from '../../src/steganalysis/features/feature-sets.ts';

/** How often each value of the two lowest bits occurs, in each colour. */
registerFeatures('lowest', {
  summary: 'the two lowest bits of each colour',
  extract({ data }) {
    const shares = new Float32Array(12);
    data.forEach((sample, i) => {
      shares[4 * (i % 3) + (sample & 3)]! += 3 / data.length;
    });
    return shares;
  },
});

registerControl('even', {
  help: [['even', 'every sample made even']],
  make: () => ({
    description: 'every sample made even',
    apply: ({ width, height, data }) =>
      rgbImage(
        width,
        height,
        data.map((sample) => sample & ~1),
      ),
  }),
});
