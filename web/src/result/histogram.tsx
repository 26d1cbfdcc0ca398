import type { ResidualStatistics } from '../../../src/browser.ts';
import { number, say } from '../texts/say.ts';

/** The largest difference with a bar of its own. */
const DRAWN = 12;
const [WIDTH, HEIGHT, FOOT] = [600, 180, 24];
/** How far down the logarithmic axis reaches: 0.001 %. */
const LEAST = 1e-5;

/** How many samples changed by how much: bars on a logarithmic scale. */
export function Histogram({ residual }: { readonly residual: ResidualStatistics }) {
  const { histogram, changed, deviation } = residual.all;
  const total = histogram.reduce((sum, [, count]) => sum + count, 0);
  const shares = new Map(histogram.map(([difference, count]) => [difference, count / total]));
  const step = WIDTH / (2 * DRAWN + 1);
  const differences = Array.from({ length: 2 * DRAWN + 1 }, (_, i) => i - DRAWN);
  const height = (share: number): number =>
    (HEIGHT * Math.max(0, Math.log10(share / LEAST))) / Math.log10(1 / LEAST);
  const label = say('result.histogram.label', {
    percent: number(100 * (1 - changed), 1),
    deviation: number(deviation, 2),
  });
  return (
    <figure class="histogram">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`} role="img" aria-label={label}>
        {differences.map((difference, i) => {
          const share = shares.get(difference) ?? 0;
          const bar = share > 0 ? height(share) : 0;
          return (
            <g>
              <rect x={i * step + 2} y={HEIGHT - bar} width={step - 4} height={bar} rx="2">
                <title>{`${difference > 0 ? '+' : ''}${difference}: ${(100 * share).toPrecision(3)} %`}</title>
              </rect>
              {difference % 4 === 0 && (
                <text x={(i + 0.5) * step} y={HEIGHT + 17}>
                  {difference > 0 ? `+${difference}` : difference}
                </text>
              )}
            </g>
          );
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <figcaption class="muted">
        {say('result.histogram')} {label}
      </figcaption>
    </figure>
  );
}
