/**
 * The table of cases on WebGPU in a process of its own: the driver is chosen by its environment, before it starts.
 */
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { DRAWS, runCases, unavailability } from './backend-run.ts';

const createRuntime = () => createNodeRuntime({ backend: 'webgpu' });
const reason = await unavailability(createRuntime);
const attempt =
  reason === undefined
    ? { outcomes: await runCases(createRuntime, DRAWS.webgpu, () => process.memoryUsage().rss) }
    : { reason };
process.send!(attempt, () => process.disconnect());
