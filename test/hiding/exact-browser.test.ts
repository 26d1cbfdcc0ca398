/**
 * The exact method in Chromium, under a content security policy of a static site: what Node hides the page reveals, and the other
 * way round. Where there is no Chromium that is said, and skipped, unless `PENTIMENTO_REQUIRE_BACKENDS` names `browser-wasm`.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hideExact, revealExact } from '../../src/methods/exact/exact-method.ts';
import type { BrowserPage } from '../engine/browser-page.ts';
import { openPage } from '../engine/browser-page.ts';
import { patiently } from '../suite/patience.ts';
import type { HidingTask, PictureText, SecretText } from './exact-browser-run.ts';
import { imageOf, sameRandom, secretOf, textOf, textOfSecret } from './exact-browser-run.ts';
import { CODER, file, noise, photo, picture } from './exact-cases.ts';

const SCRIPT = '/compiled/test/hiding/exact-browser-run.js';
const JPEG_2000 = '/modules/@cornerstonejs/codec-openjpeg/dist/openjpegwasm.js';

const required = (process.env.PENTIMENTO_REQUIRE_BACKENDS ?? '').split(',').includes('browser-wasm');

let opened: BrowserPage | string;
before(async () => {
  opened = await openPage().catch(
    (error: Error) => `Chromium does not start: ${error.message.split('\n')[0]}`,
  );
  if (typeof opened !== 'string') await opened.page.addScriptTag({ url: JPEG_2000 });
  else if (required) assert.fail(opened);
});
after(async () => {
  if (typeof opened !== 'string') await opened.close();
});

/** Calls a function of exact-browser-run.ts in the page; a text, since the compiler would resolve an import that is the page's. */
async function inPage<Answer>(name: 'hide' | 'reveal', task: unknown): Promise<Answer> {
  assert.ok(typeof opened !== 'string');
  const call = `import('${SCRIPT}').then((run) => run.${name}(${JSON.stringify(task)}))`;
  return patiently('The page', opened.page.evaluate<Answer>(call));
}

describe('in a browser', () => {
  const cases: readonly [string, () => Promise<HidingTask>][] = [
    [
      'a file, with a passphrase',
      () => task(file(300, 'Grüße.bin'), { distortion: 'uniform' }, 'for the page'),
    ],
    ['a picture by JPEG 2000', async () => task(picture(await photo('astronaut.png', 48, 40)), {})],
    [
      'a picture by JPEG XL, in plain digits',
      async () => task(picture(noise(20, 16, 'page')), { quality: 'lossless', embedding: 'q5' }),
    ],
    ['a file in one of two parts', () => task(file(1000), { parts: 2, distortion: 'uniform' })],
  ];
  async function task(
    secret: Parameters<typeof textOfSecret>[0],
    options: HidingTask['options'],
    passphrase?: string,
  ): Promise<HidingTask> {
    const receivers = [{ secret: textOfSecret(secret), ...(passphrase !== undefined && { passphrase }) }];
    return { cover: textOf(await photo('coffee.png', 96, 88)), receivers, options };
  }

  for (const [name, makeTask] of cases) {
    it(`${name}: Node hides and the page reveals, and the other way round`, async (t) => {
      if (typeof opened === 'string') return t.skip(opened);
      const { cover, receivers, options } = await makeTask();
      const { secret, passphrase } = receivers[0]!;

      const own = secretOf(secret);
      const { container } = await hideExact(imageOf(cover), [{ secret: own, passphrase }], CODER, {
        ...options,
        random: sameRandom(),
      });
      const byNode = await revealExact(container, CODER, { passphrase });
      const byPage = await inPage<SecretText | null>('reveal', { container: textOf(container), passphrase });
      assert.deepEqual(byPage, textOfSecret(byNode!));

      const theirs = await inPage<PictureText>('hide', { cover, receivers, options });
      assert.notEqual(theirs.samples, cover.samples);
      assert.deepEqual(theirs, textOf(container), 'other bytes for an equal seed');
      const revealed = await revealExact(imageOf(theirs), CODER, { passphrase });
      // The same codec codes the same picture in the same bytes.
      assert.deepEqual(textOfSecret(revealed!), textOfSecret(byNode!));
      assert.deepEqual(await inPage('reveal', { container: theirs, passphrase }), byPage);
    });
  }

  it('nothing is found without the passphrase', async (t) => {
    if (typeof opened === 'string') return t.skip(opened);
    assert.equal(await inPage('reveal', { container: textOf(noise(64, 64, 'nothing')) }), null);
  });

  it('no policy was broken, and nothing was missing', (t) => {
    if (typeof opened === 'string') return t.skip(opened);
    assert.deepEqual(opened.complaints, []);
  });
});
