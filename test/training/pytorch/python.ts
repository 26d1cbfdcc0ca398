/** Python with PyTorch, where there is one. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../architecture/source.ts';
import { type Finished, finished } from '../../suite/finished.ts';
import { endWhenStalled } from '../../suite/patience.ts';

/** The trainer for PyTorch, whose modules find one another there. */
export const TRAINER = join(ROOT, 'training', 'pytorch');

/** Debian's `python3-torch` belongs to the system's Python, which may not be the first one on the path. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** A Python that has PyTorch, or undefined. */
export const python: string | undefined = PYTHONS.find(
  (name) => spawnSync(name, ['-c', 'import torch, numpy, PIL'], { stdio: 'ignore' }).status === 0,
);

/** Why a test that needs PyTorch is skipped; false where it runs. */
export const skip: string | false =
  python === undefined && 'needs PyTorch: apt-get install python3-torch python3-pil';

/** Runs Python with the trainer's modules to its end, on one thread. */
export function runPython(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const child = spawn(python!, args, {
    env: {
      ...process.env,
      PYTHONPATH: TRAINER,
      PYTHONDONTWRITEBYTECODE: '1',
      OMP_NUM_THREADS: '1',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  endWhenStalled(child, `python ${args.join(' ')}`);
  return finished(child);
}
