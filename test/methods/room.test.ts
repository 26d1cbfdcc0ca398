/** How full secrets make a cover, as it is told before they are hidden: the same as what hiding then finds. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { errorCode } from '../../src/errors/coded.ts';
import { encodedAnew } from '../../src/image/lossy-encodings.node.ts';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { KeyRing } from '../../src/keys/key-ring.ts';
import { JPEG } from '../../src/media/jpeg.ts';
import type { Cover } from '../../src/media/medium.ts';
import { NODE_CODECS } from '../../src/media/node-codecs.node.ts';
import { pictureSecret } from '../../src/media/original-file.ts';
import { pictureCover } from '../../src/media/picture.ts';
import type { Secret } from '../../src/media/secret.ts';
import { nodeSecretCoder } from '../../src/methods/exact/codecs/secret-coder.node.ts';
import type { MethodHost } from '../../src/methods/method.ts';
import type { OptionValues } from '../../src/methods/options.ts';
import { methodNamed } from '../../src/methods/registry.ts';
import { seededRandom } from '../hiding/seeded-random.ts';
import { samplePhoto } from '../training/sample-photos.ts';

const HOST: MethodHost = {
  coder: nodeSecretCoder(),
  encodedAnew,
  openModel: () => Promise.reject(new Error('No method here needs a model')),
};

/** By the names of the methods. */
let covers: Readonly<Record<string, Cover>>;
let picture: RgbImage;
/** More than fits without loss. */
let large: RgbImage;

before(async () => {
  const photo = samplePhoto('coffee.png', 528, 352);
  const jpeg = new Uint8Array(await photo.clone().jpeg({ quality: 85 }).toBuffer());
  const pixels = pictureCover(await decoded(photo));
  covers = {
    exact: pixels,
    jpeg: (await JPEG.open(jpeg, 'photo.jpg', NODE_CODECS)).cover,
    robust: pixels,
  };
  picture = await decoded(samplePhoto('chelsea.png', 240, 160));
  large = await decoded(samplePhoto('kodim23.png', 480, 320));
});

async function decoded(photo: ReturnType<typeof samplePhoto>): Promise<RgbImage> {
  const { data, info } = await photo.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return rgbImage(info.width, info.height, new Uint8Array(data));
}

function file(bytes: number): Secret {
  const content = seededRandom('room')(bytes);
  return { kind: 'file', name: 'letter.bin', mediaType: 'application/octet-stream', content };
}

async function roomFor(name: string, secrets: readonly Secret[], options: OptionValues = {}) {
  const code = await methodNamed(name).load();
  return code.room!(covers[name]!, secrets, options, { host: HOST });
}

/** Hides without a passphrase. */
async function hidden(name: string, secret: Secret, options: OptionValues = {}) {
  const code = await methodNamed(name).load();
  const receivers = [{ secret, keys: new KeyRing(undefined) }];
  return code.hide(covers[name]!, receivers, options, { host: HOST, random: seededRandom(name) });
}

describe('the room for secrets', () => {
  for (const name of ['exact', 'jpeg', 'robust']) {
    it(`is what the method ${name} refuses more than`, async () => {
      const secret = file(800_000);
      const { most, easy, needed } = await roomFor(name, [secret]);
      const error = await hidden(name, secret).then(
        () => undefined,
        (error: unknown) => error as Error & { details: { needed: number; room: number } },
      );
      assert.equal(errorCode(error), 'payload-too-large');
      assert.deepEqual(
        { needed: needed[0]!.bytes, room: most },
        {
          needed: error!.details.needed,
          room: error!.details.room,
        },
      );
      assert.ok(easy > 0 && easy < most, `${easy} of ${most}`);
    });

    it(`is taken by a picture with the method ${name} as it is told`, async () => {
      const secret: Secret = { kind: 'picture', name: 'cat.png', image: large };
      const { needed, most } = await roomFor(name, [secret]);
      const { bytes, psnr } = needed[0]!;
      assert.ok(bytes <= most);
      assert.ok(psnr > 20 && psnr < 60, `${psnr} dB`);
      // The robust method tries four encoders, which takes long, and may then fill less.
      if (name === 'robust') return;
      const { payloads } = await hidden(name, secret, { constraintHeight: 6 });
      assert.equal(payloads![0]!.bytes, bytes);
    });

    it(`is shared by two receivers with the method ${name}`, async () => {
      const alone = await roomFor(name, [file(10)], name === 'exact' ? { favour: 'balanced' } : {});
      const shared = await roomFor(name, [file(10), file(20)]);
      assert.equal(shared.needed[1]!.bytes - shared.needed[0]!.bytes, 10);
      assert.ok(shared.most > 0.35 * alone.most && shared.most <= 0.5 * alone.most);
    });
  }

  it('is that of the own file of a picture, where that fits', async () => {
    const content = new Uint8Array(await samplePhoto('chelsea.png', 240, 160).jpeg().toBuffer());
    const secret = pictureSecret('cat.jpg', content, { image: picture });
    const { needed } = await roomFor('exact', [secret]);
    const { payloads } = await hidden('exact', secret);
    assert.deepEqual(needed, [{ bytes: payloads![0]!.bytes, psnr: Infinity }]);
  });

  it('is none in a cover that is too small', async () => {
    const { room } = await methodNamed('exact').load();
    const tiny = pictureCover(rgbImage(20, 20));
    await assert.rejects(
      room!(tiny, [file(1)], {}, { host: HOST }),
      /^RangeError: Expected a cover of at least/,
    );
  });
});
