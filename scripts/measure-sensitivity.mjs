// Measures the sensitivity that containers are rounded for, of a trained model with 12 photos, and writes it into its model.json:
// node scripts/measure-sensitivity.mjs models/invertible photos/
// A training does the same at its end; this is for models that are older.
import { createNodeRuntime } from '../dist/src/runtime/node-runtime.node.js';
import { readTrainedModel, writeManifest } from '../dist/src/training/checkpoint/model-files.node.js';
import { TRAINING_DEFAULTS } from '../dist/src/training/configuration.js';
import { folderPhotos, holdOut, validationPairs } from '../dist/src/training/data/photo-folder.node.js';
import { flattenWeights } from '../dist/src/training/optimizer/flat-weights.js';
import { PairChecker } from '../dist/src/training/pair-checker.js';

const [folder, photos] = process.argv.slice(2);
if (photos === undefined) {
  console.error(
    'Expected a model folder and a folder of photos: node scripts/measure-sensitivity.mjs MODEL PHOTOS',
  );
  process.exit(1);
}
const { manifest, network, weights } = await readTrainedModel(folder);
const { validation } = holdOut(await folderPhotos(photos), TRAINING_DEFAULTS.validationPhotos);
const skip = (name, reason) => console.error(`Left out ${name}: ${reason}`);
const pairs = await validationPairs(validation, undefined, network.multiple, TRAINING_DEFAULTS, skip);
const runtime = createNodeRuntime();
const checker = new PairChecker(network, runtime);
const flat = flattenWeights(weights, network.parameters);
const sensitivity = await checker.sensitivity(flat, pairs);
const mean = (values) => values.reduce((total, value) => total + value, 0) / values.length;
for (const [name, shape] of [
  ['nearest', undefined],
  ['shaped', sensitivity],
]) {
  const checked = await checker.check(flat, pairs, shape);
  const [cover, secret] = ['coverPsnr', 'secretPsnr'].map((side) => mean(checked.map((pair) => pair[side])));
  console.log(`rounding ${name}: cover ${cover.toFixed(2)} dB, secret ${secret.toFixed(2)} dB`);
}
const { training, ...rest } = manifest;
await writeManifest(folder, { ...rest, sensitivity, training });
await checker.dispose();
await runtime.dispose();
