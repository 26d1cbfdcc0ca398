/**
 * The `deep` method with a network that is steered: keys, the trade-off, blocks, and sides that are no multiple of them.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { cropImage } from '../../src/image/tiles.ts';
import { deepMethod } from '../../src/methods/deep/deep-method.ts';
import type { FrameHeader } from '../../src/methods/frame/frame.ts';
import { hidePicture, revealPicture } from '../../src/methods/frame/hide-picture.ts';
import type { HidingMethod } from '../../src/methods/frame/picture-method.ts';
import { DEFAULT_MODEL } from '../../src/methods/models/default-model.ts';
import type { OpenModel } from '../../src/methods/models/model-folder.node.ts';
import { openModel } from '../../src/methods/models/model-folder.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { residualLeak } from '../../src/metrics/residual-leak.ts';
import { samplePhoto } from '../training/sample-photos.ts';

let model: OpenModel;
let method: HidingMethod;
before(async () => {
  model = await openModel();
  method = deepMethod(model);
});
after(() => model.dispose());

async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  return rgbImage(width, height, new Uint8Array(await samplePhoto(name, width, height).raw().toBuffer()));
}

async function pair(width: number, height: number): Promise<{ cover: RgbImage; secret: RgbImage }> {
  return {
    cover: await photo('kodim23.png', width, height),
    secret: await photo('astronaut.png', width, height),
  };
}

/** Hides and reveals with the same passphrase. */
async function roundTrip(
  { cover, secret }: { readonly cover: RgbImage; readonly secret: RgbImage },
  options: Parameters<typeof hidePicture>[3] = {},
  using = method,
) {
  const container = await hidePicture(using, cover, secret, options);
  const revealed = await revealPicture(async () => method, container, { passphrase: options.passphrase });
  return { container, ...revealed, cover: psnr(cover, container), revealed: psnr(secret, revealed.secret) };
}

describe('the default model', () => {
  it('is the invertible network', () => {
    assert.equal(DEFAULT_MODEL, 'invertible');
    assert.equal(model.network.architecture, 'invertible');
  });

  it('hides and reveals well, with a passphrase and without', async () => {
    const pictures = await pair(256, 192);
    for (const passphrase of [undefined, 'a passphrase']) {
      const { cover, revealed } = await roundTrip(pictures, { passphrase });
      assert.ok(cover > 33 && revealed > 30, `${passphrase}: ${cover} / ${revealed} dB`);
    }
  });

  it('rounds its containers so that the secret suffers least, with a passphrase and without', async () => {
    const pictures = await pair(256, 192);
    const { sensitivity, ...manifest } = model.manifest;
    assert.ok(sensitivity !== undefined);
    const nearest = deepMethod({ ...model, manifest });
    for (const passphrase of [undefined, 'a passphrase']) {
      const shaped = await roundTrip(pictures, { passphrase });
      const plain = await roundTrip(pictures, { passphrase }, nearest);
      assert.ok(shaped.revealed > plain.revealed + 1, `${plain.revealed} -> ${shaped.revealed} dB`);
      assert.ok(shaped.cover > plain.cover - 0.8, `${plain.cover} -> ${shaped.cover} dB`);
    }
  });

  it('makes up for what the frame changes', async () => {
    for (const [width, height] of [
      [256, 192],
      [97, 91],
    ] as const) {
      const { cover, secret } = await pair(width, height);
      const { container, parameters } = await method.embed(cover, secret);
      const [secretWidth, secretHeight] = [secret.width, secret.height];
      const header = { method: method.number, modelId: model.id, secretWidth, secretHeight, parameters };
      const unframed = psnr(secret, await method.extract(container, header));
      const { revealed } = await roundTrip({ cover, secret });
      assert.ok(revealed > unframed - 0.5, `${width}x${height}: ${unframed} -> ${revealed} dB`);
    }
  });

  it('takes pictures whose sides are no multiples of its blocks', async () => {
    for (const [width, height] of [
      [97, 91],
      [130, 66],
      [93, 159],
    ] as const) {
      for (const passphrase of [undefined, 'a passphrase']) {
        const pictures = await pair(width, height);
        const { container, secret, revealed } = await roundTrip(pictures, { passphrase });
        assert.deepEqual([container.width, container.height], [width, height]);
        assert.deepEqual([secret.width, secret.height], [width, height]);
        const edge = { x: width - 4, y: 0, width: 4, height };
        const atEdge = psnr(cropImage(pictures.secret, edge), cropImage(secret, edge));
        assert.ok(atEdge > revealed - 6, `${atEdge} dB at the edge, ${revealed} dB in all`);
        assert.ok(revealed > 22, `${width}x${height} ${passphrase}: ${revealed} dB`);
      }
    }
  });

  it('gives back a picture that stands from a cover that lies by less than a block', async () => {
    const cover = await photo('kodim23.png', 97, 96);
    const secret = await photo('astronaut.png', 60, 96);
    assert.ok((await roundTrip({ cover, secret })).revealed > 25);
  });

  it('gives the same in tiles as at once, scrambled or not', async () => {
    const { cover, secret } = await pair(330, 290);
    const tiled = deepMethod(model, { tile: 40 });
    const whole = await hidePicture(method, cover, secret, { passphrase: 'a passphrase' });
    const { header, secret: revealed } = await revealPicture(async () => method, whole, {
      passphrase: 'a passphrase',
    });
    const inTiles = await tiled.extract(whole, header, { passphrase: 'a passphrase' });
    assert.ok(psnr(revealed, inTiles) > 75, `${psnr(revealed, inTiles)} dB`);
    const { container: plain } = await method.embed(cover, secret);
    const { container: plainInTiles } = await tiled.embed(cover, secret);
    assert.ok(psnr(plain, plainInTiles) > 75, `${psnr(plain, plainInTiles)} dB`);
  });
});

describe('a passphrase and the network', () => {
  it('shows noise without it and with another, even to who has the header', async () => {
    const { cover, secret } = await pair(256, 192);
    const container = await hidePicture(method, cover, secret, { passphrase: 'right' });
    const { header } = await revealPicture(async () => method, container, { passphrase: 'right' });
    await assert.rejects(
      revealPicture(async () => method, container),
      NothingHiddenError,
    );
    for (const passphrase of [undefined, 'wrong']) {
      const seen = await method.extract(container, header, { passphrase });
      assert.ok(psnr(secret, seen) < 13, `${passphrase}: ${psnr(secret, seen)} dB`);
    }
  });

  it('keeps the shape of the secret out of the residual', async () => {
    const { cover, secret } = await pair(256, 192);
    const keyed = await hidePicture(method, cover, secret, { passphrase: 'right' });
    const open = await hidePicture(method, cover, secret);
    const [withKey, without] = [residualLeak(cover, keyed, secret), residualLeak(cover, open, secret)];
    assert.ok(withKey < without, `${withKey} against ${without}`);
  });

  it('scrambles one secret differently each time', async () => {
    const { cover, secret } = await pair(128, 96);
    const first = await method.embed(cover, secret, { passphrase: 'right' });
    const second = await method.embed(cover, secret, { passphrase: 'right' });
    assert.equal(first.parameters.length, 8);
    assert.notDeepEqual(first.parameters, second.parameters);
    assert.notDeepEqual(first.container, second.container);
  });
});

describe('favouring a side', () => {
  it('gives three points of the trade-off, and the frame says which', async () => {
    const pictures = await pair(256, 192);
    const [cover, balanced, secret] = [
      await roundTrip(pictures, { favour: 'cover' }),
      await roundTrip(pictures, { favour: 'balanced' }),
      await roundTrip(pictures, { favour: 'secret' }),
    ];
    assert.ok(cover.cover > balanced.cover && balanced.cover > secret.cover);
    assert.ok(cover.revealed < balanced.revealed && balanced.revealed < secret.revealed);
    assert.deepEqual(
      [cover, balanced, secret].map(({ header }) => header.parameters[0]! >> 2),
      [1, 0, 2],
    );
  });

  it('is refused by a model that has one balance only', async () => {
    const other = await openModel('baluja');
    const { cover, secret } = await pair(96, 64);
    await assert.rejects(
      hidePicture(deepMethod(other), cover, secret, { favour: 'secret' }),
      /a model that can favour the secret but baluja has one balance only/,
    );
    await other.dispose();
  });
});

describe('parameters of a later version', () => {
  it('are named as such', async () => {
    const { cover } = await pair(96, 64);
    const header = (...bytes: number[]): FrameHeader => ({
      method: 1,
      modelId: model.id,
      secretWidth: 96,
      secretHeight: 64,
      parameters: Uint8Array.of(...bytes),
    });
    for (const bytes of [[16], [12], [2], [2, 1, 2, 3]]) {
      await assert.rejects(method.extract(cover, header(...bytes)), /Use a newer Pentimento/);
    }
  });
});
