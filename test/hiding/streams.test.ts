import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { NothingHiddenError } from '../../src/errors/nothing-hidden.ts';
import { hide } from '../../src/hiding/hide-files.node.ts';
import { reveal } from '../../src/hiding/reveal-files.node.ts';
import { decodePicture } from '../../src/image/picture-files.node.ts';
import type { FileSink } from '../../src/media/file-output.node.ts';
import { temporaryFolder, writeSample } from '../training/sample-photos.ts';

let cover: { readonly name: string; readonly content: Uint8Array };
const secret = { name: 'a note.txt', content: new TextEncoder().encode('at noon, by the well\n') };
const exact = { method: 'exact', embedding: 'matching' } as const;

before(async () => {
  const path = join(await temporaryFolder(), 'cover.png');
  await writeSample('kodim23.png', path, 96, 72);
  cover = { name: 'cover.png', content: await readFile(path) };
});

/** A sink that keeps what it is given. */
function kept(): FileSink & { readonly given: Uint8Array[] } {
  const given: Uint8Array[] = [];
  return { name: 'the response', given, write: (bytes) => void given.push(bytes) };
}

describe('hiding and revealing without files', () => {
  it('takes contents with names, and gives each result to its sink at once', async () => {
    const container = kept();
    const hidden = await hide({ secret, cover, container, ...exact });
    assert.equal(hidden.container, 'the response');
    assert.equal(hidden.payloads?.[0]?.name, 'a note.txt');
    assert.equal(container.given.length, 1);
    assert.equal((await decodePicture(container.given[0]!, 'x')).format, 'png');

    const shown = kept();
    const content = container.given[0]!;
    const report = await reveal({ container: { name: 'c.png', content }, secret: shown });
    assert.deepEqual([report.secret, report.name], ['the response', 'a note.txt']);
    assert.deepEqual(shown.given, [secret.content]);
  });

  it('writes a picture in the format of its sink', async () => {
    const container = { ...kept(), format: 'webp' } as const;
    await hide({ secret, cover, container, ...exact });
    assert.equal((await decodePicture(container.given[0]!, 'x')).format, 'webp');
  });

  it('names a picture after its container, and without one "secret.png"', async () => {
    const container = kept();
    await hide({ secret: cover, cover, container });
    const content = container.given[0]!;
    for (const [name, own] of [
      ['cat.png', 'cat-secret.png'],
      ['../cat.webp', 'cat-secret.png'],
      ['a stream', 'secret.png'],
    ] as const) {
      const folder = await temporaryFolder();
      const report = await reveal({ container: { name, content }, secret: folder });
      assert.equal(report.secret, join(folder, own));
    }
  });

  it('gives a sink nothing where there is nothing to give', async () => {
    const sink = kept();
    await assert.rejects(reveal({ container: cover, secret: sink }), NothingHiddenError);
    const small = { name: 'small.png', content: await sharp(cover.content).resize(20, 20).png().toBuffer() };
    await assert.rejects(hide({ secret, cover: small, container: sink, ...exact }), RangeError);
    await assert.rejects(
      reveal({ container: { name: 'short.png', content: cover.content.slice(0, 2000) }, secret: sink }),
      /^Error: short\.png is damaged or cut short/,
    );
    assert.deepEqual(sink.given, []);
  });

  it('fails where the sink does', async () => {
    const container = { ...kept(), write: () => Promise.reject(new Error('the line is dead')) };
    await assert.rejects(hide({ secret, cover, container, ...exact }), /^Error: the line is dead$/);
  });
});
