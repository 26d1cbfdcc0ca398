/**
 * A medium from one file, and a method that hides in it, as CONTRIBUTING.md describes: files of eight letters and 16-bit samples,
 * little-endian, in which the exact method's code hides.
 */
import { coded } from '../../src/errors/coded.ts';
import { registerMedium } from '../../src/media/media.ts';
import type { Cover, Medium } from '../../src/media/medium.ts';
import type { ExactCover } from '../../src/methods/exact/exact-cover.ts';
import { hideInSamples } from '../../src/methods/exact/exact-method.ts';
import type { FoundPayload } from '../../src/methods/exact/reveal-exact.ts';
import { findInSamples, revealFound } from '../../src/methods/exact/reveal-exact.ts';
import type { Method } from '../../src/methods/method.ts';
import { registerMethod } from '../../src/methods/registry.ts';

const MAGIC = new TextEncoder().encode('toysound');

interface Sound extends Cover {
  readonly samples: Int16Array;
}

const medium: Medium<Sound> = {
  kind: 'toysound',
  title: 'toy sounds',
  endings: ['.toy'],
  recognises: (content) => MAGIC.every((byte, at) => content[at] === byte),
  async open(content, name) {
    if (!medium.recognises(content)) {
      throw coded(new Error(`Expected a toy sound but received ${name}`), 'failed', { file: name });
    }
    const view = new DataView(content.buffer, content.byteOffset + MAGIC.length);
    const count = (content.length - MAGIC.length) >> 1;
    const samples = Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i, true));
    return { cover: { kind: 'toysound', samples }, warnings: [] };
  },
  async write({ samples }) {
    const bytes = new Uint8Array(MAGIC.length + 2 * samples.length);
    bytes.set(MAGIC);
    const view = new DataView(bytes.buffer);
    for (const [i, sample] of samples.entries()) view.setInt16(MAGIC.length + 2 * i, sample, true);
    return { bytes, warnings: [] };
  },
  compare({ samples: before }, { samples: after }) {
    let [squares, changes, distance] = [0, 0, 0];
    before.forEach((sample, i) => {
      const error = after[i]! - sample;
      squares += error * error;
      distance += Math.abs(error);
      if (error !== 0) changes++;
    });
    const count = before.length;
    const psnr = 10 * Math.log10((65535 ** 2 * count) / squares);
    return { fidelity: { psnr, ssim: Number.NaN, mae: distance / count }, changeRate: changes / count };
  },
};

const exactCover = ({ samples }: Sound): ExactCover => ({
  samples,
  least: -(2 ** 15),
  most: 2 ** 15 - 1,
  shape: [samples.length, 1],
  unit: { name: 'samples', samples: 1 },
});

const method: Method = {
  name: 'toysound',
  number: 251,
  title: 'toy sound method',
  summary: 'any file in a toy sound',
  label: 'Toy sound',
  explanation: 'Any file, encrypted, in the samples of a toy sound.',
  covers: ['toysound'],
  secrets: ['picture', 'file'],
  encrypts: true,
  mostReceivers: 8,
  options: {},
  load: async () => ({
    async hide(cover, receivers, _options, { host, random, signal, onProgress }) {
      const { samples, hidden } = await hideInSamples(
        exactCover(cover as Sound),
        receivers.map(({ secret, keys }) => ({ secret, passphrase: keys.secret })),
        host.coder,
        { random, signal, onProgress },
      );
      return {
        container: { kind: 'toysound', samples } as Sound,
        payloads: hidden.map(({ payloadBytes, ...payload }) => ({ ...payload, bytes: payloadBytes })),
        warnings: [],
      };
    },
    async find(container, keys) {
      const state = await findInSamples(exactCover(container as Sound), keys.secret);
      return state && { method: 'toysound', state };
    },
    async reveal({ state }, _options, { host, signal, onProgress }) {
      return { secret: await revealFound(state as FoundPayload, host.coder, { signal, onProgress }) };
    },
  }),
};

registerMedium(medium);
registerMethod(method);
