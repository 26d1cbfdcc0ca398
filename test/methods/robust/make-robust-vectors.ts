/**
 * Writes containers of the robust method, saved as JPEG, and what they hide: `test/methods/robust/stored/*.jpg` and `vectors.json`. Run by
 * hand, once for every version of the format, in a build folder:
 *
 *     node dist/test/methods/robust/make-robust-vectors.js <folder to write to>
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { encodedAnew } from '../../../src/image/lossy-encodings.node.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { KeyRing } from '../../../src/keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../../../src/media/picture.ts';
import type { Secret } from '../../../src/media/secret.ts';
import { nodeSecretCoder } from '../../../src/methods/exact/codecs/secret-coder.node.ts';
import type { MethodHost } from '../../../src/methods/method.ts';
import { robust } from '../../../src/methods/robust/robust.ts';
import { seededRandom } from '../../hiding/seeded-random.ts';
import { samplePhoto } from '../../training/sample-photos.ts';

interface Recipe {
  readonly name: string;
  readonly size: readonly [width: number, height: number];
  readonly secrets: readonly (readonly [content: string | 'picture', passphrase?: string])[];
  readonly options: Readonly<Record<string, unknown>>;
  /** The part that is kept. */
  readonly crop?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

const RECIPES: readonly Recipe[] = [
  {
    name: 'open',
    size: [384, 256],
    secrets: [['The key is under the mat.']],
    options: { survives: 'jpeg-80' },
  },
  {
    name: 'passphrase-cropped',
    size: [480, 320],
    secrets: [['Tuesday at noon', 'a long enough phrase']],
    options: { survives: 'jpeg-75' },
    crop: { left: 45, top: 27, width: 410, height: 272 },
  },
  {
    name: 'two-parts',
    size: [520, 400],
    secrets: [
      ['For the one', 'one of two phrases'],
      ['For the other', 'the second phrase'],
    ],
    options: { survives: 'jpeg-85' },
  },
  { name: 'picture', size: [480, 320], secrets: [['picture']], options: { survives: 'jpeg-90' } },
];

const HOST: MethodHost = {
  coder: nodeSecretCoder(),
  encodedAnew,
  openModel: () => Promise.reject(new Error('No model is needed')),
};

const folder = process.argv[2]!;
await mkdir(join(folder, 'stored'), { recursive: true });
const code = await robust.load();
const vectors = [];
for (const { name, size, secrets, options, crop } of RECIPES) {
  const [width, height] = size;
  const data = await samplePhoto('coffee.png', width, height).removeAlpha().raw().toBuffer();
  const receivers = [];
  for (const [content, passphrase] of secrets) {
    receivers.push({ secret: await secretOf(content), keys: new KeyRing(passphrase) });
  }
  const cover = pictureCover(rgbImage(width, height, new Uint8Array(data)));
  const { container } = await code.hide(cover, receivers, options, {
    host: HOST,
    random: seededRandom(name),
  });
  const raw = { raw: { width, height, channels: 3 as const } };
  let saved = sharp(pixelsOf(container).data, raw);
  if (crop !== undefined) saved = saved.extract(crop);
  const quality = Number(String(options.survives).slice(-2));
  await saved
    .jpeg({ quality: crop === undefined ? quality : 92 })
    .toFile(join(folder, 'stored', `${name}.jpg`));
  for (const [at, { secret, keys }] of receivers.entries()) {
    const found = await code.find(container, keys, { host: HOST });
    const got = (await code.reveal(found!, {}, { host: HOST })).secret;
    vectors.push({
      file: `${name}.jpg`,
      passphrase: secrets[at]![1],
      kind: got.kind,
      name: secret.name,
      sha256: digest(got),
    });
  }
}
await writeFile(join(folder, 'vectors.json'), `${JSON.stringify(vectors, undefined, 2)}\n`);

async function secretOf(content: string): Promise<Secret> {
  if (content !== 'picture') {
    const bytes = new TextEncoder().encode(content);
    return { kind: 'file', name: 'note.txt', mediaType: 'text/plain', content: bytes };
  }
  const data = await samplePhoto('chelsea.png', 240, 160).removeAlpha().raw().toBuffer();
  return { kind: 'picture', name: 'cat.png', image: rgbImage(240, 160, new Uint8Array(data)) };
}

function digest(secret: Secret): string {
  const bytes = secret.kind === 'file' ? secret.content : secret.image.data;
  return createHash('sha256').update(bytes).digest('hex');
}
