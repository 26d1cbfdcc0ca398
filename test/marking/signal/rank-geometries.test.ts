import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { RgbImage } from '../../../src/image/rgb-image.ts';
import { rgbImage } from '../../../src/image/rgb-image.ts';
import { cropImage } from '../../../src/image/tiles.ts';
import { codedBitsOf } from '../../../src/marking/mark.ts';
import { prepared } from '../../../src/marking/signal/detect.ts';
import { embedMark } from '../../../src/marking/signal/embed.ts';
import type { Layout } from '../../../src/marking/signal/layout.ts';
import { layoutOf } from '../../../src/marking/signal/layout.ts';
import { gridOf } from '../../../src/marking/signal/mark-design.ts';
import { ORIENTATIONS } from '../../../src/marking/signal/orientation.ts';
import { rankGeometries } from '../../../src/marking/signal/rank-geometries.ts';
import type { FoundGeometry } from '../../../src/marking/signal/synchronise.ts';
import { samplePhoto } from '../../training/sample-photos.ts';

const WIDTH = 600;
const HEIGHT = 400;

let layout: Layout;
let part: RgbImage;
let scale: number;

before(async () => {
  layout = await layoutOf(new Uint8Array(32).fill(5), codedBitsOf(64));
  const pixels = new Uint8Array(await samplePhoto('coffee.png', WIDTH, HEIGHT).raw().toBuffer());
  const message = Uint8Array.from({ length: 104 }, (_, i) => ((i * i) % 3) & 1);
  const marked = embedMark(rgbImage(WIDTH, HEIGHT, pixels), layout, message);
  part = cropImage(marked, { x: 37, y: 51, width: 420, height: 290 });
  // Samples of the part's grid for each of the mark's.
  scale = gridOf(420, 290).width / 420 / (gridOf(WIDTH, HEIGHT).width / WIDTH);
});

function geometry(scaleX: number, angle = 0): FoundGeometry {
  return { scaleX, scaleY: scaleX, angle, z: 0, orientations: [ORIENTATIONS[0]!, ORIENTATIONS[4]!] };
}

describe('geometries', () => {
  it('are ranked by how far the pilots agree in them: the true one first, and no more than asked for', () => {
    const others = [0.7, 0.9, 1, 1.1, 1.25, 1.6, 1.9].flatMap((at) => [geometry(at), geometry(at, 0.02)]);
    const [first, second, ...rest] = rankGeometries(
      prepared(part).spectra(),
      layout,
      [...others, geometry(scale)],
      3,
    );
    assert.equal(rest.length, 1);
    assert.equal(first!.scaleX, scale);
    assert.ok(first!.z > 10 && second!.z < 6.5, `${first!.z} and ${second!.z}`);
  });
});
