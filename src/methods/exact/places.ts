/**
 * Chooses which samples carry what (docs/format.md): the salt at public places, then for each receiver a header and a body
 * inside the receiver's part of the picture, both at places that the receiver's key chooses.
 */

import type { FrameKeys } from '../../keys/frame-keys.ts';
import { deriveFrameKeys, SALT_BYTES } from '../../keys/frame-keys.ts';
import { aes256CtrKeystream } from '../../keys/webcrypto.ts';
import { placeSamples } from '../frame/placement.ts';
import { KeystreamReader } from './embedding/keystream-reader.ts';
import type { PartCount } from './settings.ts';

/** Samples that carry the salt, eight a bit. */
export const SALT_SAMPLES = 8 * 8 * SALT_BYTES;

/** Samples that carry a header, eight a bit. */
export const HEADER_SAMPLES = 3072;

/** Fewest samples of a cover for each part: those of 64x64 pixels. Four times those of a header, so that its places are soon found. */
export const LEAST_PART_SAMPLES = 4 * HEADER_SAMPLES;

/** The receiver's share of the cover. */
export interface Part {
  readonly index: number;
  readonly count: PartCount;
}

/** How the samples of a medium are laid out. */
export interface ExactLayout {
  /** What all derived keys begin with: name of the method and version of its format. */
  readonly label: string;
  /** Samples that carry the salt. */
  saltSamples(samples: number): number;
  /** Samples that carry a header, of each of so many parts. */
  headerSamples(samples: number, parts: PartCount): number;
  /** How many samples stay in one group of the body's order; without it any sample may be anywhere. */
  readonly groups?: SampleGroups;
}

/**
 * Body places are shuffled in two steps, so that a group fits into a processor's cache: units of neighbouring samples over all groups,
 * then the samples of each group. A group has units from everywhere, and so a fair share of what is rough and smooth.
 */
export interface SampleGroups {
  /** Samples of a unit. */
  readonly unit: number;
  /** Units of a group. */
  readonly units: number;
}

/** The layout of pictures and of all media without one of their own: salt and header in few samples, eight a bit. */
export const EXACT_LAYOUT: ExactLayout = {
  label: 'exact/1',
  saltSamples: () => SALT_SAMPLES,
  headerSamples: () => HEADER_SAMPLES,
};

/** The part of the layout that all receivers share. */
export interface SharedPlaces {
  readonly layout: ExactLayout;
  /** Samples of the cover. */
  readonly samples: number;
  /** The places of the salt. */
  readonly salt: Uint32Array;
}

/**
 * The public places of the salt.
 *
 * @param samples - samples of the picture, at least `LEAST_PART_SAMPLES`.
 */
export async function sharedPlaces(samples: number, layout = EXACT_LAYOUT): Promise<SharedPlaces> {
  const { deriveKey } = await deriveFrameKeys(undefined, new Uint8Array(SALT_BYTES));
  const domain = { choices: samples, first: 0, step: 1, taken: [] };
  const key = await deriveKey(`${layout.label}/salt-places`);
  return { layout, samples, salt: await placeSamples(key, layout.saltSamples(samples), domain) };
}

/**
 * A byte for each sample; its lowest bits say to which part the sample belongs, for any number of parts. Public, given the salt.
 */
export async function drawParts({ samples, layout }: SharedPlaces, salt: Uint8Array): Promise<Uint8Array> {
  const { deriveKey } = await deriveFrameKeys(undefined, salt);
  return aes256CtrKeystream(await deriveKey(`${layout.label}/parts`), 0, samples);
}

/**
 * The places of a receiver's header, in the order of its code.
 *
 * @param parts - from `drawParts`; ignored if there is one part.
 */
export async function headerPlaces(
  { samples, salt, layout }: SharedPlaces,
  keys: FrameKeys,
  part: Part,
  parts: Uint8Array | undefined,
): Promise<Uint32Array> {
  const count = layout.headerSamples(samples, part.count);
  return placeSamples(await keys.deriveKey(`${layout.label}/header-places`), count, {
    choices: samples,
    first: 0,
    step: 1,
    taken: salt,
    allows: (sample) => isIn(part, parts, sample),
  });
}

/** The places of a receiver's body, in the order of its code: all samples of the part that carry nothing else. */
export async function bodyPlaces(
  { samples, salt, layout }: SharedPlaces,
  keys: FrameKeys,
  part: Part,
  parts: Uint8Array | undefined,
  header: Uint32Array,
): Promise<Uint32Array> {
  const reader = new KeystreamReader(await keys.deriveKey(`${layout.label}/body-places`));
  if (layout.groups !== undefined) {
    const free = new Uint8Array(samples).fill(1);
    for (const places of [salt, header]) for (const place of places) free[place] = 0;
    return groupedPlaces(layout.groups, free, reader, (sample) => isIn(part, parts, sample));
  }
  const taken = new Uint32Array(salt.length + header.length);
  taken.set(salt);
  taken.set(header, salt.length);
  taken.sort();
  const places = new Uint32Array(samples);
  let next = 0;
  let count = 0;
  for (let sample = 0; sample < samples; sample++) {
    if (sample === taken[next]) next++;
    else if (isIn(part, parts, sample)) places[count++] = sample;
  }
  // Copied if the rest would only waste memory.
  const body = count < samples / 2 ? places.slice(0, count) : places.subarray(0, count);
  await reader.shuffle(body);
  return body;
}

/** The free samples of a part in an order of two steps: the units' order, then the order within each group. */
async function groupedPlaces(
  { unit, units }: SampleGroups,
  free: Uint8Array,
  reader: KeystreamReader,
  isOwn: (sample: number) => boolean,
): Promise<Uint32Array> {
  const order = Uint32Array.from({ length: Math.ceil(free.length / unit) }, (_, index) => index);
  await reader.shuffle(order);
  const places = new Uint32Array(free.length);
  let end = 0;
  for (let first = 0; first < order.length; first += units) {
    const start = end;
    for (const index of order.subarray(first, first + units)) {
      const last = Math.min(free.length, (index + 1) * unit);
      for (let sample = index * unit; sample < last; sample++) {
        if (free[sample] === 1 && isOwn(sample)) places[end++] = sample;
      }
    }
    await reader.shuffle(places.subarray(start, end));
  }
  return end < free.length / 2 ? places.slice(0, end) : places.subarray(0, end);
}

function isIn({ index, count }: Part, parts: Uint8Array | undefined, sample: number): boolean {
  return count === 1 || (parts![sample]! & (count - 1)) === index;
}
