/**
 * `training.jsonl`: one JSON object a line about stretches of steps and about checks.
 */
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';

/** A line of `training.jsonl` about a stretch of steps. */
export interface StepsEntry {
  /** Tells it from a check. */
  readonly kind: 'steps';
  /** Steps so far, those before a resume included. */
  readonly step: number;
  /** Seconds of training so far, those before a resume included. */
  readonly seconds: number;
  /** Container against cover, dB; a running mean over the last steps. */
  readonly coverPsnr: number;
  /** Revealed secret against secret, dB; a running mean over the last steps. */
  readonly secretPsnr: number;
  /** Rate of the last step. */
  readonly learningRate: number;
  /** Euclidean norm of the last step's gradient, before clipping. */
  readonly gradientNorm: number;
  /** Steps so far that changed nothing, as their gradient was not finite. */
  readonly skipped: number;
  /** Part of the adversary's decisions that are wrong, 0-1, a running mean; only where there is one. */
  readonly adversaryError?: number;
}

/** A line of `training.jsonl` about a check on held-out pairs, with the averaged weights. */
export interface CheckEntry {
  /** Tells it from a stretch of steps. */
  readonly kind: 'check';
  /** Steps so far, those before a resume included. */
  readonly step: number;
  /** Seconds of training so far, those before a resume included. */
  readonly seconds: number;
  /** Container against cover, dB; mean over the pairs. */
  readonly coverPsnr: number;
  /** Revealed secret against secret, dB; mean over the pairs. */
  readonly secretPsnr: number;
  /** Lowest `coverPsnr` of all pairs, dB. */
  readonly worstCoverPsnr: number;
  /** Lowest `secretPsnr` of all pairs, dB. */
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
