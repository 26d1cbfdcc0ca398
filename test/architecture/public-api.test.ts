/**
 * The public API is what the entry points list, and all of it is documented:
 *
 * - Every symbol, and every member of an interface, class or type, has a docstring of its own: none stands for two that follow one another.
 * - Every parameter has a `@param` of its own, unless its type is an interface or class of ours, which says itself what it is (`RgbImage`,
 *   `HideOptions`), or its names stand in its place (`{ width, height }`). This goes for functions, and methods of interfaces and classes.
 *   Every `@param` names a parameter that there is.
 * - A body that throws an error, itself or in what it returns, has a `@throws` that names its class; where it calls `throwIfAborted`, a `@throws`
 *   that mentions the signal. What is only passed on by calls is not looked for.
 *
 * These checks read text, and need nothing installed. `npm run docs` checks members with the compiler's eyes, those of nested literals and
 * of types that are not exported included.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import * as browser from '../../src/browser.ts';
import * as engine from '../../src/engine.node.ts';
import * as node from '../../src/index.ts';
import * as marking from '../../src/marking.node.ts';
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

/** A declaration of a file: its text up to its end, and the docstring before it. */
interface Declaration {
  readonly name: string;
  readonly path: string;
  readonly comment: string | undefined;
  readonly text: string;
}

/** The declaration of a name in a file, as the formatter writes it: it ends with a brace, or a semicolon, at the margin. */
function declarationIn(path: string, name: string): Declaration | undefined {
  const { text } = files.get(path)!;
  const start = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/\\n)?^(?:export )?(?:async )?(?:abstract )?(?<kind>function|const|class|interface|type) ${name}\\b`,
    'm',
  ).exec(text);
  if (start === null) return undefined;
  const rest = text.slice(start.index + (start[1]?.length ?? 0));
  const isBlock = !['const', 'type'].includes(start.groups!.kind!);
  const end = (isBlock ? /^[^\n]*\{\}\n|\n\}\n/ : /;\n(?=\n|$)/).exec(rest);
  return {
    name,
    path,
    comment: start[1],
    text: rest.slice(0, end === null ? undefined : end.index + end[0].length),
  };
}

/** The declaration of a name that a file exports, wherever it comes from. */
function declaration(name: string, path: string): Declaration {
  const further = exportsFrom(path).get(name);
  const found = further === undefined ? declarationIn(path, name) : declaration(name, further);
  assert.ok(found !== undefined, `${name} is not declared in ${path}`);
  return found;
}

/** The declarations that a declaration extends and that are ours. */
function bases({ text, path }: Declaration): Declaration[] {
  const names = /^[^{]*? extends ([^{]*)\{/.exec(text)?.[1]?.match(/\b[A-Z]\w*/g) ?? [];
  return names.flatMap((name) => {
    const from = new RegExp(`import (?:type )?\\{[^}]*\\b${name}\\b[^}]*\\} from '(\\.[^']+)'`).exec(
      files.get(path)!.text,
    )?.[1];
    const base = declarationIn(from === undefined ? path : posix.join(dirname(path), from), name);
    return base === undefined ? [] : [base, ...bases(base)];
  });
}

/** Something with parameters: a function, or a method of an interface or class. */
interface Callable {
  readonly name: string;
  readonly comment: string;
  /** From its name on. */
  readonly text: string;
}

/** Properties and methods of an interface, a class or a type, at any depth; of a class those that are not private. */
function members({ name, text }: Declaration): (Callable & { readonly documented: boolean })[] {
  const isClass = /^(?:export )?(?:abstract )?class /.test(text);
  const member = isClass
    ? /^ {2}(?!private |protected |static \{|\/|\*|\})(?:static |override |readonly |async )*(\w+)\??[:(<]/gm
    : /^ +(?:readonly (\w+)\??:|([a-z]\w*)\??[(<])/gm;
  return [...text.matchAll(member)]
    .filter(({ 0: found }) => !/ new|^ +(?:if|for|return|throw)\b/.test(found))
    .map(({ index, 0: found, 1: property, 2: method }) => {
      const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(text.slice(0, index))?.[0];
      return {
        name: `${name}.${property ?? method}`,
        comment: comment ?? '',
        text: text.slice(index + found.length - 1, endOf(text, index)),
        documented: comment !== undefined,
      };
    });
}

/** Where a member of a declaration ends: at the next line that is no further in than its first. */
function endOf(text: string, index: number): number {
  const margin = /^ */.exec(text.slice(index))![0];
  const end = new RegExp(`\\n(?= {0,${margin.length}}[^ \\n})>])`).exec(text.slice(index));
  return end === null ? text.length : index + end.index;
}

/** The place after the bracket that closes the one at `start`. */
function afterBracket(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if ('([{<'.includes(text[at]!)) depth++;
    else if (')]}>'.includes(text[at]!) && text[at - 1] !== '=') depth--;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** The parameters of what begins with its name, each as it is written. */
function parameters(text: string): string[] {
  const start = text.indexOf('(');
  if (start < 0) return [];
  const list = text.slice(start + 1, afterBracket(text, start) - 1);
  const parts: string[] = [];
  for (let at = 0, from = 0; at <= list.length; at++) {
    if ('([{<'.includes(list[at] ?? ' ')) at = afterBracket(list, at) - 1;
    else if (at === list.length || list[at] === ',') {
      parts.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts.filter((part) => part !== '');
}

/** Interfaces and classes of these files, whose docstrings say what they are; another name of a number or a text says too little. */
const OWN_TYPES = new Set(
  [...files.values()].flatMap(({ text }) =>
    [...text.matchAll(/\b(?:interface|class) (\w+)/g)].map(([, name]) => name!),
  ),
);

/** Parameters that only a `@param` can explain. */
function unexplainedParameters({ name, comment, text }: Callable): string[] {
  return parameters(text).flatMap((parameter) => {
    const [, own, type = ''] = /^(?:\.\.\.)?(\w+)\??(?:: ([^=]*(?:=>[^=]*)*))?/.exec(parameter) ?? [];
    const typeName = /^(?:Readonly<)?([A-Z]\w*)(?:<[^>]*>)?>?(?: \| undefined)?$/.exec(type.trim())?.[1];
    if (own === undefined || (typeName !== undefined && OWN_TYPES.has(typeName))) return [];
    return comment.includes(`@param ${own} - `) ? [] : [`${name}(${own})`];
  });
}

/** Parameters that a docstring explains and that are not there, or several of which it explains at once. */
function strangeParameters({ name, comment, text }: Callable): string[] {
  const names = new Set(parameters(text).flatMap((parameter) => parameter.match(/\w+/g) ?? []));
  return [...comment.matchAll(/@param (.*)/g)].flatMap(([, explained]) => {
    const own = /^([\w.]+) - ./.exec(explained!)?.[1]?.split('.').at(-1);
    return own !== undefined && names.has(own) ? [] : [`${name}(${explained})`];
  });
}

/** Errors that a body throws and its docstring does not name. What is caught and thrown again does not count. */
function unexplainedErrors({ name, comment, text }: Callable): string[] {
  const thrown = [
    ...text.matchAll(/\bthrow (?!(?:error|reason|undefined);)(?:(?:coded\(\s*)?new (\w+)|\w+)/g),
  ];
  const throws = comment.includes('@throws') ? comment.slice(comment.indexOf('@throws')) : '';
  return [
    ...thrown
      .filter(([, error]) => throws === '' || (error !== undefined && !throws.includes(error)))
      .map(([statement, error]) => `${name}: ${error ?? statement}`),
    ...(text.includes('throwIfAborted()') && !/\bsignal|@throws as /.test(throws)
      ? [`${name}: the signal's reason`]
      : []),
  ];
}

/** Whatever can be called of a declaration: itself, or its methods. */
function callables(found: Declaration): Callable[] {
  const { name, comment = '', text } = found;
  if (/^(?:export )?(?:async )?function /.test(text)) return [{ name, comment, text }];
  if (!/^(?:export )?(?:abstract )?(?:class|interface) /.test(text)) return [];
  return members(found).filter((member) => /^[(<]/.test(member.text));
}

const ENTRIES = [
  'src/index.ts',
  'src/browser.ts',
  'src/training.node.ts',
  'src/steganalysis.node.ts',
  'src/marking.node.ts',
  'src/engine.node.ts',
] as const;

describe('the public API', () => {
  const apis: readonly [string, Readonly<Record<string, unknown>>, readonly string[]][] = [
    ['Node', node, ['hide', 'reveal', 'capacity', 'evaluate', 'openModel', 'readPicture', 'writePicture']],
    ['training', training, ['train', 'trainingConfiguration']],
    ['marking', marking, ['mark', 'verify', 'markFiles', 'verifyFile', 'newOwnerKey', 'evaluateMark']],
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

  it('is checked so that gaps are seen', () => {
    const text = `export interface Sample extends Base {
  /** Both of them. */
  readonly first: number;
  readonly second: { readonly third: number };
  fourth(own: Sample, count: number, ...rest: readonly string[]): void;
}
`;
    const sample = { name: 'Sample', path: 'src/index.ts', comment: '/** A sample. */', text };
    const found = members(sample);
    assert.deepEqual(
      found.map(({ name, documented }) => [name, documented]),
      [
        ['Sample.first', true],
        ['Sample.second', false],
        ['Sample.fourth', false],
      ],
    );
    const [method] = callables(sample);
    assert.deepEqual(unexplainedParameters(method!), [
      'Sample.fourth(own)',
      'Sample.fourth(count)',
      'Sample.fourth(rest)',
    ]);
    assert.deepEqual(strangeParameters({ ...method!, comment: '@param count, rest - numbers.' }), [
      'Sample.fourth(count, rest - numbers.)',
    ]);
    const body =
      'fail(image: RgbImage) {\n  options.signal?.throwIfAborted();\n  throw coded(new RangeError(why), code);\n}';
    const failing = { name: 'fail', comment: '@throws TypeError when it is wrong.', text: body };
    assert.deepEqual(unexplainedParameters(failing), []);
    assert.deepEqual(unexplainedErrors(failing), ['fail: RangeError', "fail: the signal's reason"]);
  });

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
    describe(`that ${entry} lists`, () => {
      const exported = [...exportsFrom(entry).keys()].map((name) => declaration(name, entry));
      const called = exported.flatMap(callables);

      it('has a docstring for every symbol', () => {
        assert.ok(exported.length > 5);
        const undocumented = exported.filter(({ comment }) => comment === undefined);
        assert.deepEqual(
          undocumented.map(({ name, path }) => `${name} in ${path}`),
          [],
        );
      });

      it('has a docstring for every member of its interfaces, classes and types', () => {
        const types = exported.filter(
          ({ text }) => !/^(?:export )?(?:async )?(?:const|function) /.test(text),
        );
        const all = types.flatMap((type) => [type, ...bases(type)]).flatMap(members);
        assert.deepEqual(
          all.filter(({ documented }) => !documented).map(({ name }) => name),
          [],
        );
      });

      it('explains every parameter whose type does not, and none that is not there', () => {
        assert.deepEqual(called.flatMap(unexplainedParameters), []);
        assert.deepEqual(called.flatMap(strangeParameters), []);
      });

      it('names every error that its functions throw', () => {
        assert.deepEqual(called.flatMap(unexplainedErrors), []);
      });
    });
  }
});
