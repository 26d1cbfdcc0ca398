import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { EvaluatedPair, KeyedFigures } from '../../src/evaluation/evaluation.ts';
import { meansOf } from '../../src/evaluation/evaluation.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import {
  countResiduals,
  emptyResidualCounts,
  residualHistogram,
  summarizeResiduals,
} from '../../src/report/charts/residual-histogram.ts';
import { tradeOffChart } from '../../src/report/charts/trade-off-chart.ts';
import type { EvaluationReport } from '../../src/report/evaluation/evaluation-data.ts';
import { chooseExamples } from '../../src/report/evaluation/evaluation-data.ts';
import { evaluationPage } from '../../src/report/evaluation/evaluation-page.ts';
import { PEERS, sharedPictures } from '../../src/report/evaluation/peers.ts';
import { embedPair, embedShrunk, LARGEST_SHOWN } from '../../src/report/pictures/embedded-picture.node.ts';
import { randomImage } from '../image/random-image.ts';

function pair(coverFile: string, secretFile: string, cover: number, secret: number): EvaluatedPair {
  return {
    coverFile,
    secretFile,
    cover: { psnr: cover, ssim: 0.98, mae: 1.5 },
    secret: { psnr: secret, ssim: 0.97, mae: 1.25 },
    residualLeak: 0.125,
    seconds: 2,
  };
}

const PAIRS = [
  pair('a.png', 'b.png', 40, 36),
  pair('b.png', 'c.png', 35, 44),
  pair('c.png', 'a.png', 38, 38),
];
const MEAN = { cover: PAIRS[0]!.cover, secret: PAIRS[0]!.secret, residualLeak: 0.125 };
const KEYED: KeyedFigures = {
  coverPsnr: 39.25,
  rightKeyPsnr: 35.75,
  wrongKeyPsnr: 9.5,
  noKeyPsnr: 10.5,
  leakKeyed: 0.03,
  leakUnkeyed: 0.125,
};

async function report(changes: Partial<EvaluationReport> = {}): Promise<EvaluationReport> {
  const residuals = emptyResidualCounts();
  const [cover, container] = [randomImage(16, 12, 1), randomImage(16, 12, 2)];
  countResiduals(residuals, cover, container);
  const pictures = await embedPair({
    ...{ cover, container, secret: container, revealed: cover },
    keyed: { container, rightKey: cover, wrongKey: cover, noKey: cover },
  });
  const pairs = changes.pairs ?? PAIRS;
  return {
    ...{
      method: 'deep',
      model: 'small',
      date: '2030-01-02',
      protocol: 'Each with the next.',
      mean: MEAN,
      residuals,
      pairs,
    },
    examples: chooseExamples(pairs).map(({ label, index }) => ({ label, pair: pairs[index]!, pictures })),
    ...changes,
  };
}

/** Every element is closed and properly nested, attributes are quoted: enough of HTML for what we write. */
function assertWellFormed(page: string): void {
  const body = page
    .replace(/^<!doctype html>\n/, '')
    .replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<(meta|img) [^>]*>/g, '');
  const open: string[] = [];
  const markup = /<(\/?)([a-z][a-z\d]*)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const [whole, closing, name, , empty, content] of body.matchAll(markup)) {
    end += whole.length;
    if (content !== undefined) assert.doesNotMatch(content, />|&(?!amp;|lt;|gt;|quot;|#39;)/);
    else if (closing) assert.equal(open.pop(), name);
    else if (!empty) open.push(name!);
  }
  assert.equal(end, body.length, `unreadable from: ${body.slice(end, end + 60)}`);
  assert.deepEqual(open, []);
}

/** What a reader sees: no markup, no style, no script. */
function textOf(page: string): string {
  return page
    .replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

describe('the page of an evaluation', () => {
  it('is one well-formed document that loads nothing', async () => {
    const page = evaluationPage(
      await report({ keyed: { pairs: [], mean: KEYED }, against: [{ name: 'lsb4', mean: MEAN }] }),
    );
    assertWellFormed(page);
    assert.match(page, /^<!doctype html>\n<html lang="en">/);
    assert.doesNotMatch(
      page.replaceAll(/base64,[^"]*/g, ''),
      /https?:|\/\/[a-z]|<link|<iframe|<script [^>]*src|@import|url\(/,
    );
    for (const [, source] of page.matchAll(/<img src="([^"]*)"/g)) {
      assert.match(source!, /^data:image\/webp;base64,/);
    }
    assert.match(page, /<meta name="viewport"/);
    assert.match(page, /prefers-color-scheme: dark/);
  });

  it('says without scripts what was measured: means, every pair, peers', async () => {
    const page = evaluationPage(await report());
    const text = textOf(page);
    assert.match(text, /Evaluation of small pairs 3 date 2030-01-02 Each with the next\./);
    assert.match(text, /Cover PSNR 40\.00 dB 35\.00 to 40\.00/);
    assert.match(text, /Secret PSNR 36\.00 dB 36\.00 to 44\.00/);
    assert.match(text, /Residual leak 0\.13 0\.13 to 0\.13/);
    assert.match(text, /b\.png c\.png 35\.00 0\.9800 1\.50 44\.00 0\.9700 1\.25 0\.13 2\.0/);
    assert.match(text, /mean 40\.00 0\.9800 1\.50 36\.00 0\.9700 1\.25 0\.13 2\.0/);
    for (const peer of PEERS) {
      assert.ok(text.includes(`${peer.coverPsnr.toFixed(1)} / ${peer.secretPsnr.toFixed(1)}`), peer.label);
    }
    assert.doesNotMatch(text, /passphrase|baseline|lsb|secrets? here were shrunk|undefined|NaN/);
  });

  it('escapes names, in text and in attributes', async () => {
    const name = `<img src=x onerror="alert('1')">&\u0007.png`;
    const page = evaluationPage(
      await report({
        model: name,
        date: name,
        protocol: name,
        pairs: [pair(name, name, 30, 31)],
      }),
    );
    assertWellFormed(page);
    assert.ok(!page.includes('<img src=x') && !page.includes('\u0007'));
    assert.ok(page.includes('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;\ufffd.png'));
  });

  it('shows the baseline in the place of the published one', async () => {
    const baseline = pair('', '', 33.21, 28.98);
    const page = evaluationPage(await report({ against: [{ name: 'lsb4', mean: baseline }] }));
    assert.match(textOf(page), /4-bit LSB, mean 33\.21 0\.9800 1\.50 28\.98/);
    assert.match(textOf(page), /4-bit LSB: 33\.21/);
    assert.match(page, /class="baseline" points[^>]*><title>4-bit LSB: 33\.21 \/ 28\.98 dB/);
    assert.doesNotMatch(page, /<title>4-bit LSB: 32\.60/);
    assert.match(evaluationPage(await report()), /<title>4-bit LSB: 32\.60 \/ 29\.20 dB/);
  });

  it('shows what a passphrase changes, and says where it changes nothing', async () => {
    const named = { ...KEYED, coverFile: 'a.png', secretFile: 'b.png' };
    const text = textOf(evaluationPage(await report({ keyed: { pairs: [named], mean: KEYED } })));
    assert.match(text, /With a passphrase .* cover 39\.25 dB \(without: 40\.00\)/);
    assert.match(
      text,
      /at 35\.75 dB with that passphrase, at 9\.50 dB with another one and at 10\.50 dB without any/,
    );
    assert.match(text, /a\.png b\.png 39\.25 35\.75 9\.50 10\.50 0\.03 0\.13/);
    assert.match(
      text,
      /Median: b\.png in a\.png 39\.25 \/ 35\.75 dB residual x10, leak 0\.03 secret right key/,
    );
    assert.doesNotMatch(text, /take no key/);
    const same = { ...KEYED, wrongKeyPsnr: KEYED.rightKeyPsnr };
    assert.match(textOf(evaluationPage(await report({ keyed: { pairs: [], mean: same } }))), /take no key/);
  });

  it('says that secrets were shrunk, and which side was favoured', async () => {
    const text = textOf(evaluationPage(await report({ secretScale: 0.5, favour: 'cover' })));
    assert.match(text, /favours cover secrets 50 % of their width and height/);
    assert.match(text, /the secrets here were shrunk/);
  });

  it('holds pictures that came back whole, and pairs without a leak', async () => {
    const { residualLeak: _, ...whole } = pair('a.png', 'b.png', 40, Number.POSITIVE_INFINITY);
    const page = evaluationPage(await report({ pairs: [whole], mean: whole }));
    assertWellFormed(page);
    assert.match(textOf(page), /Secret PSNR exact every one of them/);
    assert.doesNotMatch(textOf(page), /NaN|Infinity|, leak/);
  });

  it('says which pairs a mean leaves out because they came back whole', async () => {
    const pairs = [...PAIRS, pair('d.png', 'e.png', 41, Number.POSITIVE_INFINITY)];
    const text = textOf(evaluationPage(await report({ pairs, mean: meansOf(pairs) })));
    assert.match(text, /Secret PSNR 39\.33 dB 36\.00 to exact/);
    assert.match(text, /its mean for the secrets leaves out 1 of 4, which came back exact/);
  });

  it('of the exact method says how secrets became bytes, and what those cost', async () => {
    const payload = {
      ...{ bytes: 1234.5, bitsPerSample: 2.5, changeRate: 0.625 },
      ...{ coding: 'lossless JPEG XL, 7 bits a pixel', distortion: 'uniform' as const },
    };
    const pairs = PAIRS.map((each) => ({
      ...each,
      secret: { psnr: Number.POSITIVE_INFINITY, ssim: 1, mae: 0 },
      payload,
    }));
    const settings = { quality: 'lossless', embedding: 'trellis', distortion: 'auto' } as const;
    const { model: _, ...exact } = await report({ method: 'exact', settings, pairs, mean: meansOf(pairs) });
    const page = evaluationPage({ ...exact, against: [{ name: 'lsb4', mean: MEAN }] });
    assertWellFormed(page);
    const text = textOf(page);
    assert.match(text, /^ ?Evaluation of the exact method .*quality lossless embedding trellis/);
    assert.match(text, /Bits a sample 2\.50 2\.50 to 2\.50/);
    assert.match(
      text,
      /coded, encrypted and authenticated, and written into the cover’s samples \(quality lossless, embedding trellis, distortion auto\)/,
    );
    assert.match(text, /a\.png b\.png lossless JPEG XL, 7 bits a pixel 1,235 2\.500 63 %/);
    assert.match(text, /Best: b\.png in a\.png 40\.00 dB \/ exact/);
    assert.match(text, /In the strip at the top stands what came back exact/);
    assert.match(page, /<circle class="mean"[^>]*><title>exact method: 37\.67 dB \/ exact</);
    assert.match(page, /class="baseline" points[^>]*><title>4-bit LSB: 40\.00 \/ 36\.00 dB/);
    assert.doesNotMatch(text, /model|NaN|Infinity|undefined/);

    assert.match(text, /Distortion map: uniform in 3 of 3 covers\./);
    const other = { ...settings, quality: 60, embedding: 'q4' };
    assert.match(
      textOf(evaluationPage({ ...exact, settings: other })),
      /\(quality 60, embedding q4, distortion auto\)/,
    );
  });

  it('has the exact method and other baselines beside a model', async () => {
    const payload = { bytes: 1000, bitsPerSample: 1.48, changeRate: 0.44 };
    const exact = { ...pair('', '', 51.25, 47.5), payload };
    const against = [
      { name: 'lsb4', mean: pair('', '', 33.21, 28.98) },
      { name: 'exact', mean: exact },
    ] as const;
    const page = evaluationPage(await report({ against }));
    assert.match(page, /class="baseline" points[^>]*><title>4-bit LSB: 33\.21 \/ 28\.98 dB/);
    assert.match(page, /class="baseline" points[^>]*><title>exact method: 51\.25 \/ 47\.50 dB/);
    const text = textOf(page);
    assert.match(text, /Cover PSNR 40\.00 dB 35\.00 to 40\.00 4-bit LSB: 33\.21 exact method: 51\.25/);
    assert.match(text, /exact method, mean 51\.25/);
    assert.match(text, /here 1\.48 bits in each sample, of which 44 % changed/);
    assert.doesNotMatch(text, /Payload|The exact method hides bytes/);
  });

  it('refuses to be about nothing', async () => {
    await assert.rejects(async () => evaluationPage(await report({ pairs: [] })), {
      name: 'RangeError',
      message: /at least one pair/,
    });
  });
});

describe('the examples', () => {
  it('are best, median and worst by the weaker of the two PSNRs', () => {
    assert.deepEqual(chooseExamples(PAIRS), [
      { label: 'Best', index: 2 },
      { label: 'Median', index: 0 },
      { label: 'Worst', index: 1 },
    ]);
    const even = [...PAIRS, pair('d', 'e', 50, 50)];
    assert.deepEqual(
      chooseExamples(even).map(({ index }) => index),
      [3, 0, 1],
    );
  });

  it('show no pair twice', () => {
    assert.deepEqual(chooseExamples(PAIRS.slice(0, 1)), [{ label: 'Best', index: 0 }]);
    assert.deepEqual(chooseExamples(PAIRS.slice(0, 2)), [
      { label: 'Best', index: 0 },
      { label: 'Worst', index: 1 },
    ]);
    assert.deepEqual(chooseExamples([]), []);
  });

  it('are shrunk, proportions kept, and small ones left as they are', async () => {
    const { uri, width, height } = await embedShrunk(rgbImage(768, 512));
    assert.deepEqual([width, height], [LARGEST_SHOWN.width, 240]);
    const bytes = Buffer.from(uri.replace(/^data:image\/webp;base64,/, ''), 'base64');
    const { format, width: decoded } = await sharp(bytes).metadata();
    assert.deepEqual([format, decoded], ['webp', 360]);
    const upright = await embedShrunk(rgbImage(512, 3000));
    assert.equal(upright.height, LARGEST_SHOWN.height);
    const small = await embedShrunk(rgbImage(20, 10));
    assert.deepEqual([small.width, small.height], [20, 10]);
  });

  it('of photos keep a page well below two megabytes, even where they are noise', async () => {
    const noise = randomImage(768, 512);
    const pictures = { cover: noise, container: noise, secret: noise, revealed: noise };
    const bytes = JSON.stringify(await embedPair(pictures)).length;
    assert.ok(3 * bytes < 1.2e6, `${bytes} a pair`);
  });
});

describe('the residuals', () => {
  const counts = emptyResidualCounts();
  countResiduals(
    counts,
    rgbImage(2, 2, Uint8Array.of(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 0, 255)),
    rgbImage(2, 2, Uint8Array.of(100, 101, 99, 100, 100, 110, 100, 100, 100, 100, 255, 0)),
  );

  it('are counted by their difference, pair after pair', () => {
    assert.deepEqual(
      [...counts.entries()].filter(([, count]) => count > 0).map(([at, count]) => [at - 255, count]),
      [
        [-255, 1],
        [-1, 1],
        [0, 7],
        [1, 1],
        [10, 1],
        [255, 1],
      ],
    );
    assert.deepEqual(summarizeResiduals(counts), { unchanged: 7 / 12, beyond: 2 / 12, largest: 255 });
    assert.throws(() => countResiduals(counts, rgbImage(1, 2), rgbImage(2, 1)), RangeError);
  });

  it('are bars whose height is the logarithm of their share', () => {
    const svg = residualHistogram(counts, { width: 900, height: 280, className: 'broad' });
    const bars = [...svg.matchAll(/height="([\d.]+)"><title>([^:]+): ([^<]+)</g)].map(
      ([, height, name, share]) => ({
        height: Number(height),
        name,
        share,
      }),
    );
    assert.deepEqual(
      bars.map(({ name, share }) => [name, share]),
      [
        ['\u22121', '8.3 %'],
        ['0', '58 %'],
        ['+1', '8.3 %'],
        ['+10', '8.3 %'],
      ],
    );
    // Two decades in 280 - 12 - 44 pixels.
    for (const [index, share] of [1 / 12, 7 / 12, 1 / 12, 1 / 12].entries()) {
      assert.ok(Math.abs(bars[index]!.height - (224 / 2) * (2 + Math.log10(share))) < 0.2);
    }
  });

  it('of nothing are refused', () => {
    assert.throws(
      () => residualHistogram(emptyResidualCounts(), { width: 900, height: 280, className: '' }),
      RangeError,
    );
    assert.throws(() => summarizeResiduals(emptyResidualCounts()), /none were counted/);
  });
});

describe('the chart of cover against secret', () => {
  const peers = PEERS.map(({ label, coverPsnr, secretPsnr }) => ({
    ...{ kind: 'elsewhere' as const, label, cover: coverPsnr, secret: secretPsnr },
  }));
  const own = Array.from({ length: 24 }, (_, i) => ({
    ...{ kind: 'pair' as const, label: `${i}`, cover: 39 + (i % 5), secret: 40 + (i % 7) },
  }));
  const points = [...own, ...peers, { kind: 'mean' as const, label: 'invertible', cover: 41, secret: 43 }];

  /** Boxes of the labels of points, as wide as letters are at the least. */
  function labelBoxes(
    svg: string,
  ): { left: number; right: number; top: number; bottom: number; label: string }[] {
    const texts = svg.matchAll(
      /<text x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)" class="label [^"]*">([^<]*)</g,
    );
    return [...texts].map(([, x, y, anchor, label]) => {
      const width = 0.5 * 12 * label!.length;
      const left = Number(x) - (anchor === 'start' ? 0 : anchor === 'end' ? width : width / 2);
      return { left, right: left + width, top: Number(y) - 9, bottom: Number(y) + 2, label: label! };
    });
  }

  function assertApart(boxes: ReturnType<typeof labelBoxes>, width: number, height: number): void {
    for (const [index, a] of boxes.entries()) {
      assert.ok(a.left >= 0 && a.right <= width && a.top >= 0 && a.bottom <= height, a.label);
      for (const b of boxes.slice(index + 1)) {
        const apart = a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
        assert.ok(apart, `${a.label} and ${b.label}`);
      }
    }
  }

  for (const [width, height] of [
    [900, 460],
    [360, 360],
  ] as const) {
    it(`has labels that neither overlap nor leave it at ${width}x${height}`, () => {
      // The means that the exact method and 4-bit LSB have on the Kodak photos.
      const baselines = [
        { kind: 'baseline' as const, label: '4-bit LSB', cover: 32.53, secret: 29.07 },
        { kind: 'baseline' as const, label: 'exact method', cover: 51.26, secret: 48.06 },
      ];
      const others = peers.filter(({ label }) => label !== '4-bit LSB');
      for (const shown of [points, [...own, ...others, ...baselines, points.at(-1)!]]) {
        const svg = tradeOffChart(shown, { width, height, className: 'any' });
        const boxes = labelBoxes(svg);
        assert.equal(boxes.length, shown.length - own.length);
        assertApart(boxes, width, height);
        assert.doesNotMatch(svg, /exact-strip/);
      }
    });
  }

  it('has the better at the right and above, at the same scale for all', () => {
    const svg = tradeOffChart(points, { width: 900, height: 460, className: 'any' });
    const circles = [...svg.matchAll(/<circle class="pair" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    assert.equal(circles.length, 24);
    const [first, second] = circles as [number[], number[]];
    assert.ok(second[0]! > first[0]! && second[1]! < first[1]!);
    const scale = second[0]! - first[0]!;
    assert.ok(Math.abs(circles[4]![0]! - first[0]! - 4 * scale) < 0.5);
  });

  it('has what came back exact in a strip above all that has decibels, and its labels there too', () => {
    const exactly = { cover: 41, secret: Number.POSITIVE_INFINITY };
    const whole = [
      ...own.map((point) => ({ ...point, secret: Number.POSITIVE_INFINITY })),
      ...peers,
      { kind: 'baseline' as const, label: '4-bit LSB', cover: 32, secret: 29 },
      { kind: 'mean' as const, label: 'exact method', ...exactly },
    ];
    for (const [width, height] of [
      [900, 460],
      [360, 360],
    ] as const) {
      const svg = tradeOffChart(whole, { width, height, className: 'any' });
      const [, total] = svg.match(/viewBox="0 0 \d+ (\d+)"/)!;
      assert.ok(Number(total) > height);
      assert.doesNotMatch(svg, /NaN|Infinity/);
      const [, top, , tall] = svg.match(
        /class="exact-strip" x="[\d.]+" y="(\d+)" width="([\d.]+)" height="(\d+)"/,
      )!;
      const bottom = Number(top) + Number(tall);
      const [, x, y] = svg.match(/<circle class="mean" cx="([\d.]+)" cy="([\d.]+)"/)!;
      assert.ok(Number(y) > Number(top) && Number(y) < bottom && Number(x) > 0);
      for (const [, , corner] of svg.matchAll(/class="elsewhere" points="([\d.]+),([\d.]+)/g)) {
        assert.ok(Number(corner) > bottom);
      }
      const boxes = labelBoxes(svg);
      assert.equal(boxes.length, PEERS.length + 2);
      const label = boxes.find(({ label }) => label === 'exact method')!;
      assert.ok(label.top >= Number(top) && label.bottom <= bottom);
      assertApart(boxes, width, Number(total));
    }
  });

  it('leaves out what is not finite, and is refused where nothing is left', () => {
    const size = { width: 900, height: 460, className: 'any' };
    const infinite = { kind: 'mean' as const, label: 'whole', cover: Number.POSITIVE_INFINITY, secret: 40 };
    assert.doesNotMatch(tradeOffChart([...peers, infinite], size), /whole|NaN|Infinity|exact-strip/);
    assert.throws(() => tradeOffChart([infinite], size), RangeError);
    assert.throws(
      () => tradeOffChart([{ ...infinite, cover: 40, secret: Number.POSITIVE_INFINITY }], size),
      RangeError,
    );
    assert.doesNotMatch(tradeOffChart([{ ...infinite, cover: 40 }], size), /NaN/);
  });
});

describe('published figures', () => {
  it('are for the same pictures where those are the whole Kodak set', () => {
    const kodak = Array.from({ length: 24 }, (_, i) => `kodim${String(i + 1).padStart(2, '0')}.png`);
    assert.equal(sharedPictures(kodak), 'Kodak photos');
    assert.equal(sharedPictures(kodak.slice(1)), undefined);
    assert.equal(sharedPictures([...kodak, 'mine.png']), undefined);
    assert.equal(sharedPictures([...kodak.slice(1), 'kodim25.png']), undefined);
    assert.equal(sharedPictures([]), undefined);
  });

  it('are marked by whether they are for the same pictures', async () => {
    const kodak = Array.from({ length: 24 }, (_, i) =>
      pair(`kodim${String(i + 1).padStart(2, '0')}.png`, 'a', 40, 40),
    );
    const same = evaluationPage(await report({ pairs: kodak }));
    assert.match(same, /class="peer" points[^>]*><title>AVIF/);
    assert.match(same, /class="elsewhere" points[^>]*><title>HiNet/);
    assert.match(textOf(same), /Kodak photos, as here/);
    const others = evaluationPage(await report());
    assert.match(others, /class="elsewhere" points[^>]*><title>AVIF/);
    assert.doesNotMatch(others, /<polygon class="peer"/);
    assert.match(textOf(others), /Kodak photos: other pictures/);
  });
});
