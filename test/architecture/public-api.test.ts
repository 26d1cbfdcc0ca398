/** The public API is what the two entry points list, and all of it is documented. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import * as browser from '../../src/browser.ts';
import * as engine from '../../src/engine.node.ts';
import * as node from '../../src/index.ts';
import * as steganalysis from '../../src/steganalysis.node.ts';
import * as training from '../../src/training.node.ts';
import { ROOT, sourceFiles } from './source.ts';

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

/** Exported interfaces and types of properties, with the properties of each that have no docstring. */
function undocumentedMembers(name: string, path: string): string[] {
  const { text } = files.get(path)!;
  const body = new RegExp(`export interface ${name}\\b[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  if (body === undefined) return [];
  const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[:(<]/gm)];
  return members.flatMap(({ index, 1: member }) => {
    const before = body.slice(0, index).trimEnd();
    // A docstring may stand for several members that follow one another.
    return before.endsWith('*/') || /[;{]$/.test(before.split('\n').at(-1) ?? '')
      ? []
      : [`${name}.${member}`];
  });
}

/** Parameters that a function's docstring explains and that it does not have. */
function strangeParameters(name: string, path: string): string[] {
  const { text } = files.get(path)!;
  const found = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\nexport (?:async )?function ${name}\\b([\\s\\S]*?)\\n?\\): `,
  ).exec(text);
  if (found === null) return [];
  const [, comment, signature] = found;
  const explained = [...comment!.matchAll(/@param ([\w., ]+?) - /g)].flatMap(([, names]) =>
    names!.split(', '),
  );
  return explained
    .filter((one) => !new RegExp(`\\b${one.split('.').at(-1)}\\b`).test(signature!))
    .map((one) => `${name}(${one})`);
}

const ENTRIES = [
  'src/index.ts',
  'src/browser.ts',
  'src/training.node.ts',
  'src/steganalysis.node.ts',
  'src/engine.node.ts',
] as const;

describe('the public API', () => {
  const apis: readonly [string, Readonly<Record<string, unknown>>, readonly string[]][] = [
    ['Node', node, ['hide', 'reveal', 'capacity', 'evaluate', 'openModel', 'readPicture', 'writePicture']],
    ['training', training, ['train', 'trainingConfiguration']],
    ['steganalysis', steganalysis, ['audit', 'detectFiles', 'stegExpose', 'evaluateAttacks', 'attackNamed']],
    [
      'the engine',
      engine,
      ['hidePicture', 'revealPicture', 'deepMethod', 'hideThroughFile', 'revealHidden', 'psnr', 'ssim'],
    ],
    [
      'the browser',
      browser,
      [
        'hideThroughFile',
        'revealHidden',
        'createDeepModel',
        'createBrowserRuntime',
        'parseManifest',
        'decodePng',
        'encodePng',
      ],
    ],
  ];
  for (const [where, api, own] of apis) {
    it(`of ${where} has ${own.join(', ')}`, () => {
      for (const name of own) assert.equal(typeof api[name], 'function', name);
    });
  }

  it('has few names at its root, in Node', () => {
    const names = [...exportsFrom('src/index.ts').keys()];
    assert.ok(names.length < 40, `${names.length}: ${names.join(', ')}`);
  });

  it('of the package is what package.json says', () => {
    const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const listed = Object.values<{ readonly default?: string }>(exports).flatMap((entry) =>
      typeof entry === 'object' ? [entry.default?.replace('./dist/', '').replace(/js$/, 'ts')] : [],
    );
    assert.deepEqual(listed.sort(), [...ENTRIES].sort());
  });

  for (const entry of ENTRIES) {
    it(`that ${entry} lists has a docstring for every symbol and explains no parameter that is not there`, () => {
      const exported = [...exportsFrom(entry)];
      assert.ok(exported.length > 5);
      const undocumented = exported.filter(([name, path]) => docstring(name, path) === undefined);
      assert.deepEqual(
        undocumented.map(([name, path]) => `${name} in ${path}`),
        [],
      );
      assert.deepEqual(
        exported.flatMap(([name, path]) => strangeParameters(name, path)),
        [],
      );
    });
  }

  it('has a docstring for every property of what its root takes and gives', () => {
    const missing = [...exportsFrom('src/index.ts')].flatMap(([name, path]) =>
      undocumentedMembers(name, path),
    );
    assert.deepEqual(missing, []);
  });
});
