/** All files of ../shared/data/jpeg (cameras, phones, programs) and ../shared/data/jpeg-suite (every coding), as a table. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { formatTable } from '../../../src/report/text/table.ts';
import { ROOT } from '../../architecture/source.ts';
import { answerTo } from './jpeg-fuzz.ts';

const DATA = join(ROOT, '..', 'shared', 'data');

/** What each folder must come to. */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  jpeg: { identical: 28 },
  'jpeg-suite/baseline': { identical: 37, 'unsupported-picture: dnl': 1 },
  'jpeg-suite/extended_huffman': {
    identical: 37,
    'unsupported-picture: 12-bit': 7,
    'unsupported-picture: dnl': 1,
  },
  'jpeg-suite/progressive_huffman': {
    identical: 42,
    'unsupported-picture: 12-bit': 7,
    'unsupported-picture: dnl': 1,
  },
  'jpeg-suite/extended_arithmetic': { 'unsupported-picture: arithmetic': 47 },
  'jpeg-suite/progressive_arithmetic': { 'unsupported-picture: arithmetic': 52 },
  'jpeg-suite/lossless_huffman': { 'unsupported-picture: lossless': 44 },
  'jpeg-suite/lossless_arithmetic': { 'unsupported-picture: lossless': 44 },
  'jpeg-suite/ls': { 'unsupported-picture: jpeg-ls': 54 },
};

function counted(folder: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jpg'))) {
    const { answer } = answerTo(new Uint8Array(readFileSync(join(folder, name))));
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

describe('JPEG files of others', () => {
  it('are read and written again byte for byte, or refused by name', (test) => {
    const folders = Object.keys(EXPECTED).filter((folder) => existsSync(join(DATA, folder)));
    const left = Object.keys(EXPECTED).filter((folder) => !folders.includes(folder));
    if (left.length > 0) test.diagnostic(`left out, for ../shared/data lacks them: ${left.join(', ')}`);
    const counts = folders.map((folder) => [folder, counted(join(DATA, folder))] as const);
    const rows = counts.flatMap(([folder, own]) =>
      Object.entries(own).map(([answer, files]) => [folder, answer, files] as const),
    );
    const table = formatTable(['folder', 'answer', { title: 'files', digits: 0 }], rows);
    for (const line of table.split('\n')) test.diagnostic(line);
    for (const [folder, own] of counts) assert.deepEqual(own, EXPECTED[folder], folder);
  });
});
