/** Which method hides, and in which medium: what was asked for, or what the name of the container says. */
import { extname } from 'node:path';
import { coded } from '../errors/coded.ts';
import type { FileOutput } from '../media/file-output.node.ts';
import { outputFormat, outputName } from '../media/file-output.node.ts';
import { media } from '../media/media.ts';
import type { Medium } from '../media/medium.ts';
import { PICTURE } from '../media/picture.ts';
import type { Method } from '../methods/method.ts';
import { methodFor, methodNamed } from '../methods/registry.ts';

/** A method, and the medium of its container. */
export interface Choice {
  readonly method: Method;
  readonly medium: Medium;
  /** Ending of the container's file, one of the medium's. */
  readonly ending: string;
}

/**
 * Chooses method and medium.
 *
 * @param output - the container to be written; the ending of its name decides the medium.
 * @param name - of the method; the first that hides in that medium when left out.
 * @throws RangeError `bad-option` for an unknown method; Error `output-format` where the method writes no such files.
 */
export function choose(output: FileOutput, name: string | undefined): Choice {
  const named = name === undefined ? undefined : methodNamed(name);
  const ending =
    typeof output === 'string' ? extname(output).toLowerCase() : output.format && `.${output.format}`;
  const able = media().filter(({ kind }) =>
    named === undefined ? methodFor(kind) : named.covers.includes(kind),
  );
  const medium = able.find(({ endings }) => ending === undefined || endings.includes(ending));
  if (medium === undefined) {
    // Pictures say why their methods write no such files.
    if (able.length === 0 || able.some(({ kind }) => kind === PICTURE.kind)) outputFormat(output);
    const path = outputName(output);
    const expected = able.flatMap(({ endings }) => endings).join(', ');
    throw coded(
      new Error(
        `Expected a name ending in ${expected} for a container of the method ${name} but received ${path}`,
      ),
      'output-format',
      { path, ...(name !== undefined && { method: name }) },
    );
  }
  return { method: named ?? methodFor(medium.kind)!, medium, ending: ending ?? medium.endings[0]! };
}
