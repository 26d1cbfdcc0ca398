/** What went wrong, in a visitor's words. The library's messages are for people too, but for those who know its options and units. */
import { type ErrorCode, errorCode } from '../../../src/browser.ts';
import { megabytes } from '../pictures/megabytes.ts';
import { shown } from '../texts/language.ts';
import { say, translated } from '../texts/say.ts';
import { JobError } from '../worker/worker-client.ts';

export function problemWords(error: unknown): string {
  if (error instanceof JobError) return wordsOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (/memory|allocat|Array buffer/i.test(message)) return say('problem.memory');
  return say('problem.other', { message: translated(message) });
}

type Details = Readonly<Record<string, unknown>>;

function wordsOf(error: JobError): string {
  const { message } = error;
  const details = (error as { readonly details?: Details }).details ?? {};
  const code = errorCode(error);
  if (code === 'payload-too-large' && Number(details.needed) > 0) {
    return say('problem.tooLarge', {
      name: String(details.name),
      needed: megabytes(Number(details.needed)),
      room: megabytes(Number(details.room)),
    });
  }
  if (code === 'nothing-hidden') {
    const key = details.withPassphrase === true ? 'error.nothing-hidden.key' : 'error.nothing-hidden';
    // The odds are explained on the page "How it works".
    const [, advice = ''] = /\(chance of a false "yes": [^)]*\)\. (.+)$/s.exec(message) ?? [];
    return `${say(key, { what: String(details.what) })} ${translated(advice)}`.trim();
  }
  return tooSmall(message) ?? inLanguage(message, code);
}

/** The library's own sentence tells most; in another language than its own, the text for its code has to do where it has none. */
function inLanguage(message: string, code: ErrorCode): string {
  const sentence = translated(message);
  if (sentence !== message || shown.value.language === 'en') return sentence;
  return KNOWN.includes(code as KnownCode) ? say(`error.${code as KnownCode}`) : message;
}

const KNOWN = [
  'not-a-picture',
  'unsupported-picture',
  'damaged-picture',
  'picture-too-large',
  'picture-too-small',
  'cover-too-small',
  'cover-too-fine',
  'payload-too-large',
  'bad-passphrase',
  'same-passphrase',
  'not-an-owner-key',
  'damaged-owner-key',
  'not-a-registry',
  'damaged-container',
  'unknown-format',
  'unverified',
  'model-damaged',
  'model-mismatch',
] as const;

type KnownCode = (typeof KNOWN)[number];

/** For messages about the size of a picture, such as "Expected a cover of at least 4,096 pixels ... but received 100x8". */
function tooSmall(message: string): string | undefined {
  const mark = /at least (\d+) pixels each way .*received (\d+)x(\d+)/.exec(message);
  if (mark !== null) {
    const [, least, width, height] = mark;
    return say('problem.tooSmall.mark', { width: width!, height: height!, least: least! });
  }
  const cover = /^Expected a cover of at least ([\d,]+) pixels.*received (\d+)x(\d+)/.exec(message);
  if (cover === null) return undefined;
  const [, , width, height] = cover;
  return say('problem.tooSmall.cover', { width: width!, height: height! });
}
