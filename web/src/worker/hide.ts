/** Hides in a picture of the page: the pipeline of the library, with a file in memory. */
import {
  type Cover,
  checkOptions,
  decodePng,
  encodePng,
  hideThroughFile,
  JPEG,
  type JpegCover,
  jpegCoverWarning,
  KeyRing,
  type Method,
  methodNamed,
  PICTURE,
  type PictureCodecs,
  type PictureCover,
  type Progress,
  pixelsOf,
  type RgbImage,
  type Room,
  residualStatistics,
  visiblePicture,
} from '../../../src/browser.ts';
import { pageHost } from './host.ts';
import type { HideAnswer, HideTask, JobContext, RoomTask } from './jobs.ts';
import { visibleFidelity } from './visible-fidelity.ts';

/** The page's names for the stages of the pipeline. */
const STAGES: Readonly<Record<string, string>> = {
  hiding: 'Hiding',
  writing: 'Writing the file',
  'revealing to verify': 'Revealing it from the file, to be sure',
};

/** What is hidden in. */
type CoverTask = Pick<HideTask, 'cover' | 'coverFile'>;

/** How the page hides in a medium. */
interface PageMedium {
  readonly fileType: HideAnswer['fileType'];
  open(task: CoverTask): Promise<{ readonly cover: Cover; readonly warnings: readonly string[] }>;
  write(container: Cover): Promise<{ readonly bytes: Uint8Array; readonly warnings: readonly string[] }>;
  read(bytes: Uint8Array): Promise<Cover>;
  show(cover: Cover): RgbImage;
}

function pictureOf({ cover }: Pick<CoverTask, 'cover'>): PictureCover {
  return { kind: 'picture', ...cover };
}

/** Codecs for a cover that the page has decoded already. */
function codecsFor(cover: HideTask['cover']): PictureCodecs {
  return {
    decode: async () => cover,
    encode: ({ image, ...extras }) => encodePng(image, extras),
  };
}

const IN_PIXELS: PageMedium = {
  fileType: 'PNG',
  async open({ cover }) {
    const traces = jpegCoverWarning('The cover', cover.image);
    return { cover: pictureOf({ cover }), warnings: traces === undefined ? [] : [traces] };
  },
  write: (container) =>
    PICTURE.write(container as PictureCover, '.png', codecsFor(container as PictureCover)),
  read: async (bytes) => {
    const decoded = await decodePng(bytes as Uint8Array<ArrayBuffer>);
    return { kind: 'picture', ...decoded } as PictureCover;
  },
  show: pixelsOf,
};

const NO_CODECS = codecsFor({ image: { width: 0, height: 0, data: new Uint8Array(0) } });

const IN_JPEG: PageMedium = {
  fileType: 'JPEG',
  open: ({ cover, coverFile: { name, content = new Uint8Array(0) } }) =>
    JPEG.open(content, name, codecsFor(cover)),
  write: (container) => JPEG.write(container as JpegCover, '.jpg', NO_CODECS),
  read: async (bytes) => (await JPEG.open(bytes, 'the container', NO_CODECS)).cover,
  show: (cover) => visiblePicture((cover as JpegCover).file),
};

function mediumFor(method: Method): PageMedium {
  return method.covers[0] === JPEG.kind ? IN_JPEG : IN_PIXELS;
}

/** How full secrets would make a cover. */
export async function room(task: RoomTask, context: JobContext): Promise<Room> {
  const method = methodNamed(task.method);
  const medium = mediumFor(method);
  // Whether a picture was a JPEG does not matter here, and takes long to find out.
  const cover = medium === IN_PIXELS ? pictureOf(task) : (await medium.open(task)).cover;
  const code = await method.load();
  const options = checkOptions(method, task.options);
  return code.room!(cover, task.secrets, options, { host: pageHost(context) });
}

export async function hide(task: HideTask, context: JobContext): Promise<HideAnswer> {
  const { options, receivers } = task;
  const method = methodNamed(task.method);
  const medium = mediumFor(method);
  const tell = ({ stage, ...rest }: Progress): void =>
    context.progress.work({ stage: STAGES[stage] ?? stage, ...rest });
  const { cover, warnings } = await medium.open(task);
  let file: Uint8Array | undefined;
  let written: readonly string[] = [];
  const outcome = await hideThroughFile({
    method,
    cover,
    receivers: receivers.map(({ secret, passphrase }) => ({ secret, keys: new KeyRing(passphrase) })),
    options,
    host: pageHost(context),
    async save(made, verify) {
      ({ bytes: file, warnings: written } = await medium.write(made));
      await verify(await medium.read(file));
    },
    onProgress: tell,
  });
  const [coverImage, container] = [medium.show(cover), medium.show(outcome.container)];
  return {
    file: file as Uint8Array<ArrayBuffer>,
    fileType: medium.fileType,
    coverImage,
    container,
    received: outcome.revealed.map((revealed, index) => ({
      revealed,
      fidelity: outcome.secrets[index]!,
      coding: outcome.payloads?.[index]?.coding,
    })),
    coverFidelity:
      medium === IN_PIXELS ? visibleFidelity(coverImage, container, task.cover.alpha) : outcome.cover,
    residual: residualStatistics(coverImage, container),
    model: outcome.model,
    seconds: { hide: outcome.seconds.hide, reveal: outcome.seconds.verify },
    warnings: [...warnings, ...written, ...outcome.warnings],
  };
}
