/**
 * The texts of the page, in all languages: the same ones, with the same values, and none that nothing says.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { build, type Rollup } from 'vite';
import { jpegCoverWarning, methods, passphraseWarning, rgbImage } from '../../src/browser.ts';
import { BEYOND_PHRASES } from '../../src/image/beyond-samples.ts';
import { hidingRemarks } from '../../src/methods/exact/code-or-carry.ts';
import { ROOT } from '../architecture/source.ts';

type Text = string | Readonly<Record<string, string>>;
type Texts = Readonly<Record<string, Text>>;

/** Sentences that are made of parts. */
const MADE = /^said\.(?:weak|note|coding\.original\.keeps|warning\.(?:jpeg|decoded|loud))/;

interface Loaded {
  readonly languages: Readonly<Record<string, Texts>>;
  readonly said: Readonly<Record<string, string>>;
  translator(texts: Texts, language: string): (sentence: string) => string;
}

const SOURCES = join(ROOT, 'web', 'src');

const ENTRY = `
  import { en } from ${JSON.stringify(join(SOURCES, 'texts', 'en.ts'))};
  import { de } from ${JSON.stringify(join(SOURCES, 'texts', 'de.ts'))};
  import { fr } from ${JSON.stringify(join(SOURCES, 'texts', 'fr.ts'))};
  import { es } from ${JSON.stringify(join(SOURCES, 'texts', 'es.ts'))};
  import { zh } from ${JSON.stringify(join(SOURCES, 'texts', 'zh.ts'))};
  import { said } from ${JSON.stringify(join(SOURCES, 'texts', 'said.ts'))};
  export { translator } from ${JSON.stringify(join(SOURCES, 'texts', 'translator.ts'))};
  export const languages = { en: { ...en, ...said }, de, fr, es, 'zh-Hans': zh };
  export { said };
`;

/** The page's modules are bundled, as for the page. */
async function load(): Promise<Loaded> {
  const [output] = (await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, lib: { entry: 'entry', formats: ['es'] } },
    plugins: [
      {
        name: 'test:entry',
        enforce: 'pre',
        resolveId: (id) => (id === 'entry' || id.endsWith('/entry') ? '\0entry' : null),
        load: (id) => (id === '\0entry' ? ENTRY : null),
      },
    ],
  })) as Rollup.RollupOutput[];
  const [{ code }] = output!.output;
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

/** All source files of a folder but those of the texts, without the joints of sentences that go over several lines. */
function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.endsWith('texts'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n')
    .replaceAll(/['`] \+\n\s*['`]/g, '');
}

function formsOf(text: Text): readonly string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

function valuesIn(text: Text): string {
  const names = formsOf(text).flatMap((form) => [...form.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
  return [...new Set(names)].sort().join();
}

let loaded: Loaded;

before(async () => {
  loaded = await load();
});

describe('the texts of the page', () => {
  it('are the same in all languages, with the same values', () => {
    const { en, ...others } = loaded.languages;
    const keys = Object.keys(en!).sort();
    assert.ok(keys.length > 300 && Object.keys(others).length === 4);
    for (const [language, texts] of Object.entries(others)) {
      assert.deepEqual(Object.keys(texts).sort(), keys, language);
      for (const key of keys) {
        assert.equal(valuesIn(texts[key]!), valuesIn(en![key]!), `${language}: ${key}`);
        assert.equal(typeof texts[key], typeof en![key], `${language}: ${key}`);
        assert.ok(
          formsOf(texts[key]!).every((form) => form.trim() === form && form !== ''),
          `${language}: ${key}`,
        );
      }
    }
  });

  it('are translated', () => {
    const { en, ...others } = loaded.languages;
    for (const [language, texts] of Object.entries(others)) {
      const same = Object.keys(texts).filter(
        (key) => texts[key] === en![key] && / \w+ \w+ /.test(String(en![key])),
      );
      assert.deepEqual(same, [], language);
    }
  });

  it('are all used', () => {
    const code = sources(SOURCES);
    const literals = new Set([...code.matchAll(/'([a-z][\w.-]+)'/g)].map(([, name]) => name));
    // Names that are made of parts, such as `page.${name}`.
    const made = [...code.matchAll(/`([a-z]+\.[\w.-]*\$\{[^`]*)`/g)].map(
      ([, name]) => new RegExp(`^${name!.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w-]+')}$`),
    );
    const own = Object.keys(loaded.languages.en!).filter((key) => !key.startsWith('said.'));
    const unused = own.filter((key) => !literals.has(key) && !made.some((pattern) => pattern.test(key)));
    assert.deepEqual(unused, []);
  });
});

describe('sentences of the worker and the library', () => {
  it('are said like that', () => {
    const code = sources(SOURCES) + sources(join(ROOT, 'src'));
    const longest = (text: string): string =>
      text.split(/\{\w+\}/).reduce((best, part) => (part.length > best.length ? part : best), '');
    const gone = Object.entries(loaded.said)
      .map(([key, text]) => [key, longest(text).replace(/^[\s.;,]+|[\s.;,]+$/g, '')] as const)
      // These are made of parts: the next test has them.
      .filter(([key, part]) => !MADE.test(key) && !code.includes(part));
    assert.deepEqual(gone, []);
  });

  it('are those that are made of parts', () => {
    const known = new Set(Object.values(loaded.said));
    const weak = ['  ', 'a', 'ab12', 'monkey77', 'zebra9!', 'quixotic!7', 'tree-lamp-9'].map((text) =>
      passphraseWarning(text),
    );
    assert.ok(new Set(weak).size >= 5, weak.join('\n'));
    assert.deepEqual(
      weak.filter((text) => text !== undefined && !known.has(text)),
      [],
    );
    assert.ok(Object.values(BEYOND_PHRASES).every((phrase) => known.has(phrase)));
    assert.ok(known.has(jpegCoverWarning('The cover', rgbImage(8, 8, new Uint8Array(192)), true)!));
  });

  it('are those about what a file holds besides its pixels', () => {
    const image = rgbImage(1, 1, new Uint8Array(3));
    const coded = {
      kind: 'picture',
      name: '',
      codec: 1,
      width: 1,
      height: 1,
      content: new Uint8Array(99),
    } as const;
    // A JPEG of nothing but a comment.
    const told = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 6, 0x68, 0x69, 0x68, 0x69, 0xff, 0xd9);
    const carried = { kind: 'file', name: '', mediaType: '', content: told } as const;
    const notes = (
      [
        [['transparency'], coded],
        [['depth', 'gain-map', 'profile'], coded],
        [[], coded],
        [[], carried],
        [['frames'], carried],
      ] as const
    ).flatMap(([beyond, payload]) => {
      const original = { mediaType: 'image/jpeg', content: told, beyond };
      const secret = { kind: 'picture', name: 'a.jpg', image, original } as const;
      return hidingRemarks(secret, 'lossless', { payload, coding: '' }).notes;
    });
    assert.equal(new Set(notes).size, 5, notes.join('\n'));
    for (const language of ['de', 'fr', 'es', 'zh-Hans']) {
      const translate = loaded.translator(loaded.languages[language]!, language);
      assert.deepEqual(
        notes.filter((note) => translate(note) === note),
        [],
        language,
      );
    }
  });

  it('are found again, with their values, in every language', () => {
    const { de, fr } = loaded.languages;
    const inGerman = loaded.translator(de!, 'de');
    assert.equal(
      inGerman(
        'a photo.heic is a HEIC picture, which this browser cannot read. It is hidden as a file, byte for byte, by the exact method.',
      ),
      'a photo.heic ist ein Bild im Format HEIC, das dieser Browser nicht lesen kann. Es wird mit dem exakten Verfahren als Datei versteckt, Byte für Byte.',
    );
    assert.equal(
      inGerman('The receiver will see the secret at 18.5 dB only; a larger or calmer cover helps'),
      'Der Empfänger sieht das Geheimnis nur mit 18,5\u00a0dB; ein größeres oder ruhigeres Trägerbild hilft',
    );
    assert.equal(
      loaded.translator(fr!, 'fr')('12,345 bytes as they are'),
      '12\u202f345\u00a0octets tels quels',
    );
    assert.equal(
      inGerman(
        'a.tif: its depth of more than 8 bits, gain map and colour profile are not hidden; quality original carries its file as it is, 1,234 bytes',
      ),
      'a.tif: Nicht mit versteckt: Tiefe von mehr als 8 Bit, Gain-Map (HDR) und Farbprofil. Als Originaldatei wären es 1.234\u00a0Byte.',
    );
    assert.equal(inGerman('Nobody has said this.'), 'Nobody has said this.');
  });

  it('are those of all methods that the page offers', () => {
    const known = new Set(Object.values(loaded.said));
    const missing = methods()
      .filter(({ baseline }) => baseline !== true)
      .flatMap(({ label, title, purpose, explanation, detectability, options }) => [
        label,
        title,
        purpose,
        explanation,
        detectability,
        ...Object.values(options).flatMap((option) =>
          option.label === undefined
            ? []
            : [option.label, ...('labels' in option ? (option.labels ?? []) : [])],
        ),
      ])
      .filter((text) => text !== undefined && !known.has(text) && !/^(?:JPEG|WebP) \d+$/.test(text));
    assert.deepEqual(missing, []);
  });
});
