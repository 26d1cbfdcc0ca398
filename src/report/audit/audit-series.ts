/** One style for each audited method in all charts of a page: colour, and whether it is a control, by class. */

import type { AuditedSubject } from '../../steganalysis/audit/audit-report.ts';
import { escapeMarkup } from '../page/markup.ts';

/** How many colours there are; they are used in turn. */
const COLOURS = 8;

/** A method and the classes of its lines. */
export interface AuditSeries {
  readonly subject: AuditedSubject;
  readonly className: string;
}

/** Solid lines for methods, dashed and thinner ones for controls; colours by index, so that they are the same in every chart. */
export function auditSeries(subjects: readonly AuditedSubject[]): AuditSeries[] {
  return subjects.map((subject, index) => ({
    subject,
    className: `series s${index % COLOURS}${subject.control ? ' control' : ''}`,
  }));
}

/** The legend as a list above a chart. */
export function seriesLegend(series: readonly AuditSeries[]): string {
  const items = series.map(
    ({ subject, className }) =>
      `<li><svg viewBox="0 0 28 14" aria-hidden="true"><path class="${className}" d="M0 7H28"/></svg>${escapeMarkup(subject.name)}</li>`,
  );
  return `<ul class="legend lines">${items.join('')}</ul>`;
}

/** Dark and light variants of eight hues that stay distinct for most kinds of colour vision; dashes also mark controls. */
export const SERIES_STYLE = `
:root {
  --s0: #0067a6; --s1: #c14d00; --s2: #00795a; --s3: #a3478a; --s4: #8a6a00; --s5: #4b46b8; --s6: #6f6f69; --s7: #b3243f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --s0: #6db7ea; --s1: #f0965c; --s2: #4fcba5; --s3: #e39bce; --s4: #d9bb52; --s5: #aaa6ff; --s6: #b0b0a8; --s7: #f58a9c;
  }
}
${Array.from({ length: COLOURS }, (_, index) => `svg .s${index} { --hue: var(--s${index}); }`).join('\n')}
svg .series { fill: none; stroke: var(--hue); stroke-width: 2.4; stroke-linejoin: round; }
svg .series.control { stroke-width: 1.5; stroke-dasharray: 5 3; }
svg circle.series { fill: var(--hue); stroke: var(--card); stroke-width: 1; stroke-dasharray: none; }
svg line.spread { stroke-width: 1; stroke-opacity: 0.75; }
svg .chance { fill: none; stroke: var(--peer); stroke-dasharray: 2 4; }
.legend.lines svg { width: 28px; height: 14px; }
`;
