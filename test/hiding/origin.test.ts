import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { type RgbImage, rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { deepMethod } from '../../src/methods/deep/deep-method.ts';
import { likeliestOrigin, movedBack, movedToOrigin } from '../../src/methods/deep/origin.ts';
import { readFrame } from '../../src/methods/frame/frame.ts';
import { hidePicture } from '../../src/methods/frame/hide-picture.ts';
import type { HidingMethod } from '../../src/methods/frame/picture-method.ts';
import { type OpenModel, openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { randomImage } from '../image/random-image.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const BLOCK = 4;

async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  return rgbImage(width, height, Uint8Array.from(await samplePhoto(name, width, height).raw().toBuffer()));
}

describe('the likeliest origin', () => {
  /** A picture whose blocks begin at a place, where its samples are 255; a network sees a ramp in such blocks and noise in others. */
  function marked(width: number, height: number, origin: { x: number; y: number }): RgbImage {
    const image = rgbImage(width, height);
    for (let y = origin.y; y < height; y += BLOCK) {
      for (let x = origin.x; x < width; x += BLOCK) image.data[3 * (y * width + x)] = 255;
    }
    return image;
  }
  const ramp = ({ width, height }: RgbImage): RgbImage =>
    rgbImage(
      width,
      height,
      Uint8Array.from({ length: 3 * width * height }, (_, i) => Math.floor(i / 3) % width),
    );
  const network = async (part: RgbImage): Promise<RgbImage> => {
    assert.deepEqual([part.width % BLOCK, part.height % BLOCK], [0, 0]);
    return part.data[0] === 255 ? ramp(part) : randomImage(part.width, part.height);
  };

  it('is where the network sees least noise, in pictures of any size', async () => {
    for (const [width, height] of [
      [7, 7],
      [64, 50],
      [301, 402],
    ] as const) {
      for (const origin of [
        { x: 0, y: 0 },
        { x: 2, y: 3 },
        { x: 3, y: 0 },
      ]) {
        assert.deepEqual(await likeliestOrigin(marked(width, height, origin), BLOCK, network), origin);
      }
    }
  });

  it('is the corner where nothing is clearly better, or the picture has no room to tell', async () => {
    const alike = async (part: RgbImage): Promise<RgbImage> => ramp(part);
    assert.deepEqual(await likeliestOrigin(randomImage(40, 40), BLOCK, alike), { x: 0, y: 0 });
    const flat = async ({ width, height }: RgbImage): Promise<RgbImage> => rgbImage(width, height);
    assert.deepEqual(await likeliestOrigin(randomImage(40, 40), BLOCK, flat), { x: 0, y: 0 });
    assert.deepEqual(await likeliestOrigin(randomImage(6, 40), BLOCK, network), { x: 0, y: 0 });
    assert.deepEqual(await likeliestOrigin(randomImage(40, 40), 1, network), { x: 0, y: 0 });
  });

  it('moves a picture there and back, but for what left it', () => {
    const image = randomImage(20, 15);
    const back = movedBack(movedToOrigin(image, { x: 3, y: 2 }), { x: 3, y: 2 }, image);
    const kept = { x: 3, y: 2, width: 17, height: 13 };
    assert.deepEqual(cropImage(back, kept), cropImage(image, kept));
  });
});

describe('a cropped container', () => {
  let model: OpenModel;
  let method: HidingMethod;
  let secret: RgbImage;
  let container: RgbImage;
  before(async () => {
    model = await openModel('invertible', { threads: 1 });
    method = deepMethod(model);
    secret = await photo('chelsea.png', 200, 160);
    container = await hidePicture(method, await photo('coffee.png', 200, 160), secret);
  });
  after(() => model.dispose());

  it('reveals its part of the secret to whoever looks for the origin, and noise to others', async () => {
    const header = (await readFrame(container))!;
    for (const [x, y] of [
      [1, 2],
      [7, 4],
      [8, 11],
    ] as const) {
      const part = { x, y, width: 160, height: 120 };
      const cropped = cropImage(container, part);
      const known = { ...header, secretWidth: part.width, secretHeight: part.height };
      const origin = await method.findOrigin!(cropped);
      assert.deepEqual(origin, { x: (BLOCK - (x % BLOCK)) % BLOCK, y: (BLOCK - (y % BLOCK)) % BLOCK });
      const left = cropImage(secret, part);
      const found = psnr(left, await method.extract(cropped, known, { origin }));
      const blind = psnr(left, await method.extract(cropped, known));
      assert.ok(found > 25, `${found} dB`);
      assert.ok(blind < 18, `${blind} dB`);
    }
  });

  it('is revealed by force from its file, which says where it was cut', async () => {
    const folder = await temporaryFolder();
    const [file, out] = [join(folder, 'cropped.png'), join(folder, 'revealed.png')];
    // Not whole blocks: what is revealed must not be stretched over the rest.
    const part = { x: 5, y: 6, width: 162, height: 123 };
    await writePicture(file, cropImage(container, part));
    const report = await reveal({ container: file, secret: out, model, force: true });
    assert.equal(report.authenticated, false);
    assert.match(report.warnings[0]!, /seems to have been cropped: .* begin 3 pixels from its left and 2 /);
    assert.ok(psnr(cropImage(secret, part), (await readPicture(out)).image) > 25);
  });
});
