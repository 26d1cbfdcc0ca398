/**
 * Assembles the WebAssembly text of the exact method's trellis code into the module that is imported.
 * `node scripts/assemble.mjs`, after a change to viterbi.wat; a test says when it was forgotten.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import createWabt from 'wabt';
import { ROOT } from './setup.mjs';

const FOLDER = join(ROOT, 'src', 'methods', 'exact', 'trellis');
const SOURCE = 'viterbi.wat';
const TARGET = join(FOLDER, 'viterbi-module.ts');

const wabt = await createWabt();
const module = wabt.parseWat(SOURCE, readFileSync(join(FOLDER, SOURCE), 'utf8'), { simd: true });
module.validate();
const { buffer } = module.toBinary({});
module.destroy();

const LINE = 100;
const lines = Buffer.from(buffer)
  .toString('base64')
  .match(new RegExp(`.{1,${LINE}}`, 'g'));
const text = `/** Generated from ${SOURCE} by scripts/assemble.mjs, with wabt: change that file, not this one. */

/** The WebAssembly module of ${SOURCE}, ${buffer.length} bytes in base64. */
export const VITERBI_MODULE =
${lines.map((line) => `  '${line}'`).join(' +\n')};
`;
writeFileSync(`${TARGET}.part`, text);
renameSync(`${TARGET}.part`, TARGET);
console.log(`${TARGET}: ${buffer.length} bytes`);
