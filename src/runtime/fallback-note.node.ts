/**
 * Notes once in a process that WebAssembly replaces a native runtime that cannot be loaded.
 */
import { emitWarning } from 'node:process';

/** The note, a sentence or two. */
export type FallbackListener = (note: string) => void;

let listener: FallbackListener = (note) => emitWarning(note, 'PentimentoWarning');
let told = false;

/** Sends the note to the given function instead of Node's `process.emitWarning`. */
export function onFallback(tell: FallbackListener): void {
  listener = tell;
}

/** @param reason - why the native runtime is not used, without a final stop. */
export function noteFallback(reason: string): void {
  if (told) return;
  told = true;
  listener(`${reason}. WebAssembly does its work, in three to five times the time.`);
}
