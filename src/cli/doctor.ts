/** `pentimento doctor` */
import type { Command } from 'commander';
import { print } from './terminal.ts';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what runs on this machine')
    .description(
      'Says which providers run here, and checks that each hides and reveals with each model that comes with Pentimento. Exits with 1 when something that should work does not.',
    )
    .option('--json', 'print the findings as JSON, an error, too')
    .addHelpText('after', '\nExample:\n  $ pentimento doctor')
    .action(async (flags: { readonly json?: boolean }) => {
      const { checkMachine } = await import('./machine-check.ts');
      const findings = await checkMachine(flags.json === true ? () => undefined : print);
      if (flags.json === true) print(JSON.stringify(findings));
      if (!findings.healthy) process.exitCode = 1;
    });
}
