/** What went wrong, in a visitor's words. The library's messages are for people too, but for those who know its options and units. */
import { errorCode } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { JobError } from '../worker/worker-client.ts';

export function problemWords(error: unknown): string {
  if (error instanceof JobError) return wordsOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (/memory|allocat|Array buffer/i.test(message)) {
    return 'The browser has not enough memory for pictures of this size. Smaller pictures, or the command line, will do.';
  }
  return `Something went wrong: ${message}`;
}

type Details = Readonly<Record<string, unknown>>;

function wordsOf(error: JobError): string {
  const { message } = error;
  const details = (error as { readonly details?: Details }).details ?? {};
  switch (errorCode(error)) {
    case 'payload-too-large':
      return `${details.name} takes ${megabytes(Number(details.needed))}, and this cover has room for ${megabytes(Number(details.room))}. Use a larger cover or a smaller file.`;
    case 'nothing-hidden':
      // The odds are explained on the page "How it works".
      return message.replace(/ \(chance of a false "yes": [^)]*\)/, '');
    default:
      return tooSmall(message) ?? message;
  }
}

/** For messages about the size of a picture, such as "Expected a cover of at least 4,096 pixels ... but received 100x8". */
function tooSmall(message: string): string | undefined {
  const mark = /at least (\d+) pixels each way .*received (\d+)x(\d+)/.exec(message);
  if (mark !== null) {
    const [, least, width, height] = mark;
    return `The picture is too small: it has ${width} × ${height} pixels, and a mark needs at least ${least} each way.`;
  }
  const cover = /^Expected a cover of at least ([\d,]+) pixels.*received (\d+)x(\d+)/.exec(message);
  if (cover === null) return undefined;
  const [, , width, height] = cover;
  return `The cover is too small to hide anything in: it has ${width} × ${height} pixels. Choose a larger picture, such as a photo as it comes from a camera.`;
}
