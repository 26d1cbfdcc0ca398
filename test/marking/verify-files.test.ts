import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import sharp from 'sharp';
import { readPicture, writePicture } from '../../src/image/picture-files.node.ts';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { markFiles } from '../../src/marking/mark-files.node.ts';
import { idText, textId } from '../../src/marking/mark-id.ts';
import type { OwnerKey } from '../../src/marking/owner-key.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import { verifyFile } from '../../src/marking/verify-files.node.ts';
import { samplePhoto, temporaryFolder } from '../training/sample-photos.ts';

const ID = textId('J.Doe 26');

const WIDTH = 640;
const HEIGHT = 427;

let owner: OwnerKey;
let folder: string;
const at = (name: string): string => join(folder, name);

before(async () => {
  owner = await newOwnerKey((length) => Uint8Array.from({ length }, (_, i) => i));
  folder = await temporaryFolder();
  await samplePhoto('kodim23.png', WIDTH, HEIGHT).toFile(at('birds.png'));
  await samplePhoto('coffee.png', WIDTH, HEIGHT).toFile(at('coffee.png'));
  await markFiles({
    ...{ inputs: [at('birds.png')], out: at('marked.png'), intoFolder: false },
    ...{ owner, id: ID, registry: at('marks.jsonl') },
  });
});

describe('a suspect file', () => {
  it('of 16 bits, with a transparent half, or of a moving picture is read, and says what was left out', async () => {
    const { image } = await readPicture(at('marked.png'));
    const pixels = WIDTH * HEIGHT;
    const deep = Uint16Array.from({ length: 4 * pixels }, (_, i) => {
      if (i % 4 === 3) return (i >> 2) % WIDTH < 100 ? 0 : 65_535;
      return 257 * image.data[3 * (i >> 2) + (i % 4)]!;
    });
    await sharp(deep, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } })
      .toColourspace('rgb16')
      .png()
      .toFile(at('deep.png'));
    const still = Buffer.from(image.data);
    await sharp(Buffer.concat([still, Buffer.alloc(still.length, 90)]), {
      raw: { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT },
    })
      .webp({ quality: 90 })
      .toFile(at('moving.webp'));
    for (const [name, warning] of [
      ['deep.png', /more than 8 bits a sample/],
      ['moving.webp', /holds 2 pictures .* only the first was used/],
    ] as const) {
      const { report } = await verifyFile({ input: at(name), owner, registry: at('marks.jsonl') });
      assert.deepEqual([report.verdict, report.id, report.match?.alike], ['payload', idText(ID), true], name);
      assert.match(report.warnings.join(' '), warning);
    }
  });

  it('that bears a mark copied from another picture is read, and does not look like the row', async () => {
    const [from, marked, to] = await Promise.all(
      ['birds.png', 'marked.png', 'coffee.png'].map(async (name) => (await readPicture(at(name))).image),
    );
    const copied = Uint8Array.from(to!.data, (sample, i) =>
      Math.max(0, Math.min(255, sample + 2 * (marked!.data[i]! - from!.data[i]!))),
    );
    await writePicture(at('forged.png'), rgbImage(WIDTH, HEIGHT, copied));
    const { report } = await verifyFile({ input: at('forged.png'), owner, registry: at('marks.jsonl') });
    assert.deepEqual([report.verdict, report.id], ['payload', idText(ID)]);
    const { row, alike, correlation, distance } = report.match!;
    assert.deepEqual([row.name, alike], ['marked.png', false]);
    assert.ok(correlation! < 0.6 && distance > 60, `${correlation} ${distance}`);
  });

  it('that is no picture, or not there, is refused by name', async () => {
    await writeFile(at('letter.txt'), 'a letter\n');
    for (const [name, code] of [
      ['letter.txt', 'not-a-picture'],
      ['none.png', 'file-missing'],
    ] as const) {
      await assert.rejects(verifyFile({ input: at(name), owner }), (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.ok(error.message.includes(name));
        return true;
      });
    }
  });
});
