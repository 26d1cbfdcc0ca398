/** Pictures of a page in a row. */

import type { EmbeddedPicture } from '../evaluation/evaluation-data.ts';
import { escapeMarkup } from '../page/markup.ts';

/** A picture with its caption. */
export interface ShownPicture {
  readonly picture: EmbeddedPicture;
  /** Markup. */
  readonly name: string;
  readonly note?: string | undefined;
  /** Whether it has a row of its own on a phone. */
  readonly wide?: boolean;
}

/** A note on the pictures in a page, as markup. */
export const SHRUNK =
  '<p class="caption">The pictures here are shrunk and compressed, which smooths fine noise; the figures are of the full-size files.</p>';

/** Five pictures in a row, or as many as there are. */
export function pictureStrip(shown: readonly ShownPicture[]): string {
  const figures = shown.map(
    ({ picture: { uri, width, height }, name, note, wide }) =>
      `<figure${wide ? ' class="wide"' : ''}><img src="${escapeMarkup(uri)}" width="${width}" height="${height}" alt="${name}">` +
      `<figcaption>${name}${note === undefined ? '' : `, ${note}`}</figcaption></figure>`,
  );
  return `<div class="strip">\n${figures.join('\n')}\n</div>`;
}
