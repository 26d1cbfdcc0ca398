/**
 * Compiles src, test and bench to dist/. `npm run build`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
const result = spawnSync(process.execPath, [compiler, '--project', root], { cwd: root, stdio: 'inherit' });
process.exit(result.status ?? 1);
