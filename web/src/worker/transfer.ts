/**
 * Messages whose buffers are transferred instead of cloned: a clone briefly needs twice the memory, which is too much for large
 * pictures.
 */

/** The buffers of plain data, each once. */
export function buffersOf(data: unknown): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  visit(data, (bytes) => {
    buffers.add(bytes.buffer as ArrayBuffer);
    return bytes;
  });
  return [...buffers];
}

/** A copy of plain data with its own buffers, for callers that keep the original. */
export function copied<Data>(data: Data): Data {
  return visit(data, (bytes) => bytes.slice()) as Data;
}

/** Plain data with its bytes exchanged. */
function visit(value: unknown, exchange: (bytes: Uint8Array) => Uint8Array): unknown {
  if (value instanceof Uint8Array) return exchange(value);
  if (Array.isArray(value)) return value.map((part) => visit(part, exchange));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part, exchange)]));
}
