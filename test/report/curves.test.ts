import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trainingCurves } from '../../src/report/charts/curves.ts';
import type { CheckEntry, LogEntry, StepsEntry } from '../../src/training/train.node.ts';

function steps(seconds: number, coverPsnr: number, secretPsnr: number): StepsEntry {
  const rest = { step: seconds, learningRate: 1e-3, gradientNorm: 0.1, skipped: 0 };
  return { kind: 'steps', seconds, coverPsnr, secretPsnr, ...rest };
}

function check(seconds: number, coverPsnr: number, secretPsnr: number): CheckEntry {
  const worst = { worstCoverPsnr: coverPsnr - 1, worstSecretPsnr: secretPsnr - 1 };
  return { kind: 'check', step: seconds, seconds, coverPsnr, secretPsnr, ...worst };
}

const LOG: readonly LogEntry[] = [
  steps(10, 15.5, 8),
  steps(60, 22, 14),
  check(120, 25, 18),
  steps(130, 26, 19),
  check(240, 30, 24),
];

/** Every element is closed and properly nested, attributes are quoted, no stray markup: enough of XML for what we write. */
function assertWellFormed(document: string): void {
  const open: string[] = [];
  const markup = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const [whole, closing, name, , empty, content] of document.matchAll(markup)) {
    end += whole.length;
    if (content !== undefined) assert.doesNotMatch(content, />|&(?!amp;|lt;|gt;|quot;)/);
    else if (closing) assert.equal(open.pop(), name);
    else if (!empty) open.push(name!);
  }
  assert.equal(end, document.length, `unreadable from: ${document.slice(end, end + 40)}`);
  assert.deepEqual(open, []);
}

function attributes(document: string, element: string, name: string): number[] {
  return [...document.matchAll(new RegExp(`<${element} [^>]*\\b${name}="([-\\d.]+)"`, 'g'))].map(
    ([, value]) => Number(value),
  );
}

test('the curves are a well-formed document that loads nothing', () => {
  const svg = trainingCurves(LOG, { title: 'maps < 32 & "wide"\u0000' });
  assertWellFormed(svg);
  assert.match(svg, /<title>maps &lt; 32 &amp; &quot;wide&quot; <\/title>/);
  assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /http|href|<script|url\(/);
});

test('each check is a dot for cover and secret, on the scale of the axes', () => {
  const svg = trainingCurves(LOG, { width: 800, height: 480 });
  // Four dots for two checks, and two in the legend.
  const [x, y] = [attributes(svg, 'circle', 'cx').slice(2), attributes(svg, 'circle', 'cy').slice(2)];
  assert.equal(x.length, 4);
  // The checks are two and four minutes in: twice as far from the axis.
  assert.ok(Math.abs(x[1]! - 62 - 2 * (x[0]! - 62)) < 0.3);
  // Cover 25 and 30 dB, secret 18 and 24 dB: the same pixels for each decibel, upwards.
  const pixels = (y[0]! - y[1]!) / 5;
  assert.ok(pixels > 0);
  assert.ok(Math.abs((y[2]! - y[3]!) / 6 - pixels) < 0.1);
  assert.ok(Math.abs((y[2]! - y[0]!) / 7 - pixels) < 0.1);
});

test('nothing leaves the drawing area', () => {
  const svg = trainingCurves(LOG, { width: 640, height: 360 });
  for (const [, points] of svg.matchAll(/points="([^"]*)"/g)) {
    for (const pair of points!.split(' ')) {
      const [x, y] = pair.split(',').map(Number) as [number, number];
      assert.ok(x >= 62 && x <= 640 - 24 && y >= 56 && y <= 360 - 52, pair);
    }
  }
});

test('a short training with one check, and values that a log cannot hold, are drawn', () => {
  assertWellFormed(trainingCurves([check(3, 20, 10)]));
  // JSON has no infinity and no NaN: they come back as null.
  const damaged = JSON.parse(JSON.stringify([steps(10, Infinity, Number.NaN), ...LOG])) as LogEntry[];
  const svg = trainingCurves(damaged);
  assertWellFormed(svg);
  assert.doesNotMatch(svg, /NaN|Infinity|null/);
});

test('a long log does not overflow the stack', () => {
  const log = Array.from({ length: 300_000 }, (_, index) => steps(10 * index, 30, 25));
  assert.ok(trainingCurves(log).length > 0);
});

test('an empty log and a size without room are refused', () => {
  assert.throws(() => trainingCurves([]), {
    name: 'RangeError',
    message: 'Expected at least one value in the training log but found none',
  });
  assert.throws(() => trainingCurves(LOG, { width: 100, height: 400 }), {
    name: 'RangeError',
    message: 'Expected at least 600x240 pixels for training curves but received 100x400',
  });
});
