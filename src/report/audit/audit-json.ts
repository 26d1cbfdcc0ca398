/** An audit as JSON. */

import type { AuditReport } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import { reportJson } from '../text/json.ts';

/**
 * All figures and ROC curves, without the scores of every tile. Thresholds that call nothing or everything a container are the
 * strings `"Infinity"` and `"-Infinity"`.
 */
export function auditJson(report: AuditReport): string {
  const { nullTest, network, subjects, ...settings } = report;
  return reportJson(
    {
      ...settings,
      nullTest: withoutScores(nullTest),
      ...(network && { network: { ...network, nullTest: withoutScores(network.nullTest) } }),
      subjects: subjects.map(
        ({ stegExpose, weightedStego, trainedOnOthers, trained, network: own, ...subject }) => ({
          ...subject,
          stegExpose: withoutScores(stegExpose),
          weightedStego: withoutScores(weightedStego),
          ...(trainedOnOthers && { trainedOnOthers: withoutScores(trainedOnOthers) }),
          trained: withoutScores(trained),
          ...(own && { network: withoutScores(own) }),
        }),
      ),
    },
    2,
  );
}

function withoutScores({ scores: _, curve, ...figures }: Detection): object {
  return {
    ...figures,
    curve: curve.map(({ threshold, ...rates }) => ({
      threshold: threshold === Number.NEGATIVE_INFINITY ? '-Infinity' : threshold,
      ...rates,
    })),
  };
}
