/**
 * Reads ONNX models as far as `model.ts` describes them; other fields are passed over.
 *
 * The bytes may come from anyone: reading always ends, in time and memory proportional to their number.
 */
import type {
  ElementTypeName,
  OnnxAttribute,
  OnnxDimension,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from './model.ts';
import { BYTES_PER_ELEMENT, ElementType, EXTERNAL_DATA } from './model.ts';
import type { WireField } from './wire.ts';
import {
  bytesOf,
  floatOf,
  integerOf,
  readFields,
  repeatedFloatBytes,
  repeatedFloats,
  repeatedIntegers,
  textOf,
} from './wire.ts';

/** The files beside an `.onnx` file that hold tensors of it, by name. */
export type ExternalFiles = ReadonlyMap<string, Uint8Array>;

/**
 * The model in the bytes of an `.onnx` file. The tensors' data are views of these bytes, or of those of the files beside it.
 *
 * @throws RangeError when the bytes are cut short, hold no graph, use an element type outside `ElementType`, or hold a
 *   tensor whose data do not fit its shape, or lie in a file that is not given; TypeError when a text is not UTF-8.
 */
export function decodeModel(bytes: Uint8Array, files: ExternalFiles = new Map()): OnnxModel {
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: OnnxGraph | undefined;
  const opsets: [string, number][] = [];
  const metadata: [string, string][] = [];
  // A Buffer's views are Buffers; ours are plain arrays.
  for (const field of readFields(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
    if (field.field === 1) irVersion = integerOf(field);
    else if (field.field === 2) producerName = textOf(field);
    else if (field.field === 3) producerVersion = textOf(field);
    else if (field.field === 7) graph = readGraph(bytesOf(field), files);
    else if (field.field === 8) opsets.push(readOpset(bytesOf(field)));
    else if (field.field === 14) metadata.push(readEntry(bytesOf(field)));
  }
  if (graph === undefined) throw new RangeError('Expected an ONNX model but received bytes without a graph');
  return {
    irVersion,
    producerName,
    producerVersion,
    opsets: Object.fromEntries(opsets),
    metadata: Object.fromEntries(metadata),
    graph,
  };
}

function readOpset(bytes: Uint8Array): [string, number] {
  let domain = '';
  let version = 0;
  for (const field of readFields(bytes)) {
    if (field.field === 1) domain = textOf(field);
    else if (field.field === 2) version = integerOf(field);
  }
  return [domain, version];
}

function readEntry(bytes: Uint8Array): [string, string] {
  let key = '';
  let value = '';
  for (const field of readFields(bytes)) {
    if (field.field === 1) key = textOf(field);
    else if (field.field === 2) value = textOf(field);
  }
  return [key, value];
}

function readGraph(bytes: Uint8Array, files: ExternalFiles): OnnxGraph {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) nodes.push(readNode(bytesOf(field), files));
    else if (field.field === 2) name = textOf(field);
    else if (field.field === 5) initializers.push(readTensor(bytesOf(field), files));
    else if (field.field === 11) inputs.push(readValueInfo(bytesOf(field)));
    else if (field.field === 12) outputs.push(readValueInfo(bytesOf(field)));
  }
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(bytes: Uint8Array, files: ExternalFiles): OnnxNode {
  let name = '';
  let opType = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: [string, OnnxAttribute][] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) inputs.push(textOf(field));
    else if (field.field === 2) outputs.push(textOf(field));
    else if (field.field === 3) name = textOf(field);
    else if (field.field === 4) opType = textOf(field);
    else if (field.field === 5) attributes.push(readAttribute(bytesOf(field), files));
    else if (field.field === 7) domain = textOf(field);
  }
  return { opType, domain, name, inputs, outputs, attributes: Object.fromEntries(attributes) };
}

function readAttribute(bytes: Uint8Array, files: ExternalFiles): [string, OnnxAttribute] {
  let name = '';
  let type = 0;
  let float = 0;
  let int = 0;
  let string = '';
  let tensor: OnnxTensor | undefined;
  const floats: number[][] = [];
  const ints: number[][] = [];
  const strings: string[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) name = textOf(field);
    else if (field.field === 2) float = floatOf(field);
    else if (field.field === 3) int = integerOf(field);
    else if (field.field === 4) string = textOf(field);
    else if (field.field === 5) tensor = readTensor(bytesOf(field), files);
    else if (field.field === 7) floats.push(repeatedFloats(field));
    else if (field.field === 8) ints.push(repeatedIntegers(field));
    else if (field.field === 9) strings.push(textOf(field));
    else if (field.field === 20) type = integerOf(field);
  }
  switch (type) {
    case 1:
      return [name, { kind: 'float', value: float }];
    case 2:
      return [name, { kind: 'int', value: int }];
    case 3:
      return [name, { kind: 'string', value: string }];
    case 4:
      if (tensor !== undefined) return [name, { kind: 'tensor', value: tensor }];
      break;
    case 6:
      return [name, { kind: 'floats', value: floats.flat() }];
    case 7:
      return [name, { kind: 'ints', value: ints.flat() }];
    case 8:
      return [name, { kind: 'strings', value: strings }];
  }
  throw new RangeError(
    `Expected a number, string or tensor for attribute ${name} but received attribute type ${type}`,
  );
}

function readTensor(bytes: Uint8Array, files: ExternalFiles): OnnxTensor {
  let name = '';
  let type: ElementTypeName | undefined;
  let raw: Uint8Array | undefined;
  let location = 0;
  const external: [string, string][] = [];
  const floats: Uint8Array[] = [];
  const dims: number[][] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) dims.push(repeatedIntegers(field));
    else if (field.field === 2) type = elementTypeName(integerOf(field));
    else if (field.field === 4) floats.push(repeatedFloatBytes(field));
    else if (field.field === 8) name = textOf(field);
    else if (field.field === 9) raw = bytesOf(field);
    else if (field.field === 13) external.push(readEntry(bytesOf(field)));
    else if (field.field === 14) location = integerOf(field);
  }
  if (type === undefined) throw new RangeError(`Expected an element type for tensor ${name}`);
  if (location === EXTERNAL_DATA) raw = externalData(name, new Map(external), files);
  const tensor = { name, type, dims: dims.flat(), data: raw ?? joined(floats) };
  checkData(tensor);
  return tensor;
}

/** The part of a file beside the model that a tensor names. */
function externalData(name: string, entries: ReadonlyMap<string, string>, files: ExternalFiles): Uint8Array {
  const location = entries.get('location') ?? '';
  const file = files.get(location);
  if (file === undefined) {
    throw new RangeError(
      `Expected the file ${JSON.stringify(location)} with the data of tensor ${name} but it is not given`,
    );
  }
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? file.length - offset);
  const isPlace = (place: number): boolean => Number.isSafeInteger(place) && place >= 0;
  if (!isPlace(offset) || !isPlace(length) || offset + length > file.length) {
    throw new RangeError(
      `Expected the data of tensor ${name} within the ${file.length} bytes of ${location} but received ${length} bytes at ${offset}`,
    );
  }
  return new Uint8Array(file.buffer, file.byteOffset + offset, length);
}

/** Data in fields other than raw_data and float_data were skipped above, and so are missing here. */
function checkData({ name, type, dims, data }: OnnxTensor): void {
  if (dims.some((size) => size < 0)) {
    throw new RangeError(`Expected sizes of 0 or more for tensor ${name} but received [${dims.join(', ')}]`);
  }
  const expected = dims.reduce((product, size) => product * size, BYTES_PER_ELEMENT[type]);
  if (data.length !== expected) {
    throw new RangeError(
      `Expected ${expected} bytes of raw data for tensor ${name} of ${type} [${dims.join(', ')}] but received ${data.length}`,
    );
  }
}

/** Small tensors may store each float in its own field. */
function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  let name = '';
  let type: ElementTypeName | undefined;
  const shape: OnnxDimension[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) name = textOf(field);
    for (const tensorField of field.field === 2 ? inside(field, 1) : []) {
      if (tensorField.field === 1) type = elementTypeName(integerOf(tensorField));
      if (tensorField.field !== 2) continue;
      for (const dimension of readFields(bytesOf(tensorField))) {
        if (dimension.field === 1) shape.push(readDimension(bytesOf(dimension)));
      }
    }
  }
  if (type === undefined) throw new RangeError(`Expected a tensor type for ${name}`);
  return { name, type, shape };
}

/** The fields of all messages that are field `number` in the message of a field. */
function* inside(field: WireField, number: number): Generator<WireField> {
  for (const inner of readFields(bytesOf(field))) {
    if (inner.field === number) yield* readFields(bytesOf(inner));
  }
}

function readDimension(bytes: Uint8Array): OnnxDimension {
  let dimension: OnnxDimension = '';
  for (const field of readFields(bytes)) {
    if (field.field === 1) dimension = integerOf(field);
    else if (field.field === 2) dimension = textOf(field);
  }
  if (typeof dimension === 'number' && dimension < 0) {
    throw new RangeError(`Expected a size of 0 or more but received ${dimension}`);
  }
  return dimension;
}

function elementTypeName(number: number): ElementTypeName {
  for (const [name, value] of Object.entries(ElementType)) {
    if (value === number) return name as ElementTypeName;
  }
  throw new RangeError(`Expected a float32, uint8, int32, int64 or bool tensor but received type ${number}`);
}
