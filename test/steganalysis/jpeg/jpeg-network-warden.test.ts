/** The convolutional warden for JPEG files: what it sees, that it finds what is loud, and that it learns lesson after lesson. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decodeComponent } from '../../../src/image/jpeg/decode-pixels.ts';
import type { JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../../src/runtime/node-runtime.node.ts';
import { adaptiveJpeg } from '../../../src/steganalysis/controls/jpeg/adaptive-jpeg.ts';
import { jpegCovers } from '../../../src/steganalysis/jpeg/jpeg-covers.node.ts';
import type {
  JpegLesson,
  JpegLessonFindings,
  SeenJpegPhoto,
} from '../../../src/steganalysis/jpeg/jpeg-network-warden.ts';
import { jpegNetworkWarden, lumaPicture } from '../../../src/steganalysis/jpeg/jpeg-network-warden.ts';
import { samplePhoto } from '../../training/sample-photos.ts';

const runtime = createNodeRuntime({ threads: 2 });
after(() => runtime.dispose());

interface Photo {
  readonly photo: string;
  readonly covers: readonly JpegFile[];
}

let training: readonly Photo[];
let tested: readonly Photo[];
before(async () => {
  const names = [
    'coffee.png',
    'chelsea.png',
    'canyon.jpg',
    'passionflower.jpg',
    'astronaut.png',
    'kodim23.png',
  ];
  const photos = await Promise.all(
    names.map(async (photo): Promise<Photo> => {
      const pixels = await samplePhoto(photo, 256, 128).raw().toBuffer();
      const image = rgbImage(256, 128, new Uint8Array(pixels));
      return { photo, covers: await jpegCovers(image, { size: 128, quality: 75 }) };
    }),
  );
  training = photos.slice(0, 4);
  tested = photos.slice(4);
});

/** Changes that cost alike, at the bound. */
function hidden(photos: readonly Photo[], rate: number): SeenJpegPhoto[] {
  const hide = adaptiveJpeg(({ coefficients }) => new Float32Array(coefficients.length).fill(1), rate);
  return photos.map(({ photo, covers }, index) => ({
    photo,
    covers,
    containers: covers.map((cover, crop) => hide(cover, seededRandom(index, crop))),
  }));
}

const lesson = (rate: number, steps: number): JpegLesson => ({
  name: `uniform@${rate}`,
  steps,
  training: async () => hidden(training, rate),
  tested: [{ name: 'the same', photos: async () => hidden(tested, rate) }],
});

async function all(findings: AsyncIterable<JpegLessonFindings>): Promise<JpegLessonFindings[]> {
  const found: JpegLessonFindings[] = [];
  for await (const each of findings) found.push(each);
  return found;
}

const options = { runtime, crop: 64, batch: 4, seed: 1 } as const;

describe('the convolutional warden for JPEG files', () => {
  it('sees brightness as a decoder has it before it rounds', () => {
    const [file] = tested[0]!.covers as [JpegFile];
    const { width, height, data } = lumaPicture(file);
    assert.deepEqual([width, height, data.length], [128, 128, 128 * 128]);
    const decoded = decodeComponent(file.frame.components[0]!);
    let fractions = 0;
    for (const [index, value] of data.entries()) {
      const pixel = decoded.data[Math.floor(index / width) * decoded.stride + (index % width)]!;
      // libjpeg's integer transform is itself not exact.
      assert.ok(Math.abs(Math.min(255, Math.max(0, value)) - pixel) < 0.6, `${value} ${pixel}`);
      if (Math.abs(value - Math.round(value)) > 0.01) fractions++;
    }
    assert.ok(fractions > data.length / 2);
  });

  it('finds what is loud in photos that it has not seen, and goes on to what is less so', async (test) => {
    const found = await all(jpegNetworkWarden([lesson(0.8, 120), lesson(0.4, 60)], options));
    assert.deepEqual(
      found.map(({ name, pairs, steps, weights }) => [name, pairs, steps, weights]),
      [
        ['uniform@0.8', 8, 120, 14_777],
        ['uniform@0.4', 8, 60, 14_777],
      ],
    );
    const errors = found.map(({ detections }) => detections[0]!.detection.error);
    test.diagnostic(`P_E ${errors.join(', ')}`);
    assert.ok(errors.every((error) => error <= 0.25));
    const { detection } = found[0]!.detections[0]!;
    assert.deepEqual([detection.photos, detection.pairs], [2, 4]);
  });

  it('refuses what is too small, and stops when it is told to', async () => {
    const run = (more: object) => all(jpegNetworkWarden([lesson(0.8, 5)], { ...options, ...more }));
    await assert.rejects(run({ crop: 256 }), /at least 256 pixels a side but received 128x128/);
    const abort = new AbortController();
    const stopped = run({ signal: abort.signal, onProgress: () => abort.abort(new Error('enough')) });
    await assert.rejects(stopped, /enough/);
  });
});
