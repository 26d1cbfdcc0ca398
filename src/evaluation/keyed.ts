/**
 * The effect of a passphrase with methods that show something for any passphrase.
 */
import { coded } from '../errors/coded.ts';
import { hideThroughFile } from '../hiding/hide-pipeline.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../media/picture.ts';
import type { Revealed } from '../methods/method.ts';
import { psnr } from '../metrics/psnr.ts';
import type { KeyedPair } from './evaluation.ts';
import type { MeasuredPair, PairWork } from './measure-pair.ts';
import { leakOf } from './measure-pair.ts';
import type { Subject } from './subject.ts';

/** The pictures of a pair that was hidden with a passphrase. */
export interface KeyedPictures {
  /** Of the cover's size. */
  readonly container: RgbImage;
  /** What is revealed with the passphrase, of the secret's size. */
  readonly rightKey: RgbImage;
  /** What is revealed with another passphrase, of the secret's size. */
  readonly wrongKey: RgbImage;
  /** What is revealed without a passphrase, of the secret's size. */
  readonly noKey: RgbImage;
}

/** A pair's figures with a passphrase, and the pictures that they are of. */
export interface MeasuredKeyedPair {
  readonly pair: KeyedPair;
  readonly pictures: KeyedPictures;
}

/**
 * Hides a pair with a passphrase, and shows what its owner sees and what an attacker sees. The attacker knows the model and the
 * sizes, and so needs no frame. Each pair has its own passphrases, so that means are over keys too; they are the same in every
 * run.
 *
 * @param plain - the same pair without a passphrase.
 * @throws TypeError `foreign-option` for a method that shows nothing without being sure.
 */
export async function measureKeyedPair(
  { method, options, host }: Subject,
  plain: MeasuredPair,
  work: PairWork,
): Promise<MeasuredKeyedPair> {
  const { cover, secret, names, signal } = work;
  const name = `${names.secretFile} in ${names.coverFile}`;
  const keys = new KeyRing(`right: ${name}`);
  const { container: made, revealed } = await hideThroughFile({
    method,
    cover: pictureCover(cover),
    receivers: [{ secret: { kind: 'picture', name: names.secretFile, image: secret }, keys }],
    options,
    host,
    save: async (hidden, verify) => verify(pictureCover(await work.throughFile(pixelsOf(hidden)))),
    strict: false,
    signal,
  });
  const { find, force } = await method.load();
  if (force === undefined) throw notForced(method.name);
  const like = await find(made, keys, { host, signal });
  const forced = async (other: KeyRing): Promise<RgbImage> =>
    pictureOf(await force(made, { keys: other, like, moved: false }, options, { host, signal }));
  const container = pixelsOf(made);
  const rightKey = pictureOf({ secret: revealed[0]! });
  const wrongKey = await forced(new KeyRing(`wrong: ${name}`));
  const noKey = await forced(new KeyRing(undefined));
  return {
    pair: {
      ...names,
      coverPsnr: psnr(cover, container),
      rightKeyPsnr: psnr(secret, rightKey),
      wrongKeyPsnr: psnr(secret, wrongKey),
      noKeyPsnr: psnr(secret, noKey),
      leakKeyed: leakOf(container, work),
      leakUnkeyed: plain.pair.residualLeak ?? leakOf(plain.container, work),
    },
    pictures: { container, rightKey, wrongKey, noKey },
  };
}

/** The error of keyed figures for a method that has none. */
export function notForced(method: string): TypeError {
  return coded(
    new TypeError(
      `The method ${method} has no keyed figures: they are the same with and without a passphrase, and a wrong one gets nothing`,
    ),
    'foreign-option',
    { option: 'keyed', method },
  );
}

function pictureOf({ secret }: Pick<Revealed, 'secret'>): RgbImage {
  if (secret.kind !== 'picture') throw new Error('Expected a picture to come back but received a file');
  return secret.image;
}
