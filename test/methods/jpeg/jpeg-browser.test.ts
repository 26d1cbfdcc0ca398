/** The JPEG method, and the robust one, in Chromium: the same bytes as in Node for equal seeds; the exact method's are in test/hiding/exact-browser.test.ts. Where there is no Chromium that is said, and skipped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage } from '../../engine/browser-page.ts';
import { patiently } from '../../suite/patience.ts';
import { samplePhoto } from '../../training/sample-photos.ts';
import { base64, hide, hideRobust, type JpegTask, type RobustTask, reveal } from './jpeg-browser-run.ts';

const SCRIPT = '/compiled/test/methods/jpeg/jpeg-browser-run.js';
const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').includes('browser-wasm');

describe('the methods that hide in JPEGs or survive them, in a browser', () => {
  it('writes the same bytes as in Node, and reads them', async (test) => {
    const opened = await openPage().catch((error: Error) => error);
    if (opened instanceof Error) {
      if (required) throw opened;
      test.skip(`Chromium does not start: ${opened.message.split('\n')[0]}`);
      return;
    }
    try {
      const inPage = (call: string): Promise<string> =>
        patiently('The page', opened.page.evaluate<string>(`import('${SCRIPT}').then((run) => run.${call})`));
      for (const options of [
        { quality: 85 },
        { quality: 75, progressive: true, chromaSubsampling: '4:4:4' },
      ]) {
        const photo = await samplePhoto('coffee.png', 176, 128).jpeg(options).toBuffer();
        const task: JpegTask = {
          cover: base64(photo),
          content: base64(Uint8Array.from({ length: 120 }, (_, i) => 7 * i)),
          passphrase: 'for the page',
        };
        const container = await inPage(`hide(${JSON.stringify(task)})`);
        assert.equal(container, await hide(task));
        assert.notEqual(container, task.cover);
        assert.equal(await inPage(`reveal(${JSON.stringify(container)}, 'for the page')`), task.content);
        assert.equal(await reveal(container, 'for the page'), task.content);
      }
      const [width, height] = [352, 256];
      const samples = await samplePhoto('coffee.png', width, height).removeAlpha().raw().toBuffer();
      const content = base64(Uint8Array.from({ length: 60 }, (_, i) => 5 * i));
      const task: RobustTask = { width, height, samples: base64(samples), content };
      const container = await inPage(`hideRobust(${JSON.stringify(task)})`);
      assert.equal(container, await hideRobust(task));
      assert.notEqual(container, task.samples);
    } finally {
      await opened.close();
    }
  });
});
