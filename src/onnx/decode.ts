/**
 * Reads ONNX models as far as `model.ts` describes them; other fields are passed over.
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
import { ElementType } from './model.ts';
import { readFields, repeatedFloats, repeatedIntegers, signedNumber, text } from './wire.ts';

/**
 * The model in the bytes of an `.onnx` file.
 *
 * @throws RangeError when the bytes are cut short, hold no graph, or use an element type outside `ElementType`.
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: OnnxGraph | undefined;
  const opsets: Record<string, number> = {};
  const metadata: Record<string, string> = {};
  for (const field of readFields(bytes)) {
    if (field.field === 1) irVersion = signedNumber(field.number);
    else if (field.field === 2) producerName = text(field.bytes);
    else if (field.field === 3) producerVersion = text(field.bytes);
    else if (field.field === 7) graph = readGraph(content(field.bytes));
    else if (field.field === 8) {
      let domain = '';
      let version = 0;
      for (const inner of readFields(content(field.bytes))) {
        if (inner.field === 1) domain = text(inner.bytes);
        else if (inner.field === 2) version = signedNumber(inner.number);
      }
      opsets[domain] = version;
    } else if (field.field === 14) {
      let key = '';
      let value = '';
      for (const inner of readFields(content(field.bytes))) {
        if (inner.field === 1) key = text(inner.bytes);
        else if (inner.field === 2) value = text(inner.bytes);
      }
      metadata[key] = value;
    }
  }
  if (graph === undefined) throw new RangeError('Expected an ONNX model but received bytes without a graph');
  return { irVersion, producerName, producerVersion, opsets, metadata, graph };
}

function readGraph(bytes: Uint8Array): OnnxGraph {
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) nodes.push(readNode(content(field.bytes)));
    else if (field.field === 2) name = text(field.bytes);
    else if (field.field === 5) initializers.push(readTensor(content(field.bytes)));
    else if (field.field === 11) inputs.push(readValueInfo(content(field.bytes)));
    else if (field.field === 12) outputs.push(readValueInfo(content(field.bytes)));
  }
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(bytes: Uint8Array): OnnxNode {
  let name = '';
  let opType = '';
  let domain = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: Record<string, OnnxAttribute> = {};
  for (const field of readFields(bytes)) {
    if (field.field === 1) inputs.push(text(field.bytes));
    else if (field.field === 2) outputs.push(text(field.bytes));
    else if (field.field === 3) name = text(field.bytes);
    else if (field.field === 4) opType = text(field.bytes);
    else if (field.field === 5) {
      const [key, attribute] = readAttribute(content(field.bytes));
      attributes[key] = attribute;
    } else if (field.field === 7) domain = text(field.bytes);
  }
  return { opType, domain, name, inputs, outputs, attributes };
}

function readAttribute(bytes: Uint8Array): [string, OnnxAttribute] {
  let name = '';
  let type = 0;
  let float = 0;
  let int = 0;
  let string = '';
  let tensor: OnnxTensor | undefined;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) name = text(field.bytes);
    else if (field.field === 2) float = repeatedFloats(field.bytes)[0] ?? 0;
    else if (field.field === 3) int = signedNumber(field.number);
    else if (field.field === 4) string = text(field.bytes);
    else if (field.field === 5) tensor = readTensor(content(field.bytes));
    else if (field.field === 7) floats.push(...repeatedFloats(field.bytes));
    else if (field.field === 8) ints.push(...repeatedIntegers(field));
    else if (field.field === 9) strings.push(text(field.bytes));
    else if (field.field === 20) type = signedNumber(field.number);
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
      return [name, { kind: 'floats', value: floats }];
    case 7:
      return [name, { kind: 'ints', value: ints }];
    case 8:
      return [name, { kind: 'strings', value: strings }];
  }
  throw new RangeError(
    `Expected a number, string or tensor for attribute ${name} but received attribute type ${type}`,
  );
}

function readTensor(bytes: Uint8Array): OnnxTensor {
  let name = '';
  let type: ElementTypeName | undefined;
  let data: Uint8Array = new Uint8Array();
  const dims: number[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) dims.push(...repeatedIntegers(field));
    else if (field.field === 2) type = elementTypeName(signedNumber(field.number));
    else if (field.field === 8) name = text(field.bytes);
    else if (field.field === 9) data = content(field.bytes);
    else if (field.field === 4) data = content(field.bytes); // packed float_data has the layout of raw_data
  }
  if (type === undefined) throw new RangeError(`Expected an element type for tensor ${name}`);
  return { name, type, dims, data };
}

function readValueInfo(bytes: Uint8Array): OnnxValueInfo {
  let name = '';
  let type: ElementTypeName = 'float32';
  const shape: OnnxDimension[] = [];
  for (const field of readFields(bytes)) {
    if (field.field === 1) name = text(field.bytes);
    if (field.field !== 2) continue;
    for (const typeField of readFields(content(field.bytes))) {
      if (typeField.field !== 1) continue;
      for (const tensorField of readFields(content(typeField.bytes))) {
        if (tensorField.field === 1) type = elementTypeName(signedNumber(tensorField.number));
        if (tensorField.field !== 2) continue;
        for (const dimension of readFields(content(tensorField.bytes))) {
          if (dimension.field === 1) shape.push(readDimension(content(dimension.bytes)));
        }
      }
    }
  }
  return { name, type, shape };
}

function readDimension(bytes: Uint8Array): OnnxDimension {
  let dimension: OnnxDimension = 0;
  for (const field of readFields(bytes)) {
    if (field.field === 1) dimension = signedNumber(field.number);
    else if (field.field === 2) dimension = text(field.bytes);
  }
  return dimension;
}

function elementTypeName(number: number): ElementTypeName {
  for (const [name, value] of Object.entries(ElementType)) {
    if (value === number) return name as ElementTypeName;
  }
  throw new RangeError(`Expected a float32, uint8, int32, int64 or bool tensor but received type ${number}`);
}

function content(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new RangeError('Expected a length-delimited protobuf field');
  return bytes;
}
