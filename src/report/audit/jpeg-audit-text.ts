/** An audit in JPEG files, as text for a terminal. */
import type { JpegAuditReport } from '../../steganalysis/jpeg/audit-jpegs.node.ts';
import { formatTable } from '../text/table.ts';

/** What the trained warden finds of every method, the null test, and the learning curves if measured. */
export function jpegAuditText(report: JpegAuditReport): string {
  const { photos, tiles, tile, folds, seed, nullTest, subjects, leftOut } = report;
  const interval = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    `${low.toFixed(3)} to ${high.toFixed(3)}`;
  return [
    `${photos} JPEG files, ${tiles} tiles of ${tile}x${tile}, ${folds} folds, DCTR features, seed ${seed}:`,
    formatTable(
      ['method', 'changed %', 'P_E', '95 %', 'AUC', 'P_MD 5 %'],
      subjects.map(({ name, control, changeRate, trained }) => [
        control ? `${name} (control)` : name,
        (100 * changeRate).toFixed(3),
        trained.error.toFixed(3),
        interval(trained.errorInterval),
        trained.areaUnderCurve.toFixed(3),
        trained.missedAtFivePercent.toFixed(3),
      ]),
    ),
    '',
    'P_E of a warden that is trained on the method itself, the mean of false alarms and missed detections: 0.5 means that it guesses, 0 that every container is found.',
    'The number behind @ is bits for each AC coefficient that is not 0.',
    `Covers against covers: P_E ${nullTest.error.toFixed(3)} (${interval(nullTest.errorInterval)}); 0.5 lies within unless the measurement leaks.`,
    ...subjects.flatMap(({ name, learningCurve = [] }) =>
      learningCurve.length === 0
        ? []
        : [
            `${name}, P_E by training pairs: ${learningCurve.map(({ pairs, error }) => `${pairs}: ${error.toFixed(3)}`).join(', ')}`,
          ],
    ),
    ...(leftOut.length === 0
      ? []
      : [
          `Left out: ${leftOut.length === 1 ? '1 file' : `${leftOut.length} files`}, such as: ${leftOut[0]!.reason}`,
        ]),
  ].join('\n');
}
