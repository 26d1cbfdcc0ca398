import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';
import { visibilityOf } from '../../../src/marking/signal/visibility.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

const SIDE = 96;

function built(value: (x: number, y: number) => number): Plane {
  return plane(
    SIDE,
    SIDE,
    Float32Array.from({ length: SIDE * SIDE }, (_, i) => value(i % SIDE, Math.floor(i / SIDE))),
  );
}

function at({ data }: Plane, x: number, y: number): number {
  return data[y * SIDE + x]!;
}

const grey = built(() => 0);

describe('what a place may bear', () => {
  it('is between what a smooth grey bears and a limit, whatever the picture is', () => {
    const random = seededRandom(1);
    const wild = built(() => (random.integer(2) === 0 ? 0 : 255));
    for (const luma of [wild, built(() => 0), built(() => 255), built((x) => 2 * x + 20)]) {
      const [light, red] = visibilityOf([luma, wild]);
      // 1.12 times the least and the most of the model; 0.45 of it near black and white.
      for (const value of light!.data)
        assert.ok(value >= 0.45 * 1.12 * 0.2 - 1e-6 && value <= 1.12 * 2.2 + 1e-6);
      for (const value of red!.data)
        assert.ok(value >= 0.45 * 1.12 * 0.12 - 1e-6 && value <= 1.12 * 1.7 + 1e-6);
    }
  });

  it('is the least where all is grey', () => {
    const [light, red] = visibilityOf([built(() => 128), grey]);
    for (const value of light!.data) assert.ok(Math.abs(value - 1.12 * 0.2) < 1e-3);
    for (const value of red!.data) assert.ok(Math.abs(value - 1.12 * 0.12) < 1e-3);
  });

  it('is more in texture than in what is smooth, and grows with the texture', () => {
    const random = seededRandom(2);
    const noise = built(() => random.integer(101) / 50 - 1);
    const textured = (strength: number): Plane =>
      built((x, y) => 128 + (x < SIDE / 2 ? 0 : strength * at(noise, x, y)));
    const [weak] = visibilityOf([textured(5), grey]);
    const [strong] = visibilityOf([textured(15), grey]);
    assert.ok(at(weak!, 72, 48) > 1.5 * at(weak!, 8, 48));
    assert.ok(at(strong!, 72, 48) > 1.5 * at(weak!, 72, 48));
  });

  it('is less near black and white', () => {
    const random = seededRandom(3);
    const noise = built(() => random.integer(21) - 10);
    const seen = [12, 128, 243].map((base) => {
      const [light] = visibilityOf([built((x, y) => base + at(noise, x, y)), grey]);
      return light!.data.reduce((sum, value) => sum + value, 0);
    });
    assert.ok(seen[0]! < 0.7 * seen[1]! && seen[2]! < 0.7 * seen[1]!);
  });

  it('beside a lone edge is little more than in a texture as wide', () => {
    const [light] = visibilityOf([built((x) => (x < SIDE / 2 ? 60 : 200)), grey]);
    assert.ok(Math.abs(at(light!, 4, 48) - 1.12 * 0.2) < 0.05, 'far from the edge');
    // The texture is the smaller of two windows: the narrow one falls within a few samples.
    assert.ok(at(light!, 48 - 12, 48) < 0.6 * at(light!, 48, 48));
  });
});
