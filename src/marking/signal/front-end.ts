/** The same first step at both ends: the carrier's band, divided by its local deviation, so that every place speaks equally loud. */
import { bandPass } from './gaussian.ts';
import type { Layout } from './layout.ts';
import { localEnergy } from './local-energy.ts';
import type { CarrierDesign } from './mark-design.ts';
import { ENERGY_DEVIATION } from './mark-design.ts';
import type { Orientation } from './orientation.ts';
import { ORIENTATIONS, oriented } from './orientation.ts';
import type { Plane } from './plane.ts';
import { giveBack } from './plane.ts';

/** Below this mean magnitude a normalised band is empty, as the colours of grey pictures are. */
const EMPTY = 0.1;

/** Larger values say nothing more about a mark. */
const MOST = 2;

/** One over the local deviation of a band. */
export function normaliser(band: Plane, floor: number): Plane {
  const energy = localEnergy(band, ENERGY_DEVIATION);
  const out = energy.data;
  for (let i = 0; i < out.length; i++) out[i] = 1 / Math.sqrt(out[i]! + floor * floor);
  return energy;
}

/** What the detector looks at: the normalised band of a channel, limited. */
export function received(channel: Plane, { band, floor }: CarrierDesign): Plane {
  const out = bandPass(channel, ...band);
  const scale = normaliser(out, floor);
  const { data } = out;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]! * scale.data[i]!;
    data[i] = value > MOST ? MOST : value < -MOST ? -MOST : value;
  }
  giveBack(scale);
  return out;
}

/** Whether there is nothing in a normalised band. */
export function isEmpty({ data }: Plane): boolean {
  let sum = 0;
  for (let at = 0; at < data.length; at++) sum += Math.abs(data[at]!);
  return sum / data.length < EMPTY;
}

/** A picture as the detector sees it. */
export interface Front {
  /** For each carrier its normalised band; undefined where it is empty. */
  readonly planes: readonly (Plane | undefined)[];
}

/** The front end of channels that lie on the mark's grid. */
export function frontOf(channels: readonly Plane[], layout: Layout): Front {
  return {
    planes: channels.map((channel, i) => {
      const { design } = layout.carriers[i]!;
      const seen = received(channel, design);
      return isEmpty(seen) ? undefined : seen;
    }),
  };
}

/** A picture in another orientation. */
export function orientedFront({ planes }: Front, orientation: Orientation): Front {
  if (orientation === ORIENTATIONS[0]) return { planes };
  return { planes: planes.map((seen) => seen && oriented(seen, orientation)) };
}
