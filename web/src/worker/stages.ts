/** Looks inside a network: hides and reveals once more, and keeps the intermediate results. */
import {
  createNetwork,
  cropImage,
  fitSecret,
  float32,
  fromPlanes,
  type HidingNetwork,
  type LoadedModel,
  observedModel,
  type RgbImage,
  type Runtime,
  readNetwork,
  storedWeights,
  toPlanes,
} from '../../../src/browser.ts';
import { download } from './download.ts';
import { engineOf } from './engine.ts';
import type { JobContext, NetworkMap, NetworkStage, StagesAnswer, StagesTask } from './jobs.ts';
import { manifestOf } from './models.ts';

/** Number of maps shown of a stage. */
const SHOWN_MAPS = 12;

/** Stages of eight alike blocks that are shown. */
const SHOWN_BLOCKS = /\.(?:0|1|3|5|7)$|^[a-z]+$/;

export async function stages(
  { model: name, cover, secret }: StagesTask,
  { device, progress }: JobContext,
): Promise<StagesAnswer> {
  const report = (stage: string, done: number): void => progress.work({ stage, done, total: 1 });
  const { runtime } = await engineOf(device, progress.prepare);
  report('Fetching the network', 0.1);
  const manifest = await manifestOf(name);
  const read = (file: string): Promise<Uint8Array> => download(`models/${name}/${file}`);
  const hide = await readNetwork(manifest, 'hide', read);
  const reveal = await readNetwork(manifest, 'reveal', read);
  const network = createNetwork(manifest.architecture, manifest.configuration);
  const weights = storedWeights(network, { hide, reveal });
  const whole = wholeBlocks(cover, network);
  const fitted = fitSecret(secret, whole);
  const run = (direction: 'hide' | 'reveal', pictures: Readonly<Record<string, RgbImage>>) => {
    const observed = observedModel(network, weights, direction, whole, (stage) => SHOWN_BLOCKS.test(stage));
    return runObserved(runtime, observed, pictures);
  };
  report('Hiding, and looking', 0.3);
  const hidden = await run('hide', { cover: whole, secret: fitted });
  report('Revealing, and looking', 0.7);
  const revealed = await run('reveal', { container: hidden.result });
  return {
    cover: whole,
    secret: fitted,
    container: hidden.result,
    revealed: revealed.result,
    hiding: hidden.stages,
    revealing: revealed.stages,
  };
}

/** The part of a picture that is whole blocks of the network. */
function wholeBlocks(image: RgbImage, { multiple }: HidingNetwork): RgbImage {
  const [width, height] = [image.width, image.height].map((side) => side - (side % multiple));
  return cropImage(image, { x: 0, y: 0, width: width!, height: height! });
}

async function runObserved(
  runtime: Runtime,
  { model, stages: observed }: ReturnType<typeof observedModel>,
  pictures: Readonly<Record<string, RgbImage>>,
): Promise<{ readonly result: RgbImage; readonly stages: readonly NetworkStage[] }> {
  const [{ width, height }] = Object.values(pictures) as [RgbImage];
  const loaded = await runtime.load(model);
  try {
    const feeds = Object.fromEntries(
      Object.entries(pictures).map(([name, image]) => [
        name,
        float32(toPlanes(image), [1, 3, height, width]),
      ]),
    );
    const values = await loaded.run(feeds);
    return {
      result: fromPlanes(dataOf(values, 'result'), width, height),
      stages: observed.map(({ name, kind }) => {
        if (kind === 'picture') {
          const picture = fromPlanes(dataOf(values, name), width, height);
          return { name, picture, maps: [], mapCount: 0 };
        }
        const [, count, rows, columns] = values[name]!.dims as [number, number, number, number];
        const maps = strongestMaps(dataOf(values, name), count, columns, rows);
        return { name, picture: undefined, maps, mapCount: count };
      }),
    };
  } finally {
    await loaded.dispose();
  }
}

function dataOf(values: Awaited<ReturnType<LoadedModel['run']>>, name: string): Float32Array {
  return values[name]!.data as Float32Array;
}

/** The maps of the largest variance, each stretched between its 1st and 99th percentile. */
function strongestMaps(data: Float32Array, count: number, width: number, height: number): NetworkMap[] {
  const size = width * height;
  const maps = Array.from({ length: count }, (_, i) => {
    const values = data.subarray(i * size, (i + 1) * size);
    const mean = values.reduce((sum, value) => sum + value, 0) / size;
    return { values, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / size };
  });
  maps.sort((a, b) => b.variance - a.variance);
  return maps.slice(0, SHOWN_MAPS).map(({ values }) => {
    const sorted = Float32Array.from(values).sort();
    const [low, high] = [sorted[Math.floor(0.01 * size)]!, sorted[Math.floor(0.99 * size)]!];
    const scale = high > low ? 255 / (high - low) : 0;
    return {
      width,
      height,
      pixels: Uint8Array.from(values, (value) => Math.min(255, Math.max(0, scale * (value - low)))),
    };
  });
}
