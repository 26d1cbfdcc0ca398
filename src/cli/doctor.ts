/** `pentimento doctor` */
import type { Command } from 'commander';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what runs on this machine')
    .description(
      'Says which providers run here, and checks that each hides and reveals with each model that comes with Pentimento. Exits with 1 when something that should work does not.',
    )
    .addHelpText('after', '\nExample:\n  $ pentimento doctor')
    .action(async () => {
      const { checkMachine } = await import('./machine-check.ts');
      if (!(await checkMachine())) process.exitCode = 1;
    });
}
