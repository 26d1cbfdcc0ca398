/** What fits into a picture file. */

import { coded } from '../errors/coded.ts';
import type { FileInput } from '../media/file-input.node.ts';
import { inputName, readAnyInput, readFileInput, readPictureInput } from '../media/file-input.node.ts';
import { mediumOf } from '../media/media.ts';
import { NODE_CODECS } from '../media/node-codecs.node.ts';
import { pictureSecret } from '../media/original-file.ts';
import type { Capacity } from '../methods/method.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { methodNamed, methods } from '../methods/registry.ts';

/** The cover, and options for what to hide. */
export interface CapacityOptions {
  /** Picture file to hide in. */
  readonly cover: FileInput;
  /** Picture file to hide, for its expected quality; by default one like the cover. */
  readonly secret?: FileInput | undefined;
  /** Name of a method that hides bytes; the first one by default. */
  readonly method?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What a cover holds, and at what cost.
 *
 * @throws TypeError `foreign-option` for a method whose covers all hold the same; Error with a code for bad input.
 */
export async function capacity({ cover, secret, method: name, signal }: CapacityOptions): Promise<Capacity> {
  const method =
    name === undefined ? methods().find(({ secrets }) => secrets.includes('file'))! : methodNamed(name);
  const code = await method.load();
  if (code.capacity === undefined) {
    throw coded(
      new TypeError(
        `The method ${method.name} hides one picture, whatever the cover: there is no capacity to tell`,
      ),
      'foreign-option',
      { option: 'capacity', method: method.name },
    );
  }
  const medium = mediumOf(method.covers[0]!);
  const { cover: own } = await medium.open(await readFileInput(cover), inputName(cover), NODE_CODECS);
  const picture =
    secret === undefined
      ? undefined
      : pictureSecret(inputName(secret), await readAnyInput(secret), await readPictureInput(secret));
  return withNodeHost((host) => code.capacity!(own, picture, { host, signal }));
}
