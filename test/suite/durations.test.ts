import assert from 'node:assert/strict';
import { it } from 'node:test';
import { durationTables } from './durations.ts';

it('the suite says how long each folder took, and the ten slowest files', () => {
  const files = new Map([
    ['web/offline.test.js', 90],
    ['cli/help.test.js', 20.25],
    ['web/panels.test.js', 60],
    ...Array.from({ length: 12 }, (_, index) => [`image/${index}.test.js`, index] as const),
  ]);
  const [folders, slowest] = durationTables(files).split('\n\n');
  assert.deepEqual(
    folders!.split('\n').map((line) => line.split(/ {2,}/)),
    [
      ['folder', 'files', 'seconds'],
      ['------', '-----', '-------'],
      ['web', '2', '150.0'],
      ['image', '12', '66.0'],
      ['cli', '1', '20.3'],
    ],
  );
  const lines = slowest!.split('\n');
  assert.equal(lines.length, 2 + 10);
  assert.match(lines[2]!, /^web\/offline\.test\.js +90\.0$/);
  assert.match(lines.at(-1)!, /^image\/5\.test\.js +5\.0$/);
});
