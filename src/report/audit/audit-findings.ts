/** Sentences that explain the figures of an audit. */

import type { AuditedSubject, AuditReport } from '../../steganalysis/audit/audit-report.ts';
import type { Detection } from '../../steganalysis/audit/judgement.ts';
import { escapeMarkup } from '../page/markup.ts';
import { percent } from '../text/percent.ts';
import { counted, intervalText, passesNullTest, probability, trainingText } from './audit-text.ts';

/** P_E up to which containers count as found at once, as mostly found, and as missed about as often as not. */
const AT_ONCE = 0.05;
const MOSTLY = 0.25;

/** P_E counts as falling if it falls by this much from half of the pairs to all. */
const FALLING = 0.02;

/** How certain a warden is. */
type Verdict = 'at once' | 'mostly' | 'sometimes' | 'chance';

/** Chance if the interval reaches it, whatever the figure. */
function verdictOf({ error, errorInterval }: Pick<Detection, 'error' | 'errorInterval'>): Verdict {
  if (errorInterval.high >= 0.5) return 'chance';
  if (error <= AT_ONCE) return 'at once';
  return error <= MOSTLY ? 'mostly' : 'sometimes';
}

const VERDICTS: readonly (readonly [Verdict, string, string])[] = [
  ['at once', 'Found at once', `at most one wrong decision in twenty (P_E up to ${AT_ONCE})`],
  ['mostly', 'Mostly found', `at least three of four decisions are right (P_E up to ${MOSTLY})`],
  ['sometimes', 'Seen, but not surely', 'better than a guess, and wrong more often than one time in four'],
  ['chance', 'Not told from chance', 'the interval of P_E reaches 0.5'],
];

/** The findings as list items of HTML. */
export function auditFindings(report: AuditReport): string[] {
  const methods = report.subjects.filter(({ control }) => !control);
  const controls = report.subjects.filter(({ control }) => control);
  return [
    ...verdicts(methods),
    ...operatingPoints(methods),
    ...withoutTraining(methods),
    ...withOthers(methods),
    ...stillFalling(methods),
    ...networkFindings(report),
    ...controlsFound(controls),
    nullTestFinding('The null test', report.nullTest),
    ...(report.network === undefined
      ? []
      : [nullTestFinding('The null test of the network', report.network.nullTest)]),
  ];
}

function verdicts(methods: readonly AuditedSubject[]): string[] {
  return VERDICTS.flatMap(([verdict, title, meaning]) => {
    const such = methods.filter(({ trained }) => verdictOf(trained) === verdict);
    if (such.length === 0) return [];
    const figures = such.map(({ name, trained }) => `${bold(name)} (${probability(trained.error)})`);
    return [`<b>${title}</b> by a warden trained on the method: ${listed(figures)}. That is, ${meaning}.`];
  });
}

function operatingPoints(methods: readonly AuditedSubject[]): string[] {
  if (methods.length === 0) return [];
  const found = methods.map(
    ({ name, trained }) => `${percent(trained.atOnePercent.truePositiveRate)} of the tiles of ${bold(name)}`,
  );
  return [
    `If that warden may raise no more than one false alarm in a hundred covers, it finds ${listed(found)}.`,
  ];
}

function withoutTraining(methods: readonly AuditedSubject[]): string[] {
  if (methods.length === 0) return [];
  const least = ({ stegExpose, weightedStego }: AuditedSubject): number =>
    Math.min(stegExpose.leastError, weightedStego.leastError);
  const found = methods.filter((subject) => least(subject) <= MOSTLY);
  const others = methods.filter((subject) => least(subject) > MOSTLY);
  return [
    found.length === 0
      ? 'Wardens that need no training find none of the methods: every P_E of StegExpose and WS is above ' +
        `${MOSTLY}. They look for replaced lowest bits only, so this alone says little.`
      : `Without any training, StegExpose or WS already finds ${listed(found.map((subject) => `${bold(subject.name)} (${probability(least(subject))})`))}${
          others.length === 0 ? '' : `, but not ${listed(others.map(({ name }) => bold(name)))}`
        }.`,
  ];
}

function withOthers(methods: readonly AuditedSubject[]): string[] {
  const met = methods.flatMap(({ name, trained, trainedOnOthers }) =>
    trainedOnOthers === undefined ? [] : [{ name, trained, trainedOnOthers }],
  );
  if (met.length === 0) return [];
  const figures = met.map(
    ({ name, trained, trainedOnOthers }) =>
      `${bold(name)} ${probability(trainedOnOthers.error)} instead of ${probability(trained.error)}`,
  );
  return [
    `For a warden who has met other methods and not this one, P_E is: ${listed(figures)}. The difference is what having the very models is worth to a warden.`,
  ];
}

function stillFalling(methods: readonly AuditedSubject[]): string[] {
  const falling = methods.flatMap(({ name, learningCurve = [] }) => {
    const last = learningCurve.at(-1);
    const half = learningCurve.findLast(({ pairs }) => last !== undefined && pairs <= last.pairs / 2);
    return last !== undefined && half !== undefined && half.error - last.error > FALLING
      ? [
          `${bold(name)} (${probability(half.error)} with ${half.pairs} pairs, ${probability(last.error)} with ${last.pairs})`,
        ]
      : [];
  });
  return falling.length === 0
    ? []
    : [
        `With more training pairs P_E still falls for ${listed(falling)}: a warden with more photos would do better than these figures.`,
      ];
}

function controlsFound(controls: readonly AuditedSubject[]): string[] {
  if (controls.length === 0) {
    return [
      'Without controls nothing here shows that these wardens can find anything: a P_E near 0.5 may be a good method or a weak warden.',
    ];
  }
  const found = controls.filter(({ trained }) => ['at once', 'mostly'].includes(verdictOf(trained)));
  const missed = controls.filter(({ trained }) => verdictOf(trained) === 'chance');
  return [
    found.length === 0
      ? 'None of the controls is mostly found: the wardens are too weak, or the photos too few, for a P_E near 0.5 to mean much.'
      : `The wardens work: of the controls they find ${listed(found.map(({ name, trained }) => `${bold(name)} (${probability(trained.error)})`))}.`,
    ...(missed.length === 0
      ? []
      : [
          `Of the controls ${listed(missed.map(({ name }) => bold(name)))} ${missed.length === 1 ? 'is' : 'are'} not told from chance: it is known that something is hidden there, so these wardens have that limit.`,
        ]),
  ];
}

/** What the network finds, beside the ensemble's figure for the same method. */
function networkFindings({ network, subjects }: AuditReport): string[] {
  if (network === undefined) return [];
  const seen = subjects.flatMap(({ name, control, trained, network: own }) =>
    own === undefined ? [] : [{ name, control, trained, own }],
  );
  const figures = (some: typeof seen): string =>
    listed(some.map(({ name, own }) => `${bold(name)} (${probability(own.error)})`));
  const methods = seen.filter(({ control }) => !control);
  const missed = seen.filter(
    ({ trained, own }) => verdictOf(own) === 'chance' && verdictOf(trained) !== 'chance',
  );
  const better = seen.filter(({ trained, own }) => own.errorInterval.high < trained.errorInterval.low);
  const sentences = [
    ...(methods.length === 0
      ? []
      : [`The convolutional network, ${trainingText(network)}, has these P_E: ${figures(methods)}.`]),
    ...(better.length === 0 ? [] : [`It is clearly better than the ensemble for ${figures(better)}.`]),
    ...(missed.length === 0
      ? []
      : [
          `It does not tell ${listed(missed.map(({ name }) => bold(name)))} from chance, which the ensemble does: there the network is the weaker warden, for want of photos or time.`,
        ]),
  ];
  return sentences.length === 0 ? [] : [sentences.join(' ')];
}

function nullTestFinding(name: string, { error, errorInterval }: Detection): string {
  const result = `P_E ${probability(error)}, 95 % interval ${intervalText(errorInterval)}`;
  return passesNullTest(errorInterval)
    ? `${name} passes: covers against covers give ${result}, which contains 0.5, as it must.`
    : `<b>${name} fails:</b> covers against covers give ${result}, which does not contain 0.5. One time in twenty that is bad luck; otherwise the protocol leaks, and no figure here is to be trusted.`;
}

/** The limits of the measurements, as list items of HTML. */
export function auditLimits({ photos, tiles, tile, features, network, subjects }: AuditReport): string[] {
  return [
    `<b>${counted(photos, 'photo')} from one folder.</b> Intervals are for other photos of the same kind. Another camera, another size or a history of JPEG compression can change every figure, and published tables use thousands of pictures.`,
    ...(tiles < 1000
      ? [
          `With ${counted(tiles, 'cover tile')} no rate of false alarms between 0 and ${percent(1 / tiles)} can be told. A warden who screens thousands of pictures needs far fewer false alarms than that.`,
        ]
      : []),
    `<b>Tiles of ${tile}x${tile} pixels are judged, not photos.</b> Whoever has a whole photo, or several of one sender, has more evidence than a single tile and decides better.`,
    ...(network === undefined
      ? []
      : [
          `<b>The network is small</b> (${network.weights.toLocaleString('en')} weights), was ${trainingText(network)}, and saw ${counted(photos, 'photo')} at most. Published ones are larger and learn for days from many thousands of pictures.`,
        ]),
    features === 'spam'
      ? 'The trained wardens look at SPAM features of the colours. The rich model and networks see more: adaptive embedding such as HILL is harder for these wardens than for those.'
      : features !== 'rich'
        ? `The trained wardens look at ${features} alone. Others see more.`
        : 'The trained wardens look at the colour rich model. Networks that are trained on large sets of pictures may see more.',
    'The warden has the same kind of photos, as many containers as covers, and the very models. That is the worst case for who hides; a real warden rarely has it all, and a good figure here is no proof.',
    ...(subjects.some(({ control }) => control)
      ? [
          'Controls are simulated: their changes are those that a perfect code would make. A real tool changes more.',
        ]
      : []),
  ];
}

function bold(name: string): string {
  return `<b>${escapeMarkup(name)}</b>`;
}

/** One, two and three. */
function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
