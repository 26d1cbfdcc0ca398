/**
 * Documents whose figures are measured: what stands between `<!-- measured:NAME -->` and `<!-- /measured -->` is written by a program, the
 * rest by people.
 */

const SECTION = /<!-- measured:([a-z-]+) -->\n[\s\S]*?<!-- \/measured -->/g;
const MARKERS = /<!-- \/?measured/g;

/**
 * The document with its measured sections written anew; the same again changes nothing.
 *
 * @param sections - text by name. Names that the document does not have are left out.
 * @throws RangeError as `assertMeasured`.
 */
export function withMeasured(document: string, sections: Readonly<Record<string, string>>): string {
  assertMeasured(document, Object.keys(sections));
  return document.replaceAll(
    SECTION,
    (_, name: string) => `<!-- measured:${name} -->\n${sections[name]}\n<!-- /measured -->`,
  );
}

/** @throws RangeError when a marker has no partner, a name is not among those given, or there is no section. */
export function assertMeasured(document: string, names: readonly string[]): void {
  const found = [...document.matchAll(SECTION)].map(([, name]) => name!);
  const markers = document.match(MARKERS) ?? [];
  // A section that swallowed the opening of another has three.
  if (found.length === 0 || markers.length !== 2 * found.length) {
    throw new RangeError(
      'Expected every <!-- measured:NAME --> to be followed by a <!-- /measured --> of its own',
    );
  }
  for (const name of found) {
    if (names.includes(name)) continue;
    throw new RangeError(`Expected one of ${names.join(', ')} for a measured section but received ${name}`);
  }
}
