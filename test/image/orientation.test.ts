import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rotateClockwise, rotateCounterclockwise } from '../../src/image/orientation.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { randomImage } from './random-image.ts';

test('a turn to the right brings the left column, read upwards, to the top', () => {
  // a b c      d a
  // d e f  ->  e b
  //            f c
  const image = rgbImage(
    3,
    2,
    Uint8Array.from([...'aaabbbcccdddeeefff'].map((letter) => letter.charCodeAt(0))),
  );
  const turned = rotateClockwise(image);
  assert.deepEqual([turned.width, turned.height], [2, 3]);
  assert.equal(String.fromCharCode(...turned.data), 'dddaaaeeebbbfffccc');
});

test('the turns are inverses, and four of them do nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (width, height) => {
      const image = randomImage(width, height);
      assert.deepEqual(rotateCounterclockwise(rotateClockwise(image)), image);
      assert.deepEqual(rotateClockwise(rotateCounterclockwise(image)), image);
      const half = rotateClockwise(rotateClockwise(image));
      assert.deepEqual(rotateClockwise(rotateClockwise(half)), image);
    }),
  );
});
