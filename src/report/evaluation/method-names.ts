import type { BaselineName } from '../../evaluation/evaluation.ts';

/** What baselines are called. */
export const BASELINE_NAMES: Readonly<Record<BaselineName, string>> = {
  lsb4: '4-bit LSB',
  exact: 'exact method',
};

/** What was evaluated, as a chart names it: its model, or a method without one. */
export function subjectName({ model }: { readonly model?: string }): string {
  return model ?? BASELINE_NAMES.exact;
}
