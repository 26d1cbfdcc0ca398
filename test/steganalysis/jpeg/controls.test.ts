import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JpegComponent, JpegFile } from '../../../src/image/jpeg/jpeg-file.ts';
import { readJpeg } from '../../../src/image/jpeg/read-jpeg.ts';
import { writeJpeg } from '../../../src/image/jpeg/write-jpeg.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';
import { adaptiveJpeg } from '../../../src/steganalysis/controls/jpeg/adaptive-jpeg.ts';
import type { JpegControl } from '../../../src/steganalysis/controls/jpeg/jpeg-control.ts';
import { jsteg } from '../../../src/steganalysis/controls/jpeg/jsteg.ts';
import { binaryChangeRate, nsf5 } from '../../../src/steganalysis/controls/jpeg/nsf5.ts';
import { ternaryChangeRate } from '../../../src/steganalysis/controls/ternary.ts';
import { sharpJpeg } from '../../image/jpeg/jpeg-files.ts';

// Sides that leave blocks beyond the border in both directions.
const bytes = await sharpJpeg({ quality: 75, chromaSubsampling: '4:2:0' }, 165, 133);
const cover = readJpeg(bytes);

interface Coefficient {
  readonly component: number;
  readonly block: number;
  /** Natural order. */
  readonly frequency: number;
  readonly isReal: boolean;
  readonly before: number;
  readonly after: number;
}

/** Every coefficient of a cover and its container, by plain loops over all that is stored. */
function coefficients(from: JpegFile, to: JpegFile): Coefficient[] {
  return from.frame.components.flatMap((own, component) =>
    Array.from(own.coefficients, (before, at) => {
      const block = Math.floor(at / 64);
      const [x, y] = [block % own.storedBlocksPerRow, Math.floor(block / own.storedBlocksPerRow)];
      const isReal = x < own.blocksPerRow && y < own.blocksPerColumn;
      const after = to.frame.components[component]!.coefficients[at]!;
      return { component, block, frequency: at % 64, isReal, before, after };
    }),
  );
}

const all = coefficients(cover, cover);
const isNonZeroAc = ({ isReal, frequency, before }: Coefficient): boolean =>
  isReal && frequency > 0 && before !== 0;
const nonZeroAc = all.filter(isNonZeroAc).length;

function changesOf(control: JpegControl, seed = 1): Coefficient[] {
  return coefficients(cover, control(cover, seededRandom(seed))).filter(
    ({ before, after }) => before !== after,
  );
}

/** The mean and five standard deviations about it. */
function assertCount(count: number, expected: number, variance: number): void {
  assert.ok(Math.abs(count - expected) <= 5 * Math.sqrt(variance) + 1, `${count}, not ${expected}`);
}

/** Costs that fall with the magnitude and rise with the frequency: any will do. */
function standInCosts({ coefficients: own }: JpegComponent): Float32Array {
  return Float32Array.from(own, (value, at) => (1 + (at % 64)) / (1 + Math.abs(value)));
}

const equalCosts = ({ coefficients: own }: JpegComponent): Float32Array =>
  new Float32Array(own.length).fill(3);

const CONTROLS: readonly (readonly [string, (rate: number, luma?: 'luma') => JpegControl])[] = [
  ['Jsteg', (rate, components) => jsteg(rate, { components })],
  ['Jsteg, sequential', (rate, components) => jsteg(rate, { components, order: 'sequential' })],
  ['nsF5', (rate, components) => nsf5(rate, { components })],
  ['adaptive', (rate, components) => adaptiveJpeg(standInCosts, rate, { components })],
];

describe('all controls of JPEGs', () => {
  for (const [name, control] of CONTROLS) {
    it(`leave the cover as it is, and depend on the random numbers only (${name})`, () => {
      const container = control(0.2)(cover, seededRandom(1));
      assert.deepEqual(cover, readJpeg(bytes));
      assert.deepEqual(control(0.2)(cover, seededRandom(1)), container);
      assert.notDeepEqual(control(0.2)(cover, seededRandom(2)), container);
    });

    it(`share no memory of coefficients with the cover (${name})`, () => {
      for (const own of [control(0), control(0.1), control(0.1, 'luma')]) {
        const container = own(cover, seededRandom(1));
        for (const component of container.frame.components) component.coefficients.fill(0);
      }
      assert.deepEqual(cover, readJpeg(bytes));
    });

    it(`make files that can be written and read (${name})`, () => {
      const container = control(0.2)(cover, seededRandom(1));
      const again = readJpeg(writeJpeg(container));
      assert.deepEqual(
        again.frame.components.map((own) => own.coefficients),
        container.frame.components.map((own) => own.coefficients),
      );
    });

    it(`change by one, in blocks that are seen, nothing at rate 0, and luma alone when told so (${name})`, () => {
      const changes = changesOf(control(0.2));
      assert.ok(changes.every(({ before, after }) => Math.abs(after - before) === 1));
      assert.ok(changes.every(({ isReal }) => isReal));
      assert.deepEqual(changesOf(control(0)), []);
      assert.equal(new Set(changesOf(control(0.2, 'luma')).map(({ component }) => component)).size, 1);
      if (!name.includes('sequential'))
        assert.equal(new Set(changes.map(({ component }) => component)).size, 3);
    });

    it(`refuse rates that are none (${name})`, () => {
      for (const rate of [-0.1, Number.NaN]) assert.throws(() => control(rate), RangeError);
    });

    it(`leave bits alone that no scan has (${name})`, () => {
      const components = cover.frame.components.map((own) => ({
        ...own,
        lowestBit: own.lowestBit.map((_, frequency) => (frequency > 5 ? 1 : 0)),
      }));
      const unfinished = { ...cover, frame: { ...cover.frame, components } };
      const container = control(0.05)(unfinished, seededRandom(1));
      const changes = coefficients(cover, container).filter(({ before, after }) => before !== after);
      assert.ok(changes.length > 0 && changes.every(({ frequency }) => frequency <= 5));
    });
  }
});

describe('Jsteg', () => {
  it('changes half of the payload, and neither 0 nor 1', () => {
    for (const order of ['random', 'sequential'] as const) {
      const changes = changesOf(jsteg(0.4, { order }));
      assertCount(changes.length, 0.2 * nonZeroAc, 0.1 * nonZeroAc);
      assert.ok(changes.every(({ before }) => before !== 0 && before !== 1));
      assert.ok(changes.some(({ frequency }) => frequency === 0));
    }
  });

  it('exchanges values in pairs 2, 3 and -2, -1 only', () => {
    for (const { before, after } of changesOf(jsteg(0.5))) {
      assert.equal(Math.floor(before / 2), Math.floor(after / 2));
    }
  });

  it('fills the file from the start when it is sequential', () => {
    const lumaNonZeroAc = all.filter((own) => own.component === 0 && isNonZeroAc(own)).length;
    const changed = changesOf(jsteg(0.1, { order: 'sequential', components: 'luma' }));
    const usable = all.filter(
      ({ component, isReal, before }) => component === 0 && isReal && before !== 0 && before !== 1,
    );
    const last = Math.max(...changed.map(({ block }) => block));
    const upTo = usable.filter(({ block }) => block <= last).length;
    assert.ok(Math.abs(upTo - 0.1 * lumaNonZeroAc) < 64 + 20, `${upTo}`);
  });

  it('refuses more than one bit for each coefficient other than 0 and 1', () => {
    const room = all.filter(({ isReal, before }) => isReal && before !== 0 && before !== 1).length;
    assert.doesNotThrow(() => jsteg(room / nonZeroAc)(cover, seededRandom(1)));
    assert.throws(() => jsteg((room + 1) / nonZeroAc)(cover, seededRandom(1)), {
      name: 'RangeError',
      message: `Expected at most ${room} bits, one for each coefficient other than 0 and 1, but received ${room + 1}`,
    });
  });
});

describe('nsF5', () => {
  it('changes H^-1(rate) of the non-zero AC coefficients, towards 0', () => {
    for (const rate of [0.05, 0.4, 1]) {
      const changes = changesOf(nsf5(rate));
      const part = changes.length / nonZeroAc;
      const entropy = -part * Math.log2(part) - (1 - part) * Math.log2(1 - part);
      assert.ok(Math.abs(entropy - rate) < 0.002, `${entropy}, not ${rate}`);
      assert.ok(changes.every(isNonZeroAc));
      assert.ok(changes.every(({ before, after }) => Math.abs(after) === Math.abs(before) - 1));
    }
  });

  it('changes as many as the binary entropy has it', () => {
    // H(0.11) = 0.499916, from a table.
    assert.ok(Math.abs(binaryChangeRate(0.499916) - 0.11) < 1e-6);
    assert.equal(binaryChangeRate(0), 0);
    assert.ok(Math.abs(binaryChangeRate(1) - 0.5) < 1e-6);
    assert.throws(() => nsf5(1.01), RangeError);
  });
});

describe('adaptive embedding in JPEGs', () => {
  const real = all.filter(({ isReal }) => isReal).length;

  it('is ternary embedding where all costs are equal', () => {
    const changes = changesOf(adaptiveJpeg(equalCosts, 0.4));
    const part = ternaryChangeRate((0.4 * nonZeroAc) / real);
    assertCount(changes.length, part * real, part * real);
    const up = changes.filter(({ before, after }) => after > before).length;
    assertCount(up, changes.length / 2, changes.length / 4);
  });

  it('never changes what is wet, however much that is', () => {
    for (const wet of [1e10, 1e13, Number.POSITIVE_INFINITY]) {
      const costs = (own: JpegComponent): Float32Array =>
        standInCosts(own).map((cost, at) => (at % 64 === 3 || at % 64 === 8 ? cost : wet));
      const changes = changesOf(adaptiveJpeg(costs, 0.1));
      assert.ok(changes.length > 0);
      assert.ok(changes.every(({ frequency }) => frequency === 3 || frequency === 8));
    }
  });

  it('prefers what is cheap', () => {
    const costs = ({ coefficients: own }: JpegComponent): Float32Array =>
      Float32Array.from(own, (_, at) => (at % 64 < 8 ? 1 : 100));
    const changes = changesOf(adaptiveJpeg(costs, 0.1));
    assert.ok(changes.filter(({ frequency }) => frequency < 8).length > 0.99 * changes.length);
  });

  it('does not leave the range of 8-bit files', () => {
    const components = cover.frame.components.map((own) => ({
      ...own,
      coefficients: own.coefficients.map((_, at) => (at % 2 === 0 ? 1023 : -1023)),
    }));
    const full = { ...cover, frame: { ...cover.frame, components } };
    const container = adaptiveJpeg(equalCosts, 0.5)(full, seededRandom(1));
    const values = container.frame.components.flatMap((own) => [...own.coefficients]);
    assert.ok(values.some((value) => Math.abs(value) === 1022));
    assert.ok(values.every((value) => Math.abs(value) <= 1023));
  });

  it('refuses a payload without room, and costs of another number', () => {
    const allWet = ({ coefficients: own }: JpegComponent): Float32Array =>
      new Float32Array(own.length).fill(Number.POSITIVE_INFINITY);
    const tooFew = ({ coefficients: own }: JpegComponent): Float32Array => new Float32Array(own.length - 1);
    for (const control of [
      adaptiveJpeg(allWet, 0.1),
      adaptiveJpeg(tooFew, 0.1),
      adaptiveJpeg(equalCosts, 1.6 * (real / nonZeroAc)),
    ]) {
      assert.throws(() => control(cover, seededRandom(1)), RangeError);
    }
  });
});
