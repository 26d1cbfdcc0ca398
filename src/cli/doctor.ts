/** `pentimento doctor` */
import type { Command } from 'commander';
import { print } from './terminal.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what runs on this machine')
    .description(
      'Says which providers run here and on which runtime, and checks that each hides and reveals with each model that comes with Pentimento. Exits with 1 when something that should work does not.',
    )
    .addHelpText(
      'after',
      `
PENTIMENTO_RUNTIME=wasm in the environment chooses WebAssembly over the native runtime, for all
commands; PENTIMENTO_RUNTIME=native refuses it. Without either, WebAssembly does the work where the
native runtime is not installed or cannot be loaded.

Examples:
  $ pentimento doctor
  $ PENTIMENTO_RUNTIME=wasm pentimento doctor`,
    )
    .option('--json', 'print the findings as JSON, an error, too')
    .action(async (flags: { readonly json?: boolean }) => {
      const { checkMachine } = await import('./machine-check.ts');
      const findings = await checkMachine(flags.json === true ? () => undefined : print);
      if (flags.json === true) print(JSON.stringify(findings));
      if (!findings.healthy) process.exitCode = 1;
    });
}
