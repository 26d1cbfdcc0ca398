/**
 * Hides one picture in another with the networks, and gets it back from the file.
 *
 *   node examples/hide-a-picture.mjs [secret] [cover] [folder for the results]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { hide, NothingHiddenError, openModel, reveal } from 'pentimento';

const [secret = 'samples/chelsea.png', cover = 'samples/coffee.png', folder = 'demo'] = process.argv.slice(2);
const container = join(folder, 'container.png');
const revealed = join(folder, 'revealed.png');
mkdirSync(folder, { recursive: true });

// A model that is opened once serves many calls. Without it each call opens the default model.
const model = await openModel('invertible');
try {
  // Reads back what it wrote and reveals it, so that the figures are what the receiver will see.
  const report = await hide({ secret, cover, container, model });
  console.log(`cover to container: ${report.cover.psnr.toFixed(1)} dB`);
  console.log(`secret to revealed: ${report.secret.psnr.toFixed(1)} dB`);
  for (const warning of report.warnings) console.log(`Note: ${warning}`);

  await reveal({ container, secret: revealed, model });
  console.log(`Wrote ${container} and ${revealed}`);

  // A picture that hides nothing never gives noise, but this error.
  const nothing = join(folder, 'nothing.png');
  await reveal({ container: cover, secret: nothing, model }).catch((error) => {
    if (!(error instanceof NothingHiddenError)) throw error;
    console.log(error.message);
  });
} finally {
  await model.dispose();
}
