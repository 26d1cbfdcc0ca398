/**
 * The colour rich model, slowly and by other means: residuals from written-out formulas, selections made by turning one of them, triples
 * of residuals counted under names.
 */
import type { RgbImage } from '../../src/image/rgb-image.ts';

type Residual = (x: number, y: number, channel: number) => number;
type Selection = readonly Residual[];

/** The features of each submodel by its class and name, bins by the first of their triples. */
export function richModelByDefinition({ width, height, data }: RgbImage): Map<string, number[]> {
  const sample = (x: number, y: number, channel: number): number => data[3 * (y * width + x) + channel]!;
  /** The sample `along` steps in a direction of eighths of a turn from the right, counted downwards. */
  const step = (eighth: number): [number, number] => [
    [1, 1, 0, -1, -1, -1, 0, 1][eighth % 8]!,
    [0, 1, 1, 1, 0, -1, -1, -1][eighth % 8]!,
  ];
  const beside = (x: number, y: number, channel: number, eighth: number, along: number): number =>
    sample(x + along * step(eighth)[0], y + along * step(eighth)[1], channel);

  const first =
    (eighth: number): Residual =>
    (x, y, c) =>
      beside(x, y, c, eighth, 1) - sample(x, y, c);
  const second =
    (eighth: number): Residual =>
    (x, y, c) =>
      beside(x, y, c, eighth, 1) + beside(x, y, c, eighth, -1) - 2 * sample(x, y, c);
  const third =
    (eighth: number): Residual =>
    (x, y, c) =>
      3 * beside(x, y, c, eighth, 1) -
      beside(x, y, c, eighth, 2) +
      beside(x, y, c, eighth, -1) -
      3 * sample(x, y, c);

  /** Ring of a square kernel: weights by the offset's size, and whether a half of the square contains it. */
  const square = (weight: (a: number, b: number) => number, radius: number, half?: number): Residual => {
    return (x, y, c) => {
      let sum = 0;
      for (let v = -radius; v <= radius; v++) {
        for (let u = -radius; u <= radius; u++) {
          if (half !== undefined && u * step(half)[0] + v * step(half)[1] < 0) continue;
          sum += weight(Math.abs(u), Math.abs(v)) * sample(x + u, y + v, c);
        }
      }
      return sum;
    };
  };
  const weight3 = (a: number, b: number): number => (a + b === 0 ? -4 : a + b === 1 ? 2 : -1);
  const weight5 = (a: number, b: number): number =>
    ({ '00': -12, '01': 8, '11': -6, '02': -2, '12': 2, '22': -1 })[[a, b].sort().join('')]!;

  const turned = (selection: (turn: number) => Selection): Selection[] => [0, 2, 4, 6].map(selection);
  const neighbours = (residual: (eighth: number) => Residual): Record<string, Selection[]> => ({
    spam14: [[residual(0)], [residual(6)]],
    minmax22: [0, 2].map((turn) => [residual(turn), residual(turn + 4)]),
    minmax24: turned((turn) => [residual(turn), residual(turn + 2)]),
    minmax34hv: turned((turn) => [residual(turn), residual(turn + 2), residual(turn + 4)]),
    minmax41: [[residual(0), residual(2), residual(4), residual(6)]],
    minmax34: turned((turn) => [residual(turn), residual(turn + 1), residual(turn + 2)]),
    minmax48: [
      ...turned((turn) => [residual(turn), residual(turn + 1), residual(turn + 2), residual(turn + 3)]),
      ...turned((turn) => [residual(turn + 7), residual(turn), residual(turn + 1), residual(turn + 2)]),
    ],
    minmax54: turned((turn) => [-1, 0, 1, 2, 3].map((eighth) => residual(turn + 8 + eighth))),
  });
  const sides = (weight: (a: number, b: number) => number, radius: number): Record<string, Selection[]> => {
    const half = (turn: number): Residual => square(weight, radius, turn);
    return {
      spam11: [[square(weight, radius)]],
      spam14: turned((turn) => [half(turn)]),
      minmax24: turned((turn) => [half(turn), half(turn + 2)]),
      minmax22: [0, 2].map((turn) => [half(turn), half(turn + 4)]),
      minmax41: [[half(0), half(2), half(4), half(6)]],
    };
  };
  const classes = [
    { name: 'first', step: 1, margin: 1, submodels: neighbours(first) },
    {
      name: 'second',
      step: 2,
      margin: 1,
      submodels: {
        spam12: [[second(0)], [second(2)]],
        minmax21: [[second(0), second(2)]],
        minmax41: [[second(0), second(1), second(2), second(3)]],
        minmax32: [1, 3].map((diagonal) => [second(0), second(2), second(diagonal)]),
        minmax24: [0, 2].flatMap((line) => [1, 3].map((diagonal) => [second(line), second(diagonal)])),
      },
    },
    { name: 'third', step: 3, margin: 2, submodels: neighbours(third) },
    { name: 'square3', step: 4, margin: 1, submodels: sides(weight3, 1) },
    { name: 'square5', step: 12, margin: 2, submodels: sides(weight5, 2) },
  ];

  const features = new Map<string, number[]>();
  for (const { name, step: q, margin, submodels } of classes) {
    const quantized = (residual: Residual, x: number, y: number, channel: number): number => {
      const value = residual(x, y, channel) / q;
      const rounded = value < 0 ? -Math.round(-value) : Math.round(value);
      return Math.max(-3, Math.min(3, rounded));
    };
    for (const [submodel, selections] of Object.entries<Selection[]>(submodels)) {
      const isSpam = submodel.startsWith('spam');
      const counts = new Map<string, number>();
      for (let r = -3; r <= 3; r++) {
        for (let g = -3; g <= 3; g++) for (let b = -3; b <= 3; b++) counts.set(binName([r, g, b], isSpam), 0);
      }
      let total = 0;
      const count = (triple: readonly number[]): void => {
        const bin = binName(triple, isSpam);
        counts.set(bin, counts.get(bin)! + 1);
        total += 1;
      };
      for (const selection of selections) {
        for (let y = margin; y < height - margin; y++) {
          for (let x = margin; x < width - margin; x++) {
            const values = [0, 1, 2].map((channel) =>
              selection.map((residual) => quantized(residual, x, y, channel)),
            );
            count(values.map((own) => Math.min(...own)));
            if (!isSpam) count(values.map((own) => -Math.max(...own)));
          }
        }
      }
      features.set(
        `${name} ${submodel}`,
        [...counts.values()].map((value) => value / total),
      );
    }
  }
  return features;
}

/** The same for all triples that the model does not tell apart. */
function binName([r, g, b]: readonly number[], isSpam: boolean): string {
  const alike = [
    [r!, g!, b!],
    [b!, g!, r!],
  ];
  if (isSpam) alike.push([-r!, -g!, -b!], [-b!, -g!, -r!]);
  return alike.map((triple) => triple.map((value) => value + 0).join(' ')).sort()[0]!;
}
