import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { auditJson } from '../../src/report/audit/audit-json.ts';
import { auditPage } from '../../src/report/audit/audit-page.ts';
import { auditText } from '../../src/report/audit/audit-text.ts';
import type { AuditedSubject, AuditReport } from '../../src/steganalysis/audit/audit-report.ts';
import type { Detection } from '../../src/steganalysis/audit/judgement.ts';
import type { OperatingPoint } from '../../src/steganalysis/error-rates/roc.ts';

/** Figures around an error, of a curve with one point between its ends. */
function detection(error: number, changes: Partial<Detection> = {}): Detection {
  const point = (threshold: number, falsePositiveRate: number, truePositiveRate: number): OperatingPoint => ({
    threshold,
    falsePositiveRate,
    truePositiveRate,
  });
  const middle = point(0.25, error, 1 - error);
  return {
    photos: 24,
    pairs: 144,
    error,
    errorInterval: { low: Math.max(0, error - 0.0625), high: Math.min(1, error + 0.0625) },
    falseAlarmRate: error,
    missedDetectionRate: error,
    leastError: error,
    areaUnderCurve: 1 - error / 2,
    missedAtFivePercent: 0.875 * error,
    atOnePercent: middle,
    atOneInThousand: point(Number.POSITIVE_INFINITY, 0, 0),
    curve: [point(Number.POSITIVE_INFINITY, 0, 0), middle, point(Number.NEGATIVE_INFINITY, 1, 1)],
    scores: [{ photo: 'secret-photo.png', covers: [{ votes: 1, projection: 2 }], containers: [] }],
    ...changes,
  };
}

function subject(name: string, error: number, changes: Partial<AuditedSubject> = {}): AuditedSubject {
  return {
    name,
    description: `what ${name} does`,
    control: false,
    coverPsnr: 51.25,
    stegExpose: detection(0.4375),
    weightedStego: detection(0.40625),
    trainedOnOthers: detection(Math.min(0.5, error + 0.1)),
    trained: detection(error),
    learningCurve: [
      { pairs: 10, error: 0.484, errorInterval: { low: 0.4, high: 0.56 } },
      { pairs: 50, error: (0.484 + error) / 2, errorInterval: { low: 0.3, high: 0.5 } },
      { pairs: 126, error, errorInterval: { low: error, high: error + 0.05 } },
    ],
    ...changes,
  };
}

function control(name: string, error: number): AuditedSubject {
  const { learningCurve: _, ...rest } = subject(name, error);
  return { ...rest, control: true, coverPsnr: Number.POSITIVE_INFINITY };
}

function report(changes: Partial<AuditReport> = {}): AuditReport {
  return {
    photos: 24,
    tiles: 144,
    tile: 256,
    folds: 8,
    seed: 7,
    features: 'spam',
    nullTest: detection(0.493),
    subjects: [
      subject('deep', 0.017),
      subject('exact@0.4', 0.171),
      subject('exact@0.1', 0.467),
      control('lsb4', 0.003),
      control('hill@0.2', 0.481),
    ],
    ...changes,
  };
}

/** As `report`, with a network that was asked about some of it. */
function reportWithNetwork(changes: Partial<AuditReport> = {}): AuditReport {
  const [deep, exact, ...others] = report().subjects;
  return report({
    network: { folds: 4, minutes: 0.75, crop: 128, batch: 8, weights: 15_177, nullTest: detection(0.506) },
    subjects: [
      { ...deep!, network: detection(0.0125) },
      { ...exact!, network: detection(0.46) },
      ...others.map((other) => (other.name === 'lsb4' ? { ...other, network: detection(0.002) } : other)),
    ],
    ...changes,
  });
}

function withoutScript(page: string): string {
  return page.replaceAll(/<(style|script)>[\s\S]*?<\/\1>/g, ' ');
}

/** What a reader sees: no markup, no style, no script. */
function textOf(page: string): string {
  return withoutScript(page)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

/** Every element is closed and properly nested, and attributes are quoted. */
function assertWellFormed(page: string): void {
  const body = withoutScript(page)
    .replace(/^<!doctype html>\n/, '')
    .replaceAll(/<meta [^>]*>/g, '');
  const open: string[] = [];
  let end = 0;
  for (const [whole, closing, name, , empty] of body.matchAll(
    /<(\/?)([a-z][a-z\d]*)((?: [\w:-]+="[^"<]*")*)(\/?)>|[^<]+/giy,
  )) {
    end += whole.length;
    if (name === undefined) assert.doesNotMatch(whole, />|&(?!amp;|lt;|gt;|quot;|#39;)/);
    else if (closing) assert.equal(open.pop(), name);
    else if (!empty) open.push(name);
  }
  assert.equal(end, body.length, `unreadable from: ${body.slice(end, end + 60)}`);
  assert.deepEqual(open, []);
}

describe('an audit as text', () => {
  it('holds every figure, the null test, and how to read P_E', () => {
    const text = auditText(report());
    assert.match(text, /^24 photos, 144 tiles of 256x256, 8 folds, spam features, seed 7:\n/);
    assert.match(
      text,
      /^exact@0\.4 +51\.25 +0\.438 +0\.406 +0\.271 +0\.171 +0\.11 to 0\.23 +0\.914 +15 % +83 %$/m,
    );
    assert.match(text, /^lsb4 \(control\) +∞ /m);
    assert.match(text, /0\.5 means that the warden guesses, 0 that every container is found/);
    assert.match(text, /Null test.*P_E 0\.493, 95 % interval 0\.43 to 0\.56; it contains 0\.5/);
    assert.match(text, /^ {2}deep: 10: 0\.484, 50: 0\.25\d, 126: 0\.017$/m);
    assert.doesNotMatch(text, /^ {2}lsb4:|NaN|undefined/m);
  });

  it('has the network where it was asked, with its training and null test', () => {
    const text = auditText(reportWithNetwork());
    const [ensembles = '', network = ''] = text.split('\nConvolutional network');
    assert.equal(
      ensembles.split('\n').slice(1, 8).join('\n'),
      auditText(report()).split('\n').slice(1, 8).join('\n'),
    );
    assert.match(network, /^ of 15,177 weights, trained for 0\.75 minutes a fold, 4 folds:\n/);
    assert.match(network, /^deep +0\.013 +0\.00 to 0\.07 +0\.994 +1\.1 % +99 %$/m);
    assert.match(network, /^exact@0\.4 +0\.460 /m);
    assert.match(network, /^lsb4 \(control\) +0\.002 /m);
    assert.doesNotMatch(network, /^(hill|exact@0\.1)/m);
    assert.match(network, /^Null test, .*: P_E 0\.506, .* it contains 0\.5, as it must\.$/m);
    assert.doesNotMatch(auditText(report()), /network/i);
  });

  it('says when the null test fails, and leaves out what was not measured', () => {
    const { trainedOnOthers: _, learningCurve: __, ...bare } = subject('exact', 0.25);
    const text = auditText(report({ nullTest: detection(0.3), subjects: [bare] }));
    assert.match(text, /does not contain 0\.5/);
    assert.match(text, /^ *exact +51\.25 +0\.438 +0\.406 +- +0\.250 /m);
    assert.doesNotMatch(text, /Training pairs|NaN|undefined/);
  });
});

describe('an audit as JSON', () => {
  it('keeps figures and curves, and drops the scores of tiles', () => {
    const text = auditJson(report());
    assert.doesNotMatch(text, /scores|secret-photo/);
    const { subjects, nullTest, tiles } = JSON.parse(text);
    assert.deepEqual([tiles, subjects.length, nullTest.error], [144, 5, 0.493]);
    assert.deepEqual(
      subjects[1].trained.curve.map(({ threshold }: { threshold: unknown }) => threshold),
      ['Infinity', 0.25, '-Infinity'],
    );
    assert.equal(subjects[0].learningCurve[2].error, 0.017);
    assert.equal('learningCurve' in subjects[3], false);
  });

  it('keeps what the network found, in the same form', () => {
    const text = auditJson(reportWithNetwork());
    assert.doesNotMatch(text, /scores|secret-photo/);
    const { network, subjects } = JSON.parse(text);
    assert.deepEqual([network.minutes, network.weights, network.nullTest.error], [0.75, 15_177, 0.506]);
    assert.deepEqual([subjects[0].network.error, subjects[0].network.curve.length], [0.0125, 3]);
    assert.equal('network' in subjects[2], false);
  });
});

describe('the page of an audit', () => {
  it('is one well-formed document that loads nothing', () => {
    const page = auditPage(report(), '2030-01-02');
    assertWellFormed(page);
    assert.match(page, /default-src 'none'/);
    assert.doesNotMatch(page, /https?:|\bsrc=|url\(|@import/);
    assert.doesNotMatch(withoutScript(page), /NaN|undefined/);
    assert.match(textOf(page), /2030-01-02/);
  });

  it('has every method in the table and both charts, the controls apart from the others', () => {
    const page = auditPage(report(), '2030-01-02');
    for (const { name, description, control: isControl } of report().subjects) {
      assert.ok(page.includes(`<b>${name}</b><span class="what">${description}</span>`));
      assert.equal(page.split(`<title>${name}</title>`).length - 1, 2, 'a ROC curve on desk and phone');
      assert.equal(page.includes(`<title>${name}, 126 pairs`), !isControl);
    }
    const [methods = '', controls = ''] = page.split('<tbody class="controls">');
    assert.ok(methods.includes('<b>deep</b><span') && !methods.includes('<b>lsb4</b><span'));
    assert.ok(controls.includes('<b>lsb4</b><span'));
  });

  it('says in words what the figures mean', () => {
    const text = textOf(auditPage(report(), '2030-01-02')).replaceAll(/ (?=[,.;)])/g, '');
    assert.match(text, /Found at once by a warden trained on the method: deep \(0\.017\)/);
    assert.match(text, /Mostly found by a warden trained on the method: exact@0\.4 \(0\.171\)/);
    assert.match(text, /Not told from chance by a warden trained on the method: exact@0\.1 \(0\.467\)/);
    assert.match(text, /of the controls they find lsb4 \(0\.003\)/);
    assert.match(text, /Of the controls hill@0\.2 is not told from chance/);
    assert.match(text, /still falls for deep/);
    assert.match(text, /The null test passes/);
    assert.match(text, /24 photos from one folder/);
    const failing = textOf(auditPage(report({ nullTest: detection(0.25) }), '2030-01-02'));
    assert.match(failing, /The null test fails/);
  });

  it('explains the network, and shows what it found, where it was asked', () => {
    const page = auditPage(reportWithNetwork(), '2030-01-02');
    assertWellFormed(page);
    assert.doesNotMatch(withoutScript(page), /NaN|undefined/);
    assert.equal(page.split('<title>deep</title>').length - 1, 4, 'in two charts, on desk and phone');
    assert.equal(page.split('<title>hill@0.2</title>').length - 1, 2, 'not in that of the network');
    const text = textOf(page).replaceAll(/ (?=[,.;)])/g, '');
    assert.match(text, /A second opinion: the convolutional network/);
    assert.match(text, /15,177 weights.*4 folds.*trained for 0\.75 minutes a fold on each method/);
    assert.match(text, /The convolutional network, .* deep \(0\.013\) and exact@0\.4 \(0\.460\)\./);
    assert.match(text, /does not tell exact@0\.4 from chance, which the ensemble does/);
    assert.match(text, /The null test of the network passes/);
    assert.match(text, /Null test of the network, must be 0\.5 0\.506/);
    const failing = { ...reportWithNetwork().network!, nullTest: detection(0.2) };
    assert.match(
      textOf(auditPage(reportWithNetwork({ network: failing }), '')),
      /The null test of the network fails/,
    );
    assert.doesNotMatch(textOf(auditPage(report(), '')), /convolutional|The null test of the network/i);
  });

  it('escapes names', () => {
    const subjects = [subject('deep:<b>"a&b\'', 0.2), subject('deep:</title><script>', 0.2)];
    const page = auditPage(report({ subjects }), '2030-01-02');
    assertWellFormed(page);
    assert.ok(page.includes('deep:&lt;b&gt;&quot;a&amp;b&#39;'));
    assert.equal(page.split('<script>').length - 1, 1);
  });

  it('works for one method alone, for controls alone, and for the ends of all ranges', () => {
    const { trainedOnOthers: _, learningCurve: __, ...bare } = subject('exact', 0);
    const end = { pairs: 1, error: 1, errorInterval: { low: 0.5, high: 1 } };
    const all = [
      [bare],
      [control('lsb4', 0)],
      [subject('exact', 0.5, { learningCurve: [end], coverPsnr: Number.POSITIVE_INFINITY })],
      [subject('exact', 1, { learningCurve: [] })],
    ];
    for (const subjects of all) {
      const page = auditPage(report({ tiles: 1, subjects }), '2030-01-02');
      assertWellFormed(page);
      assert.doesNotMatch(withoutScript(page), /NaN|undefined| (?:d|[xyr][12]?|c[xy])="[^"]*Infinity/);
      if (!subjects[0]!.control) assert.match(page, /Without controls nothing here shows/);
    }
    assert.doesNotMatch(auditPage(report({ subjects: [bare] }), ''), /has to learn from/);
    assert.throws(() => auditPage(report({ subjects: [] }), ''), /Expected at least one method/);
  });
});
