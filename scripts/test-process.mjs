/**
 * What every process of the tests loads before its own code (`--import`, by way of NODE_OPTIONS).
 */
import { appendFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

// A process lives for seconds. By default V8 spends more time on optimising the functions of ONNX Runtime than they then take; with this
// budget (a measure of bytes executed, V8's flag) it optimises only what runs longest, such as Argon2id. What is computed stays the same. The
// demo and the short table on other versions of Node run with the default.
setFlagsFromString('--wasm-tiering-budget=1000000000');

const { PENTIMENTO_TEST_SECONDS: notes } = process.env;
const [, script = ''] = process.argv;
if (notes !== undefined && script.endsWith('.test.js')) {
  process.on('exit', () => appendFileSync(notes, `${script}\t${performance.now() / 1000}\n`));
}
