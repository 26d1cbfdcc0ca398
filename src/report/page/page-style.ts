/** The parts of every report page: its style sheet, light and dark, and the script that sorts its tables. */

/** Blue and vermilion of Okabe and Ito's palette, as in the training curves; lighter in the dark. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfbf9; --card: #ffffff; --ink: #1d1d1b; --soft: #5f5f5a; --line: #e2e2dd; --grid: #ecece8;
  --own: #0067a6; --own-soft: rgba(0, 103, 166, 0.38); --other: #c14d00; --peer: #6f6f69;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #151514; --card: #1c1c1b; --ink: #ebebe7; --soft: #a5a59e; --line: #363633; --grid: #292927;
    --own: #6db7ea; --own-soft: rgba(109, 183, 234, 0.42); --other: #f0965c; --peer: #9c9c95;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2.5rem 1.25rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: break-word;
}
h1 { margin: 0 0 0.4rem; font-size: 1.75rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 3rem 0 0.5rem; font-size: 1.2rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 0.95rem; font-weight: 600; }
h3 span { font-weight: 400; color: var(--soft); }
p { margin: 0.4rem 0 0.8rem; max-width: 46rem; }
.soft, figcaption, .caption { color: var(--soft); }
.caption { font-size: 0.87rem; }
dl.facts { display: flex; flex-wrap: wrap; gap: 0.15rem 1.6rem; margin: 0.5rem 0 0.8rem; }
dl.facts div { display: flex; gap: 0.45rem; }
dl.facts dt { color: var(--soft); }
dl.facts dd { margin: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0; }
.tile { padding: 0.8rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.tile b { display: block; font-size: 1.5rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.tile b small { font-size: 0.9rem; font-weight: 400; color: var(--soft); }
.tile span { display: block; font-size: 0.82rem; color: var(--soft); }
.card { padding: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: 0.87rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.36rem 0.7rem; text-align: left; white-space: nowrap; }
td.number, th.number { text-align: right; }
thead th { white-space: normal; color: var(--soft); font-weight: 600; vertical-align: bottom; border-bottom: 1px solid var(--line); }
thead tr.groups th { border-bottom: 0; padding-bottom: 0; text-align: center; }
tbody tr:not(:first-child) > * { border-top: 1px solid var(--grid); }
tbody th { font-weight: 400; }
tfoot > tr > * { font-weight: 600; }
tfoot tr:first-child > * { border-top: 1px solid var(--line); }
tfoot tr + tr > * { font-weight: 400; color: var(--soft); }
td.wrap { white-space: normal; }
thead button {
  all: unset; cursor: pointer; color: inherit; font: inherit; border-radius: 3px;
}
thead button:focus-visible { outline: 2px solid var(--own); outline-offset: 2px; }
thead button:hover { color: var(--ink); }
th[aria-sort] button { color: var(--ink); }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
svg.narrow { display: none; }
svg text { fill: var(--soft); }
svg .grid { stroke: var(--grid); }
svg .exact-strip { fill: var(--grid); fill-opacity: 0.7; }
svg .strip-grid { stroke: var(--card); }
svg .axis { stroke: var(--peer); }
svg .bar { fill: var(--own); fill-opacity: 0.88; }
svg .bar.none { fill: var(--peer); }
svg .pair { fill: var(--own-soft); }
svg .mean { fill: var(--own); stroke: var(--card); stroke-width: 1.5; }
svg .baseline { fill: var(--other); stroke: var(--card); }
svg .peer { fill: var(--peer); stroke: var(--card); }
svg .elsewhere { fill: var(--card); stroke: var(--peer); stroke-width: 1.5; }
svg .label { paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; }
svg .mean-label { fill: var(--own); font-weight: 600; }
svg .baseline-label { fill: var(--other); }
svg .peer-label { fill: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.3rem; margin: 0 0 0.7rem; padding: 0; list-style: none; font-size: 0.87rem; color: var(--soft); }
.legend li { display: flex; align-items: center; gap: 0.45rem; }
.legend svg { width: 14px; height: 14px; flex: none; }
.card + .scroll { margin-top: 0.75rem; }
.strip { display: grid; grid-template-columns: repeat(5, 1fr); gap: 0.6rem; }
.strip figure { margin: 0; min-width: 0; }
.strip img { display: block; width: 100%; height: auto; border-radius: 3px; background: #808080; }
.strip + .caption { margin-top: 0.9rem; }
.strip figcaption { margin-top: 0.25rem; font-size: 0.82rem; line-height: 1.35; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 0.9rem 3rem; }
  h1 { font-size: 1.4rem; }
  .card { padding: 0.7rem 0.5rem; }
  .tiles { grid-template-columns: 1fr 1fr; gap: 0.5rem; }
  th, td { padding: 0.36rem 0.5rem; }
  .strip { grid-template-columns: 1fr 1fr; }
  .strip figure.wide { grid-column: 1 / -1; }
  svg.broad { display: none; }
  svg.narrow { display: block; }
  .long tbody th:first-child, .long tfoot th:first-child, .long thead th.corner { position: sticky; left: 0; background: var(--card); }
}
@media print {
  body { max-width: none; padding: 0; }
  .scroll { overflow: visible; }
  figure, .card, tr { break-inside: avoid; }
}
`;

/** Makes the titles of tables of class `sortable` buttons that sort the rows of the body; a second press turns the order. */
export const PAGE_SCRIPT = `
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const titles = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
  const valueOf = (row, column) => {
    const { value } = row.cells[column].dataset;
    return value === undefined ? row.cells[column].textContent : Number(value);
  };
  titles.forEach((title, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener('click', () => {
      const up = title.getAttribute('aria-sort') !== 'ascending';
      for (const other of titles) other.removeAttribute('aria-sort');
      title.setAttribute('aria-sort', up ? 'ascending' : 'descending');
      const order = (a, b) => (typeof a === 'number' ? a - b || 0 : a.localeCompare(b, undefined, { numeric: true }));
      body.append(
        ...[...body.rows].sort((a, b) => (up ? 1 : -1) * order(valueOf(a, column), valueOf(b, column))),
      );
    });
  });
}
`;
