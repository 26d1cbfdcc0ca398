/**
 * Hides, writes the file, and reads it back as the receiver will.
 */
import {
  deepMethod,
  type ExactContainer,
  fidelity,
  hideExact,
  hidePicture,
  jpegCoverWarning,
  type RevealedSecret,
  type RgbImage,
  residualStatistics,
  revealExact,
  revealedFidelity,
  revealPicture,
} from '../../../src/browser.ts';
import { decodePng } from '../pictures/read-png.ts';
import { encodePng } from '../pictures/write-png.ts';
import { createCoder } from './coder.ts';
import { engineOf } from './engine.ts';
import type { DeviceChoice, HideAnswer, HideTask, Report } from './jobs.ts';
import { modelOn, tiling } from './models.ts';

/** How much of the work hiding is, by the clock. */
const HIDING = { deep: 0.5, exact: 0.75 } as const;

interface Made {
  readonly seconds: number;
  readonly container: RgbImage;
  readonly coding: string | undefined;
  reveal(received: RgbImage, onProgress: (fraction: number) => void): Promise<RevealedSecret | undefined>;
}

export async function hide(
  task: HideTask,
  { device, report }: { readonly device: DeviceChoice; readonly report: Report },
): Promise<HideAnswer> {
  const { cover, secret, method } = task;
  const warnings: string[] = [];
  if (task.passphrase === undefined)
    warnings.push('Without a passphrase anyone with Pentimento can reveal the secret.');
  const traces = jpegCoverWarning('The cover', cover.image);
  if (traces !== undefined) warnings.push(traces);
  const embed = method === 'deep' ? hideDeep : hideExactly;
  const made = await embed(task, device, report, warnings);
  report('Writing the PNG file', HIDING[method]);
  const file = await encodePng(made.container, cover);
  const started = performance.now();
  const { image: received } = await decodePng(file);
  const revealed = await made.reveal(received, (fraction) =>
    report('Revealing it from the file, to be sure', HIDING[method] + (1 - HIDING[method]) * fraction),
  );
  const secretFidelity = revealed && revealedFidelity(secret, revealed);
  if (revealed === undefined || secretFidelity === undefined) {
    throw new Error('What was hidden could not be found again in the file.');
  }
  return {
    file,
    container: received,
    revealed,
    coverFidelity: fidelity(cover.image, received),
    secretFidelity,
    residual: residualStatistics(cover.image, received),
    coding: made.coding,
    seconds: { hide: made.seconds, reveal: (performance.now() - started) / 1000 },
    warnings,
  };
}

async function hideDeep(
  { model: name, cover, secret, passphrase, favour }: HideTask,
  device: DeviceChoice,
  report: Report,
  warnings: string[],
): Promise<Made> {
  if (secret.kind !== 'picture') {
    throw new RangeError(
      `${secret.name} is not a picture. The network hides pictures only; choose the exact method.`,
    );
  }
  const { runtime } = await engineOf(device, report);
  const model = await modelOn(runtime, name, report);
  const method = deepMethod(model, tiling(cover.image));
  if (passphrase !== undefined && model.network.conditions.length === 0) {
    warnings.push(
      `The network ${name} takes no key: the passphrase keeps others from finding the secret, not from running the network on the picture.`,
    );
  }
  const ratio = (secret.image.width * secret.image.height) / (cover.image.width * cover.image.height);
  if (ratio > 1.5) {
    warnings.push(
      `The secret has ${ratio.toFixed(1)} times the cover's pixels and loses detail. A larger cover would keep it.`,
    );
  }
  const started = performance.now();
  const container = await hidePicture(method, cover.image, secret.image, {
    passphrase,
    // Only networks with conditions can favour a side.
    favour: model.network.conditions.length === 0 ? 'balanced' : favour,
    onProgress: (fraction) => report('Hiding', HIDING.deep * fraction),
  });
  return {
    container,
    coding: undefined,
    seconds: (performance.now() - started) / 1000,
    async reveal(received, onProgress) {
      const { secret: image } = await revealPicture(async () => method, received, { passphrase, onProgress });
      return { kind: 'picture', name: secret.name, image };
    },
  };
}

async function hideExactly(
  { cover, secret, passphrase, favour }: HideTask,
  _device: DeviceChoice,
  report: Report,
  warnings: string[],
): Promise<Made> {
  report('Coding the secret', 0);
  const started = performance.now();
  const { container, hidden }: ExactContainer = await hideExact(
    cover.image,
    [{ secret, passphrase }],
    createCoder(),
    {
      // A file takes what it takes.
      ...(secret.kind === 'picture' && { favour }),
      onProgress: (fraction) => report('Hiding', HIDING.exact * fraction),
    },
  );
  warnings.push(...hidden.flatMap(({ notes }) => notes));
  return {
    container,
    coding: hidden[0]?.coding,
    seconds: (performance.now() - started) / 1000,
    reveal: (received, onProgress) => revealExact(received, createCoder(), { passphrase, onProgress }),
  };
}
