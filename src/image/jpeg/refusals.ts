/**
 * Why a JPEG file is not read: it is damaged, it is coded in a way that we do not read, or it is larger than we agreed to hold.
 */

import type { CodedError } from '../../errors/coded.ts';
import { coded } from '../../errors/coded.ts';

/** What T.81 (or another standard behind the same first bytes) allows and we do not read, by name. */
export type UnsupportedCoding =
  | '12-bit'
  | 'arithmetic'
  | 'components'
  | 'dnl'
  | 'fractional-sampling'
  | 'hierarchical'
  | 'jpeg-ls'
  | 'lossless'
  | 'reserved'
  | 'scans';

const NAMES: Readonly<Record<UnsupportedCoding, string>> = {
  '12-bit': 'samples of more than 8 bits',
  arithmetic: 'arithmetic coding',
  components: 'more than four components',
  dnl: 'a height that follows the first scan (DNL)',
  'fractional-sampling': 'sampling factors that do not divide the largest',
  hierarchical: 'hierarchical coding',
  'jpeg-ls': 'JPEG-LS',
  lossless: 'lossless coding',
  reserved: 'a reserved frame type',
  scans: 'more than 500 scans',
};

/**
 * The error for bytes that no encoder wrote.
 *
 * @param what - what is wrong, as the end of "This JPEG file is damaged: ".
 * @param at - the byte where it shows, from the start of the file.
 */
export function damaged(what: string, at?: number): RangeError & CodedError {
  const place = at === undefined ? '' : ` (byte ${at})`;
  return coded(new RangeError(`This JPEG file is damaged: ${what}${place}`), 'damaged-picture', {
    format: 'jpeg',
    what,
    ...(at !== undefined && { at }),
  });
}

/** The error for a coding that we do not read; `details.coding` names it. */
export function unsupported(coding: UnsupportedCoding): RangeError & CodedError {
  return coded(
    new RangeError(
      `Expected a baseline, extended or progressive Huffman-coded 8-bit JPEG file but received one with ${NAMES[coding]}`,
    ),
    'unsupported-picture',
    { format: 'jpeg', coding },
  );
}

/** The error for a picture that needs more memory than agreed. */
export function tooLarge(needed: number, maximum: number, what: string): RangeError & CodedError {
  return coded(
    new RangeError(
      `Expected a JPEG file of at most ${maximum.toLocaleString('en-US')} ${what} but received one of ${needed.toLocaleString('en-US')}`,
    ),
    'picture-too-large',
    { format: 'jpeg', needed, maximum, what },
  );
}
