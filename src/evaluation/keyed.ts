/**
 * What a passphrase changes with the deep method, whose networks give something for any passphrase.
 */
import type { RgbImage } from '../image/rgb-image.ts';
import { hidePicture, revealPicture } from '../methods/deep/hide-picture.ts';
import type { Favour, HidingMethod } from '../methods/method.ts';
import { psnr } from '../metrics/psnr.ts';
import type { KeyedPair } from './evaluation.ts';
import type { MeasuredPair, PairWork } from './measure-pair.ts';
import { leakOf } from './measure-pair.ts';

/** The pictures of a pair that was hidden with a passphrase. */
export interface KeyedPictures {
  /** Of the cover's size. */
  readonly container: RgbImage;
  /** What is revealed with the passphrase, with another one, and without one: of the secret's size. */
  readonly rightKey: RgbImage;
  readonly wrongKey: RgbImage;
  readonly noKey: RgbImage;
}

/** A pair's figures with a passphrase, and the pictures that they are of. */
export interface MeasuredKeyedPair {
  readonly pair: KeyedPair;
  readonly pictures: KeyedPictures;
}

/**
 * A pair hidden with a passphrase, with what its owner sees and what a thief sees who knows the model and the sizes, and so
 * needs no frame. Each pair has passphrases of its own, so that means are over keys too; they are the same in every run.
 *
 * @param plain - the same pair without a passphrase.
 */
export async function measureKeyedPair(
  method: HidingMethod,
  plain: MeasuredPair,
  favour: Favour | undefined,
  work: PairWork,
): Promise<MeasuredKeyedPair> {
  const { cover, secret, names, what, signal } = work;
  const pair = `${names.secretFile} in ${names.coverFile}`;
  const hiding = { passphrase: `right: ${pair}`, favour, signal };
  const container = await work.throughFile(await hidePicture(method, cover, secret, hiding));
  const { secret: rightKey, header } = await revealPicture(async () => method, container, hiding, what);
  const wrongKey = await method.extract(container, header, { passphrase: `wrong: ${pair}`, signal });
  const noKey = await method.extract(container, header, { signal });
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
