/**
 * The frame of every page: one self-contained HTML document, light and dark.
 */
import { PAGE_SCRIPT, PAGE_STYLE } from './page-style.ts';

/** The content security policy: nothing is loaded, whatever a name or a figure might contain. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

/** The parts of a page, as markup. */
export interface PageParts {
  readonly title: string;
  readonly header: string;
  /** Sections; empty ones are left out. */
  readonly main: readonly string[];
  /** Style that follows the shared style. */
  readonly style?: string;
}

/** A whole HTML document. */
export function page({ title, header, main, style = '' }: PageParts): string {
  return `${[
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="generator" content="Pentimento">',
    `<title>${title}</title>`,
    `<style>${PAGE_STYLE}${style}</style>`,
    '</head>',
    '<body>',
    header,
    '<main>',
    ...main,
    '</main>',
    `<script>${PAGE_SCRIPT}</script>`,
    '</body>',
    '</html>',
  ]
    .filter((part) => part !== '')
    .join('\n')}\n`;
}
