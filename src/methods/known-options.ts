/**
 * Options of the shipped methods, as the library's calls take them; those of other methods go into `options`.
 */

import type { DistortionName, EmbeddingName, ExactOptions, PartCount, Quality } from './exact/settings.ts';
import type { Favour } from './favour.ts';
import type { DeepModel } from './models/model.ts';
import type { OptionValues } from './options.ts';
import { methods } from './registry.ts';

/** The options of methods. */
export interface KnownOptions {
  /** Which side of the trade-off to favour; `balanced` by default. */
  readonly favour?: Favour | undefined;
  /** Networks: name of a shipped model, a model folder, or an open model; by default the default model. */
  readonly model?: string | DeepModel | undefined;
  /** Networks: the device for a model that is not open; `cpu` by default. */
  readonly device?: 'cpu' | 'webgpu' | undefined;
  /**
   * Exact: how a picture is coded; `original` carries its file byte for byte. So does `auto`, the default, if the file fits into the
   * favoured payload, and `lossless` if the file holds more than 8-bit RGB samples do (`codeOrCarry`).
   */
  readonly quality?: Quality | 'original' | undefined;
  /** Exact: how bits go into samples; `trellis` by default. */
  readonly embedding?: EmbeddingName | undefined;
  /** Exact: what the trellis avoids changing; `auto` by default. */
  readonly distortion?: DistortionName | Float32Array | ExactOptions['distortion'];
  /** Exact: height of the trellis codes, 6 to 12; 10 by default. */
  readonly constraintHeight?: number | undefined;
  /** Exact: bits that every sample carries; by default what the secret takes, or the favoured payload if there are several parts. */
  readonly rate?: number | undefined;
  /** Exact: the number of parts of the cover; by default the number of secrets. */
  readonly parts?: PartCount | undefined;
  /** Options of methods that do not ship. */
  readonly options?: OptionValues | undefined;
}

/** The options of methods among the properties of a call, to be checked and passed to a method. */
export function optionsIn(call: KnownOptions): OptionValues {
  const names = new Set(methods().flatMap(({ options }) => Object.keys(options)));
  const given = Object.entries(call).filter(([name, value]) => names.has(name) && value !== undefined);
  return { ...Object.fromEntries(given), ...call.options };
}
