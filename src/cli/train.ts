/** `pentimento train` */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { coded } from '../errors/coded.ts';
import { ARCHITECTURE_NAMES } from '../networks/registry.ts';
import { trainingCurves } from '../report/charts/curves.ts';
import { exampleSheet } from '../report/pictures/examples.ts';
import { reportJson } from '../report/text/json.ts';
import type { TrainingConfiguration } from '../training/configuration.ts';
import { TRAINING_DEFAULTS, trainingConfiguration } from '../training/configuration.ts';
import type { TrainingProgress } from '../training/train.node.ts';
import { deviceOption } from './device-option.ts';
import { positiveNumber, seedNumber, wholeNumber } from './numbers.ts';
import { clearLive, duration, Interruption, interruptSignal, live, note, print } from './terminal.ts';

interface TrainFlags {
  readonly data: string;
  readonly out: string;
  readonly architecture?: string;
  readonly config?: string;
  readonly minutes?: number;
  readonly steps?: number;
  readonly resume?: boolean;
  readonly from?: string;
  readonly seed?: number;
  readonly threads?: number;
  readonly device: 'cpu' | 'webgpu';
  readonly json?: boolean;
}

/** Rows in the picture of examples. */
const EXAMPLES = 6;
const EXAMPLES_FILE = 'examples.png';

export function addTrain(program: Command): void {
  program
    .command('train')
    .summary('train networks on a folder of photos')
    .description(
      'Trains networks on the photos of a folder and writes a model folder: model.json, hide.onnx, reveal.onnx, weights.safetensors, and beside them ' +
        'checkpoint.safetensors, training.jsonl, curves.svg and examples.png. Ctrl-C stops it after a last checkpoint. Give --minutes or --steps.',
    )
    .requiredOption('--data <dir>', 'folder of photos')
    .requiredOption('--out <dir>', 'model folder to write')
    .option(
      '--architecture <name>',
      `one of ${ARCHITECTURE_NAMES.join(', ')} (default: ${TRAINING_DEFAULTS.architecture})`,
    )
    .option('--config <file.json>', 'settings; what it leaves out has defaults (see docs/training.md)')
    .option('--minutes <n>', 'length of the training in minutes', positiveNumber('--minutes'))
    .option('--steps <n>', 'length of the training in steps', wholeNumber('--steps'))
    .option('--resume', 'go on from the checkpoint in --out, on the same random numbers')
    .option(
      '--from <model>',
      'start from the weights of a model, one that ships or a folder, or of a file of any program that ends in .safetensors, and with its settings where --config leaves them out',
    )
    .option('--seed <n>', 'seed of weights and batches', seedNumber('--seed'))
    .option('--threads <n>', 'threads of the CPU provider (default: one a core)', wholeNumber('--threads'))
    .addOption(deviceOption())
    .option('--json', 'print what was trained as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento train --data photos/ --out my-model --minutes 60
  $ pentimento train --data photos/ --out my-model --minutes 120 --resume
  $ pentimento train --data photos/ --out tuned --minutes 20 --from invertible
  $ pentimento train --data photos/ --out mine --minutes 60 --from weights.safetensors --config mine.json
  $ pentimento train --data photos/ --out wide --steps 50000 --config wide.json --seed 7`,
    )
    .action(async (flags: TrainFlags) => {
      if ((flags.minutes === undefined) === (flags.steps === undefined)) {
        throw coded(
          new TypeError('Expected either --minutes or --steps for the length of the training'),
          'missing-option',
        );
      }
      if (flags.from !== undefined && flags.resume === true) {
        throw coded(
          new TypeError(
            'Expected either --from, to start, or --resume, to go on with a training that has its own weights',
          ),
          'conflicting-options',
        );
      }
      const from = flags.from === undefined ? undefined : await findStart(flags.from);
      const configuration = await readConfiguration(flags, from?.configuration);
      await assertPhotosKept(flags);
      const signal = interruptSignal();
      const { writeFileAtomically, writePicture } = await import('../image/picture-files.node.ts');
      const { train } = await import('../training/train.node.ts');
      const result = await train({
        data: flags.data,
        out: flags.out,
        ...(configuration === undefined ? {} : { configuration }),
        ...(flags.minutes === undefined ? {} : { minutes: flags.minutes }),
        ...(flags.steps === undefined ? {} : { steps: flags.steps }),
        ...(flags.threads === undefined ? {} : { threads: flags.threads }),
        ...(from === undefined ? {} : { from: from.path }),
        resume: flags.resume ?? false,
        device: flags.device,
        signal,
        onProgress: (progress) => live(progressText(progress)),
        onWarning: (message) => note(message),
        onCheck: (check) =>
          note(
            `check at step ${check.step}, ${duration(check.seconds)}: cover ${check.coverPsnr.toFixed(2)} dB, secret ${check.secretPsnr.toFixed(2)} dB ` +
              `(worst ${check.worstCoverPsnr.toFixed(2)} / ${check.worstSecretPsnr.toFixed(2)})`,
          ),
      });
      clearLive();
      await writeFileAtomically(
        join(flags.out, 'curves.svg'),
        new TextEncoder().encode(trainingCurves(result.log)),
      );
      await writePicture(join(flags.out, EXAMPLES_FILE), exampleSheet(result.pairs, { pairs: EXAMPLES }));
      const skipped = result.skippedPhotos.length;
      if (skipped > 0) note(`${skipped} photo${skipped === 1 ? '' : 's'} could not be used (named above)`);
      const length = flags.minutes === undefined ? `--steps ${flags.steps}` : `--minutes ${flags.minutes}`;
      if (result.stopped && signal.reason instanceof Interruption) process.exitCode = signal.reason.exitCode;
      if (flags.json === true) {
        const { manifest, stopped, skippedPhotos } = result;
        print(reportJson({ out: flags.out, stopped, skippedPhotos, manifest }));
        return;
      }
      print(
        result.stopped
          ? `Stopped. Go on with: pentimento train --data ${flags.data} --out ${flags.out} ${length} --resume`
          : `Wrote the model ${flags.out}. Try it with: pentimento hide <secret> --in <cover> --out container.png --model ${flags.out}`,
      );
    });
}

/** @throws Error if the picture of examples would overwrite a photo. */
async function assertPhotosKept({ data, out }: TrainFlags): Promise<void> {
  const { assertDistinct } = await import('../media/distinct-files.node.ts');
  const { findPictures } = await import('../steganalysis/detect/find-pictures.node.ts');
  // Errors of the folder itself are reported later.
  await assertDistinct(join(out, EXAMPLES_FILE), await findPictures([data]).catch(() => []));
}

/** The model folder or file to start from, and the settings that its weights were trained with, where they are known. */
async function findStart(
  name: string,
): Promise<{ path: string; configuration: TrainingConfiguration | undefined }> {
  const { isWeightsFile, readStartingPoint } = await import('../training/checkpoint/starting-point.node.ts');
  if (isWeightsFile(name)) {
    return { path: name, configuration: (await readStartingPoint(name)).configuration };
  }
  const { findModel } = await import('../methods/models/model-folder.node.ts');
  const { trainedConfiguration } = await import('../training/checkpoint/model-files.node.ts');
  const { folder, manifest } = await findModel(name);
  return { path: folder, configuration: trainedConfiguration(manifest) };
}

/**
 * The configuration that the flags ask for, or undefined if they ask for none.
 *
 * @param defaults - what `--config` and the flags leave out.
 */
async function readConfiguration(
  flags: TrainFlags,
  defaults: TrainingConfiguration = TRAINING_DEFAULTS,
): Promise<TrainingConfiguration | undefined> {
  const overrides = {
    ...(flags.architecture === undefined ? {} : { architecture: flags.architecture }),
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
  };
  if (flags.config === undefined) {
    if (Object.keys(overrides).length === 0) return undefined;
    if (flags.resume !== true) return trainingConfiguration(overrides, defaults);
    note('The settings of the checkpoint count; --seed and --architecture are for the start of a training');
    return undefined;
  }
  const text = await readFile(flags.config, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw coded(
      new Error(`Expected a file for --config but received ${flags.config} (${error.code})`),
      'file-unreadable',
    );
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw coded(
      new Error(`Expected JSON in ${flags.config}: ${error instanceof Error ? error.message : error}`),
      'bad-configuration',
    );
  }
  return trainingConfiguration(overrides, trainingConfiguration(value, defaults));
}

function progressText(progress: TrainingProgress): string {
  const { step, coverPsnr, secretPsnr, learningRate, stepsPerSecond, skipped, seconds, secondsLeft } =
    progress;
  const { adversaryError } = progress;
  return (
    `step ${step}  cover ${coverPsnr.toFixed(2)} dB  secret ${secretPsnr.toFixed(2)} dB  rate ${learningRate.toExponential(1)}  ` +
    (adversaryError === undefined ? '' : `adversary errs ${(100 * adversaryError).toFixed(1)} %  `) +
    `${stepsPerSecond.toFixed(2)} steps/s  ${duration(seconds)} gone  ${duration(secondsLeft)} left` +
    (skipped > 0 ? `  ${skipped} skipped` : '')
  );
}
