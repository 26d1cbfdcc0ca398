/**
 * The engine of the networks: WebGPU if there is a real one that computes the same as WebAssembly, otherwise
 * WebAssembly.
 */
import { createBrowserRuntime, type Runtime } from '../../../src/browser.ts';
import { addressOf, isThere } from './address.ts';
import { download } from './download.ts';
import { inTime } from './in-time.ts';
import type { DeviceChoice, Engine, Report } from './jobs.ts';
import { computesAlike } from './parity.ts';

/** A runtime and its description. */
export interface RunningEngine {
  readonly engine: Engine;
  readonly runtime: Runtime;
}

/** The most threads that networks of this size benefit from. */
const MOST_THREADS = 8;

/** Longer than any graphics card takes; some drivers never answer. A processor in its place, which somebody asked for, may take its time. Milliseconds. */
const PATIENCE = { adapter: 15_000, check: 20_000, emulated: 600_000 };

/** Sizes of the two builds, for the progress if the server compresses. */
const BUILDS = {
  wasm: { module: 'ort.wasm.bundle.min.js', wasm: 'ort-wasm-simd-threaded.wasm', bytes: 14_239_897 },
  webgpu: {
    module: 'ort.webgpu.bundle.min.js',
    wasm: 'ort-wasm-simd-threaded.asyncify.wasm',
    bytes: 26_781_914,
  },
} as const;

type OnnxRuntimeModule = NonNullable<Parameters<typeof createBrowserRuntime>[0]>['ort'] & object;

const opened = new Map<DeviceChoice, Promise<RunningEngine>>();

/** The engine for a choice; it is opened once. */
export function engineOf(device: DeviceChoice, report: Report): Promise<RunningEngine> {
  let engine = opened.get(device);
  if (engine === undefined) {
    engine = open(device, report);
    opened.set(device, engine);
    engine.catch(() => opened.delete(device));
  }
  return engine;
}

async function open(device: DeviceChoice, report: Report): Promise<RunningEngine> {
  if (device === 'wasm') return openWasm(undefined, report);
  if (!isThere(`runtime/${BUILDS.webgpu.wasm}`))
    return openWasm('This copy of the page has no WebGPU.', report);
  const card = await inTime(graphicsCard(), PATIENCE.adapter).catch(() => 'silent' as const);
  if (card === 'silent') return openWasm('WebGPU does not answer here.', report);
  if (card === 'none') return openWasm('This browser has no WebGPU.', report);
  // A processor that emulates a graphics card is slower than WebAssembly.
  if (card === 'emulated' && device !== 'webgpu') return openWasm('WebGPU runs in software here.', report);
  try {
    const ort = await loadBuild('webgpu', report);
    const runtime = createBrowserRuntime({ backend: 'webgpu', ort });
    report('Checking the graphics card', 0);
    // The same build computes on the processor, too.
    const reference = createBrowserRuntime({ backend: 'wasm', threads: 1, ort });
    const patience = card === 'emulated' ? PATIENCE.emulated : PATIENCE.check;
    const alike = await inTime(computesAlike(runtime, reference), patience);
    report('Checking the graphics card', 1);
    if (alike) {
      return { runtime, engine: { backend: 'webgpu', threads: 1, notes: [] } };
    }
    await runtime.dispose();
    return openWasm('WebGPU computes something else here than it should, and is not used.', report);
  } catch {
    return openWasm('WebGPU could not be started, or does not answer.', report);
  }
}

/** What there is to compute on. */
async function graphicsCard(): Promise<'none' | 'emulated' | 'real'> {
  const { gpu } = navigator as unknown as { readonly gpu?: WebGpu };
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (adapter === undefined || adapter === null) return 'none';
  const software = adapter.isFallbackAdapter === true || adapter.info?.isFallbackAdapter === true;
  const isSwiftShader = /swiftshader|llvmpipe|basic render/i.test(
    `${adapter.info?.architecture} ${adapter.info?.description} ${adapter.info?.device}`,
  );
  return software || isSwiftShader ? 'emulated' : 'real';
}

/** The part of WebGPU that is queried. */
interface WebGpu {
  requestAdapter(): Promise<{
    readonly isFallbackAdapter?: boolean;
    readonly info?: {
      readonly isFallbackAdapter?: boolean;
      readonly architecture?: string;
      readonly description?: string;
      readonly device?: string;
    };
  } | null>;
}

/** @param reason - why it is not WebGPU, in one sentence. */
async function openWasm(reason: string | undefined, report: Report): Promise<RunningEngine> {
  const threads = self.crossOriginIsolated ? Math.min(MOST_THREADS, navigator.hardwareConcurrency || 1) : 1;
  const ort = await loadBuild('wasm', report);
  const notes = reason === undefined ? [] : [reason];
  if (!self.crossOriginIsolated) {
    notes.push('The page is not cross-origin isolated, so that there is only one thread.');
  }
  return {
    runtime: createBrowserRuntime({ backend: 'wasm', threads, ort }),
    engine: { backend: 'wasm', threads, notes },
  };
}

/** The runtime's module, with its WebAssembly at hand. */
async function loadBuild(name: keyof typeof BUILDS, report: Report): Promise<OnnxRuntimeModule> {
  const { module, wasm, bytes } = BUILDS[name];
  const ort = (await import(/* @vite-ignore */ addressOf(`runtime/${module}`))) as OnnxRuntimeModule;
  const what = `Fetching the runtime (${Math.round(bytes / 1e6)} MB, once)`;
  report(what, 0);
  const binary = await download(`runtime/${wasm}`, (fraction) => report(what, fraction), bytes);
  Object.assign(ort.env.wasm, { wasmBinary: binary.buffer });
  return ort;
}
