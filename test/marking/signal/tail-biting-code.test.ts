import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  CODE_EXPANSION,
  decodeTailBiting,
  encodeTailBiting,
  likeliestCorrelation,
} from '../../../src/marking/signal/tail-biting-code.ts';
import { seededRandom } from '../../../src/random/seeded-random.ts';

/** The generators as polynomials, the newest bit first: Proakis, Digital Communications, rate 1/4, constraint length 9. */
const TAPS = ['463', '535', '733', '745'].map((octal) =>
  [...Number.parseInt(octal, 8).toString(2).padStart(9, '0')].map(Number),
);

/** The code word as four circular convolutions. */
function convolved(message: Uint8Array): Uint8Array {
  const length = message.length;
  return Uint8Array.from({ length: 4 * length }, (_, at) =>
    TAPS[at % 4]!.reduce(
      (sum, tap, delay) => sum ^ (tap & message[((at >> 2) - delay + length) % length]!),
      0,
    ),
  );
}

function randomMessage(length: number, seed: number): Uint8Array {
  const random = seededRandom(seed);
  return Uint8Array.from({ length }, () => random.integer(2));
}

/** Coded bits as +1 and -1, with Gaussian noise (Box and Muller). */
function received(word: Uint8Array, deviation: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const uniform = (): number => (random.integer(2 ** 24) + 0.5) / 2 ** 24;
  return Float64Array.from(
    word,
    (bit) =>
      1 - 2 * bit + deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

function correlation(soft: Float64Array, word: Uint8Array): number {
  return soft.reduce((sum, value, i) => sum + (word[i] === 0 ? value : -value), 0);
}

const bits = (minLength: number, maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 1 }), { minLength, maxLength }).map((values) => Uint8Array.from(values));

describe('the code word of a message', () => {
  it('is four circular convolutions', () => {
    fc.assert(
      fc.property(bits(9, 60), (message) => {
        const word = encodeTailBiting(message);
        assert.equal(word.length, CODE_EXPANSION * message.length);
        assert.deepEqual(word, convolved(message));
      }),
    );
  });

  it('turns with the message, and is linear', () => {
    const [a, b] = [randomMessage(40, 1), randomMessage(40, 2)];
    const turned = Uint8Array.from(a, (_, i) => a[(i + 7) % 40]!);
    const word = encodeTailBiting(a);
    assert.deepEqual(
      encodeTailBiting(turned),
      Uint8Array.from(word, (_, i) => word[(i + 28) % 160]!),
    );
    assert.deepEqual(
      encodeTailBiting(a.map((bit, i) => bit ^ b[i]!)),
      word.map((bit, i) => bit ^ encodeTailBiting(b)[i]!),
    );
  });
});

describe('decoding', () => {
  it('reads what was sent, for ids of 64 and 128 bits', () => {
    for (const length of [104, 168]) {
      for (let seed = 0; seed < 3; seed++) {
        const message = randomMessage(length, seed);
        const [best] = decodeTailBiting(received(encodeTailBiting(message), 0, 0), 1);
        assert.deepEqual(best!.message, message);
        assert.equal(best!.metric, 4 * length);
      }
    }
  });

  it('corrects 13 wrong bits that lie apart, and a burst of 8', () => {
    const message = randomMessage(104, 5);
    const soft = received(encodeTailBiting(message), 0, 0);
    const apart = soft.map((value, i) => (i % 34 === 3 ? -value : value));
    assert.deepEqual(decodeTailBiting(apart, 1)[0]!.message, message);
    for (const start of [0, 100, 412]) {
      const burst = soft.map((value, i) => ((i - start + 416) % 416 < 8 ? -value : value));
      assert.deepEqual(decodeTailBiting(burst, 1)[0]!.message, message, `${start}`);
    }
  });

  it('reads nearly every word at 0 dB a coded bit', () => {
    let right = 0;
    for (let seed = 0; seed < 12; seed++) {
      const message = randomMessage(104, seed);
      const [best] = decodeTailBiting(received(encodeTailBiting(message), 1, seed), 1);
      if (Buffer.compare(best!.message, message) === 0) right += 1;
    }
    assert.ok(right >= 11, `${right} of 12`);
  });

  it('lists messages without doubles, best first, with the correlation of each', () => {
    for (let seed = 0; seed < 3; seed++) {
      const soft = received(encodeTailBiting(randomMessage(104, seed)), 1.5, seed);
      const list = decodeTailBiting(soft, 60);
      assert.equal(list.length, 60);
      assert.equal(new Set(list.map(({ message }) => message.join(''))).size, 60);
      for (const [rank, { message, metric }] of list.entries()) {
        // What paths lose is kept in single precision.
        assert.ok(Math.abs(metric - correlation(soft, convolved(message))) < 1e-3, `${rank}`);
        assert.ok(rank === 0 || metric <= list[rank - 1]!.metric, `${rank}`);
      }
      assert.deepEqual(decodeTailBiting(soft, 7), list.slice(0, 7));
    }
    assert.deepEqual(decodeTailBiting(new Float64Array(416), 0), []);
  });

  it('finds the best of all short messages, as trying every one does', () => {
    const length = 10;
    const all = Array.from({ length: 2 ** length }, (_, value) =>
      convolved(Uint8Array.from({ length }, (__, i) => (value >> i) & 1)),
    );
    for (let seed = 0; seed < 8; seed++) {
      const soft = received(encodeTailBiting(randomMessage(length, seed)), 1.2, seed);
      const best = Math.max(...all.map((word) => correlation(soft, word)));
      const [first] = decodeTailBiting(soft, 1);
      assert.ok(Math.abs(first!.metric - best) < 1e-9, `${first!.metric} instead of ${best}`);
    }
  });

  it('has the message further down the list where the first is wrong', () => {
    let [first, listed] = [0, 0];
    for (let seed = 0; seed < 24; seed++) {
      const message = randomMessage(104, 100 + seed);
      const list = decodeTailBiting(received(encodeTailBiting(message), 1.45, seed), 24);
      const rank = list.findIndex((each) => Buffer.compare(each.message, message) === 0);
      if (rank === 0) first += 1;
      if (rank >= 0) listed += 1;
    }
    assert.ok(first < 24 && listed > first, `${first} first, ${listed} listed of 24`);
  });
});

describe('the correlation of the likeliest code word', () => {
  it('is no less than that of the best message, and little more where it is clear', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const soft = received(encodeTailBiting(randomMessage(104, seed)), 1, 100 + seed);
      const [best] = decodeTailBiting(soft, 1);
      const likeliest = likeliestCorrelation(soft);
      assert.ok(likeliest >= best!.metric - 1e-6 && likeliest < 1.02 * best!.metric + 20);
    }
  });

  it('tells a word in noise from noise of the same power', () => {
    let right = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const sent = received(encodeTailBiting(randomMessage(104, seed)), 1.2, 200 + seed);
      const places = Array.from({ length: 15 }, (_, i) =>
        received(new Uint8Array(416), 1.2, 1000 * seed + i).map(
          (value) => (value - 1) * Math.sqrt(1 + 1 / 1.2 ** 2),
        ),
      );
      const most = Math.max(...places.map(likeliestCorrelation));
      if (likeliestCorrelation(sent) > most) right += 1;
    }
    assert.ok(right >= 18, `${right} of 20`);
  });
});
