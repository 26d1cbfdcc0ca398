/** What was found of an owner's mark in a picture, as one self-contained HTML page that can be kept with a case's papers. */
import type { MarkGeometry } from '../../marking/mark-geometry.ts';
import type { VerifiedFile, VerifyReport } from '../../marking/verify-files.node.ts';
import { escapeMarkup } from '../page/markup.ts';
import { page } from '../page/page.ts';
import { embedShrunk } from '../pictures/embedded-picture.node.ts';

const STYLE = `
.verdict { font-size: 1.25rem; font-weight: 600; }
.verdict.none { color: var(--other); }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-start; }
.pictures figure { margin: 0; max-width: 100%; }
.pictures img, .pictures svg { max-width: 100%; height: auto; display: block; border: 1px solid var(--grid); }
dl.numbers { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1rem; }
dl.numbers dt { font-weight: 600; }
dl.numbers dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl.numbers { grid-template-columns: 1fr; } dl.numbers dd { margin-bottom: 0.6rem; } }
`;

const VERDICTS = {
  payload: 'Marked by this owner; the number was read',
  present: 'Marked by this owner; the number is not readable',
  original: 'The mark of this owner is in it, seen beside the original',
  none: 'Nothing found',
} as const;

/**
 * The page.
 *
 * @param verified - what `verifyFile` found, with the pictures.
 * @param time - when, as it is printed.
 * @returns a whole HTML document, light and dark.
 */
export async function verificationPage(verified: VerifiedFile, time: string): Promise<string> {
  const { report } = verified;
  return page({
    title: 'Examination for a copyright mark',
    style: STYLE,
    header: [
      '<header><h1>Examination for a copyright mark</h1>',
      '<dl class="facts">',
      fact('picture', report.file),
      fact('owner', report.owner),
      fact('examined', time),
      '</dl>',
      `<p class="verdict ${report.verdict}">${VERDICTS[report.verdict]}.</p></header>`,
    ].join('\n'),
    main: [await pictures(verified), numbers(report), meaning(report), warnings(report)],
  });
}

function fact(name: string, value: string): string {
  return `<div><dt>${name}</dt><dd>${escapeMarkup(value)}</dd></div>`;
}

async function pictures({ report, suspect, original }: VerifiedFile): Promise<string> {
  const shown = await embedShrunk(suspect);
  const figures = [figure(image(shown.uri, shown.width, shown.height, 'The suspect'), 'The suspect')];
  if (original !== undefined) {
    const before = await embedShrunk(original);
    figures.push(figure(image(before.uri, before.width, before.height, 'The original'), 'The original'));
    const map = report.geometry?.toOriginal;
    if (map !== undefined) {
      const [w, h] = [original.width, original.height];
      figures.push(
        figure(
          `<svg viewBox="0 0 ${w} ${h}" width="${before.width}" height="${before.height}" role="img" aria-label="Overlay">` +
            `<image href="${before.uri}" width="${w}" height="${h}" opacity="0.35"/>` +
            `<g transform="matrix(${fromEdges(map)
              .map((value) => value.toFixed(6))
              .join(' ')})">` +
            `<image href="${shown.uri}" width="${suspect.width}" height="${suspect.height}"/>` +
            `<rect width="${suspect.width}" height="${suspect.height}" fill="none" stroke="red" stroke-width="2" vector-effect="non-scaling-stroke"/>` +
            '</g></svg>',
          'The suspect, laid over the pale original where the mark says that it belongs',
        ),
      );
    }
  } else if (report.match !== undefined) {
    const thumbnail = `data:image/jpeg;base64,${report.match.row.thumbnail}`;
    figures.push(figure(image(thumbnail, 96, undefined, 'From the registry'), 'From the registry'));
  }
  return `<section><h2>Pictures</h2><div class="pictures">${figures.join('')}</div></section>`;
}

/** SVG counts from the edge of the first pixel, the map from its centre. */
function fromEdges([a, b, c, d, e, f]: NonNullable<MarkGeometry['toOriginal']>): readonly number[] {
  return [a, b, c, d, e + (1 - a - c) / 2, f + (1 - b - d) / 2];
}

function figure(content: string, caption: string): string {
  return `<figure>${content}<figcaption>${escapeMarkup(caption)}</figcaption></figure>`;
}

function image(uri: string, width: number, height: number | undefined, alt: string): string {
  return `<img src="${escapeMarkup(uri)}" width="${width}"${height === undefined ? '' : ` height="${height}"`} alt="${alt}">`;
}

function numbers(report: VerifyReport): string {
  const { id, text, falsePositive, agreement, besideOriginal, geometry, match, verdict } = report;
  const rows: [string, string][] = [];
  if (id !== undefined) rows.push(['Number in the mark', text === undefined ? id : `${id} (“${text}”)`]);
  if (verdict !== 'none')
    rows.push(['Chance of this finding without the mark', falsePositive.toExponential(1)]);
  rows.push(['Agreement of the pilots', `${agreement.toFixed(2)} standard deviations`]);
  if (besideOriginal !== undefined) {
    rows.push(['Agreement beside the original', `${besideOriginal.toFixed(2)} standard deviations`]);
  }
  if (geometry !== undefined) {
    const { scale, rotation, mirrored, crop } = geometry;
    rows.push(['Turned', `${rotation.toFixed(2)} degrees${mirrored ? ', mirrored' : ''}`]);
    if (scale !== undefined) rows.push(['Size', `${(100 * scale).toFixed(1)} % of the original, a side`]);
    if (crop !== undefined) {
      rows.push(['Shows of the original', `${crop[2]}x${crop[3]} pixels from (${crop[0]}, ${crop[1]}) on`]);
    }
  }
  if (match !== undefined) {
    const { row, distance, alike } = match;
    rows.push(
      ['Registered as', row.name],
      ['Registered on', row.time],
      ['SHA-256 of the marked file', row.sha256],
      ['SHA-256 of the original file', row.originalSha256],
      [
        'Perceptual hashes',
        `${distance} of 256 bits differ: ${alike ? 'the same picture' : 'another picture, or a small part of it'}`,
      ],
    );
  }
  const items = rows.map(([name, value]) => `<dt>${name}</dt><dd>${escapeMarkup(value)}</dd>`);
  return `<section><h2>Findings</h2><dl class="numbers">${items.join('\n')}</dl></section>`;
}

function meaning({ verdict, match }: VerifyReport): string {
  const proves = {
    payload:
      'The picture holds a message with an authentication code of 40 bits that only the holder of the owner’s key can compute. That a picture without the mark shows one by chance has the probability above.',
    present:
      'The picture holds the pattern of the owner’s key more clearly than unmarked pictures do. The threshold was set by measurement and extrapolated; the number could not be read, so the picture is not told from others that were marked with the same key.',
    original:
      'What distinguishes the suspect from the original agrees with the pattern of the owner’s key. That needs both the key and the original.',
    none: 'No mark was found. That proves nothing: the picture may never have been marked, or the mark may have been destroyed.',
  }[verdict];
  const limits = [
    'It does not prove who made the picture, nor when: whoever has the key can mark any picture. The registry says when a picture was registered, as far as its keeper is trusted.',
    'A mark can be copied from one picture to another by somebody who wants to blame the owner. That is why the suspect is compared with the registered picture.',
    'Several marks can be in one picture. The owner who has the picture without any mark marked first.',
  ];
  const copied =
    match !== undefined && !match.alike
      ? '<p><strong>The suspect does not look like the registered picture.</strong> It may be a small part of it; if not, the mark was copied.</p>'
      : '';
  const heading = verdict === 'none' ? 'What this means' : 'What this proves, and what it does not';
  return `<section><h2>${heading}</h2><p>${proves}</p>${copied}${
    verdict === 'none' ? '' : `<ul>${limits.map((limit) => `<li>${limit}</li>`).join('')}</ul>`
  }</section>`;
}

function warnings({ warnings: sentences }: VerifyReport): string {
  if (sentences.length === 0) return '';
  return `<section><h2>Notes</h2><ul>${sentences.map((s) => `<li>${escapeMarkup(s)}</li>`).join('')}</ul></section>`;
}
