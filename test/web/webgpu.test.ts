/**
 * The networks on WebGPU, in software where the machine has no graphics card. Where there is no adapter at all that is said, and skipped,
 * unless `PENTIMENTO_REQUIRE_BACKENDS` names `browser-webgpu`.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { readPicture } from '../../src/image/picture-files.node.ts';
import { psnr } from '../../src/metrics/psnr.ts';
import { SOFTWARE_WEBGPU } from '../engine/browser-page.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';
import * as visitor from './visitor.ts';
import { describeVisits } from './visits.ts';

/** Of a figure with one digit after the point, and of what rounding here and there makes of it. */
const FIGURE = 0.06;

const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').includes('browser-webgpu');

describeVisits(
  'the engine on WebGPU',
  (visit) => {
    visit(
      'hides and reveals what WebAssembly and Node do',
      async ({ page, test }) => {
        const hasAdapter = await page.evaluate(async () => {
          const { gpu } = navigator as unknown as { gpu?: { requestAdapter(): Promise<unknown> } };
          return ((await gpu?.requestAdapter()) ?? null) !== null;
        });
        if (!hasAdapter && !required) return test.skip('Chromium has no WebGPU adapter');
        const folder = await temporaryFolder();
        const cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 96, 72);
        const secret = await writeSample('chelsea.png', join(folder, 'cat.png'), 64, 48);
        const [container, revealed] = ['container.png', 'revealed.png'].map((name) => join(folder, name));
        await visitor.hide(page, { secret, cover });
        const engine = page.getByTestId('engine').filter({ hasText: /Active/ });
        assert.match(await engine.innerText(), /^Active: WebGPU\./);
        await visitor.save(page, 'download', container!);
        await reveal({ container: container!, secret: revealed! });
        // The page has revealed on WebGPU what it hid; Node does on the processor.
        const decibels = psnr((await readPicture(secret)).image, (await readPicture(revealed!)).image);
        const shown = await visitor.shownDecibels(page, 'secret');
        assert.ok(Math.abs(decibels - shown) <= FIGURE, `${decibels} dB, and the page says ${shown}`);
      },
      { path: '?device=webgpu' },
    );

    visit(
      'is given up where the graphics card does not answer',
      async ({ page }) => {
        const folder = await temporaryFolder();
        const cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 96, 72);
        await visitor.hide(page, { secret: cover, cover });
        const engine = page.getByTestId('engine').filter({ hasText: /Active/ });
        assert.match(await engine.innerText(), /^Active: WebAssembly, .* WebGPU does not answer here\.$/);
      },
      {
        path: '?device=webgpu',
        async prepare(context) {
          await context.route('**/assets/worker-*.js', async (route) => {
            const response = await route.fetch();
            await route.fulfill({ response, body: `(${silenceGraphicsCard})();\n${await response.text()}` });
          });
        },
      },
    );

    visit('is not used of its own accord where it is software', async ({ page, test }) => {
      const folder = await temporaryFolder();
      const cover = await writeSample('kodim23.png', join(folder, 'parrots.png'), 96, 72);
      await visitor.hide(page, { secret: cover, cover });
      const engine = page.getByTestId('engine').filter({ hasText: /Active/ });
      const text = await engine.innerText();
      const adapter = await page.evaluate(async () => {
        const { gpu } = navigator as unknown as {
          gpu?: { requestAdapter(): Promise<{ readonly info: { readonly architecture: string } } | null> };
        };
        return (await gpu?.requestAdapter())?.info.architecture;
      });
      if (adapter !== 'swiftshader' && !required) return test.skip(`the adapter is ${adapter ?? 'missing'}`);
      assert.match(text, /^Active: WebAssembly, .* WebGPU runs in software here\.$/);
    });
  },
  { browserArguments: SOFTWARE_WEBGPU },
);

/** In the worker: a graphics card that never answers, and a clock that does not let the test wait for it. */
function silenceGraphicsCard(): void {
  Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => new Promise(() => {}) } });
  const wait = setTimeout;
  Object.assign(globalThis, {
    setTimeout: (work: () => void, milliseconds = 0) => wait(work, milliseconds / 50),
  });
}
