/** The public API is what the two entry points list, and all of it is documented. */
import assert from 'node:assert/strict';
import { dirname, posix } from 'node:path';
import { describe, it } from 'node:test';
import * as browser from '../../src/browser.ts';
import * as node from '../../src/index.ts';
import { sourceFiles } from './source.ts';

const files = sourceFiles();

/** Names that a file exports from others, with the file that each comes from. */
function exportsFrom(path: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, names, from] of files
    .get(path)!
    .text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)) {
    for (const name of names!.split(',')) {
      const plain = name.trim().replace(/^type /, '');
      if (plain !== '') found.set(plain, posix.join(dirname(path), from!));
    }
  }
  return found;
}

/** The docstring before the declaration of a name, wherever it is exported from. */
function docstring(name: string, path: string): string | undefined {
  const declaration = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?export (?:async )?(?:abstract )?(?:function|const|class|interface|type) ${name}\\b(?! from)`,
  );
  const match = files.get(path)!.text.match(declaration);
  if (match !== null) return match[1];
  const further = exportsFrom(path).get(name);
  assert.ok(further !== undefined, `${name} is not declared in ${path}`);
  return docstring(name, further);
}

describe('the public API', () => {
  const everywhere = [
    'hidePicture',
    'revealPicture',
    'deepMethod',
    'psnr',
    'ssim',
    'meanAbsoluteError',
    'fidelity',
  ];
  const apis: readonly [string, Readonly<Record<string, unknown>>, readonly string[]][] = [
    ['Node', node, ['hide', 'reveal', 'openModel', 'train', 'evaluate', 'readPicture', 'writePicture']],
    [
      'the browser',
      browser,
      ['createDeepModel', 'createBrowserRuntime', 'parseManifest', 'resize', 'rgbImage'],
    ],
  ];
  for (const [where, api, own] of apis) {
    it(`of ${where} has ${own.join(', ')} and what they are made of`, () => {
      for (const name of [...own, ...everywhere]) assert.equal(typeof api[name], 'function', name);
      assert.equal((api.NothingHiddenError as typeof Error).prototype instanceof Error, true);
    });
  }

  for (const entry of ['src/index.ts', 'src/browser.ts']) {
    it(`that ${entry} lists has a docstring for every symbol`, () => {
      const exported = exportsFrom(entry);
      assert.ok(exported.size > 25);
      const undocumented = [...exported].filter(([name, path]) => docstring(name, path) === undefined);
      assert.deepEqual(
        undocumented.map(([name, path]) => `${name} in ${path}`),
        [],
      );
    });
  }
});
