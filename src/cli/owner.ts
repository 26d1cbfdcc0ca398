/** `pentimento owner` */
import type { Command } from 'commander';
import { overwriteOption } from './outputs.ts';
import { note, print } from './terminal.ts';

interface OwnerFlags {
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addOwner(program: Command): void {
  const owner = program
    .command('owner')
    .summary('make and show the key of an owner of pictures')
    .description(
      "Makes an owner's key, which marks pictures as theirs and finds these marks again, and shows its public id.",
    )
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento owner new owner.key
  $ pentimento owner show owner.key`,
    );
  owner
    .command('new')
    .summary('make a key')
    .description(
      'Makes a random key and writes it to <file>, which only you may read. Keep a copy: without the key no mark that was made with it ' +
        'can be found. Whoever has it can make and remove your marks.',
    )
    .argument('<file>', 'file to write, such as owner.key')
    .addOption(overwriteOption())
    .option('--json', 'print the public id as JSON, an error, too')
    .addHelpText('after', '\nExample:\n  $ pentimento owner new owner.key')
    .action(makeKey);
  owner
    .command('show')
    .summary('print the public id of a key')
    .description('Prints the public id of a key: it says whose a mark is and gives nothing of the key away.')
    .argument('<file>', 'file of the key')
    .option('--json', 'print it as JSON, an error, too')
    .addHelpText('after', '\nExample:\n  $ pentimento owner show owner.key')
    .action(showKey);
}

async function makeKey(path: string, flags: OwnerFlags): Promise<void> {
  const { newOwnerKey } = await import('../marking/owner-key.ts');
  const { writeOwnerKey } = await import('../marking/owner-key-file.node.ts');
  const key = await newOwnerKey();
  await writeOwnerKey(path, key, flags);
  const { publicId } = key;
  if (flags.json === true) {
    print(JSON.stringify({ out: path, publicId }));
    return;
  }
  print(`Wrote ${path}; its public id is ${publicId}`);
  note('Keep a copy in a safe place: without this key, marks made with it cannot be found.');
}

async function showKey(path: string, flags: OwnerFlags): Promise<void> {
  const { readOwnerKey } = await import('../marking/owner-key-file.node.ts');
  const { publicId } = await readOwnerKey(path);
  print(flags.json === true ? JSON.stringify({ file: path, publicId }) : publicId);
}
