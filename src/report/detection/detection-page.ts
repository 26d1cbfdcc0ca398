/** The results of detectors for files, as one self-contained HTML page. */

import type { DetectionMode, Detections, FileDetection } from '../../steganalysis/detect/detection.ts';
import type { JpegCompatibility } from '../../steganalysis/detect/jpeg-compatibility.ts';
import type { ResidualStatistics } from '../../steganalysis/detect/residual-statistics.ts';
import { emptyResidualCounts, residualHistogram } from '../charts/residual-histogram.ts';
import { coordinate } from '../charts/svg.ts';
import { escapeMarkup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { percent } from '../text/percent.ts';

const STYLE = `
td svg.score { width: 5rem; height: 0.35rem; margin: 0.25rem 0 0 auto; }
svg .track { fill: var(--grid); }
svg .above { fill: var(--other); }
svg .limit { stroke: var(--ink); }
b.suspicious { color: var(--other); }
dl.detectors dt { margin-top: 0.8rem; font-weight: 600; }
dl.detectors dd { margin: 0.1rem 0 0; max-width: 46rem; }
`;

/** Sizes of the histogram on a desk and on a phone. */
const HISTOGRAM = { broad: { width: 900, height: 280 }, narrow: { width: 360, height: 240 } } as const;

/** Size of the bar below a score. */
const BAR = { width: 100, height: 7 } as const;

/**
 * The page: how many files are suspicious, every score with a bar, what each detector looks at in plain words, what
 * they cannot see, and, if covers were given, what changed.
 *
 * @param detections - the results. Names in it may hold any characters.
 * @param date - the date to print.
 * @returns a whole HTML document, light and dark.
 * @throws RangeError when there are no files.
 */
export function detectionPage(detections: Detections, date: string): string {
  if (detections.files.length === 0) throw new RangeError('Expected at least one file for a detection page');
  return page({
    title: 'Detection of LSB replacement',
    style: STYLE,
    header: header(detections, date),
    main: [
      tiles(detections),
      everyFile(detections),
      comparisons(detections),
      explanations(detections.mode),
      unreadable(detections),
    ],
  });
}

const MODES: Readonly<Record<DetectionMode, string>> = {
  strict: 'the scores of StegExpose, its quirks included, 0 to 1',
  fixed: 'estimates by the formulas of the papers, in bits per sample',
};

function header({ mode, fast, threshold, files }: Detections, date: string): string {
  const facts = [
    ['files', String(files.length)],
    ['date', date],
    ['mode', fast ? `${mode}, fast` : mode],
    ['threshold', String(threshold)],
  ];
  return [
    '<header><h1>Detection of LSB replacement</h1>',
    '<dl class="facts">',
    ...facts.map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeMarkup(value!)}</dd></div>`),
    '</dl>',
    `<p class="soft">Mode ${mode}: ${MODES[mode]}.</p></header>`,
  ].join('\n');
}

function tiles({ files, threshold }: Detections): string {
  const suspicious = files.filter((file) => file.suspicious).length;
  const fused = files.map(({ scores }) => scores.fusion).filter((score) => !Number.isNaN(score));
  const decoded = files.flatMap(({ jpegLattice }) => jpegLattice ?? []);
  const changed = decoded.filter((lattice) => lattice.changed).length;
  const mean = fused.reduce((sum, score) => sum + score, 0) / fused.length;
  const tile = (name: string, value: string, below: string): string =>
    `<div class="tile"><span>${name}</span><b>${value}</b><span>${below}</span></div>`;
  return [
    '<div class="tiles">',
    tile('Suspicious', `${suspicious} <small>of ${files.length}</small>`, `fused score above ${threshold}`),
    ...(fused.length === 0
      ? []
      : [
          tile(
            'Fused score',
            mean.toFixed(3),
            `${Math.min(...fused).toFixed(3)} to ${Math.max(...fused).toFixed(3)}`,
          ),
        ]),
    ...(decoded.length === 0
      ? []
      : [
          tile(
            'JPEG lattice',
            `${changed} <small>of ${decoded.length}</small>`,
            'decoded from a JPEG and changed afterwards',
          ),
        ]),
    '</div>',
    '<p><b>What these detectors can see.</b> But for the JPEG lattice they look for one way of hiding: bits that replace the lowest bits of samples (LSB replacement).',
    'Pictures hidden by networks, by LSB matching or by trellis codes go unseen by those, so “nothing seen” does not mean that nothing is there.',
    'A smooth, dark or synthetic picture may look suspicious without reason.</p>',
  ].join('\n');
}

interface Score {
  readonly title: string;
  /** A score; undefined if the detector did not run. */
  readonly value: number | undefined;
}

function scoresOf(file: FileDetection): Score[] {
  if (file.mode === 'strict') {
    const { primarySets, chiSquare, samplePairs, regularSingular, fusion } = file.scores;
    return [
      { title: 'Primary sets', value: primarySets ?? undefined },
      { title: 'Chi-square', value: chiSquare ?? undefined },
      { title: 'Sample pairs', value: samplePairs ?? undefined },
      { title: 'RS', value: regularSingular ?? undefined },
      { title: 'Fused', value: fusion },
    ];
  }
  const { primarySets, chiSquare, samplePairs, regularSingular, weightedStego, fusion } = file.scores;
  return [
    { title: 'Primary sets', value: primarySets.payload },
    { title: 'Chi-square', value: chiSquare },
    { title: 'Sample pairs', value: samplePairs.payload },
    { title: 'RS', value: regularSingular.payload },
    { title: 'WS', value: weightedStego.payload },
    { title: 'Fused', value: fusion },
  ];
}

function everyFile({ files, threshold }: Detections): string {
  const titles = scoresOf(files[0]!).map(({ title }) => `<th class="number">${title}</th>`);
  const rows = files.map((file) => {
    const isSuspicious =
      file.suspicious || file.jpegLattice?.changed === true || file.jpegFile?.suspicious === true;
    const verdict = isSuspicious ? '<b class="suspicious">suspicious</b>' : 'nothing seen';
    const cells = scoresOf(file).map(({ value }) => scoreCell(value, threshold));
    cells.push(latticeCell(file.jpegLattice));
    return `<tr><th>${escapeMarkup(file.path)}</th>${cells.join('')}<td>${verdict}</td></tr>`;
  });
  return [
    '<section>',
    '<h2>Every file</h2>',
    '<div class="scroll"><table class="sortable long">',
    `<thead><tr><th class="corner">File</th>${titles.join('')}<th class="number">JPEG lattice</th><th>Verdict</th></tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody>`,
    '</table></div>',
    '<p class="caption">Bars reach from 0 to 1; the line across each is the threshold, which counts for the fused score. A dash: the detector',
    'has no result for this picture. An empty cell: it did not run. With scripts allowed, a press on a title sorts.</p>',
    '</section>',
  ].join('\n');
}

/** Changed blocks of a picture that was decoded from a JPEG. */
function latticeCell(lattice: JpegCompatibility | undefined): string {
  if (lattice === undefined) return '<td class="number" data-value="-1"></td>';
  const text = percent(lattice.share);
  return `<td class="number" data-value="${lattice.share}">${lattice.changed ? `<b class="suspicious">${text}</b>` : text}</td>`;
}

function scoreCell(value: number | undefined, threshold: number): string {
  if (value === undefined) return '<td class="number" data-value="-2"></td>';
  if (Number.isNaN(value)) return '<td class="number" data-value="-1.5">–</td>';
  const { width, height } = BAR;
  const length = Math.min(1, Math.max(0, value)) * width;
  const limit = coordinate(threshold * width);
  return (
    `<td class="number" data-value="${value}">${value.toFixed(3).replace('-', '−')}` +
    `<svg class="score" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" aria-hidden="true">` +
    `<rect class="track" width="${width}" height="${height}"/>` +
    `<rect class="${value > threshold ? 'above' : 'bar'}" width="${coordinate(length)}" height="${height}"/>` +
    `<line class="limit" x1="${limit}" y1="0" x2="${limit}" y2="${height}"/></svg></td>`
  );
}

const EXPLANATIONS: readonly (readonly [string, string])[] = [
  [
    'Primary sets',
    'Compares neighbours: in a photo the brighter of two is even as often as odd. Replaced bits upset that balance at a known rate, and the rate tells how many were replaced.',
  ],
  [
    'Chi-square',
    'Counts how often each value occurs. Replaced bits make the values 2k and 2k + 1 equally frequent. Sees messages written from the first pixel on, and those that fill nearly every sample.',
  ],
  [
    'Sample pairs',
    'As primary sets, refined: pairs are sorted by how far apart they are, and close neighbours count, whose balance is the most reliable.',
  ],
  [
    'RS',
    'Flips lowest bits in squares of 2x2 and asks whether the square became rougher. In a photo it does not matter which way a sample is flipped; after LSB replacement it does.',
  ],
];

const WEIGHTED_STEGO = [
  'WS',
  'Weighted stego-image: predicts each sample from its eight neighbours. A replaced sample is off by one towards its partner value; smooth places, where the prediction is good, count the most. The most exact of these estimates.',
] as const;

const JPEG_LATTICE = [
  'JPEG lattice',
  'A decoded JPEG has few of all possible 8x8 blocks and a quarter of all colours. Blocks next to these were changed afterwards, by hiding of any kind or by retouching. Above 0.5 % of the blocks a picture is suspicious. An empty cell: not decoded from a JPEG, or too finely quantised to say.',
] as const;

function explanations(mode: DetectionMode): string {
  const fused =
    mode === 'strict'
      ? 'The mean of the scores that there are, as StegExpose forms it; its threshold of 0.2 was the best on its author’s pictures.'
      : 'The mean of all estimates but chi-square, which sees only messages of one kind.';
  const entries = [
    ...EXPLANATIONS,
    ...(mode === 'fixed' ? [WEIGHTED_STEGO] : []),
    ['Fused', fused] as const,
    JPEG_LATTICE,
  ];
  return [
    '<section>',
    '<h2>What each detector looks at</h2>',
    '<dl class="detectors">',
    ...entries.map(([name, text]) => `<dt>${name}</dt><dd>${escapeMarkup(text)}</dd>`),
    '</dl>',
    '</section>',
  ].join('\n');
}

function comparisons({ files }: Detections): string {
  const compared = files.flatMap(({ path, comparison }) =>
    comparison === undefined || 'problem' in comparison ? [] : [{ path, ...comparison }],
  );
  const problems = files.flatMap(({ path, comparison }) =>
    comparison !== undefined && 'problem' in comparison ? [{ path, reason: comparison.problem }] : [],
  );
  if (compared.length + problems.length === 0) return '';
  const leak = compared.some(({ residualLeak }) => residualLeak !== undefined);
  const number = (text: string): string =>
    `<td class="number">${text.replace(/^-(?=0\.0+$)/, '').replace('-', '−')}</td>`;
  const rows = compared.map(({ path, residual: { all, channels }, residualLeak }) =>
    [
      `<tr><th>${escapeMarkup(path)}</th>`,
      number(percent(all.changed)),
      ...channels.map(({ changed }) => number(percent(changed))),
      number(all.mean.toFixed(3)),
      number(all.deviation.toFixed(3)),
      number(String(all.largest)),
      ...(leak ? [number(residualLeak === undefined ? '' : residualLeak.toFixed(2))] : []),
      '</tr>',
    ].join(''),
  );
  const titles = [
    'Changed',
    'Red',
    'Green',
    'Blue',
    'Mean',
    'Deviation',
    'Largest',
    ...(leak ? ['Leak'] : []),
  ];
  return [
    '<section>',
    '<h2>Against the covers</h2>',
    ...(compared.length === 0
      ? []
      : [
          '<p>What hiding changed, for those who have the cover: container minus cover, in grey levels, all files together below.</p>',
          '<div class="card">',
          histogram(
            compared.map(({ residual }) => residual),
            'broad',
          ),
          histogram(
            compared.map(({ residual }) => residual),
            'narrow',
          ),
          '</div>',
          '<div class="scroll"><table class="sortable long">',
          `<thead><tr><th class="corner">File</th>${titles.map((title) => `<th class="number">${title}</th>`).join('')}</tr></thead>`,
          `<tbody>${rows.join('\n')}</tbody>`,
          '</table></div>',
          `<p class="caption">Changed: share of the samples, of all and of each colour.${leak ? ' Leak: the largest correlation of any view of the difference with the secret; 1 is a visible copy.' : ''}</p>`,
        ]),
    list(problems),
    '</section>',
  ].join('\n');
}

function histogram(residuals: readonly ResidualStatistics[], className: 'broad' | 'narrow'): string {
  const counts = emptyResidualCounts();
  for (const { all } of residuals) {
    for (const [difference, count] of all.histogram) counts[255 + difference]! += count;
  }
  return residualHistogram(counts, { ...HISTOGRAM[className], className });
}

function unreadable({ unreadable: left }: Detections): string {
  if (left.length === 0) return '';
  return ['<section>', '<h2>Left out</h2>', list(left), '</section>'].join('\n');
}

function list(entries: readonly { readonly path: string; readonly reason: string }[]): string {
  if (entries.length === 0) return '';
  const items = entries.map(
    ({ path, reason }) =>
      `<li>${reason.startsWith(path) ? '' : `${escapeMarkup(path)}: `}<span class="soft">${escapeMarkup(reason)}</span></li>`,
  );
  return `<ul>${items.join('\n')}</ul>`;
}
