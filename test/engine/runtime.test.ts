/**
 * The Node runtime as its callers meet it: lifetimes, state, mistakes, a free event loop, and processes that end.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { toOnnx } from '../../src/graph/lower.ts';
import { add, multiply } from '../../src/graph/operations/arithmetic.ts';
import { matrixProduct } from '../../src/graph/operations/matrix-product.ts';
import { pixelUnshuffle } from '../../src/graph/operations/pixel-shuffle.ts';
import { freeSize } from '../../src/graph/shape.ts';
import { input } from '../../src/graph/tensor.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import type { TensorValue } from '../../src/runtime/runtime.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import { patiently } from '../suite/patience.ts';

const runtime = createNodeRuntime();
after(() => runtime.dispose());

const vector = (...values: number[]): TensorValue => float32(Float32Array.from(values), [values.length]);

/** y = 2 x, of two numbers. */
function doubling(): Uint8Array {
  const x = input('x', [2]);
  return toOnnx({ name: 'doubling', inputs: { x }, outputs: { y: multiply(x, 2) } });
}

/** A counter: total <- total + x; gives what the total was before. */
function counter(): Uint8Array {
  const [x, total] = [input('x', [2]), input('total', [2])];
  return toOnnx({
    name: 'counter',
    inputs: { x, total },
    outputs: { next: add(total, x), before: total },
  });
}

/** Products of matrices of 1,024 x 1,024, one after another: about 2 GFLOP each. */
function heavy(products: number): Uint8Array {
  const x = input('x', [1024, 1024]);
  let y = x;
  for (let product = 0; product < products; product++) y = matrixProduct(y, x);
  return toOnnx({ name: 'heavy', inputs: { x }, outputs: { y } });
}

const zeros1024 = (): TensorValue => float32(new Float32Array(1024 * 1024), [1024, 1024]);

test('a model is loaded, run as often as wanted, and disposed of, twice if need be', async () => {
  const model = await runtime.load(doubling());
  for (const start of [1, 5]) {
    const { y } = await model.run({ x: vector(start, -start) });
    assert.deepEqual(y, { type: 'float32', dims: [2], data: Float32Array.of(2 * start, -2 * start) });
  }
  await model.dispose();
  await model.dispose();
  await assert.rejects(model.run({ x: vector(1, 2) }), /model was disposed of/);
  await assert.rejects(model.readState(), /model was disposed of/);
});

test('runs that were asked for before a model is disposed of are finished', async () => {
  const model = await runtime.load(doubling());
  const runs = [1, 2, 3].map((value) => model.run({ x: vector(value, 0) }));
  await model.dispose();
  assert.deepEqual(
    (await Promise.all(runs)).map(({ y }) => y!.data[0]),
    [2, 4, 6],
  );
});

test('concurrent runs of several models and runtimes each get their own answer', async () => {
  const other = createNodeRuntime({ threads: 1 });
  const models = await Promise.all([
    runtime.load(doubling()),
    runtime.load(doubling()),
    other.load(doubling()),
  ]);
  const numbers = Array.from({ length: 60 }, (_, index) => index);
  const answers = await Promise.all(
    numbers.map((number) => models[number % 3]!.run({ x: vector(number, number + 0.5) })),
  );
  for (const number of numbers) {
    assert.deepEqual(answers[number]!.y!.data, Float32Array.of(2 * number, 2 * number + 1));
  }
  await other.dispose();
});

test('what a caller does with its arrays after the call makes no difference', async () => {
  const model = await runtime.load(doubling());
  const data = Float32Array.of(1, 2);
  const run = model.run({ x: float32(data, [2]) });
  data.fill(9);
  assert.deepEqual((await run).y!.data, Float32Array.of(2, 4));
  assert.deepEqual(data, Float32Array.of(9, 9));
});

test('transferred buffers are handed over; a part of a buffer is copied instead', async () => {
  const model = await runtime.load(doubling());
  const data = Float32Array.of(1, 2);
  await model.run({ x: float32(data, [2]) }, { transfer: true });
  assert.equal(data.length, 0);
  await assert.rejects(model.run({ x: float32(data, [2]) }), /2 elements for x.*received 0|detached/i);
  const large = Float32Array.of(0, 3, 4, 0);
  const { y } = await model.run({ x: float32(large.subarray(1, 3), [2]) }, { transfer: true });
  assert.deepEqual(y!.data, Float32Array.of(6, 8));
  assert.equal(large.length, 4);
});

test('state stays on the device: written, carried from run to run, read, written again', async () => {
  const model = await runtime.load(counter(), { state: { total: 'next' } });
  await model.writeState({ total: vector(10, 20) });
  for (let step = 0; step < 3; step++) {
    const results = await model.run({ x: vector(1, 2) });
    assert.deepEqual(Object.keys(results), ['before']);
    assert.deepEqual(results.before!.data, Float32Array.of(10 + step, 20 + 2 * step));
  }
  const read = await model.readState();
  assert.deepEqual(read, { total: vector(13, 26) });
  (read.total!.data as Float32Array).fill(0);
  assert.deepEqual(await model.readState(), { total: vector(13, 26) });
  await model.writeState({ total: vector(0, 0) });
  await model.run({ x: vector(5, 5) });
  assert.deepEqual(await model.readState(), { total: vector(5, 5) });
});

test('state that was not written, and state among the feeds, are refused', async () => {
  const model = await runtime.load(counter(), { state: { total: 'next' } });
  await assert.rejects(model.run({ x: vector(1, 2) }), /writeState for total first/);
  await assert.rejects(model.readState(), /writeState for total first/);
  await assert.rejects(model.writeState({}), /value for the input total/);
  await assert.rejects(model.writeState({ total: vector(1) }), /shape \[2\] for total but received \[1\]/);
  await model.writeState({ total: vector(1, 2) });
  await assert.rejects(
    model.run({ x: vector(1, 2), total: vector(1, 2) }),
    /values for x but received total/,
  );
  assert.deepEqual(await model.readState(), { total: vector(1, 2) });
  await assert.rejects(runtime.load(counter(), { state: { total: 'after' } }), RangeError);
  await assert.rejects(runtime.load(counter(), { state: { sum: 'next' } }), /"sum" <- "next"/);
});

test('a failed run leaves the state as it was', async () => {
  const model = await runtime.load(counter(), { state: { total: 'next' } });
  await model.writeState({ total: vector(1, 2) });
  await assert.rejects(model.run({ x: vector(1) }), RangeError);
  await model.run({ x: vector(1, 1) });
  assert.deepEqual(await model.readState(), { total: vector(2, 3) });
});

test('feeds that do not fit are refused, and the message says how', async () => {
  const model = await runtime.load(doubling());
  await assert.rejects(
    model.run({}),
    (error) => error instanceof RangeError && /the input x/.test(error.message),
  );
  await assert.rejects(model.run({ y: vector(1, 2) }), /values for x but received y/);
  await assert.rejects(model.run({ x: vector(1, 2, 3) }), /shape \[2\] for x but received \[3\]/);
  await assert.rejects(model.run({ x: float32(Float32Array.of(1), [2]) }), /2 elements for x \[2\]/);
  const bytes: TensorValue = { type: 'uint8', dims: [2], data: Uint8Array.of(1, 2) };
  await assert.rejects(
    model.run({ x: bytes }),
    (error) => error instanceof TypeError && /type float32 for x but received uint8/.test(error.message),
  );
  const wrong = { type: 'float32', dims: [2], data: Uint8Array.of(1, 2) } as TensorValue;
  await assert.rejects(model.run({ x: wrong }));
  assert.deepEqual((await model.run({ x: vector(1, 2) })).y!.data, Float32Array.of(2, 4));
});

test('free sizes may be anything, but agree', async () => {
  const shape = [1, 1, freeSize('height'), freeSize('width')];
  const [a, b] = [input('a', shape), input('b', shape)];
  const model = await runtime.load(
    toOnnx({ name: 'free', inputs: { a, b }, outputs: { y: pixelUnshuffle(add(a, b), 2) } }),
  );
  const ones = (height: number, width: number): TensorValue =>
    float32(new Float32Array(height * width).fill(1), [1, 1, height, width]);
  for (const [height, width] of [
    [2, 4],
    [6, 2],
  ] as const) {
    const { y } = await model.run({ a: ones(height, width), b: ones(height, width) });
    assert.deepEqual(y!.dims, [1, 4, height / 2, width / 2]);
  }
  await assert.rejects(
    model.run({ a: ones(4, 4), b: ones(4, 2) }),
    /width 4 for b, as for a, but received 2/,
  );
});

test('bytes that are no model are refused', async () => {
  const whole = doubling();
  for (const bytes of [new Uint8Array(), new Uint8Array(1000), whole.subarray(0, whole.length / 2)]) {
    await assert.rejects(runtime.load(bytes), /Expected an ONNX model that runs on cpu/);
  }
  const model = await runtime.load(whole);
  assert.deepEqual((await model.run({ x: vector(1, 2) })).y!.data, Float32Array.of(2, 4));
});

test('a runtime that is disposed of while models run rejects what it owes', async () => {
  const own = createNodeRuntime({ threads: 1 });
  const model = await own.load(heavy(4));
  const runs = Array.from({ length: 12 }, () => model.run({ x: zeros1024() }));
  const loading = own.load(doubling());
  const outcomes = Promise.allSettled([...runs, loading]);
  await runs[0];
  await own.dispose();
  const rejected = (await outcomes).filter(({ status }) => status === 'rejected');
  assert.ok(rejected.length > 0);
  for (const outcome of rejected) {
    assert.match(`${outcome.status === 'rejected' && outcome.reason}`, /runtime was disposed of/);
  }
  await assert.rejects(model.run({ x: zeros1024() }), /runtime was disposed of/);
  await assert.rejects(own.load(doubling()), /runtime was disposed of/);
  await model.dispose();
  await own.dispose();
});

test("the caller's event loop stays free while a model runs", async (t) => {
  const model = await runtime.load(heavy(30));
  const x = zeros1024();
  let most = 0;
  // During a run on the caller's thread no timer fires, and at most one before its end is told. On a busy machine this thread may get no
  // turn during a run beside it, but not every time.
  for (let run = 0; run < 50 && most < 5; run++) {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 1);
    await model.run({ x });
    clearInterval(timer);
    most = Math.max(most, turns);
  }
  t.diagnostic(`${most} turns during a run`);
  assert.ok(most >= 5);
});

/** Runs a script in a process of its own, with `createNodeRuntime`, `doubling` and `heavy` of this file in scope. */
async function inProcess(
  script: string,
): Promise<{ code: number | null; signal: string | null; out: string }> {
  const source = `
    import { createNodeRuntime } from ${JSON.stringify(new URL('../../src/runtime/node-runtime.node.js', import.meta.url))};
    const doubling = Buffer.from('${Buffer.from(doubling()).toString('base64')}', 'base64');
    const heavy = Buffer.from('${Buffer.from(heavy(8)).toString('base64')}', 'base64');
    const x = { type: 'float32', dims: [1024, 1024], data: new Float32Array(1024 * 1024) };
    const small = { type: 'float32', dims: [2], data: Float32Array.of(1, 2) };
    const runtime = createNodeRuntime({ threads: 1 });
    ${script}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source]);
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    out += chunk;
  });
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  const [code, signal] = await patiently('The process', closed, { pid: child.pid });
  return { code, signal, out };
}

const PROCESSES: readonly (readonly [string, string, { code: number; out: string }])[] = [
  ['a process with an idle runtime ends', '', { code: 0, out: '' }],
  [
    'a process with a loaded model ends',
    `const model = await runtime.load(doubling); console.log((await model.run({ x: small })).y.data[1]);`,
    { code: 0, out: '4\n' },
  ],
  [
    'a process whose run nobody awaits ends after it',
    `const model = await runtime.load(heavy); model.run({ x }).then(() => console.log('done'));`,
    { code: 0, out: 'done\n' },
  ],
  [
    'a process that exits during a run keeps its exit code',
    `const model = await runtime.load(heavy);
     for (let run = 0; run < 50; run++) model.run({ x }).catch(() => {});
     setTimeout(() => process.exit(3), 60);`,
    { code: 3, out: '' },
  ],
  [
    'a process that exits right after asking keeps its exit code',
    `const model = await runtime.load(heavy); model.run({ x }); process.exit(4);`,
    { code: 4, out: '' },
  ],
  [
    'a process that disposes of its runtime during a run ends',
    `const model = await runtime.load(heavy);
     for (let run = 0; run < 50; run++) model.run({ x }).catch(() => {});
     setTimeout(() => runtime.dispose().then(() => console.log('disposed')), 60);`,
    { code: 0, out: 'disposed\n' },
  ],
];

for (const [what, script, expected] of PROCESSES) {
  test(what, async () => {
    assert.deepEqual(await inProcess(script), { signal: null, ...expected });
  });
}
