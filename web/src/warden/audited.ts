import { megabytes } from '../pictures/megabytes.ts';
import { say } from '../texts/say.ts';

/** P_E of docs/detectability.md: 0 is certain, 0.5 is chance. */
export interface AuditedMethod {
  /** What was hidden, and how. */
  what(): string;
  /** StegExpose at the threshold that suits it best. */
  readonly stegExpose: number;
  /** An ensemble trained on this method. */
  readonly trained: number;
}

function bytesExactly(bytes: number): () => string {
  return () => say('how.wardens.exact.bytes', { size: megabytes(bytes) });
}

export const AUDITED: readonly AuditedMethod[] = [
  { what: () => say('how.wardens.network'), stegExpose: 0.469, trained: 0 },
  { what: () => say('how.wardens.exact'), stegExpose: 0.448, trained: 0 },
  { what: bytesExactly(7000), stegExpose: 0.486, trained: 0.309 },
  { what: bytesExactly(3000), stegExpose: 0.486, trained: 0.425 },
];
