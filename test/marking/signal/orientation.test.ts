import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ORIENTATIONS, oriented } from '../../../src/marking/signal/orientation.ts';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';

const counted = plane(
  5,
  3,
  Float32Array.from({ length: 15 }, (_, i) => i),
);

const mirrored = (source: Plane): Plane =>
  built(source.width, source.height, (x, y) => at(source, source.width - 1 - x, y));
const turned = (source: Plane): Plane =>
  built(source.height, source.width, (x, y) => at(source, y, source.height - 1 - x));

function built(width: number, height: number, value: (x: number, y: number) => number): Plane {
  return plane(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width))),
  );
}

function at({ width, data }: Plane, x: number, y: number): number {
  return data[y * width + x]!;
}

describe('the eight orientations', () => {
  it('are all different, first as it is, then mirrored left to right', () => {
    const seen = ORIENTATIONS.map((orientation) => oriented(counted, orientation));
    assert.equal(new Set(seen.map(({ width, data }) => `${width}: ${data.join(' ')}`)).size, 8);
    assert.deepEqual(seen[0], counted);
    assert.deepEqual(seen[1], mirrored(counted));
  });

  it('are what quarter turns and a mirror make', () => {
    const made = new Set<string>();
    for (let start: Plane = counted, turns = 0; turns < 4; start = turned(start), turns++) {
      for (const each of [start, mirrored(start)]) made.add(`${each.width}: ${each.data.join(' ')}`);
    }
    for (const orientation of ORIENTATIONS) {
      const { width, data } = oriented(counted, orientation);
      assert.ok(made.has(`${width}: ${data.join(' ')}`));
    }
  });

  it('read each sample where the matrix says, moved into the picture', () => {
    for (const orientation of ORIENTATIONS) {
      const [xx, xy, yx, yy] = orientation;
      const result = oriented(counted, orientation);
      const places = Array.from(result.data.keys(), (i) => {
        const [x, y] = [i % result.width, Math.floor(i / result.width)];
        return [xx * x + xy * y, yx * x + yy * y] as const;
      });
      const left = Math.min(...places.map(([x]) => x));
      const top = Math.min(...places.map(([, y]) => y));
      for (const [i, [x, y]] of places.entries()) {
        assert.equal(result.data[i], at(counted, x - left, y - top));
      }
    }
  });

  it('come back by their transposes', () => {
    for (const orientation of ORIENTATIONS) {
      const [xx, xy, yx, yy] = orientation;
      assert.deepEqual(oriented(oriented(counted, orientation), [xx, yx, xy, yy]), counted);
    }
  });

  it('take frequencies where they take places', () => {
    const side = 16;
    const wave = (kx: number, ky: number): Plane =>
      built(side, side, (x, y) => Math.cos((2 * Math.PI * (kx * x + ky * y)) / side));
    const power = (source: Plane, kx: number, ky: number): number => {
      let [re, im] = [0, 0];
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const angle = (-2 * Math.PI * (kx * x + ky * y)) / side;
          re += at(source, x, y) * Math.cos(angle);
          im += at(source, x, y) * Math.sin(angle);
        }
      }
      return re * re + im * im;
    };
    // The wave of frequency A k, seen through A, has the frequency k.
    for (const orientation of ORIENTATIONS) {
      const [xx, xy, yx, yy] = orientation;
      const [kx, ky] = [5, 2];
      const seen = oriented(wave(xx * kx + xy * ky, yx * kx + yy * ky), orientation);
      assert.ok(power(seen, kx, ky) > 0.24 * side ** 4);
      assert.ok(power(seen, ky, kx) < 1e-3);
    }
  });
});
