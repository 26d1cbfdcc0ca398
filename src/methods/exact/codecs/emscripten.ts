/**
 * What the two codecs share: builds of C++ libraries by Emscripten, with one object for each picture.
 */
import { coded } from '../../../errors/coded.ts';
import type { RgbImage } from '../../../image/rgb-image.ts';

/** The options to make a module: its WebAssembly, or where to fetch it. */
export interface ModuleOptions {
  readonly wasmBinary?: Uint8Array;
  /** URL of a file, by its name. */
  readonly locateFile?: (name: string) => string;
  readonly print?: (line: string) => void;
  readonly printErr?: (line: string) => void;
}

/** Makes a module. */
export type ModuleFactory<Module> = (options: ModuleOptions) => Promise<Module>;

/** Makes a module when it is needed. */
export type ModuleLoader<Module> = () => Promise<Module>;

/** A codec's description of a picture. */
export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned: boolean;
}

/** A C++ object; delete it, or its memory leaks. */
export interface Deletable {
  delete(): void;
}

/** Encodes one picture. */
export interface FrameEncoder extends Deletable {
  /** Memory for the samples. */
  getDecodedBuffer(frame: FrameInfo): Uint8Array;
  encode(): void;
  /** A view into the module's memory, valid as long as the encoder. */
  getEncodedBuffer(): Uint8Array;
}

/** Decodes one picture. */
export interface FrameDecoder extends Deletable {
  /** Memory for the code. */
  getEncodedBuffer(bytes: number): Uint8Array;
  decode(): void;
  getDecodedBuffer(): Uint8Array;
  getFrameInfo(): FrameInfo;
}

/** Discards what the modules print about every picture. */
export const SILENT: ModuleOptions = { print: () => {}, printErr: () => {} };

const COMPONENTS = 3;

/** Passes the picture to an encoder. */
export function setPicture(encoder: FrameEncoder, { width, height, data }: RgbImage): void {
  encoder
    .getDecodedBuffer({ width, height, bitsPerSample: 8, componentCount: COMPONENTS, isSigned: false })
    .set(data);
}

/**
 * The picture that a decoder makes of a code.
 *
 * @throws Error if it has another size: these decoders report damage in no other way, or as bare numbers.
 */
export function decodeFrame(
  decoder: FrameDecoder,
  code: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Uint8Array {
  decoder.getEncodedBuffer(code.length).set(code);
  decoder.decode();
  const frame = decoder.getFrameInfo();
  const samples = decoder.getDecodedBuffer();
  if (
    frame.width !== width ||
    frame.height !== height ||
    frame.componentCount !== COMPONENTS ||
    samples.length !== COMPONENTS * width * height
  ) {
    throw coded(
      new Error(`Expected the code of a ${width}x${height} picture but received another one`),
      'damaged-container',
    );
  }
  return samples.slice();
}
