/** Which method hides, and in which medium: what was asked for, or what the name of the container says. */
import { extname } from 'node:path';
import type { FileOutput } from '../media/file-output.node.ts';
import { outputFormat } from '../media/file-output.node.ts';
import { media } from '../media/media.ts';
import type { Medium } from '../media/medium.ts';
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
    outputFormat(output);
    throw new RangeError(`Expected a method that writes ${ending} but ${name} does not`);
  }
  return { method: named ?? methodFor(medium.kind)!, medium, ending: ending ?? medium.endings[0]! };
}
