/**
 * The table of cases in a page.
 */
import { toOnnx } from '../../src/graph/lower.ts';
import { matrixProduct } from '../../src/graph/operations/matrix-product.ts';
import { input } from '../../src/graph/tensor.ts';
import { createBrowserRuntime } from '../../src/runtime/browser.ts';
import { float32 } from '../../src/runtime/runtime.ts';
import type { Outcomes } from './backend-run.ts';
import { DRAWS, runCases, unavailability } from './backend-run.ts';

export async function run(
  backend: 'wasm' | 'webgpu',
): Promise<{ readonly outcomes: Outcomes } | { readonly reason: string }> {
  const createRuntime = () => createBrowserRuntime({ backend, threads: 1 });
  const reason = await unavailability(createRuntime);
  return reason === undefined
    ? { outcomes: await runCases(createRuntime, DRAWS[`browser-${backend}`]) }
    : { reason };
}

/**
 * A product of matrices of ones, by a module and a `.wasm` file that the page chose, on two threads.
 *
 * @returns the elements of the product that are not the `size` of the matrices.
 */
export async function runWithGivenModule(wasm: string, size: number): Promise<number> {
  const ort = await import('onnxruntime-web/wasm');
  const runtime = createBrowserRuntime({ ort, wasm: new URL(wasm, location.href), threads: 2 });
  const x = input('x', [size, size]);
  const model = await runtime.load(
    toOnnx({ name: 'product', inputs: { x }, outputs: { y: matrixProduct(x, x) } }),
  );
  const { y } = await model.run({ x: float32(new Float32Array(size * size).fill(1), [size, size]) });
  await runtime.dispose();
  return Array.from(y!.data, Number).filter((value) => value !== size).length;
}
