/**
 * Options of the methods that ship, as the library's calls take them beside everything else; those of other methods go into `options`.
 */
import type { DeepModel } from './deep/model.ts';
import type { DistortionName, EmbeddingName, ExactOptions, PartCount, Quality } from './exact/settings.ts';
import type { Favour } from './favour.ts';
import type { OptionValues } from './options.ts';
import { methods } from './registry.ts';

/** What a method can be told. */
export interface KnownOptions {
  /** Which side of the trade-off to favour; `balanced` when left out. */
  readonly favour?: Favour | undefined;
  /** Networks: name of a shipped model, a model folder, or an open model; the default one when left out. */
  readonly model?: string | DeepModel | undefined;
  /** Networks: where a model that is not open runs; `cpu` when left out. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /**
   * Exact: how a picture is coded; `original` carries its file byte for byte. `auto`, when left out, does so too where the file fits into
   * what is favoured, and `lossless` where the file holds more than 8-bit RGB samples do (`codeOrCarry`).
   */
  readonly quality?: Quality | 'original' | undefined;
  /** Exact: how bits go into samples; `trellis` when left out. */
  readonly embedding?: EmbeddingName | undefined;
  /** Exact: what the trellis spares; `auto` when left out. */
  readonly distortion?: DistortionName | Float32Array | ExactOptions['distortion'];
  /** Exact: height of the trellis codes, 6 to 12; 10 when left out. */
  readonly constraintHeight?: number | undefined;
  /** Exact: bits that every sample carries; what the secret takes when left out, or what is favoured where there are several parts. */
  readonly rate?: number | undefined;
  /** Exact: into how many parts the cover is cut; as many as there are secrets when left out. */
  readonly parts?: PartCount | undefined;
  /** Options of methods that do not ship. */
  readonly options?: OptionValues | undefined;
}

/** The options of methods among the properties of a call, as they are checked and handed to a method. */
export function optionsIn(call: KnownOptions): OptionValues {
  const names = new Set(methods().flatMap(({ options }) => Object.keys(options)));
  const given = Object.entries(call).filter(([name, value]) => names.has(name) && value !== undefined);
  return { ...Object.fromEntries(given), ...call.options };
}
