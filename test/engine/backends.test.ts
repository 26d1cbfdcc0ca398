/**
 * The same table of cases on every backend: Node's CPU, WebAssembly and WebGPU, and a browser's WebAssembly and WebGPU, without any
 * operator on the CPU in WebGPU's place. Operators are held against the float64 reference, networks against Node's CPU.
 *
 * What cannot run on a machine says so and is skipped; `PENTIMENTO_REQUIRE_BACKENDS=cpu,node-wasm,webgpu,browser-wasm,browser-webgpu`
 * names those that must run.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { errorCode } from '../../src/errors/coded.ts';
import { toOnnx } from '../../src/graph/lower.ts';
import { multiply } from '../../src/graph/operations/arithmetic.ts';
import { input } from '../../src/graph/tensor.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { RUNTIME_VARIABLE } from '../../src/runtime/engine.node.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.node.ts';
import { patiently } from '../suite/patience.ts';
import type { Outcomes } from './backend-run.ts';
import {
  DRAWS,
  operatorCaseName,
  runCases,
  SEED,
  SIZES,
  TRAINING_STEPS,
  unavailability,
  WATCHED_BYTES,
  WATCHED_RUNS,
} from './backend-run.ts';
import { openPage } from './browser-page.ts';
import { caseModel, difference } from './case-model.ts';
import { SMALL_TRAININGS } from './network-models.ts';
import { OPERATOR_CASES } from './operator-cases.ts';

/** A run of the table, or why the backend cannot run at all. */
type Attempt =
  | { readonly outcomes: Outcomes; readonly notes?: readonly string[] }
  | { readonly reason: string };

/**
 * Largest difference from the reference, relative to the largest value. WebGPU's shading language promises less than
 * float32's last bits for exp, log, tanh and division (https://www.w3.org/TR/WGSL/#floating-point-accuracy).
 */
const TOLERANCE = { cpu: 2e-5, wasm: 2e-5, webgpu: 1e-4 } as const;
/** Of networks, many layers deep, from Node's CPU. */
const NETWORK_TOLERANCE = 1e-3;

const BACKENDS = {
  cpu: { device: 'cpu', attempt: onCpu },
  'node-wasm': { device: 'wasm', attempt: onNodeWasm },
  webgpu: { device: 'webgpu', attempt: onWebGpu },
  'browser-wasm': { device: 'wasm', attempt: () => inBrowser('wasm') },
  'browser-webgpu': { device: 'webgpu', attempt: () => inBrowser('webgpu') },
} as const;

const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').filter((name) => name !== '');

function onCpu(): Promise<Attempt> {
  cpuAttempt ??= runOnCpu();
  return cpuAttempt;
}

async function runOnCpu(): Promise<Attempt> {
  const createRuntime = () => createNodeRuntime({ threads: 1 });
  const reason = await unavailability(createRuntime);
  return reason === undefined ? { outcomes: await runCases(createRuntime, DRAWS.cpu) } : { reason };
}

/** The stand-in for native code. It comes with the package: it always runs. */
async function onNodeWasm(): Promise<Attempt> {
  process.env[RUNTIME_VARIABLE] = 'wasm';
  try {
    return { outcomes: await runCases(() => createNodeRuntime({ threads: 1 }), DRAWS['node-wasm']) };
  } finally {
    delete process.env[RUNTIME_VARIABLE];
  }
}

/** Chromium's software Vulkan driver, where there is no other. */
const SOFTWARE_DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

async function onWebGpu(): Promise<Attempt> {
  const env = { ...process.env };
  if (
    env.VK_ICD_FILENAMES === undefined &&
    env.VK_DRIVER_FILES === undefined &&
    existsSync(SOFTWARE_DRIVER)
  ) {
    env.VK_ICD_FILENAMES = SOFTWARE_DRIVER;
    env.VK_DRIVER_FILES = SOFTWARE_DRIVER;
    // The Vulkan loader, libvulkan.so.1, lies beside the driver; a system's own is not always there.
    env.LD_LIBRARY_PATH = [env.LD_LIBRARY_PATH, dirname(SOFTWARE_DRIVER)].filter(Boolean).join(':');
  }
  const child = fork(fileURLToPath(new URL('./webgpu-process.js', import.meta.url)), {
    env,
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaints = '';
  child.stderr!.on('data', (chunk) => {
    complaints += chunk;
  });
  let attempt: Attempt | undefined;
  child.on('message', (message: Attempt) => {
    attempt = message;
  });
  const end = new Promise<string>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(`${signal ?? code}`));
  });
  const ending = await patiently('The process with WebGPU', end, { pid: child.pid });
  if (attempt !== undefined && 'reason' in attempt) return attempt;
  // A process that worked and then crashed is no missing device.
  assert.equal(ending, '0', `the process ended with ${ending}: ${complaints}`);
  return attempt!;
}

async function inBrowser(backend: 'wasm' | 'webgpu'): Promise<Attempt> {
  let opened: Awaited<ReturnType<typeof openPage>>;
  try {
    opened = await openPage();
  } catch (error) {
    return { reason: `Chromium does not start: ${(error as Error).message.split('\n')[0]}` };
  }
  const { page, complaints, close } = opened;
  try {
    // A text, since the compiler would resolve an import that is the page's to resolve.
    const script = `import('/compiled/test/engine/browser-run.js').then(({ run }) => run('${backend}'))`;
    const attempt = await patiently(`The page with ${backend}`, page.evaluate<Attempt>(script));
    if ('reason' in attempt) return { reason: [attempt.reason, ...complaints].join('; ') };
    return { ...attempt, notes: complaints.slice(0, 5) };
  } finally {
    await close();
  }
}

test('the backends that must run are known', () => {
  const unknown = required.filter((name) => !(name in BACKENDS));
  assert.deepEqual(unknown, []);
});

/** What the others are held against where there is no reference; run once, whichever test asks first. */
let cpuAttempt: Promise<Attempt> | undefined;

for (const [name, { device, attempt }] of Object.entries(BACKENDS)) {
  test(name, async (t) => {
    const result = await attempt();
    if ('reason' in result) {
      const message = `${name} cannot run here: ${result.reason}`;
      t.diagnostic(message);
      if (required.includes(name)) assert.fail(message);
      t.skip(message);
      return;
    }
    for (const note of result.notes ?? []) t.diagnostic(note);
    await checkOperators(t, result.outcomes, DRAWS[name as keyof typeof BACKENDS], TOLERANCE[device]);
    await checkNetworks(t, result.outcomes);
    await checkLifetimes(t, result.outcomes, device);
  });
}

test('the runtime says which one does the work', async () => {
  const x = input('x', [2]);
  const found: unknown[] = [];
  for (const choice of ['native', 'wasm', 'fast']) {
    process.env[RUNTIME_VARIABLE] = choice;
    const runtime = createNodeRuntime({ threads: 1 });
    try {
      await runtime.load(toOnnx({ name: 'doubling', inputs: { x }, outputs: { y: multiply(x, 2) } }));
      found.push(runtime.backend);
    } catch (error) {
      found.push(errorCode(error));
    } finally {
      delete process.env[RUNTIME_VARIABLE];
      await runtime.dispose();
    }
  }
  assert.deepEqual(found, ['cpu', 'wasm', 'bad-option']);
});

test('a page may give the module and the place of its .wasm file', async (t) => {
  const opened = await openPage().catch((error: Error) => error.message);
  if (typeof opened === 'string') {
    const message = `Chromium does not start: ${opened.split('\n')[0]}`;
    if (required.includes('browser-wasm')) assert.fail(message);
    t.skip(message);
    return;
  }
  const wasm = '/modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm?chosen';
  const script = `import('/compiled/test/engine/browser-run.js').then((m) => m.runWithGivenModule('${wasm}', 256))`;
  try {
    assert.equal(await patiently('The product', opened.page.evaluate(script)), 0);
    assert.equal(await opened.page.evaluate('crossOriginIsolated'), true);
    const files = opened.requests.filter((request) => /\.wasm(\?|$)/.test(request));
    assert.deepEqual(files, [wasm]);
    assert.deepEqual(opened.complaints, []);
  } finally {
    await opened.close();
  }
});

function values(outcomes: Outcomes, name: string): Outcomes[string]['values'] {
  const outcome = outcomes[name];
  assert.ok(outcome !== undefined && outcome.error === undefined, outcome?.error ?? `${name} was not run`);
  return outcome.values;
}

async function checkOperators(
  t: TestContext,
  outcomes: Outcomes,
  draws: number,
  tolerance: number,
): Promise<void> {
  for (const [number, operator] of OPERATOR_CASES.entries()) {
    await t.test(operatorCaseName(number), () => {
      const actual = values(outcomes, operatorCaseName(number));
      const expected = caseModel(operator, seededRandom(SEED + number), draws).expected();
      for (const [output, value] of Object.entries(expected)) {
        const problem = difference(actual[output], value, tolerance);
        if (problem !== undefined) assert.fail(`${output} ${problem}`);
      }
    });
  }
}

async function checkNetworks(t: TestContext, outcomes: Outcomes): Promise<void> {
  await t.test('networks that start as the identity give the cover, at several sizes', () => {
    const actual = values(outcomes, 'inference');
    for (const [height, width] of SIZES) {
      const { dims, data } = actual[`${height}x${width}.cover`]!;
      const problem = difference(actual[`${height}x${width}.container`], { shape: dims, data }, 1e-5);
      if (problem !== undefined) assert.fail(`the container of ${height}x${width} ${problem}`);
    }
  });
  for (const name of ['inference', ...Object.keys(SMALL_TRAININGS)]) {
    await t.test(`${name}, against Node's CPU`, async () => {
      const fromCpu = await onCpu();
      assert.ok('outcomes' in fromCpu, "Node's CPU did not run");
      const actual = values(outcomes, name);
      for (const [output, { dims, data }] of Object.entries(values(fromCpu.outcomes, name))) {
        const problem = difference(actual[output], { shape: dims, data }, NETWORK_TOLERANCE);
        if (problem !== undefined) assert.fail(`${output} ${problem}`);
      }
    });
  }
  await t.test('a training counts its steps, and its state is read and written bit by bit', () => {
    for (const name of Object.keys(SMALL_TRAININGS)) {
      assert.deepEqual(values(outcomes, name)['end.step'], { dims: [], data: [TRAINING_STEPS] });
      assert.deepEqual(outcomes[name]!.messages, ['same', 'same', 'same']);
    }
  });
}

const REFUSALS: readonly RegExp[] = [
  /^Error: Expected writeState for total first/,
  /^Error: Expected writeState for total first/,
  /^RangeError: Expected the shape \[2\] for total but received \[3\]/,
  /^RangeError: Expected a value for the input x/,
  /^RangeError: Expected the shape \[2\] for x but received \[3\]/,
  /^RangeError: Expected state "total" <- "nothing"/,
  /^Error: Expected an ONNX model that runs on/,
  /^Error: The model was disposed of/,
  /^Error: The runtime was disposed of/,
  /^Error: The runtime was disposed of/,
];

async function checkLifetimes(t: TestContext, outcomes: Outcomes, device: string): Promise<void> {
  await t.test('state that stays as it is', () => {
    const { first, third, state } = values(outcomes, 'unchanged state');
    assert.deepEqual(
      [first!.data, third!.data, state!.data],
      [
        [2, 4, 6],
        [2, 4, 6],
        [1, 2, 3],
      ],
    );
  });
  await t.test('calls to two runtimes that overlap', () => {
    const { even, odd } = values(outcomes, 'overlapping calls');
    assert.deepEqual(new Set(even!.data), new Set([1]));
    assert.deepEqual(new Set(odd!.data), new Set([11]));
  });
  await t.test('what must be refused', () => {
    assert.equal(outcomes.refusals?.error, undefined);
    const messages = outcomes.refusals!.messages;
    assert.equal(messages.length, REFUSALS.length);
    for (const [index, message] of messages.entries()) assert.match(message, REFUSALS[index]!);
  });
  if (outcomes.memory === undefined) return;
  await t.test(`memory on ${device}`, (memory) => {
    const growth = values(outcomes, 'memory').growth!.data[0]!;
    memory.diagnostic(`${(growth / 2 ** 20).toFixed(0)} MiB more after ${WATCHED_RUNS} runs`);
    // A leak of the state alone would be one state a run.
    assert.ok(growth < (WATCHED_RUNS / 4) * WATCHED_BYTES);
  });
}
