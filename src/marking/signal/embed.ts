/** Puts a message into a picture. */
import type { RgbImage } from '../../image/rgb-image.ts';
import { embedCarrier } from './embed-carrier.ts';
import type { Layout } from './layout.ts';
import { gridOf } from './mark-design.ts';
import { meanSquare } from './plane.ts';
import { addFields, channelsAt } from './resample.ts';
import { encodeTailBiting } from './tail-biting-code.ts';
import { visibilityOf } from './visibility.ts';

/**
 * No mark is stronger than this, in decibels of PSNR over red, green and blue, whatever the texture would hide. Rounding to whole grey
 * levels takes the part above 42.
 */
const LEAST_PSNR = 42.06;

/**
 * A marked picture.
 *
 * @param image - stays as it is.
 * @param layout - of the key.
 * @param message - bits, 0 or 1.
 * @param strength - 1 is just not visible.
 */
export function embedMark(image: RgbImage, layout: Layout, message: Uint8Array, strength = 1): RgbImage {
  const { width, height } = gridOf(image.width, image.height);
  const word = encodeTailBiting(message);
  const wanted = Int8Array.from(word, (bit, i) => (bit === layout.mask[i] ? 1 : -1));
  const channels = channelsAt(
    image,
    layout.carriers.map(({ design }) => design.from),
    width,
    height,
  );
  const visibility = visibilityOf(channels);
  const fields = layout.carriers.map((carrier, i) => {
    const { add, share } = carrier.design;
    const inColours = (add[0] ** 2 + add[1] ** 2 + add[2] ** 2) / 3;
    const most = (share * 255 ** 2) / 10 ** (LEAST_PSNR / 10) / inColours;
    const power = Math.min(strength ** 2 * meanSquare(visibility[i]!), most * Math.max(1, strength ** 2));
    const work = { channel: channels[i]!, visibility: visibility[i]!, power, wanted };
    return { field: embedCarrier(carrier, work), vector: add };
  });
  const [luma, redDifference] = fields;
  return addFields(image, [luma!, redDifference!]);
}
