import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertMeasured, withMeasured } from '../../bench/measured-sections.ts';
import { auditMarkdown, MARKDOWN_SECTIONS } from '../../src/report/audit/audit-markdown.ts';
import type { AuditedSubject, AuditReport } from '../../src/steganalysis/audit/audit-report.ts';
import { judgeScores } from '../../src/steganalysis/audit/judgement.ts';

/** Four covers and containers of a photo, some of which are judged wrongly. */
const photo = { photo: 'a.png', covers: [0, 0, 0, 2], containers: [2, 2, 2, 0] };
const quarter = judgeScores([photo], 1);
const half = judgeScores([{ ...photo, containers: photo.covers }], 1);

const exact: AuditedSubject = {
  name: 'exact@0.05',
  description: 'a file',
  control: false,
  coverPsnr: 68.604,
  stegExpose: half,
  weightedStego: half,
  trainedOnOthers: half,
  trained: quarter,
  learningCurve: [10, 25, 1000].map((pairs) => ({ pairs, error: 0.25, errorInterval: { low: 0, high: 1 } })),
};
const { learningCurve: _, trainedOnOthers: __, ...bare } = exact;
const control: AuditedSubject = { ...bare, name: 'lsb4', control: true };

const report: AuditReport = {
  photos: 1,
  tiles: 4,
  tile: 256,
  folds: 8,
  seed: 1,
  features: 'spam',
  nullTest: half,
  subjects: [exact, control],
};
const network = { folds: 4, minutes: 1, crop: 128, batch: 8, weights: 15_177, nullTest: half };

describe('an audit in Markdown', () => {
  it('has methods and controls in tables of equal rows', () => {
    for (const asked of [
      report,
      { ...report, network, subjects: [{ ...exact, network: quarter }, control] },
    ]) {
      const sections = auditMarkdown(asked);
      assert.deepEqual(Object.keys(sections), [...MARKDOWN_SECTIONS]);
      for (const name of ['methods', 'controls', 'strict', 'learning'] as const) {
        const cells = sections[name].split('\n').map((line) => line.split('|').length);
        assert.equal(new Set(cells).size, 1, name);
        assert.doesNotMatch(sections[name], /NaN|undefined/);
      }
    }
  });

  it('has every figure', () => {
    const {
      setting,
      methods,
      controls,
      strict,
      learning,
      null: none,
    } = auditMarkdown({
      ...report,
      network,
      subjects: [{ ...exact, network: half }, control],
    });
    assert.equal(
      setting,
      '1 photo, 4 tiles of 256x256, spam features, 8 folds by photo, seed 1; the convolutional network (15,177 weights) trained for 1 minute a fold, 4 folds.',
    );
    const interval = '\\(\\d\\.\\d{3} to \\d\\.\\d{3}\\)';
    assert.match(
      methods,
      new RegExp(
        `^\\| \`exact@0\\.05\` \\| 68\\.60 \\| 0\\.500 \\| 0\\.500 \\| 0\\.500 ${interval} \\| \\*\\*0\\.250\\*\\* ${interval} \\| 0\\.\\d{3} \\| 0\\.500 ${interval} \\| 0\\.500 \\|$`,
        'm',
      ),
    );
    assert.match(controls, /^\| `lsb4` \| 68\.60 \| 0\.500 \| 0\.500 \| {2}\| \*\*0\.250\*\* /m);
    assert.match(strict, /^\| `lsb4` \| \d+ % \| \d+ % \| {2}\| {2}\|$/m);
    assert.match(learning, /^\| training pairs \| 10 \| 25 \| 1,000 \|\n/);
    assert.match(learning, /^\| `exact@0\.05` \| 0\.250 \| 0\.250 \| 0\.250 \|$/m);
    assert.doesNotMatch(learning, /lsb4/);
    assert.match(none, /P_E 0\.500 \(.*\) for the ensembles, 0\.500 \(.*\) for the convolutional network\.$/);
  });
});

describe('measured sections of a document', () => {
  const document =
    '# Title\n\nProse $1 $& stays.\n\n<!-- measured:one -->\nold\n\nand longer\n<!-- /measured -->\n' +
    'Between.\n<!-- measured:two -->\n<!-- /measured -->\nEnd';
  const sections = { one: '| a $& | b |', two: 'Two.', three: 'Not in the document.' };

  it('are written anew, and nothing else is', () => {
    assert.equal(
      withMeasured(document, sections),
      '# Title\n\nProse $1 $& stays.\n\n<!-- measured:one -->\n| a $& | b |\n<!-- /measured -->\n' +
        'Between.\n<!-- measured:two -->\nTwo.\n<!-- /measured -->\nEnd',
    );
  });

  it('are the same when they are written again', () => {
    const once = withMeasured(document, sections);
    assert.equal(withMeasured(once, sections), once);
  });

  it('have both their markers and a known name', () => {
    const names = Object.keys(sections);
    for (const [wrong, message] of [
      ['no section', /to be followed by/],
      ['<!-- measured:one -->\nno end', /to be followed by/],
      [`<!-- measured:one -->\n${document}`, /to be followed by/],
      [`${document}\n<!-- /measured -->`, /to be followed by/],
      [document.replace('two', 'four'), /^RangeError: Expected one of one, two, three .* received four$/],
    ] as const) {
      assert.throws(() => assertMeasured(wrong, names), message);
      assert.throws(() => withMeasured(wrong, sections), RangeError);
    }
  });
});
