import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attackNamed } from '../../src/attacks/attack.ts';
import { DamagedContainerError } from '../../src/errors/damaged-container.ts';
import type { ReceiverKnowledge } from '../../src/evaluation/receive.ts';
import { readingsOf, receive, remainingSecret } from '../../src/evaluation/receive.ts';
import type { Subject } from '../../src/evaluation/subject.ts';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { KeyRing } from '../../src/keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../../src/media/picture.ts';
import { exact } from '../../src/methods/exact/exact.ts';
import { framedCode } from '../../src/methods/frame/framed-method.ts';
import { lsb4 } from '../../src/methods/lsb4/lsb4.ts';
import type { Found, Method, MethodCode } from '../../src/methods/method.ts';
import { createNodeHost } from '../../src/methods/node-host.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { workWithoutCodecs } from '../attacks/stub-work.ts';
import { randomImage } from '../image/random-image.ts';
import { samplePhoto } from '../training/sample-photos.ts';

async function photo(name: string, width: number, height: number): Promise<RgbImage> {
  const data = await samplePhoto(name, width, height).raw().toBuffer();
  return rgbImage(width, height, Uint8Array.from(data));
}

const host = createNodeHost();
const subject = (method: Method): Subject => ({ method, options: {}, host });
const keys = new KeyRing(undefined);

/** A method that lives with the frame, shows a black picture, and says in its parameters that it is this one. */
const corner: Method = {
  ...lsb4,
  name: 'corner',
  number: 200,
  load: async () =>
    framedCode(corner, async () => ({
      coder: {
        number: 200,
        modelId: new Uint8Array(8).fill(7),
        modelName: 'corner',
        embed: async (cover) => ({
          container: rgbImage(cover.width, cover.height, Uint8Array.from(cover.data)),
          parameters: Uint8Array.of(42),
        }),
        async extract(container, { secretWidth, secretHeight, parameters }) {
          assert.deepEqual([...parameters], [42]);
          assert.ok(secretWidth <= container.width && secretHeight <= container.height);
          return rgbImage(secretWidth, secretHeight);
        },
      },
    })),
};

/** A container, and what its receiver knows. */
async function sent(method: Method, cover: RgbImage, image: RgbImage) {
  const { hide, find } = await method.load();
  const receiver = { secret: { kind: 'picture', name: 'secret.png', image } as const, keys };
  const { container } = await hide(pictureCover(cover), [receiver], {}, { host });
  const found = await find(container, keys, { host });
  assert.ok(found !== undefined);
  const knowledge = (size: RgbImage): ReceiverKnowledge => ({ keys, sent: found, size, signal: undefined });
  return { container: pixelsOf(container), knowledge };
}

describe('what a receiver gets', () => {
  const image = randomImage(4, 4);
  const found: Found = { method: 'toy', state: undefined };
  const knowledge: ReceiverKnowledge = { keys, sent: found, size: image, signal: undefined };
  const toy = (code: Partial<MethodCode>): Subject =>
    subject({ ...lsb4, load: async () => ({ ...({} as MethodCode), find: async () => found, ...code }) });

  it('is the picture, or one of two answers', async () => {
    const shown = toy({ reveal: async () => ({ secret: { kind: 'picture', name: '', image } }) });
    assert.deepEqual(await receive(shown, 'plain', image, knowledge), { outcome: 'shown', secret: image });
    const nothing = toy({ find: async () => undefined });
    assert.deepEqual(await receive(nothing, 'plain', image, knowledge), { outcome: 'nothing' });
    const damaged = toy({ reveal: () => Promise.reject(new DamagedContainerError('changed')) });
    assert.deepEqual(await receive(damaged, 'plain', image, knowledge), { outcome: 'damaged' });
  });

  it('is no answer where reading failed for another reason', async () => {
    const failing = toy({ reveal: () => Promise.reject(new RangeError('no memory')) });
    await assert.rejects(receive(failing, 'plain', image, knowledge), /^RangeError: no memory$/);
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

describe('a method with a frame under attack', () => {
  it('is read with its frame, and forced with the frame that was written', async () => {
    assert.deepEqual(await readingsOf(subject(corner)), ['plain', 'forced']);
    const cover = await photo('coffee.png', 96, 80);
    const { container, knowledge } = await sent(corner, cover, randomImage(96, 80));
    const outcomes = async (name: string) => {
      const attacked = await attackNamed(name).apply(container, workWithoutCodecs());
      const { width, height } = attacked;
      return Promise.all(
        (['plain', 'forced'] as const).map(async (reading) => {
          const received = await receive(subject(corner), reading, attacked, knowledge(attacked));
          if (received.outcome !== 'shown') return received.outcome;
          if (reading === 'forced')
            assert.deepEqual([received.secret.width, received.secret.height], [width, height]);
          return 'shown';
        }),
      );
    };
    assert.deepEqual(await outcomes('strip'), ['shown', 'shown']);
    assert.deepEqual(await outcomes('noise-5'), ['nothing', 'shown']);
    assert.deepEqual(await outcomes('crop-0.5'), ['nothing', 'shown']);
  });
});

describe('the exact method under attack', () => {
  it('gives the secret back, says that nothing is there, or says that it is damaged', async () => {
    const cover = await photo('kodim23.png', 160, 120);
    const secret = await photo('astronaut.png', 60, 40);
    const { container, knowledge } = await sent(exact, cover, secret);
    assert.deepEqual(await readingsOf(subject(exact)), ['plain']);
    const read = (attacked: RgbImage) => receive(subject(exact), 'plain', attacked, knowledge(secret));
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
  it('shows something always to who forces it, and after a crop the part that is left', async () => {
    const cover = await photo('kodim23.png', 64, 48);
    const secret = await photo('astronaut.png', 64, 48);
    const { container, knowledge } = await sent(lsb4, cover, secret);
    const after = async (name: string): Promise<number> => {
      const attack = attackNamed(name);
      const attacked = await attack.apply(container, workWithoutCodecs());
      const remaining = remainingSecret(secret, attack);
      const received = await receive(subject(lsb4), 'forced', attacked, knowledge(remaining));
      assert.ok(received.outcome === 'shown');
      return psnr(remaining, received.secret);
    };
    // Its lower four bits, cut off: a mean square error of at most 15^2, and the frame's changes.
    assert.ok((await after('strip')) > 23);
    assert.ok((await after('crop-0.7')) > 23);
    assert.ok((await after('noise-10')) < 12);
  });
});
