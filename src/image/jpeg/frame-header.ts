/** The frame header (ITU-T T.81, B.2.2): which coding, how large, which components; and room for their coefficients (A.1.1, A.2). */
import type { JpegComponent, JpegFrame } from './jpeg-file.ts';
import { NEVER_CODED } from './jpeg-file.ts';
import { MARKER } from './markers.ts';
import type { UnsupportedCoding } from './refusals.ts';
import { damaged, tooLarge, unsupported } from './refusals.ts';

const PROCESSES: ReadonlyMap<number, JpegFrame['process']> = new Map([
  [MARKER.SOF0, 'baseline'],
  [MARKER.SOF1, 'extended'],
  [MARKER.SOF2, 'progressive'],
]);

/** Table B.1; SOF55 is JPEG-LS (T.87, C.1.1). */
const UNSUPPORTED: ReadonlyMap<number, UnsupportedCoding> = new Map([
  [0xc3, 'lossless'],
  [0xc5, 'hierarchical'],
  [0xc6, 'hierarchical'],
  [0xc7, 'hierarchical'],
  [0xc8, 'reserved'],
  [0xc9, 'arithmetic'],
  [0xca, 'arithmetic'],
  [0xcb, 'lossless'],
  [0xcd, 'hierarchical'],
  [0xce, 'hierarchical'],
  [0xcf, 'hierarchical'],
  [MARKER.DHP, 'hierarchical'],
  [0xf7, 'jpeg-ls'],
  [MARKER.DNL, 'dnl'],
]);

/** A component as its frame header has it; the quantiser is known at its first scan. */
export type FrameComponent = Omit<JpegComponent, 'quantisation'> & {
  /** Tq: where the quantiser is taken from. */
  readonly quantiser: number;
  quantisation: Uint16Array | undefined;
};

export type FrameHeader = Omit<JpegFrame, 'components'> & { readonly components: readonly FrameComponent[] };

export function isFrameHeader(marker: number): boolean {
  return PROCESSES.has(marker);
}

/** @throws RangeError `unsupported-picture` for a marker of a coding that we do not read. */
export function refuseUnsupported(marker: number): void {
  const coding = UNSUPPORTED.get(marker);
  if (coding !== undefined) throw unsupported(coding);
}

/**
 * Reads a frame header and makes room for the coefficients, once it is known that the file can fill it.
 *
 * @param parameters - what follows the length.
 * @param limits - `bytes`: size of the file. Every block takes at least one bit, so a small file cannot claim much
 *   memory.
 * @throws RangeError `damaged-picture`, `unsupported-picture`, `picture-too-large`.
 */
export function readFrameHeader(
  marker: number,
  parameters: Uint8Array,
  limits: { readonly bytes: number; readonly maximumCoefficients: number },
): FrameHeader {
  const [precision, , , , , count] = parameters;
  if (count === undefined || count === 0 || parameters.length !== 6 + 3 * count) {
    throw damaged('its frame header has a wrong length');
  }
  if (precision === 12) throw unsupported('12-bit');
  if (precision !== 8) throw damaged(`its samples have ${precision} bits`);
  const height = (parameters[1]! << 8) | parameters[2]!;
  const width = (parameters[3]! << 8) | parameters[4]!;
  if (height === 0) throw unsupported('dnl');
  if (width === 0) throw damaged('its rows have no pixels');
  if (count > 4) throw unsupported('components');
  const components = layOut(width, height, parameters.subarray(6));
  const real = sum(components.map(({ blocksPerRow, blocksPerColumn }) => blocksPerRow * blocksPerColumn));
  if (real > 8 * limits.bytes) throw damaged('it is too short for its width and height');
  const stored = 64 * sum(components.map((own) => own.storedBlocksPerRow * own.storedBlocksPerColumn));
  if (stored > limits.maximumCoefficients) throw tooLarge(stored, limits.maximumCoefficients, 'coefficients');
  return {
    process: PROCESSES.get(marker)!,
    precision: 8,
    width,
    height,
    components: components.map((own) => ({
      ...own,
      coefficients: new Int16Array(64 * own.storedBlocksPerRow * own.storedBlocksPerColumn),
      lowestBit: new Uint8Array(64).fill(NEVER_CODED),
      quantisation: undefined,
    })),
  };
}

type ComponentLayout = Omit<FrameComponent, 'coefficients' | 'lowestBit' | 'quantisation'>;

function layOut(width: number, height: number, specifications: Uint8Array): ComponentLayout[] {
  const listed: Pick<FrameComponent, 'id' | 'horizontal' | 'vertical' | 'quantiser'>[] = [];
  for (let at = 0; at < specifications.length; at += 3) {
    const [id, factors, quantiser] = specifications.subarray(at, at + 3);
    const [horizontal, vertical] = [factors! >> 4, factors! & 15];
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
      throw damaged(`a component is sampled ${horizontal}x${vertical}`);
    }
    if (quantiser! > 3) throw damaged('a component has no quantisation table');
    if (listed.some((other) => other.id === id)) throw damaged('two components have one identifier');
    listed.push({ id: id!, horizontal, vertical, quantiser: quantiser! });
  }
  const largestHorizontal = Math.max(...listed.map(({ horizontal }) => horizontal));
  const largestVertical = Math.max(...listed.map(({ vertical }) => vertical));
  const isAlone = listed.length === 1;
  return listed.map((own) => {
    const ownWidth = Math.ceil((width * own.horizontal) / largestHorizontal);
    const ownHeight = Math.ceil((height * own.vertical) / largestVertical);
    const [blocksPerRow, blocksPerColumn] = [Math.ceil(ownWidth / 8), Math.ceil(ownHeight / 8)];
    return {
      ...own,
      width: ownWidth,
      height: ownHeight,
      blocksPerRow,
      blocksPerColumn,
      storedBlocksPerRow: isAlone
        ? blocksPerRow
        : own.horizontal * Math.ceil(width / (8 * largestHorizontal)),
      storedBlocksPerColumn: isAlone
        ? blocksPerColumn
        : own.vertical * Math.ceil(height / (8 * largestVertical)),
    };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
