/** Options of the exact method, for the commands that hide. */
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { DistortionName, EmbeddingName, Quality } from '../methods/exact/settings.ts';
import { DISTORTIONS, EMBEDDINGS } from '../methods/exact/settings.ts';
import { wholeNumber } from './numbers.ts';

/** What the options of `addExactOptions` give. */
export interface ExactFlags {
  readonly quality?: Quality | 'original';
  readonly lossless?: boolean;
  readonly embedding?: EmbeddingName;
  readonly distortion?: DistortionName;
  readonly constraintHeight?: number;
}

/** Adds `--quality`, `--lossless`, `--embedding`, `--distortion` and `--constraint-height`. */
export function addExactOptions(command: Command): Command {
  return command
    .option(
      '--quality <q>',
      'exact: how a picture is coded: auto (its own file where that fits, or so that it fills what is favoured), lossless, original (its own file, byte for byte, with all its metadata), or 1 to 100 (default: auto)',
      quality,
    )
    .option('--lossless', 'exact: the same as --quality lossless')
    .addOption(
      new Option(
        '--embedding <name>',
        'exact: trellis (least change), or plain digits: matching, ternary, q4 ... q16 (default: trellis)',
      )
        // Not `choices`, whose list of sixteen names would hide what matters.
        .argParser((name) => {
          if (!EMBEDDINGS.includes(name as EmbeddingName)) {
            throw new InvalidArgumentError(
              'Expected trellis, matching, ternary, or q4 to q16 for --embedding.',
            );
          }
          return name;
        }),
    )
    .addOption(
      new Option(
        '--distortion <name>',
        'exact: what the trellis spares: uniform (best PSNR), hill (hardest to detect), or auto by the payload (default: auto)',
      ).choices(DISTORTIONS),
    )
    .option(
      '--constraint-height <h>',
      'exact: of the trellis codes, 6 (fast) to 12 (least change) (default: 10)',
      wholeNumber('--constraint-height'),
    );
}

/**
 * The quality that the flags ask for.
 *
 * @throws Error where they contradict each other.
 */
export function chosenQuality({ quality, lossless }: ExactFlags): Quality | 'original' | undefined {
  if (lossless !== true) return quality;
  if (quality !== undefined && quality !== 'lossless') {
    throw new Error(`Expected --lossless or --quality ${quality} but received both`);
  }
  return 'lossless';
}

function quality(text: string): Quality | 'original' {
  if (text === 'auto' || text === 'lossless' || text === 'original') return text;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > 100) {
    throw new InvalidArgumentError(
      'Expected auto, lossless, original or a whole number from 1 to 100 for --quality.',
    );
  }
  return value;
}
