/** Where a page in one file begins. */
import { unpackFiles } from './embedded.ts';

await unpackFiles();
// It says that the page is on its way.
document.getElementById('app')!.replaceChildren();
await import('../main.tsx');
