/**
 * Hides one sample photo in another, through a PNG file, and gets it back. `npm run demo`; with another model
 * `npm run demo -- --model <folder>`. The pictures are in demo/ afterwards.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, setup } from './setup.mjs';

const COVER = 'coffee.png';
const SECRET = 'chelsea.png';

setup();
try {
  await demo();
} catch (error) {
  console.error(`demo: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function demo() {
  const { values: flags } = parseArgs({ options: { model: { type: 'string' } } });
  const compiled = (path) => import(new URL(`../dist/src/${path}`, import.meta.url));
  const { DEFAULT_MODEL, fidelity, hide, openModel, readPicture, reveal, writePicture } =
    await compiled('index.js');
  const { sideBySide } = await compiled('report/pictures/side-by-side.js');
  const { formatTable } = await compiled('report/text/table.js');

  const folder = join(ROOT, 'demo');
  const file = (name) => join(folder, name);
  const shown = (path) => relative(process.cwd(), path) || '.';
  mkdirSync(folder, { recursive: true });
  const cover = (await readPicture(join(ROOT, 'samples', COVER))).image;
  const secret = (await readPicture(join(ROOT, 'samples', SECRET))).image;
  await writePicture(file('cover.png'), cover);
  await writePicture(file('secret.png'), secret);

  const name = flags.model ?? DEFAULT_MODEL;
  const shipped = join(ROOT, 'models', name);
  if (flags.model === undefined && !existsSync(join(shipped, 'model.json'))) {
    throw new Error(
      `There is no model in ${shown(shipped)}. Name a trained one: npm run demo -- --model <folder>`,
    );
  }
  const model = await openModel(name);
  try {
    console.log(
      `demo: hiding ${size(secret)} ${SECRET} in ${size(cover)} ${COVER} with the model ${model.manifest.name}`,
    );
    const hidden = await hide({
      cover: file('cover.png'),
      secret: file('secret.png'),
      container: file('container.png'),
      model,
      overwrite: true,
    });
    console.log(`demo: hid and checked it in ${hidden.seconds.total.toFixed(1)} s`);
    for (const warning of hidden.warnings) console.log(`demo: note: ${warning}`);

    console.log(`demo: revealing it from ${shown(file('container.png'))}`);
    const revealed = await reveal({
      container: file('container.png'),
      secret: file('revealed.png'),
      model,
      overwrite: true,
    });
    console.log(`demo: revealed it in ${revealed.seconds.total.toFixed(1)} s`);

    // Everything below is of the files as they lie there.
    const container = (await readPicture(file('container.png'))).image;
    const received = (await readPicture(file('revealed.png'))).image;
    const row = (what, { psnr, ssim, mae }, seconds) => [
      what,
      psnr.toFixed(2),
      ssim.toFixed(4),
      mae.toFixed(2),
      seconds.toFixed(1),
    ];
    console.log('');
    console.log(
      formatTable(
        ['', 'PSNR dB', 'SSIM', 'MAE', 'seconds'],
        [
          row('cover -> container', fidelity(cover, container), hidden.seconds.total),
          row('secret -> revealed', fidelity(secret, received), revealed.seconds.total),
        ],
      ),
    );
    const sheet = sideBySide(
      { cover, container, secret, revealed: received },
      { largestSide: 768, residual: true },
    );
    await writePicture(file('side-by-side.png'), sheet);
    console.log('');
    for (const name of ['cover', 'secret', 'container', 'revealed', 'side-by-side']) {
      console.log(`demo: wrote ${shown(file(`${name}.png`))}`);
    }
  } finally {
    await model.dispose();
  }
}

function size({ width, height }) {
  return `${width}x${height}`;
}
