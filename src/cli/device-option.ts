import { Option } from 'commander';

/** The option `--device` of every command that runs networks. */
export function deviceOption(): Option {
  return new Option('--device <device>', 'where networks run (default: cpu)').choices(['cpu', 'webgpu']);
}
