/** The JPEG method in Chromium: the same bytes as in Node. Where there is no Chromium that is said, and skipped. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openPage } from '../../engine/browser-page.ts';
import { patiently } from '../../suite/patience.ts';
import { samplePhoto } from '../../training/sample-photos.ts';
import { base64, hide, type JpegTask, reveal } from './jpeg-browser-run.ts';

const SCRIPT = '/compiled/test/methods/jpeg/jpeg-browser-run.js';
const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').includes('browser-wasm');

describe('the JPEG method in a browser', () => {
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
    } finally {
      await opened.close();
    }
  });
});
