/**
 * `hide` on files: opens them, lets the pipeline hide and verify, and reports what the receiver will see.
 */
import { basename } from 'node:path';
import { coded, errorCode, isCoded } from '../errors/coded.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { passphraseWarning } from '../keys/passphrase-strength.ts';
import type { FileInput } from '../media/file-input.node.ts';
import { inputName, readAnyInput, readPictureInput } from '../media/file-input.node.ts';
import { outputName, writeOutput } from '../media/file-output.node.ts';
import { NODE_CODECS } from '../media/node-codecs.node.ts';
import type { OpenedSecret } from '../media/open-secret.node.ts';
import { openSecret } from '../media/open-secret.node.ts';
import { phraseOf } from '../media/original-file.ts';
import { optionsIn } from '../methods/known-options.ts';
import type { Method } from '../methods/method.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { checkOptions, type OptionValues } from '../methods/options.ts';
import { methods } from '../methods/registry.ts';
import { choose } from './choose-medium.node.ts';
import type { HideOptions, HideReport, PayloadReport } from './file-options.node.ts';
import type { HideOutcome } from './hide-pipeline.ts';
import { hideThroughFile } from './hide-pipeline.ts';
import { readCover } from './read-inputs.node.ts';

/**
 * Hides a file in a picture file: writes the container, reads it back, reveals it and measures both. No file is left if the receiver
 * would get nothing.
 *
 * @returns what the receiver will see.
 * @throws TypeError `foreign-option` for an option that the method does not have; Error with one sentence and a code for every kind of
 *   bad input, and when the receiver would see nothing of the secret; the signal's reason when it is aborted.
 */
export async function hide(options: HideOptions): Promise<HideReport> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const { method, medium, ending } = choose(options.container, options.method);
  const values = checkOptions(method, optionsIn(options));
  const given = [options, ...(options.furtherSecrets ?? [])];
  const { cover, warnings: coverWarnings } = await readCover(
    options,
    medium,
    given.map(({ secret }) => secret),
  );
  const opened: OpenedSecret[] = [];
  for (const { secret } of given) opened.push(await openFor(method, medium.kind, secret, values));
  const container = outputName(options.container);
  let written: readonly string[] = [];
  const outcome = await withNodeHost((host) =>
    hideThroughFile({
      method,
      cover,
      receivers: given.map(({ passphrase }, index) => ({
        secret: opened[index]!.secret,
        keys: new KeyRing(passphrase),
      })),
      options: values,
      host,
      async save(made, verify) {
        const { bytes, warnings } = await medium.write(made, ending, NODE_CODECS);
        written = warnings;
        await writeOutput(options.container, bytes, options, async (received) =>
          verify((await medium.open(received, container, NODE_CODECS)).cover),
        );
      },
      signal: options.signal,
      onProgress: options.onProgress,
    }),
  ).catch((error) => {
    throw aboutFiles(error, container, opened);
  });
  const [first] = outcome.secrets;
  return {
    container,
    method: method.name,
    ...(outcome.model !== undefined && { model: outcome.model }),
    cover: outcome.cover,
    secret: first!,
    ...(outcome.payloads && { payloads: payloadReports(outcome, opened), changeRate: outcome.changeRate }),
    seconds: { ...outcome.seconds, total: (performance.now() - started) / 1000 },
    warnings: [
      ...coverWarnings,
      ...opened.flatMap(({ warnings }) => warnings),
      ...opened.flatMap((secret, index) => decodingWarnings(secret, outcome.payloads?.[index]?.kind)),
      ...written,
      ...outcome.warnings,
      ...strengthWarnings(options),
    ],
  };
}

/** Only for passphrases that are text; bytes are keys that no person chose. */
function strengthWarnings({ secret, passphrase, furtherSecrets = [] }: HideOptions): string[] {
  return [{ secret, passphrase }, ...furtherSecrets].flatMap(({ secret, passphrase }) => {
    if (typeof passphrase !== 'string') return [];
    const whose =
      furtherSecrets.length === 0 ? undefined : `The passphrase of ${basename(inputName(secret))}`;
    return passphraseWarning(passphrase, whose) ?? [];
  });
}

/** A secret as its method can hide it. */
async function openFor(
  method: Method,
  kind: string,
  input: FileInput,
  values: OptionValues,
): Promise<OpenedSecret> {
  const name = inputName(input);
  const opened = await openSecret(await readAnyInput(input), name, values.quality === 'original');
  if (opened.secret.kind === 'picture' || method.secrets.includes('file')) return opened;
  const others = methods(kind).flatMap((other) => (other.secrets.includes('file') ? [other.name] : []));
  const problem = opened.problem ?? (await readPictureInput(input).catch((error: Error) => error));
  const message =
    problem instanceof Error ? problem.message : `Expected a picture to hide but received ${name}`;
  const code = errorCode(problem) === 'failed' ? 'not-a-picture' : errorCode(problem);
  const known = isCoded(problem) ? problem.details : {};
  throw coded(new Error(message, { cause: problem }), code, {
    ...known,
    secret: name,
    method: method.name,
    others,
  });
}

/** Changes by decoding matter if pixels are hidden, not if the file itself is. */
function decodingWarnings(
  { secret, decoding }: OpenedSecret,
  kind: 'picture' | 'file' | undefined,
): string[] {
  if (secret.kind === 'file' || kind === 'file') return [];
  const beyond = kind === undefined ? (secret.original?.beyond ?? []) : [];
  const verb = beyond.length === 1 ? 'is' : 'are';
  return [
    ...(beyond.length > 0 ? [`${secret.name}: its ${phraseOf(beyond)} ${verb} not hidden`] : []),
    ...decoding,
  ];
}

function payloadReports(
  { payloads = [], secrets }: HideOutcome,
  opened: readonly OpenedSecret[],
): PayloadReport[] {
  return payloads.map(
    ({ kind, coding, lost, bytes, bitsPerSample, bitsPerNonZeroAc, shape, distortion }, index) => ({
      name: opened[index]!.secret.name,
      kind,
      coding,
      lost,
      bytes,
      bitsPerSample,
      ...(bitsPerNonZeroAc !== undefined && { bitsPerNonZeroAc }),
      ...(shape && { shape }),
      ...(distortion !== undefined && { distortion }),
      secret: secrets[index]!,
    }),
  );
}

/** Adds the file's name to a message. */
function aboutFiles(error: unknown, container: string, opened: readonly OpenedSecret[]): unknown {
  if (!isCoded(error)) return error;
  if (error.code === 'unverified') {
    return coded(new Error(`${container} was not written: ${error.details.why}`), 'unverified', {
      ...error.details,
      container,
    });
  }
  // Explain why the picture's file, not its pixels, is what does not fit.
  const unopened = opened.flatMap(({ warnings }) => warnings);
  if (error.code === 'payload-too-large' && unopened.length > 0) error.message += ` ${unopened.join('. ')}.`;
  return error;
}
