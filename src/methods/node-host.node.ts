/**
 * The host of methods in Node: models from folders, on the native runtime, and the codecs of this
 * installation.
 */

import { encodedAnew } from '../image/lossy-encodings.node.ts';
import { nodeSecretCoder } from './exact/codecs/secret-coder.node.ts';
import type { MethodHost, ModelChoice } from './method.ts';
import type { DeepModel } from './models/model.ts';
import type { OpenModel } from './models/model-folder.node.ts';
import { findModel, nodeRuntime, openOn, shippedModelOf } from './models/model-folder.node.ts';

/** A host whose models stay open until it is disposed of. */
export interface NodeHost extends MethodHost {
  /** Closes all models that it opened. */
  dispose(): Promise<void>;
}

/** A new host: each model is opened once, when it is first needed. */
export function createNodeHost(): NodeHost {
  const opened = new Map<string, Promise<OpenModel>>();
  return {
    coder: nodeSecretCoder(),
    encodedAnew,
    async openModel(choice: ModelChoice, device?: string): Promise<DeepModel> {
      if (typeof choice === 'object' && !(choice instanceof Uint8Array)) return choice;
      const found = typeof choice === 'string' ? await findModel(choice) : await shippedModelOf(choice);
      const name = `${device ?? ''} ${found.folder}`;
      let model = opened.get(name);
      if (model === undefined) {
        model = openOn(found, nodeRuntime(device as 'cpu' | 'webgpu' | undefined));
        opened.set(name, model);
        model.catch(() => opened.delete(name));
      }
      return model;
    },
    async dispose() {
      const models = await Promise.allSettled(opened.values());
      opened.clear();
      for (const model of models) if (model.status === 'fulfilled') await model.value.dispose();
    },
  };
}

/** Runs `work` with a host that is disposed of afterwards. */
export async function withNodeHost<T>(work: (host: NodeHost) => Promise<T>): Promise<T> {
  const host = createNodeHost();
  try {
    return await work(host);
  } finally {
    await host.dispose();
  }
}
