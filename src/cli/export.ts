/** `pentimento export` */
import type { Command } from 'commander';
import { reportJson } from '../report/text/json.ts';
import { overwriteOption } from './outputs.ts';
import { print } from './terminal.ts';

interface ExportFlags {
  readonly safetensors: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

export function addExport(program: Command): void {
  program
    .command('export')
    .summary('write the weights of a model for other programs')
    .description(
      "Writes the weights of a model as a safetensors file, in float32 and under the network's names, with its settings in the metadata. " +
        '`pentimento train --from` and training/pytorch/ start from it; a checkpoint gives its averaged weights.',
    )
    .argument('<model>', 'one that ships, a model folder, or the checkpoint.safetensors of a training')
    .requiredOption('--safetensors <file>', 'file to write')
    .addOption(overwriteOption())
    .option('--json', 'print what was written as JSON, an error, too')
    .addHelpText(
      'after',
      `
Examples:
  $ pentimento export invertible --safetensors weights.safetensors
  $ pentimento export my-model/ --safetensors weights.safetensors --overwrite
  $ pentimento export my-model/checkpoint.safetensors --safetensors weights.safetensors`,
    )
    .action(exportModel);
}

async function exportModel(model: string, flags: ExportFlags): Promise<void> {
  const { safetensors: out, overwrite = false } = flags;
  const { assertWritable, writeFileAtomically } = await import('../image/picture-files.node.ts');
  const { assertDistinct } = await import('../media/distinct-files.node.ts');
  const { exportWeights } = await import('../training/checkpoint/export-weights.node.ts');
  const { isWeightsFile } = await import('../training/checkpoint/starting-point.node.ts');
  const path = isWeightsFile(model) ? model : await folderOf(model);
  await assertDistinct(out, await filesOf(path));
  await assertWritable(out, { overwrite });
  const { name, configuration, count, bytes } = await exportWeights(path);
  await writeFileAtomically(out, bytes, undefined, { overwrite });
  const { architecture, network } = configuration;
  if (flags.json === true) {
    print(reportJson({ out, model: name, architecture, network, weights: count, bytes: bytes.length }));
    return;
  }
  print(`Wrote ${out}: ${count.toLocaleString('en')} weights of ${name} (${architecture}).`);
}

async function folderOf(model: string): Promise<string> {
  const { findModel } = await import('../methods/models/model-folder.node.ts');
  return (await findModel(model)).folder;
}

/** The files that an export reads. */
async function filesOf(path: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const { join } = await import('node:path');
  return readdir(path).then(
    (names) => names.map((name) => join(path, name)),
    () => [path],
  );
}
