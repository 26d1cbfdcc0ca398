/**
 * Draws the icons of the installed page from web/public/icon.svg. `node scripts/icons.mjs`, after a change of the drawing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { ROOT } from './setup.mjs';

const PUBLIC = join(ROOT, 'web', 'public');

const drawing = await readFile(join(PUBLIC, 'icon.svg'), 'utf8');
/** To the edge, for systems that cut icons to a shape of their own: the middle 80 % are always seen (W3C, Web Application Manifest). */
const whole = drawing
  .replace('viewBox="0 0 64 64"', 'viewBox="-6 -6 76 76"')
  .replace('<rect width="64" height="64" rx="13"', '<rect x="-6" y="-6" width="76" height="76"');

for (const [name, source, size] of [
  ['icon-192.png', drawing, 192],
  ['icon-512.png', drawing, 512],
  ['icon-maskable-512.png', whole, 512],
  ['icon-apple-180.png', whole, 180],
]) {
  const picture = sharp(Buffer.from(source), { density: (72 * size) / 64 }).resize(size, size);
  const file = await picture.png({ palette: true, effort: 10, compressionLevel: 9 }).toBuffer();
  await writeFile(join(PUBLIC, name), file);
  console.log(`icons: web/public/${name}, ${file.length} bytes`);
}
