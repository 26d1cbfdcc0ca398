/**
 * Makes the whole page one file, which works where a browser opens it from a disk: browsers load neither modules nor workers nor WebAssembly
 * from beside such a page. All scripts are in the document, and so are, compressed, all files that they need (`src/single-file/embedded.ts`).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';
import { ROOT } from './root.ts';
import { staticFiles } from './static-files.ts';

/** Name of the page. */
export const SINGLE_FILE = 'pentimento.html';

const SOURCES = join(ROOT, 'web', 'src');

/** Left out: the runtime for graphics cards, which is larger than all the rest. */
const LEFT_OUT = /webgpu|asyncify/;

/** Modules of the site that a page in one file has other ones for. */
const REPLACED: ReadonlyMap<string, string> = new Map([
  [join(SOURCES, 'worker', 'address.ts'), join(SOURCES, 'single-file', 'address.ts')],
  [join(SOURCES, 'worker', 'open-worker.ts'), join(SOURCES, 'single-file', 'open-worker.ts')],
]);

/** For the page and for its worker: files are found where the page has unpacked them. */
export function findEmbedded(): Plugin {
  return {
    name: 'pentimento:find-embedded',
    enforce: 'pre',
    async resolveId(source, importer) {
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      const other = resolved === null ? undefined : REPLACED.get(resolved.id);
      return other ?? resolved;
    },
  };
}

/** What stands in scripts for the address of a file; for that of a worker its name, because the worker is started with its files. */
export function embeddedExpression(name: string): string {
  const text = JSON.stringify(name);
  return /^assets\/worker-.*\.js$/.test(name) ? text : `globalThis.embeddedAddresses[${text}]`;
}

/** Writes the page; what it consists of is not written. */
export function writeSingleFile(): Plugin {
  return {
    name: 'pentimento:single-file',
    enforce: 'post',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('./src/main.tsx', './src/single-file/main.ts'),
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const entry = Object.values(bundle).find((file) => file.type === 'chunk' && file.isEntry);
        const html = textOf(bundle['index.html']!);
        const style = Object.values(bundle).filter(({ fileName }) => fileName.endsWith('.css'));
        const parts = new Set([entry!, bundle['index.html']!, ...style]);
        const others = Object.values(bundle).filter((file) => !parts.has(file));
        const files = new Map<string, Uint8Array>(others.map((file) => [file.fileName, bytesOf(file)]));
        const icon = readFileSync(join(ROOT, 'web', 'public', 'icon.svg'));
        files.set('icon.svg', icon);
        for (const [name, path] of staticFiles()) {
          if (!LEFT_OUT.test(name)) files.set(name, readFileSync(path));
        }
        const page = singleFile(html, style.map(textOf).join('\n'), textOf(entry!), files, icon);
        for (const name of Object.keys(bundle)) delete bundle[name];
        this.emitFile({ type: 'asset', fileName: SINGLE_FILE, source: page });
      },
    },
  };
}

function bytesOf(file: Rollup.OutputAsset | Rollup.OutputChunk): Uint8Array {
  const content = file.type === 'chunk' ? file.code : file.source;
  return typeof content === 'string' ? Buffer.from(content) : content;
}

function textOf(file: Rollup.OutputAsset | Rollup.OutputChunk): string {
  return Buffer.from(bytesOf(file)).toString('utf8');
}

function singleFile(
  html: string,
  style: string,
  script: string,
  files: ReadonlyMap<string, Uint8Array>,
  icon: Uint8Array,
): string {
  // In a document, a script ends where its text says so.
  const code = `\n${script.replaceAll('</script', '<\\/script')}\n`;
  const rules = `\n${style}\n`;
  const packed = [...files].map(
    ([name, content]) =>
      `<script type="application/gzip" data-file="${name}">${gzipSync(content, { level: 9 }).toString('base64')}</script>`,
  );
  const policy = `<meta http-equiv="Content-Security-Policy" content="${singleFilePolicy(code, rules)}">`;
  return html
    .replace('<div id="app"></div>', '<div id="app"><p class="muted">One moment …</p></div>')
    .replace(/\s*<div id="from-disk"[\s\S]*?<\/div>/, '')
    .replace(/\s*<(?:script|link)\b[^>]*(?:src|href)="\.\/[^>]*>(?:<\/script>)?/g, '')
    .replace('<meta charset', () => `${policy}\n    <meta charset`)
    .replace(
      '</head>',
      () =>
        `  <link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}" />\n    <style>${rules}</style>\n  </head>`,
    )
    .replace('</body>', () => `${packed.join('\n')}\n<script type="module">${code}</script>\n  </body>`);
}

/** No address but those of its own files: such a page cannot send anything anywhere. */
function singleFilePolicy(script: string, style: string): string {
  const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)} blob: 'wasm-unsafe-eval'`,
    `style-src ${hash(style)}`,
    'img-src blob: data:',
    'connect-src blob:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
