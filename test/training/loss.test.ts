import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gradients } from '../../src/graph/differentiate.ts';
import { toOnnx } from '../../src/graph/lower.ts';
import type { Tensor } from '../../src/graph/tensor.ts';
import { input } from '../../src/graph/tensor.ts';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import type { Weights } from '../../src/networks/parameters.ts';
import { initialWeights, seededRandom } from '../../src/networks/parameters.ts';
import { createNodeRuntime } from '../../src/runtime/node.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { hidingLoss } from '../../src/training/step.ts';
import type { FeatureMaps } from '../networks/reference-baluja.ts';
import { referenceHide, referenceReveal } from '../networks/reference-baluja.ts';

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

const [width, height] = [9, 8];
const kernels = [3, 4, 5];
const network = baluja({ maps: 3, kernels, initialization: 'he' });
const weights = initialWeights(network.parameters, 21);
const dims = [1, 3, height, width];

function random(seed: number, scale = 1): Float32Array {
  const { uniform } = seededRandom(seed);
  return Float32Array.from({ length: 3 * width * height }, () => scale * (uniform() - 0.5) + 0.5);
}

/** Loss, its two terms, and its gradient by one weight, as the engine computes them. */
async function engineLoss(
  beta: number,
  cover: Float32Array,
  secret: Float32Array,
  noise?: Float32Array,
  subject: { network: HidingNetwork; weights: Weights } = { network, weights },
) {
  const parameters: Record<string, Tensor> = {};
  for (const { name, shape } of subject.network.parameters) parameters[name] = input(name, shape);
  const pictures = { cover: input('cover', dims), secret: input('secret', dims) };
  const disturbance = noise === undefined ? undefined : input('noise', dims);
  const terms = hidingLoss(
    subject.network,
    parameters,
    pictures.cover,
    pictures.secret,
    { beta },
    disturbance,
  );
  const [byBias] = gradients(terms.loss, [parameters['reveal.output.bias']!]);
  const model = await runtime.load(
    toOnnx({
      name: 'loss',
      inputs: { ...parameters, ...pictures, ...(disturbance === undefined ? {} : { noise: disturbance }) },
      outputs: { ...terms, byBias: byBias! },
    }),
  );
  const results = await model.run({
    ...Object.fromEntries(
      subject.network.parameters.map(({ name, shape }) => [
        name,
        float32(subject.weights[name]!, [...shape]),
      ]),
    ),
    cover: float32(cover, dims),
    secret: float32(secret, dims),
    ...(noise === undefined ? {} : { noise: float32(noise, dims) }),
  });
  const values = (name: string): Float32Array => results[name]!.data as Float32Array;
  return {
    loss: values('loss')[0]!,
    coverError: values('coverError')[0]!,
    secretError: values('secretError')[0]!,
    byBias: [...values('byBias')],
  };
}

function planes(values: Float32Array): FeatureMaps {
  const pixels = width * height;
  return {
    width,
    height,
    channels: [0, 1, 2].map((c) => Float64Array.from(values.subarray(c * pixels, (c + 1) * pixels))),
  };
}

/** What becomes of samples in an 8-bit file. */
function throughBytes({ channels, ...size }: FeatureMaps): FeatureMaps {
  const byte = (value: number): number => Math.floor(255 * Math.min(1, Math.max(0, value)) + 0.5) / 255;
  return { ...size, channels: channels.map((plane) => plane.map(byte)) };
}

function samples({ channels }: FeatureMaps): number[] {
  return channels.flatMap((plane) => [...plane]);
}

function meanSquare(a: FeatureMaps, b: FeatureMaps): number {
  const [x, y] = [samples(a), samples(b)];
  return x.reduce((sum, value, i) => sum + (value - y[i]!) ** 2, 0) / x.length;
}

describe('the loss', () => {
  const cases: readonly [string, number, number, number?][] = [
    ['with the default beta', 0.75, 1],
    ['with another beta', 2, 1],
    ['with beta 0: only the cover counts', 0, 1],
    ['with pictures far outside 0-1: the container is limited', 0.75, 12],
    ['with noise, and limits and rounding after it', 0.75, 1, 0.2],
  ];
  for (const [what, beta, scale, noiseScale] of cases) {
    it(`is mse(cover, container) + beta mse(secret, revealed), through 8 bits, ${what}`, async () => {
      const [cover, secret] = [random(1, scale), random(2, scale)];
      const noise = noiseScale === undefined ? undefined : random(3, noiseScale).map((value) => value - 0.5);
      const container = throughBytes(referenceHide(weights, kernels, planes(cover), planes(secret)));
      const received =
        noise === undefined
          ? container
          : throughBytes({
              ...container,
              channels: container.channels.map((plane, c) =>
                plane.map((value, i) => value + noise[c * width * height + i]!),
              ),
            });
      const revealed = referenceReveal(weights, kernels, received);
      const coverError = meanSquare(container, planes(cover));
      const secretError = meanSquare(revealed, planes(secret));
      const engine = await engineLoss(beta, cover, secret, noise);
      const close = (a: number, b: number): void =>
        assert.ok(Math.abs(a - b) < 1e-4 * (b + 1e-6), `${a} instead of ${b}`);
      close(engine.coverError, coverError);
      close(engine.secretError, secretError);
      close(engine.loss, coverError + beta * secretError);
      // d loss / d bias of the revealed colour c: the mean over all samples of 2 beta (revealed - secret) in plane c.
      const [revealedSamples, secretSamples] = [samples(revealed), [...secret]];
      for (const [colour, value] of engine.byBias.entries()) {
        const pixels = width * height;
        let sum = 0;
        for (let i = colour * pixels; i < (colour + 1) * pixels; i++) {
          sum += 2 * beta * (revealedSamples[i]! - secretSamples[i]!);
        }
        assert.ok(Math.abs(value - sum / (3 * pixels)) < 1e-4 * (1 + Math.abs(value)));
      }
    });
  }

  it('leaves nothing to hide below the rounding: what rounds to the same bytes is revealed as the same', async () => {
    // At its start this network copies the cover; the secret is what Reveal makes of it.
    const copying = baluja({ maps: 3, kernels });
    const start = { network: copying, weights: initialWeights(copying.parameters, 1) };
    const reveal = async (shade: number): Promise<number> => {
      const cover = new Float32Array(3 * width * height).fill(shade / 255);
      return (await engineLoss(0.75, cover, random(4), undefined, start)).secretError;
    };
    const whole = await reveal(100);
    assert.equal(await reveal(99.6), whole);
    assert.equal(await reveal(100.4), whole);
    assert.notEqual(await reveal(100.6), whole);
  });
});
