/** The host of methods in a page: the models of the site, on its engine, and its codecs. */
import { coded, type MethodHost } from '../../../src/browser.ts';
import { createCoder } from './coder.ts';
import { engineOf } from './engine.ts';
import type { JobContext, ModelName } from './jobs.ts';
import { MODEL_NAMES, modelNamed, modelOn, tiling } from './models.ts';

export function pageHost({ device, progress }: JobContext): MethodHost {
  const report = progress.prepare;
  return {
    coder: createCoder(),
    async openModel(choice) {
      if (typeof choice === 'object' && !(choice instanceof Uint8Array)) return choice;
      const name = typeof choice === 'string' ? known(choice) : await modelNamed(choice);
      if (name === undefined) {
        throw coded(
          new Error(
            'Something is hidden here, with a network of somebody’s own that this page does not have. The command line reveals it: pentimento reveal --model.',
          ),
          'model-missing',
        );
      }
      const { runtime } = await engineOf(device, report);
      return modelOn(runtime, name, report);
    },
    tile: (size) => tiling(size).tile,
  };
}

function known(name: string): ModelName | undefined {
  return MODEL_NAMES.find((own) => own === name);
}
