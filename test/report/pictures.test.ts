import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RgbImage } from '../../src/image/rgb-image.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { exampleSheet } from '../../src/report/pictures/examples.ts';
import { pictureGrid } from '../../src/report/pictures/picture-grid.ts';
import { amplifiedResidual } from '../../src/report/pictures/residual.ts';
import { sideBySide } from '../../src/report/pictures/side-by-side.ts';
import { randomImage } from '../image/random-image.ts';

function filled(width: number, height: number, value: number): RgbImage {
  return rgbImage(width, height, new Uint8Array(3 * width * height).fill(value));
}

function sample(image: RgbImage, x: number, y: number): number {
  return image.data[3 * (y * image.width + x)]!;
}

test('the residual is ten times the difference around mid grey, limited', () => {
  const cover = rgbImage(2, 1, Uint8Array.from([100, 100, 100, 255, 0, 7]));
  const container = rgbImage(2, 1, Uint8Array.from([100, 101, 97, 0, 255, 7]));
  assert.deepEqual([...amplifiedResidual(cover, container).data], [128, 138, 98, 0, 255, 128]);
  assert.throws(() => amplifiedResidual(cover, filled(1, 2, 0)), RangeError);
});

test('a sheet has equal cells with gaps, and pictures that fit are not touched', () => {
  const [a, b, c] = [randomImage(6, 4, 1), randomImage(6, 4, 2), randomImage(6, 4, 3)];
  const sheet = pictureGrid([[a, b], [c]], { gap: 2, background: 77 });
  assert.deepEqual([sheet.width, sheet.height], [2 + 6 + 2 + 6 + 2, 2 + 4 + 2 + 4 + 2]);
  for (let y = 0; y < sheet.height; y++) {
    for (let x = 0; x < sheet.width; x++) {
      const [column, row] = [Math.floor((x - 2) / 8), Math.floor((y - 2) / 6)];
      const [u, v] = [(x + 6) % 8, (y + 4) % 6];
      const picture = u < 6 && v < 4 ? [[a, b], [c]][row]?.[column] : undefined;
      assert.equal(sample(sheet, x, y), picture === undefined ? 77 : sample(picture, u, v), `${x}, ${y}`);
    }
  }
});

test('pictures of other sizes are scaled to the cell, proportions kept, in its middle', () => {
  // The cell is 40x40: the widest and the highest picture. The second picture, 5x10, becomes 20x40.
  const sheet = pictureGrid([[filled(40, 20, 10), filled(5, 10, 20), filled(10, 40, 30)]], {
    gap: 0,
    background: 200,
  });
  assert.deepEqual([sheet.width, sheet.height], [120, 40]);
  assert.deepEqual(
    [sample(sheet, 0, 9), sample(sheet, 0, 10), sample(sheet, 39, 29), sample(sheet, 39, 30)],
    [200, 10, 10, 200],
  );
  assert.deepEqual(
    [sample(sheet, 49, 0), sample(sheet, 50, 0), sample(sheet, 69, 39), sample(sheet, 70, 39)],
    [200, 20, 20, 200],
  );
});

test('large pictures are scaled down, and an extreme one keeps a pixel', () => {
  const sheet = pictureGrid([[filled(3000, 2, 10)], [filled(2, 2000, 10)]], { largestSide: 100, gap: 0 });
  assert.deepEqual([sheet.width, sheet.height], [100, 134]);
  assert.equal(sample(sheet, 50, 33), 10);
});

test('side by side: cover and container above, secret and revealed below, differences on request', () => {
  const pair = {
    cover: filled(8, 6, 100),
    container: filled(8, 6, 101),
    secret: filled(4, 3, 50),
    revealed: filled(4, 3, 52),
  };
  const plain = sideBySide(pair, { gap: 1 });
  assert.deepEqual([plain.width, plain.height], [19, 15]);
  const middles = (sheet: RgbImage): number[] =>
    [3, 10].flatMap((y) => [4, 13, ...(sheet.width > 19 ? [22] : [])].map((x) => sample(sheet, x, y)));
  assert.deepEqual(middles(plain), [100, 101, 50, 52]);
  assert.deepEqual(middles(sideBySide(pair, { gap: 1, residual: true })), [100, 101, 138, 50, 52, 148]);
});

test('examples: one row a pair with five pictures, spread over all pairs', () => {
  const pairs = Array.from({ length: 9 }, (_, index) => ({
    cover: filled(4, 4, 10 * index),
    container: filled(4, 4, 10 * index + 1),
    secret: filled(4, 4, 200),
    revealed: filled(4, 4, 201),
  }));
  const sheet = exampleSheet(pairs, { pairs: 3, gap: 0 });
  assert.deepEqual([sheet.width, sheet.height], [20, 12]);
  const rows = [2, 6, 10].map((y) => [2, 6, 10, 14, 18].map((x) => sample(sheet, x, y)));
  assert.deepEqual(rows, [
    [0, 1, 138, 200, 201],
    [30, 31, 138, 200, 201],
    [60, 61, 138, 200, 201],
  ]);
});

test('a sheet without pictures and options out of range are refused', () => {
  assert.throws(() => pictureGrid([[]]), {
    name: 'RangeError',
    message: 'Expected at least one picture for a sheet but received none',
  });
  assert.throws(() => exampleSheet([]), RangeError);
  for (const options of [{ largestSide: 0 }, { largestSide: 1.5 }, { gap: -1 }, { background: 256 }]) {
    assert.throws(() => pictureGrid([[filled(2, 2, 0)]], options), RangeError);
  }
});
