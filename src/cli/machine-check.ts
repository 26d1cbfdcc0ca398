/**
 * What runs on this machine, and whether it computes the same everywhere.
 */
import { availableParallelism } from 'node:os';
import { toOnnx } from '../graph/lower.ts';
import { multiply } from '../graph/operations/arithmetic.ts';
import { input } from '../graph/tensor.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { rgbImage } from '../image/rgb-image.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { pictureCover, pixelsOf } from '../media/picture.ts';
import { shippedModels } from '../methods/models/model-folder.node.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { methodNamed } from '../methods/registry.ts';
import { meanAbsoluteError } from '../metrics/mae.ts';
import { seededRandom } from '../random/seeded-random.ts';
import { createNodeRuntime } from '../runtime/node-runtime.node.ts';
import type { Backend } from '../runtime/runtime.ts';
import { float32 } from '../runtime/runtime.ts';

/** Side of the picture that the parity check hides, in pixels. */
const PARITY_SIDE = 96;

/** Largest mean difference between two backends' containers that rounding explains, in grey levels. */
const PARITY_LIMIT = 0.05;

/** What runs on this machine. */
export interface MachineFindings {
  readonly node: string;
  readonly platform: string;
  readonly architecture: string;
  readonly threads: number;
  /** Devices, the runtime behind each, and why one does not run. */
  readonly backends: readonly {
    readonly name: string;
    readonly runtime: Backend;
    readonly runs: boolean;
    readonly problem?: string;
  }[];
  /** How each backend that runs fares with each model. */
  readonly models: readonly {
    readonly name: string;
    readonly backend: string;
    readonly works: boolean;
    readonly finding: string;
  }[];
  /** Whether everything works that should. */
  readonly healthy: boolean;
}
/** The message for a device that runs, by its runtime. */
const WORKS: Readonly<Record<Backend, string>> = {
  cpu: 'runs, on the native runtime',
  wasm: 'runs, on WebAssembly, which takes three to five times as long as native code',
  webgpu: 'runs, on the native runtime',
};

/**
 * Finds out which providers run here, and how each fares with each model that comes with Pentimento.
 *
 * @param print - receives every finding as a line, as soon as it is known.
 */
export async function checkMachine(print: (line: string) => void): Promise<MachineFindings> {
  const findings = { backends: [] as Entry<'backends'>[], models: [] as Entry<'models'>[] };
  print(`Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} threads`);
  /** The devices that run, and the runtime behind each. */
  const backends = new Map<'cpu' | 'webgpu', Backend>();
  for (const device of ['cpu', 'webgpu'] as const) {
    const { used, problem } = await checkDevice(device);
    print(`${device.padEnd(8)} ${problem === undefined ? WORKS[used] : `does not run: ${problem}`}`);
    findings.backends.push({
      name: device,
      runtime: used,
      runs: problem === undefined,
      ...(problem && { problem }),
    });
    if (problem === undefined) backends.set(device, used);
  }
  const models = await shippedModels();
  if (models.length === 0) print('No model comes with this copy.');
  let healthy = backends.has('cpu') && models.length > 0;
  for (const { folder, manifest } of models) {
    let reference: RgbImage | undefined;
    for (const [device, used] of backends) {
      const [text, container] = await checkModel(folder, device, reference);
      print(`model ${manifest.name} on ${used}: ${text}`);
      const works = container !== undefined;
      findings.models.push({ name: manifest.name, backend: used, works, finding: text });
      if (container === undefined) healthy = false;
      reference ??= container;
    }
  }
  print(healthy ? 'All is well.' : 'Something is wrong; see above.');
  return {
    node: process.version,
    platform: process.platform,
    architecture: process.arch,
    threads: availableParallelism(),
    ...findings,
    healthy,
  };
}

type Entry<Key extends 'backends' | 'models'> = MachineFindings[Key][number];

/** The runtime behind a device, or why it does not run. */
async function checkDevice(
  device: 'cpu' | 'webgpu',
): Promise<{ readonly used: Backend; readonly problem?: string }> {
  const runtime = createNodeRuntime({ backend: device });
  try {
    const x = input('x', [2]);
    const model = await runtime.load(
      toOnnx({ name: 'doubling', inputs: { x }, outputs: { y: multiply(x, 2) } }),
    );
    const { y } = await model.run({ x: float32(Float32Array.of(1, 2), [2]) });
    const used = runtime.backend;
    return y?.data[1] === 4 ? { used } : { used, problem: `2 * 2 gave ${y?.data[1]}` };
  } catch (error) {
    return { used: runtime.backend, problem: lastSentence(error) };
  } finally {
    await runtime.dispose();
  }
}

/** Hides and reveals a fixed picture; compares the container with the reference backend's. */
async function checkModel(
  folder: string,
  device: 'cpu' | 'webgpu',
  reference: RgbImage | undefined,
): Promise<[string, RgbImage | undefined]> {
  try {
    return await withNodeHost(async (host) => {
      const { hide, find, reveal } = await methodNamed().load();
      const [cover, image] = [testPicture(1), testPicture(2)];
      const keys = new KeyRing(undefined);
      const receiver = { keys, secret: { kind: 'picture', name: '', image } as const };
      // The same salt on every backend, so that the containers can be compared.
      const { integer } = seededRandom(3);
      const work = { host, random: (length: number) => Uint8Array.from({ length }, () => integer(256)) };
      const { container } = await hide(pictureCover(cover), [receiver], { model: folder, device }, work);
      const found = await find(container, keys, work);
      const { secret } = await reveal(found!, { model: folder, device }, work);
      const made = pixelsOf(container);
      if (reference === undefined) {
        const error = meanAbsoluteError(secret.kind === 'picture' ? secret.image : made, image);
        return [`hides and reveals (mean error ${error.toFixed(1)})`, made];
      }
      const difference = meanAbsoluteError(made, reference);
      return difference <= PARITY_LIMIT
        ? [`agrees with the CPU (mean difference ${difference.toFixed(4)})`, made]
        : [`differs from the CPU by ${difference.toFixed(4)} grey levels`, undefined];
    });
  } catch (error) {
    return [`fails: ${lastSentence(error)}`, undefined];
  }
}

/** A message of ONNX Runtime without the source locations it starts with; other messages unchanged. */
function lastSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0]!.replace(/^.*ONNX Runtime says: (?:.*was false\. )?/, '');
}

/** Smooth random waves, the same on every machine. */
function testPicture(seed: number): RgbImage {
  const random = seededRandom(seed);
  const image = rgbImage(PARITY_SIDE, PARITY_SIDE);
  for (let colour = 0; colour < 3; colour++) {
    const [fx, fy, phase] = [random.uniform() / 8, random.uniform() / 8, 2 * Math.PI * random.uniform()];
    for (let y = 0; y < PARITY_SIDE; y++) {
      for (let x = 0; x < PARITY_SIDE; x++) {
        image.data[3 * (y * PARITY_SIDE + x) + colour] = Math.round(
          128 + 90 * Math.sin(fx * x + fy * y + phase),
        );
      }
    }
  }
  return image;
}
