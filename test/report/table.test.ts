import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatCsv, formatTable } from '../../src/report/text/table.ts';

test('numbers stand at the right with their titles, text at the left', () => {
  const table = formatTable(
    ['picture', { title: 'PSNR', digits: 1 }, { title: 'steps' }],
    [
      ['cover', 38.25, 12],
      ['a longer name', 7, 1000],
    ],
  );
  assert.equal(
    table,
    [
      'picture        PSNR  steps',
      '-------------  ----  -----',
      'cover          38.3     12',
      'a longer name   7.0   1000',
    ].join('\n'),
  );
});

test('empty cells, infinity and values that are no numbers keep their column numeric', () => {
  const table = formatTable(
    ['dB', 'note'],
    [
      [Infinity, undefined],
      [Number.NaN, 'x'],
      [undefined, ''],
      [-1.5, 'y'],
    ],
  );
  assert.deepEqual(table.split('\n').slice(2), ['   ∞', '   -  x', '', '-1.5  y']);
});

test('text that reads as a number is aligned like one', () => {
  const table = formatTable(
    ['weights', 'dB', 'size', 'id'],
    [
      ['2,650,656', '∞', '31 %', '7f'],
      ['9', '-3.25', '4 MB', '12'],
    ],
  );
  assert.deepEqual(table.split('\n').slice(2), ['2,650,656      ∞  31 %  7f', '        9  -3.25  4 MB  12']);
});

test('wide characters count twice, combined ones once', () => {
  const lines = formatTable(
    ['name', 'n'],
    [
      ['写真', 1],
      ['e\u0301tude', 2],
      ['👩‍🚀', 3],
    ],
  ).split('\n');
  assert.deepEqual(lines.slice(2), ['写真   1', 'e\u0301tude  2', '👩‍🚀     3']);
});

test('a file name cannot move the cursor or break the line', () => {
  const table = formatTable(['file'], [['a\u001b[2Jb\nc\u009b']]);
  assert.equal(table.split('\n')[2], 'a\ufffd[2Jb\ufffdc\ufffd');
});

test('a row of another length is refused', () => {
  const expected = { name: 'RangeError', message: 'Expected 2 cells in row 2 but received 1' };
  assert.throws(() => formatTable(['a', 'b'], [[1, 2], [3]]), expected);
  assert.throws(() => formatCsv(['a', 'b'], [[1, 2], [3]]), expected);
});

test('CSV has the quoting and line ends of RFC 4180, section 2', () => {
  assert.equal(
    formatCsv(
      ['aaa', 'b "bb"', 'ccc'],
      [
        ['zzz', 'y\r\nyy', 'x,x'],
        [0.1, undefined, -3],
      ],
    ),
    'aaa,"b ""bb""",ccc\r\nzzz,"y\r\nyy","x,x"\r\n0.1,,-3\r\n',
  );
});

/** The grammar of RFC 4180 read field by field; shares nothing with the writer. */
function readCsv(text: string): string[][] {
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  const rows: string[][] = [[]];
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    assert.ok(match, 'the text is no CSV');
    rows.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

test('a reader of RFC 4180 gets back what was written', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'ü', '写') });
  const rows = fc.array(fc.tuple(text, text, text));
  fc.assert(
    fc.property(rows, (written) => {
      assert.deepEqual(readCsv(formatCsv(['x', 'y', 'z'], written)), [['x', 'y', 'z'], ...written]);
    }),
  );
});
