import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { rgbImage } from '../../src/image/rgb-image.ts';
import { newOwnerKey } from '../../src/marking/owner-key.ts';
import type { RegistryRow } from '../../src/marking/registry.ts';
import { registryRow } from '../../src/marking/registry.ts';
import type { VerifiedFile, VerifyReport } from '../../src/marking/verify-files.node.ts';
import { markTable } from '../../src/report/marking/mark-table.ts';
import { verificationPage } from '../../src/report/marking/verification-page.node.ts';
import { randomImage } from '../image/random-image.ts';

const NAME = 'a <b>"c" & d\'.jpg';
const TIME = '2030-01-02T03:04:05.000Z';

let row: RegistryRow;
before(async () => {
  const content = new TextEncoder().encode('a file');
  row = await registryRow(await newOwnerKey(), {
    id: new Uint8Array(8).fill(1),
    salt: new Uint8Array(16),
    image: randomImage(20, 20),
    original: content,
    written: content,
    name: `registered ${NAME}`,
    time: new Date('2029-12-31'),
  });
});

function verified(
  changes: Partial<VerifyReport>,
  rest: Partial<Omit<VerifiedFile, 'report'>> = {},
): VerifiedFile {
  const report: VerifyReport = {
    ...{ file: NAME, verdict: 'none', owner: 'PUBLIC-ID', falsePositive: 1, agreement: 4.25, warnings: [] },
    ...changes,
  };
  return { report, suspect: randomImage(40, 30), ...rest };
}

const READ = {
  verdict: 'payload',
  id: '0x0101010101010101',
  text: '<i>&',
  falsePositive: 2e-12,
  geometry: {
    rotation: -1.5,
    mirrored: true,
    scale: 0.5,
    crop: [10, 20, 80, 60],
    toOriginal: [2, 0, 0, 2, 10.5, 20.5],
  },
} as const;

function withoutScript(page: string): string {
  return page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, ' ');
}

/** What a reader sees. */
function textOf(page: string): string {
  return withoutScript(page)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function assertKeepable(page: string): void {
  assert.match(page, /^<!doctype html>/i);
  assert.match(page, /default-src 'none'/);
  // Pictures are in the page itself.
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g))
    assert.match(address!, /^(data:image|#)/);
  assert.doesNotMatch(page, /https?:|url\((?!data:)|@import/);
  assert.doesNotMatch(withoutScript(page), /<b>"c"|<i>&(?!amp;|lt;)|NaN|undefined/);
}

describe('the page of an examination', () => {
  const cases: readonly [Partial<VerifyReport>, RegExp, RegExp][] = [
    [READ, /Marked by this owner; the number was read\./, /authentication code of 40 bits/],
    [
      { verdict: 'present', falsePositive: 3e-8 },
      /Marked by this owner; the number is not readable\./,
      /threshold was set by measurement/,
    ],
    [
      { verdict: 'original', falsePositive: 4e-10, besideOriginal: 6.5 },
      /The mark of this owner is in it, seen beside the original\./,
      /both the key and the original/,
    ],
    [{}, /Nothing found\./, /That proves nothing/],
  ];
  for (const [changes, verdict, meaning] of cases) {
    it(`says the verdict ${changes.verdict ?? 'none'}, and what it proves`, async () => {
      const page = await verificationPage(verified(changes), TIME);
      assertKeepable(page);
      const text = textOf(page);
      assert.match(text, verdict);
      assert.match(text, meaning);
      assert.ok(text.includes(TIME) && text.includes('PUBLIC-ID'));
      assert.ok(page.includes('a &lt;b&gt;&quot;c&quot; &amp; d&#39;.jpg'));
      assert.equal(/What this proves, and what it does not/.test(text), changes.verdict !== undefined);
      assert.equal(/Chance of this finding/.test(text), changes.verdict !== undefined);
    });
  }

  it('has the numbers', async () => {
    const text = textOf(await verificationPage(verified(READ), TIME));
    assert.match(text, /0x0101010101010101 \(“&lt;i&gt;&amp;”\)/);
    assert.match(text, /2\.0e-12/);
    assert.match(text, /4\.25 standard deviations/);
    assert.match(text, /-1\.50 degrees, mirrored/);
    assert.match(text, /50\.0 % of the original, a side/);
    assert.match(text, /80x60 pixels from \(10, 20\) on/);
  });

  it('lays the suspect over the original, edge upon edge', async () => {
    const page = await verificationPage(verified(READ, { original: randomImage(100, 80) }), TIME);
    assertKeepable(page);
    // The first pixel's centre is 0.5 from the edge and lies at 10.5 + 0.5: its edge lies at 10.
    assert.match(page, /matrix\(2\.000000 0\.000000 0\.000000 2\.000000 10\.000000 20\.000000\)/);
    assert.equal(page.match(/<figure>/g)!.length, 3);
  });

  it('has the row of the registry, and warns where the pictures differ', async () => {
    const match = { row, distance: 12, alike: true };
    const alike = await verificationPage(verified({ ...READ, match }), TIME);
    assertKeepable(alike);
    assert.ok(textOf(alike).includes(`${row.sha256} `));
    assert.ok(alike.includes(`data:image/jpeg;base64,${row.thumbnail}`));
    assert.ok(alike.includes('registered a &lt;b&gt;&quot;c&quot;'));
    assert.match(textOf(alike), /12 of 256 bits differ: the same picture/);
    assert.doesNotMatch(alike, /the mark was copied\./);
    const differs = { row, distance: 120, alike: false };
    const copied = await verificationPage(verified({ ...READ, match: differs }), TIME);
    assert.match(textOf(copied), /does not look like the registered picture\. It may be a small part/);
  });

  it('has notes, escaped', async () => {
    const warnings = ['Line 3 of <marks> is not JSON; it was skipped.'];
    const page = await verificationPage(verified({ warnings }, { suspect: rgbImage(2000, 10) }), TIME);
    assertKeepable(page);
    assert.ok(page.includes('Line 3 of &lt;marks&gt; is not JSON'));
  });
});

describe('the table of marks under attacks', () => {
  it('has a row an attack, in per cent, and the quality', () => {
    const attack = {
      name: 'jpeg-75',
      description: '',
      read: 0.9583,
      present: 1,
      wrong: 0,
      milliseconds: 312.4,
    };
    const picture = { file: 'a.png', psnr: 43.5, ssim: 0.99, milliseconds: 900, readings: [] };
    const table = markTable({
      ...{ method: 'mark', bits: 64, strength: 1, seed: 1, ssim: 0.98765 },
      attacks: [attack],
      pictures: [picture],
      psnr: { mean: 43.456, least: 42.1 },
    });
    assert.match(
      table,
      /^attack +number read % +mark found % +wrong numbers +ms\n[- ]+\njpeg-75 +95\.8 +100\.0 +0 +312$/m,
    );
    assert.match(
      table,
      /\n1 picture, ids of 64 bits, strength 1: PSNR 43\.46 dB on average, 42\.10 dB at least; SSIM 0\.9877\.$/,
    );
  });
});
