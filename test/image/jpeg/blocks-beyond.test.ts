/** Blocks beyond the edge repeat their neighbour, in files of other encoders and after a change. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eachBlockBeyond, repeatBeyond } from '../../../src/image/jpeg/blocks-beyond.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { sharpJpeg } from './jpeg-files.ts';

/** How many blocks beyond the edge do not repeat another. */
function strangers(
  component: Parameters<typeof eachBlockBeyond>[0],
  coefficients: Int16Array,
): [number, number] {
  let [strange, all] = [0, 0];
  eachBlockBeyond(component, (block, repeated) => {
    all++;
    if (coefficients[block] !== coefficients[repeated]) strange++;
  });
  return [strange, all];
}

describe('blocks beyond the edge of a JPEG', () => {
  for (const [width, height] of [
    [40, 40],
    [67, 45],
    [24, 200],
    [200, 24],
  ] as const) {
    it(`of ${width}x${height} repeat their neighbour, and do so again after a change`, async () => {
      const { frame } = readJpeg(await sharpJpeg({ quality: 80 }, width, height));
      const [luma] = frame.components;
      const [strange, all] = strangers(luma!, luma!.coefficients);
      assert.ok(all > 0);
      assert.equal(strange, 0);
      const changed = luma!.coefficients.slice();
      for (let row = 0; row < luma!.blocksPerColumn; row++) {
        for (let column = 0; column < luma!.blocksPerRow; column++) {
          changed[64 * (row * luma!.storedBlocksPerRow + column)]! += 1 + ((row * 7 + column) % 5);
        }
      }
      assert.ok(strangers(luma!, changed)[0] > 0);
      repeatBeyond(luma!, changed);
      assert.equal(strangers(luma!, changed)[0], 0);
    });
  }

  it('that did not repeat it stay as they are', async () => {
    const { frame } = readJpeg(await sharpJpeg({ quality: 80 }, 40, 40));
    const [luma] = frame.components;
    const coefficients = luma!.coefficients.slice();
    let first = -1;
    eachBlockBeyond(luma!, (block) => {
      if (first < 0) first = block;
    });
    coefficients[first]! += 9;
    const changed = coefficients.map((value) => value);
    changed[0]! += 3;
    repeatBeyond({ ...luma!, coefficients }, changed);
    assert.equal(changed[first], coefficients[first]);
  });
});
