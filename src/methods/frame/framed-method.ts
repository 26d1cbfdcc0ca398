/**
 * Methods that use the frame: a coder hides one picture in one cover, and the frame beside it says what is hidden and for whom.
 */
import { coded } from '../../errors/coded.ts';
import type { RgbImage } from '../../image/rgb-image.ts';
import { pixelsOf, withPixels } from '../../media/picture.ts';
import type { HiddenContainer, Method, MethodCode, MethodWork, Receiver, Secret } from '../method.ts';
import type { OptionValues } from '../options.ts';
import type { FrameHeader } from './frame.ts';
import { readFrame } from './frame.ts';
import { hidePicture } from './hide-picture.ts';
import type { HidingMethod } from './picture-method.ts';

/** The coder of a framed method, opened for some options. */
export interface OpenedCoder {
  readonly coder: HidingMethod;
  /** What the sender should know of hiding this secret in this cover, a sentence each. */
  warnings?(receiver: Receiver, cover: RgbImage): readonly string[];
}

/**
 * Opens the coder for options.
 *
 * @param modelId - the model that a frame names, if one was found.
 */
export type OpenCoder = (
  options: OptionValues,
  work: MethodWork,
  picture: RgbImage,
  modelId?: Uint8Array,
) => Promise<OpenedCoder>;

interface FoundFrame {
  readonly container: RgbImage;
  readonly header: FrameHeader;
  readonly keys: Receiver['keys'];
}

/** The code of a method that uses the frame. */
export function framedCode({ name, number }: Pick<Method, 'name' | 'number'>, open: OpenCoder): MethodCode {
  const picture = (image: RgbImage): Secret => ({ kind: 'picture', name: '', image });
  const modelOf = ({ modelName }: HidingMethod): { model?: string } =>
    modelName === undefined ? {} : { model: modelName };
  return {
    async hide(given, receivers, options, work): Promise<HiddenContainer> {
      const cover = pixelsOf(given);
      const [receiver] = receivers as [Receiver];
      const { secret, keys } = receiver;
      if (secret.kind !== 'picture') {
        throw coded(
          new RangeError(`${secret.name} is not a picture, and the method ${name} hides pictures only`),
          'not-a-picture',
          {
            name: secret.name,
            method: name,
          },
        );
      }
      const { coder, warnings } = await open(options, work, cover);
      const { favour } = options as { favour?: 'cover' | 'secret' | 'balanced' };
      const { random, signal, onProgress } = work;
      const container = await hidePicture(coder, cover, secret.image, {
        passphrase: keys.secret,
        favour,
        random,
        signal,
        onProgress,
      });
      return {
        container: withPixels(given, container),
        ...modelOf(coder),
        warnings: warnings?.(receiver, cover) ?? [],
      };
    },
    async find(given, keys) {
      const container = pixelsOf(given);
      const header = await readFrame(container, keys.secret);
      if (header?.method !== number) return undefined;
      return { method: name, state: { container, header, keys } satisfies FoundFrame };
    },
    async reveal({ state }, options, work) {
      const { container, header, keys } = state as FoundFrame;
      const { coder } = await open(options, work, container, header.modelId);
      const { signal, onProgress } = work;
      const image = await coder.extract(container, header, { passphrase: keys.secret, signal, onProgress });
      return { secret: picture(image), ...modelOf(coder) };
    },
    async force(given, { keys, like, size, moved }, options, work) {
      const container = pixelsOf(given);
      const { coder } = await open(options, work, container);
      const { signal, onProgress } = work;
      const own = await readFrame(container, keys.secret);
      const authenticated = own?.method === number && String(own.modelId) === String(coder.modelId);
      const known = (like?.state as FoundFrame | undefined)?.header;
      const header: FrameHeader = authenticated
        ? own
        : (known ?? {
            method: number,
            modelId: coder.modelId,
            secretWidth: container.width,
            secretHeight: container.height,
            parameters: Uint8Array.of(0),
          });
      // A frame is found only where it was written: the picture was not cropped.
      const origin =
        authenticated || moved === false ? undefined : await coder.findOrigin?.(container, { signal });
      const image = await coder.extract(
        container,
        { ...header, ...(size && { secretWidth: size.width, secretHeight: size.height }) },
        { passphrase: keys.secret, origin, signal, onProgress },
      );
      return { secret: picture(image), ...modelOf(coder), authenticated, ...(origin && { origin }) };
    },
  };
}
