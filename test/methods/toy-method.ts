/**
 * A method from one file, as CONTRIBUTING.md describes it: it writes the secret's pixels into the lowest bit of as many samples as it
 * takes, behind sixteen bytes that say that they are there. It keeps nothing from anybody.
 */
import { rgbImage } from '../../src/image/rgb-image.ts';
import { pictureCover, pixelsOf } from '../../src/media/picture.ts';
import type { Method } from '../../src/methods/method.ts';
import { registerMethod } from '../../src/methods/registry.ts';

const MAGIC = [...'toy!'].map((letter) => letter.charCodeAt(0));
const HEADER_BYTES = 12;

export const toy: Method = {
  name: 'toy',
  number: 250,
  title: 'toy method',
  summary: 'lowest bits, no key',
  label: 'Toy',
  explanation: 'Writes the secret into the lowest bits, one after another. Anyone can read it.',
  covers: ['picture'],
  secrets: ['picture'],
  encrypts: false,
  mostReceivers: 1,
  options: {
    planes: {
      kind: 'number',
      placeholder: 'n',
      least: 1,
      most: 1,
      whole: true,
      default: 1,
      help: 'bit planes to use',
    },
  },
  load: async () => ({
    async hide(given, [receiver], _options, { onProgress }) {
      const cover = pixelsOf(given);
      const { secret } = receiver!;
      if (secret.kind !== 'picture') throw new RangeError('Expected a picture');
      const { width, height, data } = secret.image;
      const bytes = new Uint8Array(HEADER_BYTES + data.length);
      const view = new DataView(bytes.buffer);
      bytes.set(MAGIC);
      view.setUint32(4, width);
      view.setUint32(8, height);
      bytes.set(data, HEADER_BYTES);
      if (8 * bytes.length > cover.data.length) {
        throw new RangeError(`Expected a cover of at least ${8 * bytes.length} samples`);
      }
      const container = rgbImage(cover.width, cover.height, Uint8Array.from(cover.data));
      for (let i = 0; i < 8 * bytes.length; i++) {
        const bit = (bytes[i >> 3]! >> (i & 7)) & 1;
        container.data[i] = (container.data[i]! & ~1) | bit;
      }
      onProgress?.(1);
      return { container: pictureCover(container), warnings: ['Anyone can read the secret'] };
    },
    async find(container) {
      const { data } = pixelsOf(container);
      const read = (at: number): number => {
        let byte = 0;
        for (let bit = 0; bit < 8; bit++) byte |= (data[8 * at + bit]! & 1) << bit;
        return byte;
      };
      if (!MAGIC.every((byte, at) => read(at) === byte)) return undefined;
      const sides = new DataView(Uint8Array.from({ length: 8 }, (_, i) => read(4 + i)).buffer);
      const [width, height] = [sides.getUint32(0), sides.getUint32(4)];
      const pixels = Uint8Array.from({ length: 3 * width * height }, (_, i) => read(HEADER_BYTES + i));
      return { method: 'toy', state: rgbImage(width, height, pixels) };
    },
    async reveal({ state }) {
      return { secret: { kind: 'picture', name: 'toy.png', image: state as ReturnType<typeof rgbImage> } };
    },
  }),
};

registerMethod(toy);
