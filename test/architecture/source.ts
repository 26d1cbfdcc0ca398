/** The source files of the package, read as text. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** This file runs from a folder of compiled files beside `src`. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Import {
  /** A path from the package's root for our own files (`src/...`), else the name of the module. */
  readonly target: string;
  readonly ours: boolean;
  /** Erased by the compiler. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

/** All files of a folder, by their path from the package's root. */
export function sourceFiles(folder: 'src' | 'web/src' = 'src'): ReadonlyMap<string, SourceFile> {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  const paths = names.filter((name) => /\.tsx?$/.test(name)).map((name) => posix.join(folder, name));
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(ROOT, path), 'utf8');
      return [path, { path, text, imports: importsOf(path, text) }];
    }),
  );
}

/** `import ... from`, `export ... from`, `import '...'`, `import('...')`, and the file of a worker: `new URL('./...')`. */
const IMPORT =
  /(?:^|\n)\s*(?:import|export)(?<type> type)? (?<names>[^'";]*?) from '(?<from>[^']+)'|(?:^|\n)import '(?<bare>[^']+)'|\bimport\('(?<dynamic>[^']+)'\)|new URL\('(?<file>\.[^']+\.js)'/g;

function importsOf(path: string, text: string): Import[] {
  return [...withoutComments(text).matchAll(IMPORT)].map(({ groups = {} }) => {
    const module = (groups.from ?? groups.bare ?? groups.dynamic ?? groups.file)!;
    const names = groups.names?.match(/^\{([^}]*)\}$/)?.[1];
    const everyNameIsType = names?.split(',').every((name) => /^\s*(type\s|$)/.test(name)) ?? false;
    const ours = module.startsWith('.');
    return {
      target: ours ? posix.join(dirname(path), module).replace(/\.js$/, '.ts') : module,
      ours,
      typeOnly: groups.type !== undefined || everyNameIsType,
    };
  });
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}
