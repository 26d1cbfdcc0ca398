/** The code of an audit's thread. */
import { answerJobs } from '../../jobs/node-threads.node.ts';
import { AUDIT_HANDLERS } from './worker-task.ts';

answerJobs(AUDIT_HANDLERS);
