/** The cells of coefficients that carry bits: how wide they are, and what the coefficients may pass. */
import { LUMA_STEPS, scaledSteps } from '../../image/jpeg/standard-tables.ts';
import type { Quantiser } from './lattice.ts';
import { MOZJPEG_STEPS, PILOT, SLOT_ORDER, type Survival, stepsAt } from './settings.ts';

/** What stands where a coefficient carries nothing. */
export const FREE = 255;

/** How much better than the named quality encoders may be, in steps that stand for all. */
const BETTER = [0, 6] as const;

/** What MozJPEG's trellis quantisation spares. */
const THRIFTS = [0, 0.1] as const;

/** The cells of one coefficient of all blocks. */
export interface Cells {
  /** Place of the coefficient in its block. */
  readonly k: number;
  /** Width of a cell. */
  readonly step: number;
  /** What the coefficient may pass. */
  readonly quantisers: readonly Quantiser[];
}

/** The coefficients that carry something. */
export function cellsOf({ quality, leastStep }: Survival): Cells[] {
  const steps = stepsAt(quality, leastStep);
  const tables = [
    ...BETTER.map((by) => ({ table: scaledSteps(LUMA_STEPS, Math.min(98, quality + by)), thrift: 0 })),
    ...THRIFTS.map((thrift) => ({ table: scaledSteps(MOZJPEG_STEPS, quality), thrift })),
  ];
  return [...SLOT_ORDER, PILOT.coefficient].map((k) => ({
    k,
    step: k === PILOT.coefficient ? PILOT.step : steps[k]!,
    quantisers: tables.map(({ table, thrift }) => ({ step: table[k]!, thrift })),
  }));
}
