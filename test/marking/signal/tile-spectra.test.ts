import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Carrier, Layout } from '../../../src/marking/signal/layout.ts';
import { layoutOf } from '../../../src/marking/signal/layout.ts';
import { TILE } from '../../../src/marking/signal/mark-design.ts';
import type { Plane } from '../../../src/marking/signal/plane.ts';
import { plane } from '../../../src/marking/signal/plane.ts';
import { emptySpectra, planeOf, spectraOf } from '../../../src/marking/signal/tile-spectra.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

let layout: Layout;
before(async () => {
  layout = await layoutOf(new Uint8Array(32).fill(1), 416);
});

function noise(width: number, height: number): Plane {
  const random = seededRandom(width);
  return plane(
    width,
    height,
    Float32Array.from({ length: width * height }, () => random.integer(201) - 100),
  );
}

/** The coefficient of one tile by the definition. */
function naive(source: Plane, x0: number, y0: number, kx: number, ky: number): [number, number] {
  let [re, im] = [0, 0];
  for (let y = 0; y < TILE; y++) {
    if (y0 + y < 0 || y0 + y >= source.height) continue;
    for (let x = 0; x < TILE; x++) {
      if (x0 + x < 0 || x0 + x >= source.width) continue;
      const angle = (-2 * Math.PI * (kx * x + ky * y)) / TILE;
      const value = source.data[(y0 + y) * source.width + x0 + x]!;
      re += value * Math.cos(angle);
      im += value * Math.sin(angle);
    }
  }
  return [re, im];
}

/** Some frequencies of each carrier, on both sides of the axis. */
function some({ kx }: Carrier): number[] {
  return Array.from(kx.keys()).filter((i) => i % 97 === 5);
}

describe('the spectra of tiles', () => {
  it('are sums over each tile, zeros beyond the plane', () => {
    for (const [width, height, left, top] of [
      [150, 131, 0, 0],
      [100, 60, 40, 127],
      [128, 128, 0, 0],
    ] as const) {
      const source = noise(width, height);
      for (const carrier of layout.carriers) {
        const { rows, columns, real, imaginary } = spectraOf(source, carrier, left, top);
        assert.deepEqual(
          [columns, rows],
          [Math.ceil((left + width) / TILE), Math.ceil((top + height) / TILE)],
        );
        assert.equal(real.length, rows * columns * carrier.kx.length);
        for (let tile = 0; tile < rows * columns; tile++) {
          const x0 = (tile % columns) * TILE - left;
          const y0 = Math.floor(tile / columns) * TILE - top;
          for (const i of some(carrier)) {
            const [re, im] = naive(source, x0, y0, carrier.kx[i]!, carrier.ky[i]!);
            const at = tile * carrier.kx.length + i;
            assert.ok(Math.abs(real[at]! - re) < 1e-6 && Math.abs(imaginary[at]! - im) < 1e-6, `${at}`);
          }
        }
      }
    }
  });

  it('come back from the plane that they make, times its samples', () => {
    const random = seededRandom(4);
    for (const carrier of layout.carriers) {
      const target = plane(2 * TILE, TILE);
      const spectra = emptySpectra(target, carrier);
      for (let i = 0; i < spectra.real.length; i++) {
        spectra.real[i] = random.integer(2001) / 1000 - 1;
        spectra.imaginary[i] = random.integer(2001) / 1000 - 1;
      }
      planeOf(spectra, carrier, target);
      const back = spectraOf(target, carrier);
      for (let i = 0; i < spectra.real.length; i++) {
        assert.ok(Math.abs(back.real[i]! / TILE ** 2 - spectra.real[i]!) < 1e-4);
        assert.ok(Math.abs(back.imaginary[i]! / TILE ** 2 - spectra.imaginary[i]!) < 1e-4);
      }
    }
  });
});

describe('the plane of spectra', () => {
  it('is a sum of waves, cut to its size', () => {
    const [carrier] = layout.carriers;
    const target = plane(TILE + 21, TILE + 5, new Float32Array((TILE + 21) * (TILE + 5)).fill(9));
    const spectra = emptySpectra(target, carrier!);
    const chosen = some(carrier!);
    // In the second tile of the first row.
    for (const i of chosen) {
      spectra.real[carrier!.kx.length + i] = i % 7;
      spectra.imaginary[carrier!.kx.length + i] = (i % 5) - 2;
    }
    planeOf(spectra, carrier!, target);
    for (let y = 0; y < target.height; y += 3) {
      for (let x = 0; x < target.width; x += 3) {
        let expected = 0;
        if (x >= TILE && y < TILE) {
          for (const i of chosen) {
            const angle = (2 * Math.PI * (carrier!.kx[i]! * (x - TILE) + carrier!.ky[i]! * y)) / TILE;
            // Each with its conjugate.
            expected += 2 * ((i % 7) * Math.cos(angle) - ((i % 5) - 2) * Math.sin(angle));
          }
        }
        assert.ok(Math.abs(target.data[y * target.width + x]! - expected) < 1e-3, `${x}, ${y}`);
      }
    }
  });
});
