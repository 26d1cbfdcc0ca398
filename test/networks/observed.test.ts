import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { HidingNetwork } from '../../src/networks/architecture.ts';
import { baluja } from '../../src/networks/baluja.ts';
import { inferenceModels } from '../../src/networks/inference.ts';
import { invertible } from '../../src/networks/invertible.ts';
import { observedModel } from '../../src/networks/observed.ts';
import { initialWeights } from '../../src/networks/parameters.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { float32 } from '../../src/runtime/runtime.ts';

const SIZE = { width: 24, height: 16 };

const runtime = createNodeRuntime({ threads: 1 });
after(() => runtime.dispose());

const NETWORKS: readonly (readonly [
  string,
  HidingNetwork,
  hide: readonly string[],
  reveal: readonly string[],
])[] = [
  ['baluja', baluja({ maps: 4 }), ['prep', 'hide'], ['reveal']],
  [
    'invertible',
    invertible({ blocks: 2, maps: 8 }),
    ['added.0', 'cover.0', 'secret.0', 'added.1', 'cover.1'],
    ['secret.1', 'secret.0'],
  ],
];

/** Three planes of random samples, 0-1. */
function planes(seed: number) {
  const { uniform } = seededRandom(seed);
  const samples = Float32Array.from({ length: 3 * SIZE.width * SIZE.height }, uniform);
  return float32(samples, [1, 3, SIZE.height, SIZE.width]);
}

async function run(bytes: Uint8Array, feeds: Readonly<Record<string, ReturnType<typeof planes>>>) {
  const model = await runtime.load(bytes);
  try {
    return await model.run(feeds);
  } finally {
    await model.dispose();
  }
}

for (const [name, network, hiding, revealing] of NETWORKS) {
  describe(`${name}, observed`, () => {
    const weights = initialWeights(network.parameters, 1);
    // Without conditions is with zeros.
    const zeros = network.conditions.length === 0 ? {} : { conditions: float32(new Float32Array(2), [1, 2]) };
    const hidden = { cover: planes(1), secret: planes(2) };
    const received = { container: planes(3) };

    it('names its stages in the order in which they are computed', () => {
      const names = (direction: 'hide' | 'reveal'): string[] =>
        observedModel(network, weights, direction, SIZE).stages.map((stage) => stage.name);
      assert.deepEqual(names('hide'), hiding);
      assert.deepEqual(names('reveal'), revealing);
    });

    for (const [direction, feeds, output] of [
      ['hide', hidden, 'container'],
      ['reveal', received, 'secret'],
    ] as const) {
      it(`computes what ${direction} computes, and gives out its stages`, async () => {
        const expected = (await run(inferenceModels(network, weights)[direction], { ...feeds, ...zeros }))[
          output
        ];
        const { model, stages } = observedModel(network, weights, direction, SIZE);
        const values = await run(model, feeds);
        const result = values.result!.data as Float32Array;
        assert.equal(result.length, expected!.data.length);
        for (const [i, value] of result.entries()) {
          assert.ok(Math.abs(value - (expected!.data[i] as number)) < 1e-5);
        }
        for (const { name: stage, kind } of stages) {
          const { dims } = values[stage]!;
          assert.equal(dims[0], 1);
          if (kind === 'picture') assert.deepEqual([...dims], [1, 3, SIZE.height, SIZE.width]);
          else assert.ok(dims[1]! > 3);
        }
      });
    }

    it('the last picture of a direction is its result', async () => {
      const { model, stages } = observedModel(network, weights, 'hide', SIZE);
      const last = stages.findLast(({ kind }) => kind === 'picture');
      if (last === undefined) return assert.equal(name, 'baluja');
      const values = await run(model, hidden);
      assert.deepEqual(values[last.name]!.data, values.result!.data);
    });

    it('gives out only what is wanted', () => {
      const { stages } = observedModel(network, weights, 'hide', SIZE, (stage) => stage === hiding[0]);
      assert.deepEqual(
        stages.map((stage) => stage.name),
        [hiding[0]],
      );
    });

    it('says which weight is missing', () => {
      const missing = network.parameters[0]!.name;
      const { [missing]: _, ...rest } = weights;
      assert.throws(() => observedModel(network, rest, 'hide', SIZE), RangeError);
    });
  });
}
