/** Pixels from coefficients: those of libjpeg-turbo to the bit, and those of the transform's definition to one level. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeComponent, decodeJpegPixels } from '../../../src/image/jpeg/decode-pixels.ts';
import { inverseDct } from '../../../src/image/jpeg/inverse-dct.ts';
import type { JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import {
  changeCoefficients,
  missingProgram,
  photoLikePpm,
  runProgram,
  STORED_FILES,
  sharpJpeg,
} from './jpeg-files.ts';

/** ITU-T T.81, A.3.3, in float64. */
function definition(coefficients: Int16Array, quantisation: Uint16Array): number[] {
  return Array.from({ length: 64 }, (_, index) => {
    const [x, y] = [index % 8, Math.floor(index / 8)];
    let sum = 0;
    for (let v = 0; v < 8; v++) {
      for (let u = 0; u < 8; u++) {
        const scale = (u === 0 ? Math.SQRT1_2 : 1) * (v === 0 ? Math.SQRT1_2 : 1);
        sum +=
          scale *
          coefficients[8 * v + u]! *
          quantisation[8 * v + u]! *
          Math.cos(((2 * x + 1) * u * Math.PI) / 16) *
          Math.cos(((2 * y + 1) * v * Math.PI) / 16);
      }
    }
    return Math.min(255, Math.max(0, sum / 4 + 128));
  });
}

/** The samples that follow the header of a PGM or PPM file. */
function samplesOf(portable: Uint8Array, count: number): Uint8Array {
  return portable.subarray(portable.length - count);
}

/** djpeg writes CMYK as RGB: each ink times black. */
function asRgb(cmyk: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: (cmyk.length / 4) * 3 }, (_, index) => {
    const pixel = 4 * Math.floor(index / 3);
    return Math.floor((cmyk[pixel + (index % 3)]! * cmyk[pixel + 3]!) / 255 + 0.5);
  });
}

function assertAsDjpeg(bytes: Uint8Array, name: string): void {
  const pixels = decodeJpegPixels(readJpeg(bytes));
  const own = pixels.channels === 4 ? asRgb(pixels.data) : pixels.data;
  const theirs = runProgram('djpeg', ['-dct', 'int', '-nosmooth', '-pnm'], bytes);
  assert.ok(Buffer.from(own).equals(samplesOf(theirs, own.length)), name);
}

describe('the inverse DCT', () => {
  it('is within one level of its definition', () => {
    const random = seededRandom(3);
    for (let run = 0; run < 200; run++) {
      const quantisation = Uint16Array.from({ length: 64 }, () => 1 + random.integer(40));
      const coefficients = Int16Array.from({ length: 64 }, (_, index) =>
        Math.round((random.normal() * 200) / quantisation[index]! / (1 + index / 4)),
      );
      const samples = new Uint8Array(64);
      inverseDct(coefficients, 0, quantisation, samples, 0, 8);
      for (const [index, exact] of definition(coefficients, quantisation).entries()) {
        assert.ok(Math.abs(samples[index]! - exact) <= 1, `${samples[index]} for ${exact}`);
      }
    }
  });
});

describe('decoded pixels', () => {
  it('are those of djpeg with -dct int -nosmooth, of every sampling and colour space', async (test) => {
    const missing = missingProgram('djpeg', 'cjpeg');
    if (missing) return test.skip(missing);
    for (const [name, bytes] of STORED_FILES) assertAsDjpeg(bytes, name);
    const picture = photoLikePpm();
    for (const sampling of ['1x1', '2x1', '1x2', '2x2', '4x1', '4x2', '3x1']) {
      for (const quality of ['20', '92']) {
        const bytes = runProgram('cjpeg', ['-quality', quality, '-sample', sampling], picture);
        assertAsDjpeg(bytes, `${sampling}, quality ${quality}`);
      }
    }
    assertAsDjpeg(runProgram('cjpeg', ['-rgb'], picture), 'RGB');
    assertAsDjpeg(runProgram('cjpeg', ['-grayscale'], picture), 'grey');
    assertAsDjpeg(await sharpJpeg({ quality: 70, progressive: true }), 'progressive');
  });

  it('are those of djpeg after a change', async (test) => {
    const missing = missingProgram('djpeg');
    if (missing) return test.skip(missing);
    const file = readJpeg(await sharpJpeg({ quality: 80 }));
    changeCoefficients(file, 0.3);
    assertAsDjpeg(writeJpeg(file), 'changed');
  });

  it('of one component are its samples, in whole blocks', () => {
    const [, bytes] = STORED_FILES.find(([name]) => name === 'baseline-restarts')!;
    const file = readJpeg(bytes);
    const { stride, rows, data } = decodeComponent(file.frame.components[0]!);
    assert.deepEqual([stride, rows], [32, 32]);
    assert.deepEqual(data, decodeJpegPixels(file).data);
  });

  it('are refused where factors do not divide each other', () => {
    const file = readJpeg(STORED_FILES.find(([name]) => name === 'baseline-sampling')![1]);
    const [first, ...others] = file.frame.components;
    const odd: JpegFile = {
      ...file,
      frame: { ...file.frame, components: [{ ...first!, horizontal: 3 }, ...others] },
    };
    assert.throws(() => decodeJpegPixels(odd), { code: 'unsupported-picture' });
  });
});
