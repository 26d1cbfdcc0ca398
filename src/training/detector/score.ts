/**
 * A trained detector's score for a picture of any size.
 */
import { coded } from '../../errors/coded.ts';
import type { Rect } from '../../image/tiles.ts';
import { decodeModel } from '../../onnx/decode.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { float32 } from '../../runtime/runtime.ts';
import type { DetectorPicture } from './detector-picture.ts';
import { partPlanes, planeCount } from './detector-picture.ts';

/** A detector that is ready to judge. */
export interface Detector {
  /** Width and height of the part it judges are multiples of this; the remainder on the right and at the bottom is ignored. */
  readonly multiple: number;
  /** The logit of a picture whose sides are such multiples, or of such a part of it. */
  logit(picture: DetectorPicture, part?: Rect): Promise<number>;
  dispose(): Promise<void>;
}

/** Largest side of a tile, in pixels: the first group's maps then take 8 MB each time. */
const TILE = 512;

/**
 * Loads a model of `trainDetector` on `runtime`, which the caller keeps.
 *
 * @throws Error when the bytes are no such model.
 */
export async function loadDetector(model: Uint8Array, runtime: Runtime): Promise<Detector> {
  const multiple = Number(decodeModel(model).metadata.multiple);
  if (!Number.isInteger(multiple) || multiple < 1) {
    throw coded(new Error('Expected a model of a detector but received another'), 'model-mismatch');
  }
  const loaded = await runtime.load(model);
  return {
    multiple,
    async logit(image, part = { x: 0, y: 0, width: image.width, height: image.height }) {
      const dims = [1, planeCount(image), part.height, part.width];
      const picture = float32(partPlanes(image, part), dims);
      const { logit } = await loaded.run({ picture }, { transfer: true });
      return logit!.data[0] as number;
    },
    dispose: () => loaded.dispose(),
  };
}

/**
 * The detector's logit for a picture: above 0 it says that something is hidden.
 *
 * The logit is a mean over places plus a constant, as the network ends in a mean over the whole picture and a product. So a large
 * picture is judged tile by tile, and the mean of the tiles' logits, weighted by area, is the picture's logit, apart from effects of
 * the tiles' borders.
 *
 * @throws RangeError when a side is smaller than the detector's multiple.
 */
export async function scoreDetector(detector: Detector, image: DetectorPicture): Promise<number> {
  const { multiple } = detector;
  const columns = spans(image.width, multiple);
  const rows = spans(image.height, multiple);
  if (columns.length === 0 || rows.length === 0) {
    throw new RangeError(
      `Expected at least ${multiple} pixels a side for the detector but received ${image.width}x${image.height}`,
    );
  }
  let [total, area] = [0, 0];
  for (const [y, height] of rows) {
    for (const [x, width] of columns) {
      const part: Rect = { x, y, width, height };
      total += width * height * (await detector.logit(image, part));
      area += width * height;
    }
  }
  return total / area;
}

/** Start and length of equal parts, but for multiples, of a side. */
function spans(side: number, multiple: number): (readonly [number, number])[] {
  const units = Math.floor(side / multiple);
  const parts = Math.ceil((units * multiple) / TILE);
  return Array.from({ length: parts }, (_, part) => {
    const start = Math.floor((part * units) / parts);
    const end = Math.floor(((part + 1) * units) / parts);
    return [start * multiple, (end - start) * multiple] as const;
  });
}
