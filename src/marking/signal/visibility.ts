/**
 * How strongly a carrier may be changed at each place before it is seen: texture hides, smooth areas do not, and near black and white
 * there is no room. A model of just noticeable differences whose numbers were set by looking at marked pictures at twice their size.
 */
import { bandPass, gaussian } from './gaussian.ts';
import type { CarrierDesign } from './mark-design.ts';
import { CARRIERS } from './mark-design.ts';
import type { Plane } from './plane.ts';
import { borrowed, giveBack, plane } from './plane.ts';

/** All of it together: what brings the mean over the Kodak photos to 43.4 dB. */
const VISIBLE = 1.12;

/**
 * The standard deviation in grey levels that a mark may have at each place, for each carrier.
 *
 * @param channels - the carriers' channels on the grid, luma first.
 */
export function visibilityOf(channels: readonly Plane[]): Plane[] {
  const luma = channels[0]!;
  const bands = channels.map((channel, i) => bandPass(channel, ...CARRIERS[i]!.band));
  const light = gaussian(luma, 1.5).data;
  const texture = textureOf(bands[0]!);
  return CARRIERS.map((carrier, i) => {
    const own = i === 0 ? texture : deviation(bands[i]!, 4);
    const out = plane(luma.width, luma.height);
    for (let at = 0; at < out.data.length; at++) {
      const room = Math.min(1, Math.max(0.45, Math.min(light[at]!, 255 - light[at]!) / 24));
      out.data[at] = VISIBLE * room * threshold(carrier, own[at]!, texture[at]!);
    }
    return out;
  });
}

function threshold({ name }: CarrierDesign, own: number, texture: number): number {
  return name === 'luma'
    ? Math.min(0.2 + 0.31 * own ** 0.8, 2.2)
    : Math.min(0.12 + 0.27 * (own + 0.35 * texture) ** 0.8, 1.7);
}

/** Near a lone edge the narrow window sees much that the wide one does not: there it counts 1.5 times the wide one at most. */
function textureOf(band: Plane): Float32Array {
  const narrow = deviation(band, 3);
  const wide = deviation(band, 8);
  for (let at = 0; at < narrow.length; at++) narrow[at] = Math.min(narrow[at]!, 1.5 * wide[at]!);
  return narrow;
}

function deviation({ width, height, data }: Plane, radius: number): Float32Array {
  const squares = borrowed(width, height);
  for (let i = 0; i < data.length; i++) squares.data[i] = data[i]! * data[i]!;
  const out = gaussian(squares, radius).data;
  giveBack(squares);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(Math.max(0, out[i]!));
  return out;
}
