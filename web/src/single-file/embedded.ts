/**
 * The files that a page in one file contains: they lie in the document, compressed, in scripts that are not run. The page and its worker
 * each make addresses for them.
 */

/** Files by name. */
export type Files = Readonly<Record<string, Blob>>;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  json: 'application/json',
  wasm: 'application/wasm',
  svg: 'image/svg+xml',
  webp: 'image/webp',
  png: 'image/png',
  jpg: 'image/jpeg',
};

/** What the build writes in scripts for the address of a file: a look into these. */
const place = globalThis as { embeddedAddresses?: Readonly<Record<string, string | undefined>> };

let files: Files = {};

/** All files; none before they are unpacked. */
export function embeddedFiles(): Files {
  return files;
}

/** The address of a file; undefined if the page does not contain it. */
export function embeddedAddress(name: string): string | undefined {
  return place.embeddedAddresses?.[name];
}

/** Unpacks the files of the document; the page begins after that. */
export async function unpackFiles(): Promise<void> {
  const packed = [...document.querySelectorAll<HTMLScriptElement>('script[data-file]')];
  const unpacked = await Promise.all(
    packed.map(async ({ dataset, text }) => [dataset.file!, await unpack(dataset.file!, text)] as const),
  );
  files = Object.fromEntries(unpacked);
  place.embeddedAddresses = Object.fromEntries(
    unpacked.map(([name, file]) => [name, URL.createObjectURL(file)]),
  );
  // The text is needed no longer.
  for (const script of packed) script.remove();
}

/** @param text - the file, by gzip, in base64. */
async function unpack(name: string, text: string): Promise<Blob> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const type = MEDIA_TYPES[name.replace(/^.*\./, '')] ?? 'application/octet-stream';
  return new Blob([await new Response(stream).arrayBuffer()], { type });
}
