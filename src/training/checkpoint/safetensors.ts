/**
 * The safetensors format: a JSON header and raw little-endian tensors.
 * Source: https://huggingface.co/docs/safetensors/index (section "Format").
 */

export interface SafeTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafeTensors {
  readonly tensors: Readonly<Record<string, SafeTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Length of the field that holds the header's length, "8 bytes: N, an unsigned little-endian 64-bit integer". */
const LENGTH_BYTES = 8;

/** The bytes of a safetensors file; all tensors are float32 ("F32"). */
export function encodeSafetensors({ tensors, metadata }: SafeTensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
  }
  let json = JSON.stringify(header);
  // Spaces after the header align the tensors to 8 bytes, as the specification allows.
  json += ' '.repeat((8 - (new TextEncoder().encode(json).length % 8)) % 8);
  const head = new TextEncoder().encode(json);
  const out = new Uint8Array(LENGTH_BYTES + head.length + end);
  new DataView(out.buffer).setBigUint64(0, BigInt(head.length), true);
  out.set(head, LENGTH_BYTES);
  let offset = LENGTH_BYTES + head.length;
  for (const { values } of Object.values(tensors)) {
    out.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return out;
}

/**
 * The tensors of a safetensors file.
 *
 * @throws RangeError when the bytes are cut short, the header is not valid, or a tensor is not float32.
 */
export function decodeSafetensors(bytes: Uint8Array): SafeTensors {
  if (bytes.length < LENGTH_BYTES) throw new RangeError('Expected a safetensors file but it is cut short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const start = LENGTH_BYTES + headerLength;
  if (start > bytes.length) throw new RangeError('Expected a safetensors file but its header is cut short');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH_BYTES, start)));
  } catch {
    throw new RangeError('Expected a safetensors file but its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new RangeError('Expected a safetensors file but its header is not an object');
  }
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown>;
  const tensors: Record<string, SafeTensor> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const { shape, from, to } = placeOf(name, entry);
    if (start + to > bytes.length) {
      throw new RangeError(`Expected all values of ${name} but the file is cut short`);
    }
    tensors[name] = { shape, values: new Float32Array(bytes.slice(start + from, start + to).buffer) };
  }
  return { tensors, metadata: metadata as Readonly<Record<string, string>> };
}

/** The place of a tensor's values behind the header, from its entry there. */
function placeOf(name: string, entry: unknown): { shape: number[]; from: number; to: number } {
  const { dtype, shape, data_offsets: offsets } = Object(entry) as Readonly<Record<string, unknown>>;
  const isSizes = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (dtype === 'F32' && isSizes(shape) && isSizes(offsets) && offsets.length === 2) {
    const [from, to] = offsets as [number, number];
    if (to - from === 4 * shape.reduce((product, size) => product * size, 1)) return { shape, from, to };
  }
  throw new RangeError(
    `Expected float32 values with their shape and place for ${name} but received ${JSON.stringify(entry)}`,
  );
}
