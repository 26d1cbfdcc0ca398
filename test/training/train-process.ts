/** A training in a process of its own, for tests that kill it: options as JSON in the first argument, a line a step. */
import { train } from '../../src/training/train.node.ts';

await train({
  ...JSON.parse(process.argv[2]!),
  onProgress: ({ step }) => process.stdout.write(`${step}\n`),
});
