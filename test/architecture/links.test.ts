/**
 * Every link of the project's documents leads somewhere: to a file that is there, and to a heading that it has.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from './source.ts';

/** What is not ours, or made. */
const LEFT_OUT = /^(?:node_modules|dist.*|demo|runs|\..*)$/;

function documents(folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (LEFT_OUT.test(entry.name)) return [];
    if (entry.isDirectory()) return documents(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** Without code, in which nothing is a link. */
function prose(text: string): string {
  return text
    .replaceAll(/^(```|~~~)[\s\S]*?^\1.*$/gm, '')
    .replaceAll(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, 'code')
    .replaceAll(/<!--[\s\S]*?-->/g, '');
}

/** The targets of links and pictures: `[text](target "title")`, `[text]: target`, `src="target"`. */
export function linkTargets(text: string): string[] {
  const links = prose(text).matchAll(
    /\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)|^\s*\[[^\]]+\]:\s*<?([^\s>]+)|\b(?:src|href)="([^"]+)"/gm,
  );
  return [...links].map(([, inline, reference, attribute]) => (inline ?? reference ?? attribute)!);
}

/** Names of a document's headings, as GitHub makes them. */
export function anchors(text: string): Set<string> {
  const found = new Set<string>();
  const withoutFences = text.replaceAll(/^(```|~~~)[\s\S]*?^\1.*$/gm, '');
  for (const [, heading] of withoutFences.matchAll(/^#{1,6}\s+(.*?)\s*#*$/gm)) {
    const name = heading!
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[`*]/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-');
    let unique = name;
    for (let count = 1; found.has(unique); count++) unique = `${name}-${count}`;
    found.add(unique);
  }
  return found;
}

/** Why a link of a document leads nowhere; undefined where it is not ours to know, or good. */
function problem(path: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return undefined;
  const [file, anchor] = target.split('#', 2).map(decodeURIComponent);
  const destination = file === '' ? path : resolve(dirname(path), file!);
  if (!existsSync(destination)) return 'is not there';
  if (relative(ROOT, destination).startsWith('..')) return 'is not in the repository';
  if (anchor === undefined || anchor === '') return undefined;
  if (statSync(destination).isDirectory() || !destination.endsWith('.md')) return 'has no headings';
  return anchors(readFileSync(destination, 'utf8')).has(anchor) ? undefined : `has no heading ${anchor}`;
}

describe('the links of the documents', () => {
  const paths = documents();

  it('are found', () => {
    const targets = paths.flatMap((path) => linkTargets(readFileSync(path, 'utf8')));
    assert.ok(paths.length >= 20 && targets.length >= 40, `${targets.length} links in ${paths.length} files`);
    assert.ok(targets.some((target) => target.includes('#')));
  });

  it('lead to files and headings that are there', () => {
    const broken = paths.flatMap((path) =>
      linkTargets(readFileSync(path, 'utf8')).flatMap((target) => {
        const why = problem(path, target);
        return why === undefined ? [] : [`${relative(ROOT, path)}: ${target} ${why}`];
      }),
    );
    assert.deepEqual(broken, []);
  });
});

describe('links and headings', () => {
  it('are read as GitHub reads them', () => {
    const text = `# One: two, *three*\n## \`--four\`\n## Same\n## Same\n## Größe und_so\n
[a](b.md#c) ![d](<e f.png> "title") \`[no](no.md)\`\n\n\`\`\`sh\n# none\n[no](no.md)\n\`\`\`\n[g]: h.md\n<img src="i.png">`;
    assert.deepEqual([...anchors(text)], ['one-two-three', '--four', 'same', 'same-1', 'größe-und_so']);
    assert.deepEqual(linkTargets(text.replace('e f', 'e')), ['b.md#c', 'e.png', 'h.md', 'i.png']);
  });
});
