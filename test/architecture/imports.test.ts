/**
 * Imports point one way (docs/architecture.md). Imports of types count too: who needs the type cannot be understood, or
 * moved, without the file that it comes from.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Import, SourceFile } from './source.ts';
import { ROOT, sourceFiles } from './source.ts';

/** The arrows of docs/architecture.md; a folder may import from all that lies behind its arrows, directly or not. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  cli: ['report'],
  report: ['evaluation', 'steganalysis', 'training'],
  steganalysis: ['evaluation', 'training'],
  evaluation: ['hiding', 'attacks', 'marking'],
  hiding: ['methods', 'metrics'],
  marking: ['keys', 'media', 'attacks'],
  methods: ['jobs', 'keys', 'networks', 'runtime', 'media'],
  training: ['networks', 'runtime', 'attacks', 'metrics'],
  attacks: ['image', 'random'],
  media: ['metrics', 'image'],
  networks: ['graph', 'keys'],
  graph: ['onnx'],
  runtime: ['onnx', 'jobs'],
  jobs: ['errors'],
  keys: ['random'],
  metrics: ['image'],
  onnx: ['errors'],
  image: ['errors'],
  random: ['errors'],
  errors: [],
};

/** Packages that exist in Node only; built-in modules are named `node:...`. */
const NODE_ONLY = ['sharp', 'onnxruntime-node', 'commander'];

const files = sourceFiles();

function folderOf(path: string): string {
  return path.split('/')[1]!;
}

function below(folder: string): ReadonlySet<string> {
  return new Set((ARROWS[folder] ?? []).flatMap((next) => [next, ...below(next)]));
}

function benchmarks(): { readonly path: string; readonly text: string }[] {
  return readdirSync(join(ROOT, 'bench'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: `bench/${name}`, text: readFileSync(join(ROOT, 'bench', name), 'utf8') }));
}

function isNodeOnly({ target }: Import): boolean {
  return target.startsWith('node:') || NODE_ONLY.includes(packageOf(target));
}

function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

function mayUseNode(path: string): boolean {
  return path === 'src/index.ts' || /^src\/cli\/|(\/|\.)node\.ts$/.test(path);
}

/** All files that a file imports, directly or not, with one way that leads to each. */
function reachable(from: string): ReadonlyMap<string, readonly string[]> {
  const ways = new Map([[from, [from]]]);
  for (const [path, way] of ways) {
    for (const { ours, target } of files.get(path)!.imports) {
      if (ours && !ways.has(target)) ways.set(target, [...way, target]);
    }
  }
  return ways;
}

function offences(offends: (file: SourceFile, imported: Import) => boolean): string[] {
  return [...files.values()].flatMap((file) =>
    file.imports
      .filter((imported) => offends(file, imported))
      .map(({ target }) => `${file.path} imports ${target}`),
  );
}

describe('the source files', () => {
  it('are found, with their imports', () => {
    const imports = [...files.values()].flatMap((file) => file.imports);
    assert.ok(files.size > 60);
    assert.ok(imports.length > 2 * files.size);
    assert.ok(imports.some(({ target }) => target === 'src/runtime/runtime-worker.node.ts'));
    assert.ok(imports.some(({ target }) => target === 'node:fs/promises'));
  });

  it('import files that exist, by their whole name', () => {
    assert.deepEqual(
      offences((_, { ours, target }) => ours && !files.has(target)),
      [],
    );
  });

  it('stand in folders whose place is known', () => {
    const folders = new Set([...files.keys()].map(folderOf).filter((name) => !name.endsWith('.ts')));
    assert.deepEqual([...folders].sort(), Object.keys(ARROWS).sort());
  });

  it('import only from their own folder and those below it', () => {
    assert.deepEqual(
      offences(({ path }, { ours, target }) => {
        const [from, to] = [folderOf(path), folderOf(target)];
        return ours && ARROWS[from] !== undefined && from !== to && !below(from).has(to);
      }),
      [],
    );
  });

  it('know a method by the registry, not by its files', () => {
    // The entries name what they export, the controls what they imitate; models and the frame belong to several methods.
    const shared = ['src/methods/models/', 'src/methods/frame/'];
    const mayName = (path: string): boolean =>
      /^src\/(methods\/|[^/]+\.ts$|steganalysis\/controls\/)/.test(path);
    assert.deepEqual(
      offences(
        ({ path }, { ours, target }) =>
          ours &&
          !mayName(path) &&
          /^src\/methods\/[^/]+\//.test(target) &&
          !shared.some((folder) => target.startsWith(folder)),
      ),
      [],
    );
  });

  it('of the metrics know only the type of a picture', () => {
    assert.deepEqual(
      offences(
        ({ path }, { ours, typeOnly, target }) =>
          ours && folderOf(path) === 'metrics' && folderOf(target) === 'image' && !typeOnly,
      ),
      [],
    );
  });

  it('do not import each other in a circle, but for operators, whose gradients are made of one another', () => {
    const circles = [...files.values()].flatMap((file) =>
      file.imports
        .filter(() => !file.path.startsWith('src/graph/operations/'))
        .filter(({ ours, typeOnly, target }) => ours && !typeOnly && reachesByValue(target, file.path))
        .map(({ target }) => `${file.path} <-> ${target}`),
    );
    assert.deepEqual(circles, []);
  });

  it('import only packages that package.json names, but for erased types', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const known = Object.keys({
      ...manifest.dependencies,
      ...manifest.optionalDependencies,
      ...manifest.peerDependencies,
    });
    assert.deepEqual(
      offences(
        (_, { ours, typeOnly, target }) =>
          !ours && !typeOnly && !target.startsWith('node:') && !known.includes(packageOf(target)),
      ),
      [],
    );
  });
});

describe('what exists in Node only', () => {
  it('is imported in node.ts, *.node.ts, cli/ and index.ts only', () => {
    assert.deepEqual(
      offences(({ path }, imported) => !mayUseNode(path) && isNodeOnly(imported)),
      [],
    );
  });

  it('is the native runtime in one file only, which turns its telemetry off first', () => {
    // A declaration of its types is none of its code.
    const naming = [...files.values(), ...benchmarks()].filter(
      ({ path, text }) => !path.endsWith('.d.ts') && /['"]onnxruntime-node['"/]/.test(text),
    );
    assert.deepEqual(
      naming.map(({ path }) => path),
      ['src/runtime/native.node.ts'],
    );
    const { text } = naming[0]!;
    assert.ok(text.indexOf('await quieten(') < text.indexOf("import('onnxruntime-node')"));
    assert.equal(text.split("'onnxruntime-node'").length, 2);
  });

  it('is imported by the files that bear the name', () => {
    const needless = [...files.values()]
      .filter(({ path }) => /(\/|\.)node\.ts$/.test(path))
      .filter(({ path }) =>
        [...reachable(path).keys()].every((to) => !files.get(to)!.imports.some(isNodeOnly)),
      )
      .map(({ path }) => path);
    assert.deepEqual(needless, []);
  });

  for (const entry of ['src/browser.ts', 'src/runtime/browser.ts']) {
    it(`is not reached from ${entry}`, () => {
      const ways = [...reachable(entry)]
        .filter(([path]) => mayUseNode(path) || files.get(path)!.imports.some(isNodeOnly))
        .map(([, way]) => way.join(' -> '));
      assert.deepEqual(ways, []);
    });
  }

  it('is reached from the public API of Node', () => {
    assert.ok(
      [...reachable('src/index.ts').keys()].some((path) => files.get(path)!.imports.some(isNodeOnly)),
    );
  });
});

describe('the web app', () => {
  const pages = [...sourceFiles('web/src').values()];

  it('is found, with its imports', () => {
    assert.ok(pages.length > 30);
    assert.ok(pages.some(({ path }) => path.endsWith('.tsx')));
  });

  it('takes the library through its entry for browsers only', () => {
    const others = pages.flatMap(({ path, imports }) =>
      imports
        .filter(({ ours, target }) => ours && !target.startsWith('web/src/') && target !== 'src/browser.ts')
        .map(({ target }) => `${path} imports ${target}`),
    );
    assert.deepEqual(others, []);
    assert.ok(pages.some(({ imports }) => imports.some(({ target }) => target === 'src/browser.ts')));
  });

  it('imports nothing that exists in Node only', () => {
    assert.deepEqual(
      pages.filter(({ imports }) => imports.some(isNodeOnly)).map(({ path }) => path),
      [],
    );
  });

  it('is not known to the library', () => {
    assert.deepEqual(
      offences((_, { ours, target }) => ours && !target.startsWith('src/')),
      [],
    );
  });
});

function reachesByValue(from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const path of seen) {
    if (path === to) return true;
    for (const { ours, typeOnly, target } of files.get(path)?.imports ?? []) {
      if (ours && !typeOnly) seen.add(target);
    }
  }
  return false;
}

describe('a script', () => {
  it('names compiled files that there are', () => {
    const named = readdirSync(join(ROOT, 'scripts'))
      .filter((name) => name.endsWith('.mjs'))
      .flatMap((name) => {
        const text = readFileSync(join(ROOT, 'scripts', name), 'utf8');
        return [...text.matchAll(/compiled\('([^']+)\.js'\)/g)].map(([, path]) => `src/${path}.ts`);
      });
    assert.ok(named.length >= 3);
    assert.deepEqual(
      named.filter((path) => !files.has(path)),
      [],
    );
  });
});

describe('methods', () => {
  it('are named in their own folders only', () => {
    const naming = /['"](?:deep|lsb4)['"]|method\w*\s*(?:===|!==|[:=])\s*['"]exact['"]/;
    const all = [...files.values(), ...sourceFiles('web/src').values()];
    const offending = all.filter(({ path, text }) => !path.startsWith('src/methods/') && naming.test(text));
    assert.deepEqual(
      offending.map(({ path }) => path),
      [],
    );
  });
});
