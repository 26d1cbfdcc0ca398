/** What was revealed, as a file to save. */
import { safeFileName } from '../../../src/browser.ts';
import type { RevealAnswer } from '../worker/jobs.ts';

/** A file to save, by a name that harms nobody. */
export interface SecretFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** A stranger's file is only offered as bytes to save, whatever it claims to be; the page shows its pixels, as our own PNG file. */
  readonly type: string;
  /** The name of its picture as a PNG file. */
  readonly pngName: string;
}

export function secretFile({ secret, png }: RevealAnswer): SecretFile {
  const ownName = safeFileName(secret.name, 'secret');
  const pngName = `${ownName.replace(/\.[^.]*$/, '')}.png`;
  return secret.kind === 'file'
    ? {
        name: ownName,
        bytes: secret.content as Uint8Array<ArrayBuffer>,
        type: 'application/octet-stream',
        pngName,
      }
    : { name: pngName, bytes: png, type: 'image/png', pngName };
}
