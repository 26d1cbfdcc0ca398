import { train } from '../src/training/node.ts';
import { trainingConfiguration } from '../src/training/configuration.ts';
const [out, minutes, json] = process.argv.slice(2) as [string, string, string];
let last = 0;
await train({ data: '../shared/data/photos-train', out, minutes: Number(minutes), configuration: trainingConfiguration(JSON.parse(json)),
  onCheck: (c) => console.log(JSON.stringify(c)), onWarning: (m) => console.log(m),
  onProgress: (p) => { if (p.seconds - last > 20) { last = p.seconds; console.log(p.step, p.coverPsnr.toFixed(2), p.secretPsnr.toFixed(2), p.gradientNorm.toFixed(4), p.learningRate.toExponential(1), p.skipped, p.stepsPerSecond.toFixed(2)); } } });
process.exit(0);
