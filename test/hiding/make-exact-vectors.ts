/**
 * Writes containers of the exact method and what they hide: `test/hiding/stored/exact-*.png` and `test/hiding/exact-vectors.json`.
 * Run by hand, once for every version of the format, in a build folder:
 *
 *     node dist/test/hiding/make-exact-vectors.js <folder to write to>
 *
 * The random bytes are seeded, and the masters of passphrases come from the slow Argon2id of the tests, 40 s each; with names as
 * further arguments only those are written, and the JSON holds only them.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePicture } from '../../src/image/picture-files.node.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { ARGON2ID } from '../../src/keys/frame-keys.ts';
import type { Secret } from '../../src/media/secret.ts';
import { hideExact } from '../../src/methods/exact/exact-method.ts';
import type { ExactOptions } from '../../src/methods/exact/settings.ts';
import { argon2idReference } from '../keys/argon2id-reference.ts';
import { CODER, file, photo, picture } from './exact-cases.ts';
import { independentReadExact, independentSalt } from './independent-exact.ts';
import { seededRandom } from './seeded-random.ts';

interface VectorRecipe {
  readonly name: string;
  readonly cover: () => RgbImage | Promise<RgbImage>;
  readonly receivers: () => Promise<readonly VectorReceiver[]>;
  readonly options: ExactOptions;
}

interface VectorReceiver {
  readonly secret: Secret;
  readonly passphrase?: string;
}

/** A slope with a little structure, which a PNG file holds in few bytes. */
function slope(width: number, height: number): RgbImage {
  const samples = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 40 + ((x >> 2) + (y >> 1) + 20 * (i % 3)) / 2;
  });
  return rgbImage(width, height, samples);
}

const text = (name: string, content: string): Secret => ({
  kind: 'file',
  name,
  mediaType: 'text/plain',
  content: new TextEncoder().encode(content),
});
const one = (secret: Secret | Promise<Secret>, passphrase?: string) => async () => [
  { secret: await secret, ...(passphrase !== undefined && { passphrase }) },
];
const secretPhoto = async (name: string, width: number, height: number) =>
  picture(await photo(name, width, height), name);

const RECIPES: readonly VectorRecipe[] = [
  {
    name: 'open',
    cover: () => photo('coffee.png', 64, 64),
    receivers: one(text('note.txt', 'Anyone can read this.\n')),
    options: {},
  },
  {
    name: 'passphrase',
    cover: () => photo('chelsea.png', 80, 64),
    receivers: one(text('Grüße 語.txt', 'Only you can read this.\n'), 'Pentimento \ufb01 \u2460 \u00fc'),
    options: { distortion: 'uniform' },
  },
  {
    name: 'empty',
    cover: () => slope(3, 4096),
    receivers: one(file(0, '')),
    options: { distortion: 'uniform', constraintHeight: 6 },
  },
  {
    name: 'jpeg2000',
    cover: () => photo('kodim23.png', 96, 96),
    receivers: one(secretPhoto('astronaut.png', 64, 48)),
    options: {},
  },
  {
    name: 'jpeg-xl',
    cover: () => photo('canyon.jpg', 96, 80),
    receivers: one(secretPhoto('passionflower.jpg', 24, 20), 'a picture'),
    options: { quality: 'lossless', constraintHeight: 12 },
  },
  {
    name: 'layers-above-digits',
    cover: () => photo('nebula.jpg', 64, 72),
    receivers: one(file(3300)),
    options: { distortion: 'uniform', constraintHeight: 9 },
  },
  {
    name: 'matching',
    cover: () => photo('coffee.png', 72, 64),
    receivers: one(file(900)),
    options: { embedding: 'matching' },
  },
  {
    name: 'ternary',
    cover: () => photo('coffee.png', 64, 72),
    receivers: one(file(1500), 'digits'),
    options: { embedding: 'ternary' },
  },
  {
    name: 'q5',
    cover: () => photo('chelsea.png', 64, 64),
    receivers: one(file(2300)),
    options: { embedding: 'q5' },
  },
  {
    name: 'q16',
    cover: () => photo('canyon.jpg', 64, 64),
    receivers: one(file(4000)),
    options: { embedding: 'q16' },
  },
  {
    name: 'hill',
    cover: () => photo('passionflower.jpg', 96, 64),
    receivers: one(file(250)),
    options: { distortion: 'hill', constraintHeight: 11 },
  },
  {
    name: 'segments',
    cover: () => slope(256, 128),
    receivers: one(file(500)),
    options: { distortion: 'uniform', constraintHeight: 7 },
  },
  {
    name: 'two-parts',
    cover: () => photo('astronaut.png', 96, 96),
    receivers: async () => [
      { secret: file(300, 'first.bin') },
      { secret: text('second.txt', 'For the other one.\n'), passphrase: 'the other one' },
    ],
    options: { distortion: 'uniform' },
  },
  {
    name: 'four-parts',
    cover: () => photo('kodim23.png', 128, 128),
    receivers: async () => [
      { secret: text('first.txt', 'For one of four.\n'), passphrase: 'one of four' },
      { secret: file(400) },
    ],
    options: { parts: 4, distortion: 'uniform', constraintHeight: 8 },
  },
];

const [folder, ...names] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected a folder to write to but received none');
await mkdir(join(folder, 'stored'), { recursive: true });
const vectors: unknown[] = [];
for (const recipe of RECIPES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  vectors.push(await vectorOf(recipe, folder));
  console.log(recipe.name);
}
const origin =
  'Written by make-exact-vectors.ts with version 1 of the format; what they say was read by independent-exact.ts, and masters are of argon2id-reference.ts. Digests are SHA-256.';
await writeFile(
  join(folder, 'exact-vectors.json'),
  `${JSON.stringify({ origin, containers: vectors }, null, 2)}\n`,
);

async function vectorOf(recipe: VectorRecipe, into: string) {
  const random = seededRandom(`exact vector ${recipe.name}`);
  const cover = await recipe.cover();
  const receivers = await recipe.receivers();
  const { container } = await hideExact(cover, receivers, CODER, { ...recipe.options, random });
  await writePicture(join(into, 'stored', `exact-${recipe.name}.png`), container);
  const salt = independentSalt(container.data);
  const said: unknown[] = [];
  for (const { passphrase } of receivers) {
    const master =
      passphrase === undefined
        ? undefined
        : argon2idReference({
            ...ARGON2ID,
            password: Buffer.from(passphrase.normalize('NFKC'), 'utf8'),
            salt,
          });
    const { width, height, data } = container;
    const { header, payload } = independentReadExact(data, width, height, master && (() => master))!;
    const { content, ...record } = payload!;
    const revealed = await CODER.decode(
      payload!.kind === 'picture' ? { ...payload!, content: new Uint8Array(content) } : payload!,
    );
    said.push({
      ...(master && { passphrase, master: Buffer.from(master).toString('hex') }),
      header,
      ...record,
      content: sha256(content),
      ...(revealed.kind === 'picture' && { samples: sha256(revealed.image.data) }),
    });
  }
  return { name: recipe.name, salt: salt.toString('hex'), secrets: said };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
