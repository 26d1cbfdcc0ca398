import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeComponent } from '../../../src/image/jpeg/decode-pixels.ts';
import type { JpegComponent } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { standardQuality } from '../../../src/image/jpeg/standard-quality.ts';
import { DCTR_DIMENSION, dctr, dctrStep } from '../../../src/steganalysis/features/dctr.ts';
import { unroundedSamples } from '../../../src/steganalysis/features/unrounded-samples.ts';
import { sharpJpeg } from '../../image/jpeg/jpeg-files.ts';
import { dctrByDefinition, samplesByDefinition } from './dctr-reference.ts';

async function component(quality: number, width = 43, height = 29, index = 0): Promise<JpegComponent> {
  const file = readJpeg(await sharpJpeg({ quality, chromaSubsampling: '4:2:0' }, width, height));
  return file.frame.components[index]!;
}

/** The component with its real blocks alone, each made of one of the old by its place; sides are whole blocks then. */
function rearranged(
  own: JpegComponent,
  transposed: boolean,
  from: (x: number, y: number) => readonly [x: number, y: number],
  coefficient: (block: Int16Array, u: number, v: number) => number,
): JpegComponent {
  const [across, down] = transposed
    ? [own.blocksPerColumn, own.blocksPerRow]
    : [own.blocksPerRow, own.blocksPerColumn];
  const coefficients = new Int16Array(64 * across * down);
  for (let y = 0, at = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const [oldX, oldY] = from(x, y);
      const offset = 64 * (oldY * own.storedBlocksPerRow + oldX);
      const block = own.coefficients.subarray(offset, offset + 64);
      for (let index = 0; index < 64; index++) coefficients[at++] = coefficient(block, index & 7, index >> 3);
    }
  }
  return {
    ...own,
    width: 8 * across,
    height: 8 * down,
    blocksPerRow: across,
    blocksPerColumn: down,
    storedBlocksPerRow: across,
    storedBlocksPerColumn: down,
    coefficients,
  };
}

function assertClose(actual: Float32Array, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]!) < 1e-6, `feature ${i} is ${value}, not ${expected[i]}`);
  }
}

describe('unrounded samples', () => {
  it('are the inverse DCT by its definition, of the blocks that the picture has', async () => {
    const own = await component(75);
    const { width, height, data } = unroundedSamples(own);
    const expected = samplesByDefinition(own);
    assert.deepEqual([width, height], [48, 32]);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        assert.ok(Math.abs(data[y * width + x]! - expected[y]![x]!) < 1e-9);
      }
    }
  });

  it('are within one of what a decoder makes of them', async () => {
    const own = await component(90);
    const { width, data } = unroundedSamples(own);
    const decoded = decodeComponent(own);
    for (const [at, sample] of data.entries()) {
      const rounded = decoded.data[Math.floor(at / width) * decoded.stride + (at % width)]!;
      assert.ok(Math.abs(Math.min(255, Math.max(0, sample)) - rounded) <= 1);
    }
  });
});

describe('DCTR', () => {
  it('is what its definition says, for luma and chroma, at several qualities', async () => {
    for (const [quality, index] of [
      [75, 0],
      [95, 0],
      [30, 0],
      [85, 1],
    ] as const) {
      const own = await component(quality, 43, 29, index);
      assertClose(dctr(own), dctrByDefinition(own, dctrStep(own.quantisation)));
    }
  });

  it('has 8,000 features: 1,600 histograms that sum to 1', async () => {
    const features = dctr(await component(75));
    assert.equal(DCTR_DIMENSION, 8000);
    assert.equal(features.length, 8000);
    for (let at = 0; at < features.length; at += 5) {
      const sum = features.subarray(at, at + 5).reduce((total, part) => total + part, 0);
      assert.ok(Math.abs(sum - 1) < 1e-6);
    }
  });

  it('takes the step of the paper from the table', async () => {
    for (const [quality, step] of [
      [75, 4],
      [95, 0.8],
      [50, 8],
      [25, 16],
      [100, 0.2],
      [1, 100],
    ] as const) {
      const { quantisation } = await component(quality);
      assert.ok(Math.abs(dctrStep(quantisation) - step) < 1e-12, `${quality}`);
    }
  });

  it('has the histogram of the coefficients themselves at phase 0', async () => {
    const own = await component(75);
    const features = dctr(own, 16);
    for (const [u, v] of [
      [1, 0],
      [0, 2],
      [3, 1],
    ] as const) {
      const counts = [0, 0, 0, 0, 0];
      for (let y = 0; y < own.blocksPerColumn; y++) {
        for (let x = 0; x < own.blocksPerRow; x++) {
          const at = 64 * (y * own.storedBlocksPerRow + x) + 8 * v + u;
          const magnitude = Math.abs(own.coefficients[at]! * own.quantisation[8 * v + u]!);
          counts[Math.min(4, Math.floor((magnitude + 8) / 16))]! += 1;
        }
      }
      const blocks = own.blocksPerRow * own.blocksPerColumn;
      const at = 5 * 25 * (8 * v + u);
      assertClose(
        features.subarray(at, at + 5),
        counts.map((count) => count / blocks),
      );
    }
  });

  it("does not change with the picture's mirror images", async () => {
    const own = await component(75, 48, 32);
    const features = dctr(own);
    const [right, bottom] = [own.blocksPerRow - 1, own.blocksPerColumn - 1];
    const leftRight = rearranged(
      own,
      false,
      (x, y) => [right - x, y],
      (block, u, v) => (u % 2 === 0 ? 1 : -1) * block[8 * v + u]!,
    );
    const upsideDown = rearranged(
      own,
      false,
      (x, y) => [x, bottom - y],
      (block, u, v) => (v % 2 === 0 ? 1 : -1) * block[8 * v + u]!,
    );
    assertClose(dctr(leftRight), features);
    assertClose(dctr(upsideDown), features);
  });

  it('exchanges directions with a transposed picture', async () => {
    // All steps are equal, so the table is its own transpose.
    const own = { ...(await component(75, 48, 32)), quantisation: new Uint16Array(64).fill(7) };
    const transposed = rearranged(
      own,
      true,
      (x, y) => [y, x],
      (block, u, v) => block[8 * u + v]!,
    );
    const features = dctr(own);
    const exchanged = dctr(transposed).map((_, index) => {
      const magnitude = index % 5;
      const [across, down] = [Math.floor(index / 5) % 5, Math.floor(index / 25) % 5];
      const [u, v] = [Math.floor(index / 125) % 8, Math.floor(index / 1000)];
      return features[5 * (5 * (5 * (8 * u + v) + across) + down) + magnitude]!;
    });
    assertClose(dctr(transposed), exchanged);
  });

  it('does not change with blocks that are stored but not seen', async () => {
    const own = await component(75, 33, 33);
    assert.ok(own.storedBlocksPerRow > own.blocksPerRow && own.storedBlocksPerColumn > own.blocksPerColumn);
    const bare = rearranged(
      own,
      false,
      (x, y) => [x, y],
      (block, u, v) => block[8 * v + u]!,
    );
    assert.deepEqual(dctr(bare), dctr(own));
  });

  it('refuses a component without all phases, and steps that are none', async () => {
    const small = await component(75, 8, 64);
    assert.throws(() => dctr(small), /^RangeError: Expected at least 2x2 blocks .* received 1x8$/);
    const own = await component(75, 16, 16);
    assert.equal(dctr(own).length, 8000);
    for (const step of [0, -1, Number.NaN]) assert.throws(() => dctr(own, step), RangeError);
  });
});

describe('the quality of a quantisation table', () => {
  it('is that which libjpeg was told', async () => {
    for (let quality = 4; quality <= 100; quality++) {
      for (const index of [0, 1]) {
        const { quantisation } = await component(quality, 8, 8, index);
        assert.equal(standardQuality(quantisation), quality);
      }
    }
  });

  it('is the nearest one for a table of its own', async () => {
    const { quantisation } = await component(80);
    assert.equal(standardQuality(quantisation.map((step, at) => step + (at % 9 === 0 ? 1 : 0))), 80);
    assert.equal(standardQuality(new Uint16Array(64).fill(1)), 100);
    assert.equal(standardQuality(new Uint16Array(64).fill(65535)), 3);
  });
});
