/**
 * How something is found and revealed, once for all methods and all doors: each key is tried with each method until one finds
 * something. Pictures are in memory.
 */
import { coded, errorCode, isCoded } from '../errors/coded.ts';
import { NothingHiddenError } from '../errors/nothing-hidden.ts';
import type { ProgressListener } from '../jobs/work.ts';
import { stagedWork } from '../jobs/work.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { JPEG } from '../media/jpeg.ts';
import type { Cover } from '../media/medium.ts';
import { PICTURE, pixelsOf } from '../media/picture.ts';
import { FRAME_FALSE_POSITIVE_PROBABILITY, readFrame } from '../methods/frame/frame.ts';
import type { Forced, Found, Method, MethodHost, Revealed } from '../methods/method.ts';
import type { OptionValues } from '../methods/options.ts';
import { methods } from '../methods/registry.ts';

/** What to reveal, and for whom. */
export interface RevealRequest {
  /** What may hide something; stays as it is. If its file is of several media, as each of them opens it. */
  readonly container: Cover | readonly Cover[];
  /** What was thrown where the file could not be opened in one of its media: nothing was looked for there. */
  readonly unread?: unknown;
  /** Its name in messages. */
  readonly name: string;
  /** Tried in this order; at least one. */
  readonly keys: readonly KeyRing[];
  /** Options of the methods that know them. */
  readonly options?: OptionValues | undefined;
  /** What methods need of where they run. */
  readonly host: MethodHost;
  /** Stops the work when it is aborted; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the work stands. */
  readonly onProgress?: ProgressListener | undefined;
}

/** What was hidden. */
export interface RevealOutcome extends Revealed {
  /** The method that hid it. */
  readonly method: Method;
  /** The index of the key that found it. */
  readonly key: number;
}

const STAGES = { 'looking for what is hidden': 0.3, revealing: 0.7 };

/**
 * Finds and reveals.
 *
 * @throws NothingHiddenError if there is nothing for these keys; an error with the code of `unread` if there is nothing but not everything
 *   was looked at; anything that the method throws; the signal's reason when it is aborted.
 */
export async function revealHidden(request: RevealRequest): Promise<RevealOutcome> {
  const { container, name, keys, host } = request;
  const work = stagedWork(STAGES, request);
  // Each method once, in the most particular of the media that it hides in.
  const tried = opened(container).flatMap((cover, index, all) =>
    methods(cover.kind).flatMap((method) =>
      all.slice(0, index).some(({ kind }) => method.covers.includes(kind)) ? [] : [{ method, cover }],
    ),
  );
  const steps = tried.length * keys.length;
  let step = 0;
  for (const [key, ring] of keys.entries()) {
    for (const { method, cover } of tried) {
      const looking = { host, ...work('looking for what is hidden', { index: step++, count: steps }) };
      const code = await method.load();
      const found = await code.find(cover, ring, looking);
      if (found === undefined) continue;
      const revealed = await code.reveal(found, ownOptions(method, request.options), {
        host,
        ...work('revealing'),
      });
      return { ...revealed, method, key };
    }
    await assertKnown(opened(container), ring, name);
  }
  if (request.unread !== undefined) throw notLookedFor(name, request.unread);
  const nothing = new NothingHiddenError(
    name,
    keys.some(({ secret }) => secret !== undefined),
    FRAME_FALSE_POSITIVE_PROBABILITY,
    keys.length,
  );
  if (opened(container).some(({ kind }) => kind === JPEG.kind)) nothing.message += ` ${SAVED_ANEW}`;
  throw nothing;
}

/** "Nothing is hidden" would be too much to say. */
function notLookedFor(name: string, problem: unknown): Error {
  const why = problem instanceof Error ? problem.message : String(problem);
  const details = isCoded(problem) ? problem.details : {};
  const error = new Error(`What ${name} may hide in its coefficients was not looked for. ${why}`, {
    cause: problem,
  });
  // The coefficients are the same, whichever way they are coded.
  if (details.coding === 'arithmetic') error.message += '; jpegtran makes such a file of it, without loss';
  return coded(error, errorCode(problem), details);
}

/** Why a JPEG may hide nothing any more. */
const SAVED_ANEW =
  'It is a JPEG: whoever saved it anew, as messengers and sites do, destroyed what may have been hidden in it. Ask for the file itself.';

/**
 * Shows what a method makes of a picture, whether or not something is found in it.
 *
 * @param method - one that has a `force`.
 * @throws TypeError `foreign-option` for a method that shows nothing without being sure.
 */
export async function forceReveal(
  method: Method,
  {
    container,
    name,
    keys,
    options,
    host,
    ...job
  }: RevealRequest & {
    readonly like?: Found;
    readonly size?: { readonly width: number; readonly height: number };
  },
): Promise<Forced> {
  const { force } = await method.load();
  if (force === undefined) {
    throw coded(
      new TypeError(`The method ${method.name} shows nothing that it did not find: it cannot be forced`),
      'foreign-option',
      { option: 'force', method: method.name, phase: 'reveal' },
    );
  }
  const work = stagedWork({ revealing: 1 }, job);
  const cover = opened(container).find(({ kind }) => method.covers.includes(kind));
  if (cover === undefined) throw notCovered(method, name);
  return force(cover, { keys: keys[0]! }, ownOptions(method, options), { host, ...work('revealing') });
}

function opened(container: Cover | readonly Cover[]): readonly Cover[] {
  return 'kind' in container ? [container] : container;
}

function notCovered({ name: method, covers }: Method, name: string): TypeError {
  return coded(
    new TypeError(`The method ${method} hides in ${covers.join(' or ')}; ${name} is something else`),
    'foreign-cover',
    { method, covers, name },
  );
}

/** The options that a method knows when it reveals. */
function ownOptions(method: Method, options: OptionValues = {}): OptionValues {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && method.options[name]?.phases?.includes('reveal'),
    ),
  );
}

/** A frame that names a later method is not "nothing". Its keys are already on the ring. */
async function assertKnown(containers: readonly Cover[], ring: KeyRing, name: string): Promise<void> {
  const picture = containers.find(({ kind }) => kind === PICTURE.kind);
  const header = picture && (await readFrame(pixelsOf(picture), ring.secret));
  if (header === undefined) return;
  throw coded(
    new Error(
      `${name} was made with method ${header.method}, which this version of Pentimento does not know`,
    ),
    'unknown-format',
    { name, method: header.method },
  );
}
