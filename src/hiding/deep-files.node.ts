/**
 * Hiding and revealing picture files with the deep method.
 */
import { basename } from 'node:path';
import { encodePicture } from '../image/picture-files.node.ts';
import type { RgbImage } from '../image/rgb-image.ts';
import { deepMethod } from '../methods/deep/deep-method.ts';
import { DEFAULT_MODEL } from '../methods/deep/default-model.ts';
import type { PictureOptions } from '../methods/frame/hide-picture.ts';
import { hidePicture, NothingHiddenError, revealPicture } from '../methods/frame/hide-picture.ts';
import type { OpenModel } from '../methods/deep/model-folder.node.ts';
import {
  assertSameModel,
  findModel,
  nodeRuntime,
  openOn,
  sameId,
  shippedModelOf,
  withModel,
} from '../methods/deep/model-folder.node.ts';
import type { FrameHeader } from '../methods/frame/frame.ts';
import { readFrame } from '../methods/frame/frame.ts';
import type { HidingMethod } from '../methods/method.ts';
import { METHOD_NUMBERS } from '../methods/method.ts';
import { fidelity } from '../metrics/fidelity.ts';
import { showsNothing } from '../metrics/shows-nothing.ts';
import { inputName, readPictureInput } from './file-input.node.ts';
import type { HideOptions, HideReport, RevealOptions, RevealReport } from './file-options.node.ts';
import { outputName, writeOutput } from './file-output.node.ts';
import { phase, readCover } from './read-inputs.node.ts';
import { writeSecret } from './secret-place.node.ts';

/** Below this PSNR a receiver sees little of the secret, dB. */
const POOR_SECRET = 20;

/**
 * Hides a picture file: writes the container, reads it back, reveals it and measures both.
 *
 * @throws as `hide` does.
 */
export async function hideDeep(options: HideOptions): Promise<HideReport> {
  const started = performance.now();
  const cover = await readCover(options, [options.secret]);
  const secret = await readPictureInput(options.secret);
  const secretName = inputName(options.secret);
  const containerName = outputName(options.container);
  const warnings = [
    ...cover.warnings,
    ...secret.warnings.map((warning) => `${basename(secretName)}: ${warning}`),
    ...(secret.alpha === undefined ? [] : [`${basename(secretName)}: its transparency is not hidden`]),
    ...sizeWarnings(secret.image, cover.image),
  ];
  const work = (from: number, to: number): PictureOptions => ({
    passphrase: options.passphrase,
    favour: options.favour,
    ...phase(options, from, to),
  });
  return withModel(options.model ?? DEFAULT_MODEL, options.device, async (model) => {
    warnings.push(...keyWarnings(model, options.passphrase !== undefined));
    const method = deepMethod(model);
    const container = await hidePicture(method, cover.image, secret.image, work(0, 0.7));
    const hidden = performance.now();
    const bytes = await encodePicture(container, cover.extras);
    let report: Pick<HideReport, 'cover' | 'secret'> | undefined;
    await writeOutput(options.container, bytes, options, async (received) => {
      const revealed = await revealWritten(method, received, containerName, work(0.7, 1));
      if (showsNothing(secret.image, revealed)) {
        throw new Error(
          `${containerName} was not written: the receiver would see nothing of ${secretName} in it ` +
            `(the model ${model.manifest.name} reveals it no better than one flat colour)`,
        );
      }
      report = { cover: fidelity(cover.image, received), secret: fidelity(secret.image, revealed) };
    });
    const measured = report!;
    if (measured.secret.psnr < POOR_SECRET) {
      warnings.push(
        `The receiver will see the secret at ${measured.secret.psnr.toFixed(1)} dB only; a larger or calmer cover helps`,
      );
    }
    const ended = performance.now();
    return {
      container: containerName,
      method: 'deep',
      model: model.manifest.name,
      ...measured,
      seconds: {
        hide: (hidden - started) / 1000,
        verify: (ended - hidden) / 1000,
        total: (ended - started) / 1000,
      },
      warnings,
    };
  });
}

/**
 * Reveals what the deep method hid in a picture that was read, and writes it.
 *
 * @throws as `reveal` does.
 */
export async function revealDeep(
  options: RevealOptions,
  image: RgbImage,
  started: number,
): Promise<RevealReport> {
  if (options.force === true) return forceReveal(options, image, started);

  const container = inputName(options.container);
  const opened: OpenModel[] = [];
  const choose = async (header: FrameHeader): Promise<HidingMethod> => {
    if (header.method !== METHOD_NUMBERS.deep) {
      throw new Error(
        `${container} was made with method ${header.method}, which this version of Pentimento does not know`,
      );
    }
    const given = options.model;
    if (typeof given === 'object') return deepMethod(assertSameModel(given, header, container));
    const found = given === undefined ? await shippedModelOf(header, container) : await findModel(given);
    const model = await openOn(assertSameModel(found, header, container), nodeRuntime(options.device));
    opened.push(model);
    return deepMethod(model);
  };
  try {
    const { secret, method } = await revealPicture(choose, image, options, container);
    const path = await writeSecret(options, { kind: 'picture', image: secret });
    return {
      secret: path,
      method: 'deep',
      model: method.modelName ?? '',
      kind: 'picture',
      width: secret.width,
      height: secret.height,
      authenticated: true,
      seconds: { total: (performance.now() - started) / 1000 },
      warnings: [],
    };
  } finally {
    for (const model of opened) await model.dispose();
  }
}

/** The secret of a picture just written, as its receiver will see it. */
async function revealWritten(
  method: HidingMethod,
  received: RgbImage,
  container: string,
  options: PictureOptions,
): Promise<RgbImage> {
  try {
    return (await revealPicture(async () => method, received, options)).secret;
  } catch (error) {
    // To the caller of `hide` this is not the answer "nothing is hidden", but a failure.
    if (!(error instanceof NothingHiddenError)) throw error;
    throw new Error(`${container} was not written: what was hidden could not be found again in the file`);
  }
}

/** The Reveal network, frame or not. Without a frame of the model the secret has the container's size. */
async function forceReveal(options: RevealOptions, image: RgbImage, started: number): Promise<RevealReport> {
  if (options.model === undefined) {
    throw new TypeError(
      'Expected a model (--model) to force revealing with: without a frame nothing says which one it was',
    );
  }
  return withModel(options.model, options.device, async (model) => {
    const found = await readFrame(image, options.passphrase);
    const authenticated = found?.method === METHOD_NUMBERS.deep && sameId(found.modelId, model.id);
    const header: FrameHeader = authenticated
      ? found
      : {
          method: METHOD_NUMBERS.deep,
          modelId: model.id,
          secretWidth: image.width,
          secretHeight: image.height,
          parameters: Uint8Array.of(0),
        };
    const method = deepMethod(model);
    // A frame is found only where it was written: the picture was not cropped.
    const origin = authenticated ? undefined : await method.findOrigin?.(image, { signal: options.signal });
    const secret = await method.extract(image, header, { ...options, origin });
    const path = await writeSecret(options, { kind: 'picture', image: secret });
    const container = inputName(options.container);
    return {
      secret: path,
      method: 'deep',
      model: model.manifest.name,
      kind: 'picture',
      width: secret.width,
      height: secret.height,
      authenticated,
      seconds: { total: (performance.now() - started) / 1000 },
      warnings: authenticated
        ? []
        : [
            ...(origin !== undefined && (origin.x !== 0 || origin.y !== 0)
              ? [
                  `${container} seems to have been cropped: the network's blocks begin ${origin.x} pixels from its left and ${origin.y} from its upper edge`,
                ]
              : []),
            `Unauthenticated: ${container} has no frame of this model for this passphrase, so this may be noise and not a secret`,
          ],
    };
  });
}

/** Who can reveal what is hidden, where that may be more than one thinks. */
function keyWarnings({ manifest, network }: OpenModel, withPassphrase: boolean): string[] {
  if (!withPassphrase) {
    const who = network.private ? 'this model' : 'Pentimento';
    return [`No passphrase: anyone with ${who} can reveal the secret`];
  }
  return network.conditions.length > 0
    ? []
    : [
        `The model ${manifest.name} takes no key: the passphrase keeps others from finding the secret, not from running the model on the picture`,
      ];
}

function sizeWarnings(secret: RgbImage, cover: RgbImage): string[] {
  const ratio = (secret.width * secret.height) / (cover.width * cover.height);
  return ratio > 1.5
    ? [
        `The secret has ${ratio.toFixed(1)} times the cover's pixels and loses detail; use a larger cover to keep it`,
      ]
    : [];
}
