/**
 * Measures how well a method keeps covers and secrets, over the photos of a folder and through real PNG files.
 *
 *   node examples/measure-a-method.mjs [folder of photos] [deep or exact] [number of pairs]
 */
import { evaluate } from 'pentimento';

const [covers = 'samples', method = 'exact', limit = '2'] = process.argv.slice(2);

const { pairs, mean } = await evaluate({
  covers,
  method,
  limit: Number(limit),
  onPair: (_, done, total) => console.error(`${done} of ${total} pairs`),
});

for (const { cover, secret, payload } of pairs) {
  const load = payload === undefined ? '' : `, ${payload.bitsPerSample.toFixed(2)} bits a sample`;
  console.log(`cover ${cover.psnr.toFixed(1)} dB, secret ${secret.psnr.toFixed(1)} dB${load}`);
}
console.log(`mean: cover ${mean.cover.psnr.toFixed(1)} dB, secret ${mean.secret.psnr.toFixed(1)} dB`);
