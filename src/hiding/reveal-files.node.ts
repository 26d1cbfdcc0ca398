/**
 * `reveal` on files: opens the container, lets the pipeline find and reveal, and writes what comes out.
 */
import { coded } from '../errors/coded.ts';
import { KeyRing } from '../keys/key-ring.ts';
import { inputName } from '../media/file-input.node.ts';
import { optionsIn } from '../methods/known-options.ts';
import type { Method, Secret } from '../methods/method.ts';
import { withNodeHost } from '../methods/node-host.node.ts';
import { methodNamed } from '../methods/registry.ts';
import type { RevealOptions, RevealReport } from './file-options.node.ts';
import { openContainer } from './read-inputs.node.ts';
import { forceReveal, revealHidden } from './reveal-pipeline.ts';
import { assertSecretPlace, writeSecret } from './secret-place.node.ts';

/**
 * Reveals what a container file hides and writes it.
 *
 * @returns what was revealed; of several `passphrases`, by which.
 * @throws NothingHiddenError when there is nothing for these passphrases; RangeError where `passphrases` is empty (`missing-option`), or
 *   given beside `passphrase` or with `force` (`conflicting-options`); Error with one sentence and a code for bad input; the signal's
 *   reason when it is aborted.
 * @throws TypeError `conflicting-options` for both a passphrase and several.
 */
export async function reveal(options: RevealOptions): Promise<RevealReport> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const { signal, onProgress } = options;
  const passphrases = candidates(options);
  await assertSecretPlace(options);
  const name = inputName(options.container);
  const { covers: container, unread } = await openContainer(options.container);
  const keys = passphrases.map((passphrase) => new KeyRing(passphrase));
  const request = { container, unread, name, keys, options: optionsIn(options), signal, onProgress };
  return withNodeHost(async (host) => {
    if (options.force !== true) {
      const { method, secret, model, key } = await revealHidden({ ...request, host });
      const number = passphrases.length > 1 ? { passphrase: key + 1 } : {};
      return report(options, method, secret, { model, started, authenticated: true, ...number });
    }
    const method = methodNamed(options.method);
    if (method.options.model !== undefined && request.options.model === undefined) {
      throw coded(
        new TypeError(
          'Expected a model to force revealing with: without a frame nothing says which one it was',
        ),
        'missing-option',
        { option: 'model' },
      );
    }
    const { secret, model, authenticated, origin } = await forceReveal(method, { ...request, host });
    const warnings = authenticated ? [] : unsureWarnings(name, origin);
    return report(options, method, secret, { model, started, authenticated, warnings });
  });
}

/** The passphrases to try; `undefined` is the public default key. */
function candidates({
  passphrase,
  passphrases,
  force,
}: RevealOptions): readonly RevealOptions['passphrase'][] {
  if (passphrases === undefined) return [passphrase];
  if (passphrases.length === 0) {
    throw coded(
      new RangeError('Expected at least one passphrase to try but received none'),
      'missing-option',
      { option: 'passphrases' },
    );
  }
  if (passphrase !== undefined) {
    throw coded(
      new RangeError('Expected one passphrase or a list of them but received both'),
      'conflicting-options',
      { options: ['passphrase', 'passphrases'] },
    );
  }
  if (force === true && passphrases.length > 1) {
    throw coded(
      new RangeError(
        `Expected one passphrase to force revealing with but received ${passphrases.length}: without a frame nothing says which is right`,
      ),
      'conflicting-options',
      { options: ['passphrases', 'force'] },
    );
  }
  return passphrases;
}

interface Facts {
  readonly model: string | undefined;
  readonly started: number;
  readonly authenticated: boolean;
  readonly passphrase?: number;
  readonly warnings?: readonly string[];
}

/** Writes the secret and says what it is. */
async function report(
  options: RevealOptions,
  method: Method,
  secret: Secret,
  { model, started, authenticated, passphrase, warnings = [] }: Facts,
): Promise<RevealReport> {
  const written = await writeSecret(options, secret);
  return {
    secret: written.place,
    method: method.name,
    ...(model !== undefined && { model }),
    kind: written.secret.kind,
    ...(written.secret.name !== '' && { name: written.secret.name }),
    ...(written.secret.kind === 'picture'
      ? { width: written.secret.image.width, height: written.secret.image.height }
      : { mediaType: written.secret.mediaType }),
    authenticated,
    ...(passphrase !== undefined && { passphrase }),
    seconds: { total: (performance.now() - started) / 1000 },
    warnings: [...warnings, ...written.warnings],
  };
}

function unsureWarnings(
  container: string,
  origin: { readonly x: number; readonly y: number } | undefined,
): string[] {
  const moved = origin !== undefined && (origin.x !== 0 || origin.y !== 0);
  return [
    ...(moved
      ? [
          `${container} seems to have been cropped: the network's blocks begin ${origin.x} pixels from its left and ${origin.y} from its upper edge`,
        ]
      : []),
    `Unauthenticated: ${container} has no frame of this model for this passphrase, so this may be noise and not a secret`,
  ];
}
