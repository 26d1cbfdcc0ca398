/** `pentimento models` */
import type { Command } from 'commander';
import { DEFAULT_MODEL } from '../methods/models/default-model.ts';
import { modelFiles } from '../networks/model-files.ts';
import { parameterCount } from '../networks/parameters.ts';
import { createNetwork } from '../networks/registry.ts';
import { formatTable } from '../report/text/table.ts';
import { print } from './terminal.ts';

export function addModels(program: Command): void {
  program
    .command('models')
    .summary('list the models that come with Pentimento')
    .description(
      'Lists the models that come with Pentimento: what they are, their size and cost, and how well they do.',
    )
    .option('--json', 'print the list as JSON')
    .addHelpText('after', '\nExample:\n  $ pentimento models')
    .action(async (flags: { readonly json?: boolean }) => {
      const { hexadecimal } = await import('../methods/models/model.ts');
      const { shippedModels } = await import('../methods/models/model-folder.node.ts');
      const models = await shippedModels();
      if (flags.json === true) {
        // A thousand numbers that say nothing to a reader.
        const described = models.map(({ manifest: { sensitivity: _, ...manifest }, id }) => ({
          ...manifest,
          id: hexadecimal(id),
        }));
        print(JSON.stringify(described));
        return;
      }
      const rows = models.map(({ manifest, id }) => {
        const network = createNetwork(manifest.architecture, manifest.configuration);
        return [
          manifest.name === DEFAULT_MODEL ? `${manifest.name} (default)` : manifest.name,
          manifest.architecture,
          parameterCount(network.parameters).toLocaleString('en'),
          (modelFiles(manifest).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1),
          network.multiplyAdds.hide.toLocaleString('en'),
          network.multiplyAdds.reveal.toLocaleString('en'),
          hexadecimal(id),
        ];
      });
      print(
        formatTable(
          ['model', 'architecture', 'weights', 'MB', 'multiply-adds a pixel: hide', 'reveal', 'id'],
          rows,
        ),
      );
    });
}
