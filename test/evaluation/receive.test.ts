import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import type { Reader, ReadWork } from '../../src/evaluation/receive.ts';
import {
  attackedDeep,
  attackedExact,
  attackedLsb4,
  receive,
  remainingSecret,
} from '../../src/evaluation/receive.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { NothingHiddenError } from '../../src/methods/frame/hide-picture.ts';
import { nodeSecretCoder } from '../../src/methods/exact/codecs/secret-coder.node.ts';
import { DamagedContainerError } from '../../src/methods/exact/exact-method.ts';
import type { HidingMethod } from '../../src/methods/method.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { workWithoutCodecs } from '../attacks/stub-work.ts';
import { randomImage } from '../image/random-image.ts';
import { samplePhoto } from '../training/sample-photos.ts';

async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  const data = await samplePhoto(name, width, height).raw().toBuffer();
  return rgbImage(width, height, Uint8Array.from(data));
}

/** A method that carries the secret in the upper left of the container, and says in its parameters that it is this one. */
const corner: HidingMethod = {
  name: 'deep',
  modelId: new Uint8Array(8).fill(7),
  modelName: 'corner',
  async embed(cover) {
    return {
      container: rgbImage(cover.width, cover.height, Uint8Array.from(cover.data)),
      parameters: Uint8Array.of(42),
    };
  },
  async extract(container, { secretWidth, secretHeight, parameters }) {
    assert.deepEqual([...parameters], [42]);
    assert.ok(secretWidth <= container.width && secretHeight <= container.height);
    return rgbImage(secretWidth, secretHeight);
  },
};

function workOf(sent: RgbImage, size = sent): ReadWork {
  return { sent, size, what: 'cover.png', signal: undefined };
}

describe('what a receiver gets', () => {
  const reader = (read: Reader['read']): Reader => ({ reading: 'plain', read });
  const image = randomImage(4, 4);

  it('is the picture, or one of two answers', async () => {
    const throwing = (error: Error) => reader(() => Promise.reject(error));
    assert.deepEqual(
      await receive(
        reader(async () => image),
        image,
        workOf(image),
      ),
      { outcome: 'shown', secret: image },
    );
    const nothing = throwing(new NothingHiddenError('cover.png', false));
    assert.deepEqual(await receive(nothing, image, workOf(image)), { outcome: 'nothing' });
    const damaged = throwing(new DamagedContainerError('changed'));
    assert.deepEqual(await receive(damaged, image, workOf(image)), { outcome: 'damaged' });
  });

  it('is no answer where reading failed for another reason', async () => {
    const failing = reader(() => Promise.reject(new RangeError('no memory')));
    await assert.rejects(receive(failing, image, workOf(image)), /^RangeError: no memory$/);
  });
});

describe('what of a secret can be there', () => {
  it('is what the attack leaves of the container, or all of it', async () => {
    const secret = randomImage(60, 40);
    for (const name of ['crop-0.7', 'blur-1-crop-0.9', 'strip']) {
      const attack = attackNamed(name);
      const cropsOnly = name.replace('blur-1-', '');
      assert.deepEqual(
        remainingSecret(secret, attack),
        await attackNamed(cropsOnly).apply(secret, workWithoutCodecs()),
      );
    }
  });

  it("has its own size where that is not the container's", () => {
    const { width, height } = remainingSecret(randomImage(30, 80), attackNamed('crop-0.25'));
    assert.deepEqual([width, height], [15, 40]);
  });
});

describe('the deep method under attack', () => {
  it('is read with its frame, and forced with the frame that was written', async () => {
    const { hide, readers } = attackedDeep(corner);
    assert.deepEqual(
      readers.map(({ reading }) => reading),
      ['plain', 'forced'],
    );
    const cover = await photo('coffee.png', 96, 80);
    const { container } = await hide(cover, randomImage(96, 80), { name: 'secret.png', signal: undefined });
    const outcomes = async (name: string) => {
      const attacked = await attackNamed(name).apply(container, workWithoutCodecs());
      const { width, height } = attacked;
      return Promise.all(
        readers.map(async (reader) => {
          const received = await receive(reader, attacked, workOf(container, attacked));
          if (received.outcome !== 'shown') return received.outcome;
          assert.deepEqual([received.secret.width, received.secret.height], [width, height]);
          return 'shown';
        }),
      );
    };
    assert.deepEqual(await outcomes('strip'), ['shown', 'shown']);
    assert.deepEqual(await outcomes('noise-5'), ['nothing', 'shown']);
    assert.deepEqual(await outcomes('crop-0.5'), ['nothing', 'shown']);
  });

  it('cannot be forced where there was no frame before the attack', async () => {
    const { readers } = attackedDeep(corner);
    const cover = await photo('coffee.png', 96, 80);
    await assert.rejects(receive(readers[1]!, cover, workOf(cover)), /Expected a frame in cover\.png before/);
  });
});

describe('the exact method under attack', () => {
  it('gives the secret back, says that nothing is there, or says that it is damaged', async () => {
    const { hide, readers } = attackedExact(nodeSecretCoder());
    const cover = await photo('kodim23.png', 160, 120);
    const secret = await photo('astronaut.png', 60, 40);
    const { container } = await hide(cover, secret, { name: 'secret.png', signal: undefined });
    const [reader] = readers;
    assert.equal(readers.length, 1);
    const read = (attacked: RgbImage) => receive(reader!, attacked, workOf(container, secret));
    const whole = await read(await attackNamed('strip').apply(container, workWithoutCodecs()));
    assert.ok(whole.outcome === 'shown' && psnr(secret, whole.secret) > 30);
    for (const name of ['noise-2', 'brightness-1.2', 'crop-0.9', 'resize-0.75']) {
      const attacked = await attackNamed(name).apply(container, workWithoutCodecs());
      assert.deepEqual(await read(attacked), { outcome: 'nothing' }, name);
    }
    // Few samples, so that salt and header stay in most places, while some of the payload's bits turn.
    const outcomes = new Set<string>();
    for (let start = 0; start < 20; start++) {
      const touched = rgbImage(160, 120, Uint8Array.from(container.data));
      for (let i = 0; i < 10; i++) touched.data[2500 * start + 7 * i]! ^= 1;
      outcomes.add((await read(touched)).outcome);
    }
    assert.ok(outcomes.has('damaged'), [...outcomes].join());
  });
});

describe('4-bit LSB substitution under attack', () => {
  it('shows something always, and after a crop the part that is left', async () => {
    const cover = await photo('kodim23.png', 64, 48);
    const secret = await photo('astronaut.png', 64, 48);
    const { hide, readers } = attackedLsb4;
    const { container } = await hide(cover, secret, { name: 'secret.png', signal: undefined });
    const after = async (name: string): Promise<number> => {
      const attack = attackNamed(name);
      const attacked = await attack.apply(container, workWithoutCodecs());
      const remaining = remainingSecret(secret, attack);
      const received = await receive(readers[0]!, attacked, workOf(container, remaining));
      assert.ok(received.outcome === 'shown');
      return psnr(remaining, received.secret);
    };
    // Its lower four bits, cut off: a mean square error of at most 15^2.
    assert.ok((await after('strip')) > 24);
    assert.ok((await after('crop-0.7')) > 24);
    assert.ok((await after('noise-10')) < 12);
    assert.equal(readers.length, 1);
  });
});
