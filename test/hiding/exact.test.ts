/** Hiding and revealing with the exact method, in memory. Files are in exact-files.test.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { shapeCapacity } from '../../src/methods/exact/embedding/layers.ts';
import { planDigits } from '../../src/methods/exact/embedding/plan.ts';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { DistortionName, EmbeddingName, ExactOptions } from '../../src/methods/exact/settings.ts';
import { baseOf, DISTORTIONS, EMBEDDINGS, FAVOURED_RATES } from '../../src/methods/exact/settings.ts';
import { FAVOURS } from '../../src/methods/favour.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import {
  CODER,
  file,
  flat,
  hideOpen,
  NO_BODY_SAMPLES,
  noise,
  photo,
  picture,
  revealOpen,
} from './exact-cases.ts';
import { independentReadExact } from './independent-exact.ts';
import { seededRandom } from './seeded-random.ts';

const PHOTOS = [
  'astronaut.png',
  'canyon.jpg',
  'chelsea.png',
  'coffee.png',
  'kodim23.png',
  'nebula.jpg',
  'passionflower.jpg',
];

/** Hides, reveals, and asserts that the file came back; an independent reader agrees. */
async function assertComesBack(cover: RgbImage, length: number, options: ExactOptions): Promise<RgbImage> {
  const secret = file(length);
  const before = Uint8Array.from(cover.data);
  const { container, hidden, changeRate } = await hideOpen(cover, secret, options);
  assert.deepEqual(cover.data, before, 'the cover is not written to');
  assert.deepEqual(await revealOpen(container), secret);
  const read = independentReadExact(container.data, cover.width, cover.height);
  assert.ok(read?.payload !== undefined);
  assert.deepEqual(new Uint8Array(read.payload.content), secret.content);
  assert.equal(read.header.payloadBytes, hidden[0]!.payloadBytes);
  const changed = before.filter((sample, i) => sample !== container.data[i]).length;
  assert.equal(changeRate, changed / before.length);
  return container;
}

describe('the exact method gives files back', () => {
  const covers = fc.oneof(
    fc.constantFrom([64, 64], [3, 4096], [4096, 1], [1, 4096], [97, 71]).chain(([width, height]) =>
      fc.constantFrom(
        () => noise(width!, height!, `${width}x${height}`),
        () => flat(width!, height!, 0),
        () => flat(width!, height!, 255),
        () => flat(width!, height!, 90),
      ),
    ),
  );

  it('from any cover, of any size that is large enough, however they are hidden', async () => {
    await fc.assert(
      fc.asyncProperty(
        covers,
        fc.constantFrom<EmbeddingName>(...EMBEDDINGS, 'trellis', 'trellis', 'trellis'),
        fc.constantFrom<DistortionName>(...DISTORTIONS),
        fc.constantFrom(undefined, ...FAVOURS),
        fc.constantFrom(undefined, 6, 8, 11),
        fc.integer({ min: 0, max: 900 }),
        async (makeCover, embedding, distortion, favour, constraintHeight, length) => {
          const options = { embedding, distortion, favour, constraintHeight };
          await assertComesBack(makeCover(), length, options);
        },
      ),
      { numRuns: 10 },
    );
  });

  for (const embedding of EMBEDDINGS.filter((name) => name !== 'trellis')) {
    it(`with ${embedding}, filled to the last byte, by the nearest values`, async () => {
      const cover = noise(64, 64, embedding);
      cover.data.fill(0, 0, 1500).fill(255, 1500, 3000);
      const base = baseOf(embedding)!;
      const samples = cover.data.length - NO_BODY_SAMPLES;
      const room = Math.floor(shapeCapacity(planDigits(base).shape, samples) / 8);
      const { secret, container } = await filled(cover, room, { embedding });
      assert.deepEqual(await revealOpen(container), secret);
      const { bodyPlaces, header } = independentReadExact(container.data, 64, 64)!;
      assert.deepEqual([header.base, header.low, header.high], [base, 0, 0]);
      for (const place of bodyPlaces) {
        const [from, to] = [cover.data[place]!, container.data[place]!];
        const others = [to - base, to + base].filter((value) => value >= 0 && value <= 255);
        const isNearest = others.every((value) => Math.abs(value - from) >= Math.abs(to - from));
        assert.ok(isNearest, `${from} became ${to} modulo ${base}`);
      }
    });
  }

  it('of no bytes, of one, and of as many as there is room for with a favour', async () => {
    for (const favour of FAVOURS) {
      const cover = noise(64, 64, favour);
      const room = Math.floor((FAVOURED_RATES[favour] * (cover.data.length - NO_BODY_SAMPLES)) / 8);
      const { secret, container } = await filled(cover, room, { favour });
      assert.deepEqual(await revealOpen(container), secret);
    }
    await assertComesBack(noise(64, 64, 'none'), 0, { distortion: 'uniform' });
    await assertComesBack(noise(64, 64, 'one'), 1, { distortion: 'uniform' });
  });

  it('at four bits a sample, the most that there is room for', async () => {
    const cover = noise(64, 64, 'most');
    const room = Math.floor((4 * (cover.data.length - NO_BODY_SAMPLES)) / 8);
    const { secret, container } = await filled(cover, room, {});
    assert.deepEqual(await revealOpen(container), secret);
    assert.ok(psnr(cover, container) > 33.5);
  });

  it('with a passphrase of text or of bytes, in any of the parts', async () => {
    const cover = noise(128, 128, 'parts');
    const secret = file(300);
    const passphrase = '\ufb01ne \u2460';
    for (const parts of [1, 4] as const) {
      const options = { parts, distortion: 'uniform' } as const;
      const { container } = await hideExact(cover, [{ secret, passphrase }], CODER, options);
      const bytes = new TextEncoder().encode('fine 1');
      assert.deepEqual(await revealExact(container, CODER, { passphrase: bytes }), secret);
    }
  });

  it('from eight parts of the smallest cover', async () => {
    const cover = noise(256, 128, 'eight');
    const receivers = [undefined, 'a', 'b'].map((passphrase, i) => ({
      passphrase,
      secret: file(20 * i, `${i}.txt`),
    }));
    const options = { parts: 8, distortion: 'uniform' } as const;
    const { container, hidden } = await hideExact(cover, receivers, CODER, options);
    assert.equal(hidden.length, 3);
    for (const { secret, passphrase } of receivers) {
      assert.deepEqual(await revealExact(container, CODER, { passphrase }), secret);
    }
  });

  it('by whatever a map of one’s own spares', async () => {
    const cover = noise(64, 64, 'map');
    // Only the right half is to be changed.
    const distortion = Float32Array.from(cover.data, (_, i) => (i % 192 < 96 ? 1e6 : 1));
    const secret = file(60);
    const { container, hidden } = await hideOpen(cover, secret, { distortion });
    assert.equal(hidden[0]!.distortion, 'own');
    assert.deepEqual(await revealOpen(container), secret);
    const changes = [0, 0];
    cover.data.forEach((sample, i) => {
      if (sample !== container.data[i]) changes[i % 192 < 96 ? 0 : 1]!++;
    });
    assert.ok(changes[0]! < 10 && changes[1]! > 100, `${changes} changes on the left and the right`);
  });
});

/** A container with a file that leaves no byte of the room. */
async function filled(cover: RgbImage, room: number, options: ExactOptions) {
  const overhead = 16 + 2 + 1 + file(0).name.length + file(0).mediaType.length;
  const secret = file(room - overhead);
  const { container, hidden } = await hideOpen(cover, secret, options);
  assert.equal(hidden[0]!.payloadBytes, room);
  return { secret, container };
}

describe('the exact method gives pictures back', () => {
  it('filling what is favoured, and never more', async () => {
    const cover = noise(128, 128, 'cover');
    const samples = cover.data.length - NO_BODY_SAMPLES;
    for (const favour of FAVOURS) {
      const secret = await photo('coffee.png', 160, 120);
      const { container, hidden } = await hideOpen(cover, picture(secret), { favour });
      const room = Math.floor((FAVOURED_RATES[favour] * samples) / 8);
      const { payloadBytes } = hidden[0]!;
      assert.ok(payloadBytes <= room && payloadBytes > 0.98 * room, `${payloadBytes} bytes of ${room}`);
      const revealed = await revealOpen(container);
      assert.ok(revealed?.kind === 'picture' && psnr(secret, revealed.image) > 30);
    }
  });

  // Very smooth pictures are the exception: where their best code is smaller than what it may fill, or they fit without loss,
  // they take no more than they need. Codes grow in steps of up to a hundred bytes, which is more than a percent of small ones.
  it('filling any budget to within one percent, for every photo', async () => {
    for (const name of PHOTOS) {
      const secret = picture(await photo(name, 384, 256));
      for (const bytes of [16_000, 50_000]) {
        const { payload, coding } = await CODER.encode(secret, 'auto', bytes);
        const record = 2 + secret.name.length + 9;
        const used = payload.content.length + record;
        assert.ok(used <= bytes, `${name}: ${used} bytes of ${bytes}`);
        assert.ok(used > 0.99 * bytes || coding.startsWith('lossless'), `${name}: ${used} bytes of ${bytes}`);
      }
    }
    const smooth = await CODER.encode(picture(flat(192, 128, 7)), 'auto', 12_000);
    assert.ok(smooth.payload.content.length < 200);
  });

  it('at a quality of 1 to 100: 25 dB and a quarter more for each', async () => {
    const cover = noise(192, 160, 'quality');
    const secret = await photo('chelsea.png', 96, 72);
    for (const quality of [1, 30, 60, 100]) {
      const { container } = await hideOpen(cover, picture(secret), { quality });
      const revealed = await revealOpen(container);
      assert.ok(revealed?.kind === 'picture');
      const reached = psnr(secret, revealed.image);
      assert.ok(Math.abs(reached - 25 - quality / 4) < 0.5, `quality ${quality}: ${reached} dB`);
    }
  });

  it('identical where nothing may be lost: noise, one pixel, lines, and large ones of one colour', async () => {
    const cover = noise(128, 128, 'lossless');
    const pictures = [
      noise(40, 30, 'noise'),
      noise(1, 1, 'pixel'),
      noise(1, 300, 'column'),
      flat(200, 150, 200),
    ];
    for (const [index, image] of pictures.entries()) {
      const secret = picture(image, `${index}.png`);
      const { container } = await hideOpen(cover, secret, { quality: 'lossless', distortion: 'uniform' });
      assert.deepEqual(await revealOpen(container), secret);
    }
  });

  it('of a few pixels at any quality, though a lossy code would be all headers', async () => {
    for (const [width, height] of [
      [1, 1],
      [9, 9],
    ] as const) {
      const image = noise(width, height, 'few');
      for (const quality of ['auto', 50] as const) {
        const { payload } = await CODER.encode(picture(image), quality, 1000);
        assert.ok(payload.content.length <= 600);
        if (quality === 'auto') continue;
        const decoded = await CODER.decode(payload);
        assert.ok(decoded.kind === 'picture');
        assert.deepEqual([decoded.image.width, decoded.image.height], [width, height]);
      }
    }
  });

  it('once under each name', async () => {
    const image = noise(8, 8, 'names');
    for (const name of ['first.png', 'second.png']) {
      const { payload } = await CODER.encode(picture(image, name), 'lossless', 0);
      assert.equal(payload.name, name);
    }
  });
});

describe('the exact method says how far it is', () => {
  const cover = noise(128, 96, 'progress');
  const cases: readonly [string, ExactOptions][] = [
    ['trellis', { distortion: 'uniform' }],
    ['plain digits', { embedding: 'q5' }],
    ['two parts', { parts: 2, distortion: 'uniform' }],
  ];
  for (const [name, options] of cases) {
    it(`${name}: up to 1 and never back`, async () => {
      const hiding: number[] = [];
      const revealing: number[] = [];
      const { container } = await hideOpen(cover, file(100), {
        ...options,
        onProgress: (done) => hiding.push(done),
      });
      await revealExact(container, CODER, { onProgress: (done) => revealing.push(done) });
      for (const told of [hiding, revealing]) {
        assert.ok(told.length > 0);
        assert.deepEqual(
          told,
          [...told].sort((a, b) => a - b),
        );
        assert.ok(told[0]! >= 0);
        assert.equal(told.at(-1), 1);
      }
    });
  }

  it('and stops when it is told to', async () => {
    const reason = new Error('enough');
    const { container } = await hideOpen(cover, file(100), { distortion: 'uniform' });
    for (const work of [
      (options: ExactOptions) => hideOpen(cover, file(100), { ...options, distortion: 'uniform' }),
      (options: ExactOptions) => hideOpen(cover, file(100), { ...options, embedding: 'q7' }),
      (options: ExactOptions) => revealExact(container, CODER, options),
    ]) {
      await assert.rejects(work({ signal: AbortSignal.abort(reason) }), reason);
      const controller = new AbortController();
      const stop = () => controller.abort(reason);
      setTimeout(stop, 0);
      await assert.rejects(work({ signal: controller.signal, onProgress: stop }), reason);
    }
  });
});

describe('the same random bytes', () => {
  it('give the same container', async () => {
    const cover = noise(64, 64, 'again');
    const hide = () => hideOpen(cover, file(100), { random: seededRandom(7) });
    assert.deepEqual(await hide(), await hide());
  });
});
