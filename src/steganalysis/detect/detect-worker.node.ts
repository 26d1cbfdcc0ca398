/** The code of a thread that runs detectors on files. */
import type { JobHandlers } from '../../jobs/job.ts';
import { answerJobs } from '../../jobs/node-threads.node.ts';
import type { DetectionJob } from './detect-file.node.ts';
import { detectFile } from './detect-file.node.ts';
import type { FileDetection } from './detection.ts';

/** The one job of these threads. */
export type DetectionJobs = {
  readonly detect: { readonly task: DetectionJob; readonly answer: FileDetection };
};

export const DETECTION_HANDLERS: JobHandlers<DetectionJobs> = { detect: detectFile };

answerJobs(DETECTION_HANDLERS);
