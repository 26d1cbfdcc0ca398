/**
 * Writes containers of the JPEG method and what they hide: `test/methods/jpeg/stored/*.jpg` and `test/methods/jpeg/vectors.json`. Run by hand, once
 * for every version of the format, in a build folder:
 *
 *     node dist/test/methods/jpeg/make-jpeg-vectors.js <folder to write to>
 *
 * The random bytes are seeded, and the masters of passphrases come from the slow Argon2id of the tests, 40 s each.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sharp } from 'sharp';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { ARGON2ID } from '../../../src/keys/frame-keys.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { JPEG, type JpegCover } from '../../../src/media/jpeg.ts';
import { NODE_CODECS } from '../../../src/media/node-codecs.node.ts';
import type { Secret } from '../../../src/media/secret.ts';
import { coefficientCover } from '../../../src/methods/jpeg/coefficient-cover.ts';
import { jpeg } from '../../../src/methods/jpeg/jpeg.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import type { OptionValues } from '../../../src/methods/options.ts';
import { CODER, file, photo, picture } from '../../hiding/exact-cases.ts';
import { INDEPENDENT_JPEG, independentReadExact, independentSalt } from '../../hiding/independent-exact.ts';
import { seededRandom } from '../../hiding/seeded-random.ts';
import { argon2idReference } from '../../keys/argon2id-reference.ts';
import { samplePhoto } from '../../training/sample-photos.ts';

interface Recipe {
  readonly name: string;
  readonly cover: Sharp;
  readonly secrets: readonly (readonly [secret: Secret, passphrase?: string])[];
  readonly options?: OptionValues;
}

const note = (name: string, content: string): Secret => ({
  kind: 'file',
  name,
  mediaType: 'text/plain',
  content: new TextEncoder().encode(content),
});

const RECIPES: readonly Recipe[] = [
  {
    name: 'open',
    cover: samplePhoto('coffee.png', 160, 120).jpeg({ quality: 85 }),
    secrets: [[note('note.txt', 'Anyone can read this.\n')]],
  },
  {
    name: 'passphrase',
    cover: samplePhoto('chelsea.png', 152, 104).jpeg({
      quality: 80,
      progressive: true,
      chromaSubsampling: '4:4:4',
    }),
    secrets: [[note('Grüße 語.txt', 'Only you can read this.\n'), 'Pentimento \ufb01 \u2460 \u00fc']],
  },
  {
    name: 'grey',
    cover: samplePhoto('kodim23.png', 131, 99).greyscale().jpeg({ quality: 90, optimiseCoding: false }),
    secrets: [[file(120)]],
    options: { distortion: 'uerd', constraintHeight: 8 },
  },
  {
    name: 'picture',
    cover: samplePhoto('canyon.jpg', 192, 144).jpeg({ quality: 90 }),
    secrets: [[picture(await photo('astronaut.png', 32, 24))]],
    options: { rate: 0.5 },
  },
  {
    name: 'made-of-png',
    cover: samplePhoto('passionflower.jpg', 144, 112).png(),
    secrets: [[file(90)]],
  },
  {
    name: 'segments',
    cover: samplePhoto('nebula.jpg', 320, 240).jpeg({ quality: 60, mozjpeg: true }),
    secrets: [[file(200)]],
    options: { distortion: 'uniform', constraintHeight: 7 },
  },
  {
    name: 'two-parts',
    cover: samplePhoto('coffee.png', 208, 160).jpeg({ quality: 85 }),
    secrets: [[file(60, 'first.bin')], [note('second.txt', 'For the other one.\n'), 'the other one']],
  },
];

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Expected a folder to write to but received none');
await mkdir(join(folder, 'stored'), { recursive: true });
const containers: unknown[] = [];
for (const recipe of RECIPES) {
  containers.push(await vectorOf(recipe, folder));
  console.log(recipe.name);
}
const origin =
  'Written by make-jpeg-vectors.ts with version 1 of the format; what they say was read by independent-exact.ts, and masters are of argon2id-reference.ts. Digests are SHA-256.';
await writeFile(join(folder, 'vectors.json'), `${JSON.stringify({ origin, containers }, null, 2)}\n`);

async function vectorOf({ name, cover, secrets, options = {} }: Recipe, into: string) {
  const random = seededRandom(`jpeg vector ${name}`);
  const opened = await JPEG.open(new Uint8Array(await cover.toBuffer()), name, NODE_CODECS);
  const { hide } = await jpeg.load();
  const receivers = secrets.map(([secret, passphrase]) => ({ secret, keys: new KeyRing(passphrase) }));
  const work = { host: { coder: CODER } as MethodHost, random };
  const { container } = await hide(opened.cover, receivers, options, work);
  const { bytes } = await JPEG.write(container as JpegCover, '.jpg', NODE_CODECS);
  await writeFile(join(into, 'stored', `${name}.jpg`), bytes);
  const { samples, shape } = coefficientCover(readJpeg(bytes));
  const values = samples as Int16Array;
  const salt = independentSalt(values, INDEPENDENT_JPEG);
  const said = secrets.map(([, passphrase]) => {
    const master =
      passphrase === undefined
        ? undefined
        : argon2idReference({
            ...ARGON2ID,
            password: Buffer.from(passphrase.normalize('NFKC'), 'utf8'),
            salt,
          });
    const masterOf = master && (() => master);
    const { header, payload } = independentReadExact(values, ...shape, masterOf, INDEPENDENT_JPEG)!;
    const { content, ...record } = payload!;
    return {
      ...(master && { passphrase, master: Buffer.from(master).toString('hex') }),
      header,
      ...record,
      content: createHash('sha256').update(content).digest('hex'),
    };
  });
  return {
    name,
    digest: createHash('sha256').update(bytes).digest('hex'),
    coefficients: createHash('sha256').update(new Uint8Array(values.buffer)).digest('hex'),
    salt: salt.toString('hex'),
    secrets: said,
  };
}
