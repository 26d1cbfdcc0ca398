/**
 * Writes the API reference from the docstrings to docs-api/, and fails when a public member has none, or a docstring explains a parameter that
 * is not there. `npm run docs`. TypeDoc is fetched the first time, into scripts/api-docs/.
 *
 * Parameters without a `@param` are left to test/architecture/public-api.test.ts: TypeDoc would ask for one of every options object.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { install, ROOT, run, step } from './setup.mjs';

const FOLDER = join(ROOT, 'scripts', 'api-docs');
const TYPEDOC = join(FOLDER, 'node_modules', 'typedoc', 'bin', 'typedoc');
const ENTRIES = ['index', 'browser', 'training.node', 'steganalysis.node', 'marking.node', 'engine.node'];

install();
if (!existsSync(TYPEDOC)) {
  const options = [
    'ci',
    '--prefix',
    FOLDER,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  const status = step('install', 'TypeDoc', () =>
    run('npm', options, { shell: process.platform === 'win32' }),
  );
  if (status !== 0) process.exit(status);
}
process.exit(
  step('docs', 'docs-api/', () =>
    run(process.execPath, [
      TYPEDOC,
      ...['--tsconfig', join(ROOT, 'tsconfig.json'), '--out', join(ROOT, 'docs-api'), '--name', 'Pentimento'],
      ...[
        '--readme',
        'none',
        '--skipErrorChecking',
        // Links to a repository need a remote, which a copy may lack.
        '--disableSources',
        '--validation.notExported',
        'false',
        '--validation.notDocumented',
        'true',
        '--treatWarningsAsErrors',
        '--logLevel',
        'Warn',
      ],
      ...ENTRIES.flatMap((entry) => ['--entryPoints', join(ROOT, 'src', `${entry}.ts`)]),
    ]),
  ),
);
