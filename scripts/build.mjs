/**
 * Installs what is missing and compiles src, test and bench to dist/. `npm run build`.
 */
import { setup } from './setup.mjs';

setup();
