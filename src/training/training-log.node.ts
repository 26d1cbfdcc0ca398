/**
 * `training.jsonl`: one JSON object a line about stretches of steps and about checks.
 */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';

/** A line of `training.jsonl` about a stretch of steps. */
export interface StepsEntry {
  readonly kind: 'steps';
  readonly step: number;
  readonly seconds: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  readonly skipped: number;
  /** See `TrainingProgress`. */
  readonly adversaryError?: number;
}

/** A line of `training.jsonl` about a check on held-out pairs, with the averaged weights. */
export interface CheckEntry {
  readonly kind: 'check';
  readonly step: number;
  readonly seconds: number;
  readonly coverPsnr: number;
  readonly secretPsnr: number;
  /** The lowest of all pairs. */
  readonly worstCoverPsnr: number;
  readonly worstSecretPsnr: number;
}

/** A line of `training.jsonl`. */
export type LogEntry = StepsEntry | CheckEntry;

/** The log of a training, in memory and in its file. */
export class TrainingLog {
  readonly entries: LogEntry[];
  private readonly path: string;

  private constructor(path: string, entries: LogEntry[]) {
    this.path = path;
    this.entries = entries;
  }

  /** The log up to a batch; later lines are removed, because they will be written again. A new training has an empty log. */
  static async open(path: string, batches: number): Promise<TrainingLog> {
    if (batches === 0) {
      await rm(path, { force: true });
      return new TrainingLog(path, []);
    }
    const text = await readFile(path, 'utf8').catch(() => '');
    const entries: LogEntry[] = [];
    for (const line of text.split('\n')) {
      try {
        const entry = JSON.parse(line) as LogEntry;
        if (entry.step <= batches) entries.push(entry);
      } catch {
        // An empty line, or one that the end of the process cut short.
      }
    }
    await writeFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    return new TrainingLog(path, entries);
  }

  async append(entry: LogEntry): Promise<void> {
    this.entries.push(entry);
    await appendFile(this.path, `${JSON.stringify(entry)}\n`);
  }
}

/** Three digits behind the point are enough for a log. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
