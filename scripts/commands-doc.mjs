/**
 * Writes docs/commands.md from the help of the command line. `npm run docs:commands`, after a change to it; a test says when it was
 * forgotten.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, setup } from './setup.mjs';

setup();
// Not before it is compiled.
const { commandsDocument } = await import('../dist/src/cli/commands-document.js');
const { createProgram } = await import('../dist/src/cli/program.js');

const target = join(ROOT, 'docs', 'commands.md');
writeFileSync(`${target}.part`, commandsDocument(createProgram()));
renameSync(`${target}.part`, target);
console.log('Wrote docs/commands.md');
