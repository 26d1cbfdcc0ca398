/**
 * Calls that are carried out one after another: an ONNX Runtime session, and on WebGPU the whole device, takes one at a time.
 */

/** Starts a call when those before it are done, and gives its result. */
export type CallQueue = <T>(call: () => Promise<T>) => Promise<T>;

export function createCallQueue(): CallQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const result = last.then(call);
    // The caller handles a failed call; the next one starts anyway.
    last = result.catch(() => undefined);
    return result;
  };
}
