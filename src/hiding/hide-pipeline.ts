/**
 * How a picture travels when something is hidden in it, once for all methods and all doors:
 *
 *     hide -> encode -> write -> read back -> find -> reveal -> compare -> report
 *
 * Pictures and secrets are in memory; the caller passes in how a container becomes a file and is read back.
 */
import { coded } from '../errors/coded.ts';
import type { ProgressListener } from '../jobs/work.ts';
import { stagedWork } from '../jobs/work.ts';
import { mediumOf } from '../media/media.ts';
import type { Comparison, Cover } from '../media/medium.ts';
import type { HiddenContainer, Method, MethodHost, Receiver, Revealed, Secret } from '../methods/method.ts';
import { checkOptions, type OptionValues } from '../methods/options.ts';
import type { Fidelity } from '../metrics/fidelity.ts';
import { showsNothing } from '../metrics/shows-nothing.ts';
import type { RandomBytes } from '../random/random-bytes.ts';
import { revealedFidelity } from './compare.ts';

/**
 * Writes a container and reads it back.
 *
 * @param verify - receives the container read back from what was written; if it throws, nothing is left behind.
 */
export type SaveContainer = (container: Cover, verify: (received: Cover) => Promise<void>) => Promise<void>;

/** What to hide, in which cover, and how. */
export interface HideRequest {
  /** How to hide. */
  readonly method: Method;
  /** What to hide in, of a kind that the method takes; stays as it is. */
  readonly cover: Cover;
  /** At least one, each with its own secret. */
  readonly receivers: readonly Receiver[];
  /** Options of the method; defaults where left out. */
  readonly options?: OptionValues | undefined;
  /** What the method needs of where it runs. */
  readonly host: MethodHost;
  /** Writes the container and reads it back. */
  readonly save: SaveContainer;
  /** Whether a container that shows its receiver nothing is refused; true by default. */
  readonly strict?: boolean | undefined;
  /** Source of salts and filling; the platform's cryptographic generator when left out. */
  readonly random?: RandomBytes | undefined;
  /** Stops the work when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the work stands. */
  readonly onProgress?: ProgressListener | undefined;
}

/** What the receivers will see, measured on what was read back. */
export interface HideOutcome {
  /** The container, as it was read back. */
  readonly container: Cover;
  /** Container against cover. */
  readonly cover: Fidelity;
  /** Revealed secret against secret, for each receiver; of a file, what equal bytes measure. */
  readonly secrets: readonly Fidelity[];
  /** What each receiver gets, in the order of the receivers. */
  readonly revealed: readonly Secret[];
  /** What each secret took, in the order of the receivers; only of a method that hides bytes. */
  readonly payloads?: HiddenContainer['payloads'];
  /** Share of all samples that changed, 0-1. */
  readonly changeRate: number;
  /** Name of the model, where there is one. */
  readonly model?: string;
  /** How long it took. */
  readonly seconds: {
    /** Seconds to make the container. */
    readonly hide: number;
    /** Seconds to write, read back, reveal and compare. */
    readonly verify: number;
  };
  /** What the sender should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** Below this PSNR a receiver sees little of the secret, dB. */
const POOR_SECRET = 20;

/** The stages of hiding, with their shares of the time. */
const STAGES = { hiding: 0.7, writing: 0.05, 'revealing to verify': 0.25 };

/**
 * Hides, and makes sure that every receiver gets what was hidden.
 *
 * @throws TypeError `foreign-option`, `foreign-cover`; RangeError `bad-option`; anything that the method throws; Error `unverified`, with nothing
 *   written, if a receiver would get nothing; the signal's reason when it is aborted.
 */
export async function hideThroughFile(request: HideRequest): Promise<HideOutcome> {
  const { method, cover, receivers, host, save, random, strict = true } = request;
  const options = checkOptions(method, request.options ?? {});
  assertKind(method, cover);
  assertReceivers(method, receivers);
  const work = stagedWork(STAGES, request);
  const code = await method.load();
  const started = performance.now();
  const made = await code.hide(cover, receivers, options, { host, random, ...work('hiding') });
  const hidden = performance.now();
  work('writing');
  const { compare } = mediumOf(cover.kind);
  let outcome: (Pick<HideOutcome, 'container' | 'secrets' | 'revealed'> & Comparison) | undefined;
  await save(made.container, async (received) => {
    const revealed: Secret[] = [];
    const secrets: Fidelity[] = [];
    for (const [index, { secret, keys }] of receivers.entries()) {
      const step = { host, ...work('revealing to verify', { index, count: receivers.length }) };
      const found = await code.find(received, keys, step);
      const got: Revealed | undefined = found && (await code.reveal(found, options, step));
      const measured = got && revealedFidelity(secret, got.secret);
      if (got === undefined || measured === undefined)
        throw unverified('what was hidden could not be found again in the file');
      if (strict && isNothing(secret, got.secret)) {
        const by =
          got.model === undefined
            ? ''
            : ` (the model ${got.model} reveals it no better than one flat colour)`;
        throw unverified(`the receiver would see nothing of ${secret.name || 'the secret'} in it${by}`);
      }
      revealed.push(got.secret);
      secrets.push(measured);
    }
    outcome = { container: received, ...compare(cover, received), secrets, revealed };
  });
  const { fidelity, ...rest } = outcome!;
  const poor = rest.secrets.filter(({ psnr }) => psnr < POOR_SECRET);
  return {
    ...rest,
    cover: fidelity,
    ...(made.payloads && { payloads: made.payloads }),
    ...(made.model !== undefined && { model: made.model }),
    seconds: { hide: (hidden - started) / 1000, verify: (performance.now() - hidden) / 1000 },
    warnings: [
      ...made.warnings,
      ...poor.map(
        ({ psnr }) =>
          `The receiver will see the secret at ${psnr.toFixed(1)} dB only; a larger or calmer cover helps`,
      ),
    ],
  };
}

function assertKind({ name, covers }: Method, { kind }: Cover): void {
  if (covers.includes(kind)) return;
  throw coded(
    new TypeError(
      `Expected a cover of the kind ${covers.join(' or ')} for the method ${name} but received ${kind}`,
    ),
    'foreign-cover',
    { method: name, covers, kind },
  );
}

function assertReceivers(method: Method, receivers: readonly Receiver[]): void {
  if (receivers.length > 0 && receivers.length <= method.mostReceivers) return;
  const most = method.mostReceivers;
  throw coded(
    new RangeError(
      `Expected ${most === 1 ? 'one secret' : `1 to ${most} secrets`} for the method ${method.name} but received ${receivers.length}`,
    ),
    'bad-option',
    { option: 'secrets', method: method.name, most, received: receivers.length },
  );
}

function isNothing(secret: Secret, revealed: Secret): boolean {
  return (
    secret.kind === 'picture' && revealed.kind === 'picture' && showsNothing(secret.image, revealed.image)
  );
}

function unverified(why: string): Error {
  return coded(new Error(`Nothing was written: ${why}`), 'unverified', { why });
}
