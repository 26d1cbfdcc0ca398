import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import { toPlanes } from '../../src/image/planes.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { deep } from '../../src/methods/deep/deep.ts';
import { deepMethod } from '../../src/methods/deep/deep-method.ts';
import { pictureSink, pictureSource, runTiled } from '../../src/methods/deep/tiled.ts';
import type { FrameHeader } from '../../src/methods/frame/frame.ts';
import { hidePicture, revealPicture } from '../../src/methods/frame/hide-picture.ts';
import { createDeepModel } from '../../src/methods/models/model.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import type { LoadedModel } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { samplePhoto } from '../training/sample-photos.ts';

let model: OpenModel;
before(async () => {
  model = await openModel('baluja', { threads: 1 });
});
after(() => model.dispose());

async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  return rgbImage(width, height, new Uint8Array(await samplePhoto(name, width, height).raw().toBuffer()));
}

function headerOf(cover: RgbImage, parameters: Uint8Array): FrameHeader {
  const { width: secretWidth, height: secretHeight } = cover;
  return { method: deep.number, modelId: model.id, secretWidth, secretHeight, parameters };
}

/** Share of the samples that differ, and the largest difference in grey levels. */
function difference(a: RgbImage, b: RgbImage): { share: number; largest: number } {
  assert.deepEqual([a.width, a.height], [b.width, b.height]);
  const differences = [...a.data].map((value, i) => Math.abs(value - b.data[i]!));
  return {
    share: differences.filter((value) => value > 0).length / differences.length,
    largest: Math.max(...differences),
  };
}

describe('a picture in tiles', () => {
  const [width, height] = [150, 117];
  const whole = deepMethodWith(1000);

  function deepMethodWith(tile: number) {
    return () => deepMethod(model, { tile });
  }

  for (const tile of [33, 50, 64, 101, 149]) {
    it(`of ${tile} pixels is hidden and revealed as the whole, but for the noise of rounding`, async () => {
      const cover = await photo('kodim23.png', width, height);
      const secret = await photo('astronaut.png', width, height);
      const untiled = await whole().embed(cover, secret);
      const tiled = await deepMethodWith(tile)().embed(cover, secret);
      const header = headerOf(cover, untiled.parameters);
      const revealed = await whole().extract(untiled.container, header);
      const revealedTiled = await deepMethodWith(tile)().extract(untiled.container, header);
      for (const [a, b] of [
        [untiled.container, tiled.container],
        [revealed, revealedTiled],
      ] as const) {
        const { share, largest } = difference(a, b);
        // A sample that lies at half a grey level may fall to either side; on our machine none of 210,600 did.
        assert.ok(largest <= 1 && share < 5e-4, `${largest} grey levels, ${share} of the samples`);
      }
    });
  }

  it('shows no seam: at the borders of tiles it differs from the whole no more than elsewhere', async () => {
    const cover = await photo('chelsea.png', width, height);
    const secret = await photo('coffee.png', width, height);
    const untiled = (await whole().embed(cover, secret)).container;
    const tiled = (await deepMethodWith(40)().embed(cover, secret)).container;
    for (const edge of [40, 80, 120]) {
      for (let y = 0; y < height; y++) {
        for (let i = 3 * (y * width + edge - 1); i < 3 * (y * width + edge + 1); i++) {
          assert.ok(Math.abs(untiled.data[i]! - tiled.data[i]!) <= 1);
        }
      }
    }
  });

  it('is what the network says, limited and rounded', async () => {
    const cover = await photo('kodim23.png', 40, 30);
    const dims = [1, 3, 30, 40];
    const network = await model.reveal();
    const { secret } = await network.run({ container: float32(toPlanes(cover), dims) });
    const expected = rgbImage(40, 30);
    for (let i = 0; i < expected.data.length; i++) {
      const value = secret!.data[(i % 3) * 1200 + Math.floor(i / 3)] as number;
      expected.data[i] = Math.floor(Math.min(255, Math.max(0, 255 * value)) + 0.5);
    }
    const actual = rgbImage(40, 30);
    const options = { radius: 10, multiple: 1, tile: 20 };
    await runTiled(
      network,
      cover,
      { container: pictureSource(cover) },
      'secret',
      pictureSink(actual),
      options,
    );
    assert.ok(difference(actual, expected).largest <= 1);
  });

  it('leaves its inputs alone', async () => {
    const cover = await photo('kodim23.png', 64, 48);
    const secret = await photo('astronaut.png', 50, 50);
    const copies = [cover.data.slice(), secret.data.slice()];
    await hidePicture(deepMethodWith(30)(), cover, secret);
    assert.deepEqual([cover.data, secret.data], copies);
  });

  it('tells its progress, from 0 to 1 and rising', async () => {
    const fractions: number[] = [];
    const cover = await photo('kodim23.png', 130, 70);
    await deepMethodWith(48)().embed(cover, cover, { onProgress: (fraction) => fractions.push(fraction) });
    assert.deepEqual(fractions, [1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1]);
  });

  it('stops between two tiles when the signal is aborted, with the signal’s reason', async () => {
    const controller = new AbortController();
    const cover = await photo('kodim23.png', 100, 70);
    let tiles = 0;
    const work = deepMethodWith(20)().embed(cover, cover, {
      signal: controller.signal,
      onProgress: () => {
        tiles += 1;
        if (tiles === 3) controller.abort(new Error('enough'));
      },
    });
    await assert.rejects(work, { message: 'enough' });
    assert.equal(tiles, 3);
  });
});

describe('a secret', () => {
  const sizes: readonly (readonly [number, number])[] = [
    [96, 72],
    [72, 96],
    [33, 200],
    [200, 33],
    [1, 1],
    [64, 64],
    [300, 7],
  ];
  for (const [width, height] of sizes) {
    for (const coverSize of [
      [96, 72],
      [60, 91],
      [64, 64],
    ] as const) {
      it(`of ${width}x${height} comes back in its own size from a cover of ${coverSize.join('x')}`, async () => {
        const method = deepMethod(model);
        const cover = await photo('kodim23.png', coverSize[0], coverSize[1]);
        const secret = await photo('nebula.jpg', width, height);
        const container = await hidePicture(method, cover, secret);
        assert.deepEqual([container.width, container.height], coverSize);
        const revealed = await revealPicture(async () => method, container);
        assert.deepEqual([revealed.secret.width, revealed.secret.height], [width, height]);
        assert.deepEqual(revealed.header.modelId, model.id);
        assert.equal(revealed.method, method);
      });
    }
  }

  it('comes back the right way up, turned or not', async () => {
    // Bright on the left and dark on the right, above all else: what is revealed must be nearer to it than to its mirror.
    const gradient = (width: number, height: number): RgbImage => {
      const image = rgbImage(width, height);
      for (let i = 0; i < image.data.length; i++) {
        const pixel = Math.floor(i / 3);
        image.data[i] = 230 - (120 * (pixel % width)) / width - (80 * Math.floor(pixel / width)) / height;
      }
      return image;
    };
    const turnedBy180 = (image: RgbImage): RgbImage => {
      const pixels = image.data.length / 3;
      const turned = rgbImage(image.width, image.height);
      for (let p = 0; p < pixels; p++) {
        turned.data.set(image.data.subarray(3 * p, 3 * p + 3), 3 * (pixels - 1 - p));
      }
      return turned;
    };
    const method = deepMethod(model);
    for (const [width, height] of [
      [90, 60],
      [60, 90],
    ] as const) {
      const secret = gradient(width, height);
      const container = await hidePicture(method, await photo('kodim23.png', 96, 64), secret);
      const { secret: revealed } = await revealPicture(async () => method, container);
      assert.ok(psnr(revealed, secret) > psnr(revealed, turnedBy180(secret)) + 3);
    }
  });
});

describe('hiding in memory', () => {
  it('refuses a cover without room for the frame, with the sizes', async () => {
    const secret = await photo('kodim23.png', 40, 40);
    for (const [width, height] of [
      [31, 200],
      [200, 31],
      [40, 40],
      [1, 1],
    ] as const) {
      await assert.rejects(hidePicture(deepMethod(model), rgbImage(width, height), secret), {
        name: 'RangeError',
        message: `Expected a cover of at least 32 pixels a side and 2,816 in all but received ${width}x${height}`,
      });
    }
  });

  it('says that nothing is hidden in a picture in which nothing is', async () => {
    const choose = async () => deepMethod(model);
    const cover = await photo('kodim23.png', 96, 72);
    await assert.rejects(revealPicture(choose, cover), NothingHiddenError);
    await assert.rejects(revealPicture(choose, rgbImage(3, 3)), NothingHiddenError);
    await assert.rejects(revealPicture(choose, rgbImage(100, 100)), (error: Error) => {
      assert.match(
        error.message,
        /^Nothing is hidden in this picture that can be revealed without a passphrase/,
      );
      return true;
    });
  });

  it('refuses an empty passphrase', async () => {
    const cover = await photo('kodim23.png', 64, 64);
    await assert.rejects(
      hidePicture(deepMethod(model), cover, cover, { passphrase: '' }),
      /at least one character for the passphrase/,
    );
  });
});

describe('the files of a model', () => {
  const fake: LoadedModel = {
    run: async () => ({}),
    writeState: async () => undefined,
    readState: async () => ({}),
    dispose: async () => undefined,
  };

  it('are compared with its manifest before they are loaded, each once', async () => {
    const loaded: Uint8Array[] = [];
    const runtime = {
      backend: 'cpu',
      load: async (bytes: Uint8Array) => {
        loaded.push(bytes);
        return fake;
      },
      dispose: async () => undefined,
    } as const;
    const bytes = new TextEncoder().encode('abc');
    // FIPS 180-2, appendix B.1.
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    const { weights: _, ...inside } = model.manifest;
    const manifest = {
      ...inside,
      hide: { file: 'hide.onnx', bytes: 3, sha256 },
      reveal: { file: 'reveal.onnx', bytes: 3, sha256: sha256.replace('b', 'c') },
    };
    const other = await createDeepModel(manifest, async () => bytes, runtime);
    await Promise.all([other.hide(), other.hide()]);
    assert.equal(loaded.length, 1);
    await assert.rejects(
      other.reveal(),
      /The model .* is damaged: reveal\.onnx is not the file that its model\.json describes/,
    );
    assert.equal(loaded.length, 1);
    await other.dispose();
  });
});
