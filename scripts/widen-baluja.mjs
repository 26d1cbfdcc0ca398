// Makes a file of weights for Baluja's networks at more feature maps that hide and reveal as a narrower model does, to go on training from:
// node scripts/widen-baluja.mjs models/baluja 50 wide.safetensors
// pentimento train --data photos/ --out wide --from wide.safetensors --config wide.json --minutes 600
import { existsSync, writeFileSync } from 'node:fs';
import { encodeSafetensors, weightTensors } from '../dist/src/networks/safetensors.js';
import { widenBaluja } from '../dist/src/networks/widen-baluja.js';
import { readTrainedModel } from '../dist/src/training/checkpoint/model-files.node.js';

const [folder, maps, out] = process.argv.slice(2);
if (out === undefined || existsSync(out)) {
  console.error(
    'Expected a model folder, a number of maps and a file that is not there yet: node scripts/widen-baluja.mjs MODEL MAPS OUT.safetensors',
  );
  process.exit(1);
}
const trained = await readTrainedModel(folder);
const { network, weights } = widenBaluja(trained.network, trained.weights, Number(maps), {
  seed: 5,
  noise: 0.02,
});
const tensors = weightTensors(network.parameters, weights);
writeFileSync(out, encodeSafetensors({ tensors, metadata: {} }));
