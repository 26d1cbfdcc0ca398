/**
 * Writes ONNX models. Field numbers are beside their names in `onnx.proto3`.
 */
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor, OnnxValueInfo } from './model.ts';
import { ElementType, EXTERNAL_DATA } from './model.ts';
import { MessageWriter } from './wire.ts';

/** A file beside an `.onnx` file that holds tensors of it: "external data" in ONNX. */
export interface ExternalData {
  /** The name of the file. */
  readonly location: string;
  /** The place of the first byte of the tensors that lie there, by name. Other tensors stay in the `.onnx` file. */
  readonly offsets: ReadonlyMap<string, number>;
}

/**
 * The bytes of an `.onnx` file.
 *
 * @param external - for constants that lie in a file beside it.
 */
export function encodeModel(model: OnnxModel, external?: ExternalData): Uint8Array {
  const writer = new MessageWriter();
  writer.integer(1, model.irVersion); // ir_version
  writer.string(2, model.producerName); // producer_name
  writer.string(3, model.producerVersion); // producer_version
  writer.message(7, (graph) => {
    for (const node of model.graph.nodes) graph.message(1, (inner) => writeNode(inner, node)); // node
    graph.string(2, model.graph.name); // name
    for (const tensor of model.graph.initializers) {
      graph.message(5, (inner) => writeTensor(inner, tensor, external)); // initializer
    }
    for (const value of model.graph.inputs) graph.message(11, (inner) => writeValueInfo(inner, value)); // input
    for (const value of model.graph.outputs) graph.message(12, (inner) => writeValueInfo(inner, value)); // output
  });
  for (const [domain, version] of Object.entries(model.opsets)) {
    writer.message(8, (opset) => opset.string(1, domain).integer(2, version)); // opset_import
  }
  for (const [key, value] of Object.entries(model.metadata)) {
    writer.message(14, (entry) => entry.string(1, key).string(2, value)); // metadata_props
  }
  return writer.finish();
}

function writeNode(writer: MessageWriter, node: OnnxNode): void {
  for (const input of node.inputs) writer.string(1, input); // input
  for (const output of node.outputs) writer.string(2, output); // output
  writer.string(3, node.name); // name
  writer.string(4, node.opType); // op_type
  for (const [name, attribute] of Object.entries(node.attributes)) {
    writer.message(5, (inner) => writeAttribute(inner, name, attribute)); // attribute
  }
  if (node.domain !== '') writer.string(7, node.domain); // domain
}

/** `AttributeProto.AttributeType` numbers. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

function writeAttribute(writer: MessageWriter, name: string, attribute: OnnxAttribute): void {
  writer.string(1, name); // name
  switch (attribute.kind) {
    case 'float':
      writer.float(2, attribute.value); // f
      break;
    case 'int':
      writer.integer(3, attribute.value); // i
      break;
    case 'string':
      writer.string(4, attribute.value); // s
      break;
    case 'tensor':
      writer.message(5, (inner) => writeTensor(inner, attribute.value)); // t
      break;
    case 'floats':
      writer.floats(7, attribute.value); // floats
      break;
    case 'ints':
      writer.integers(8, attribute.value); // ints
      break;
    case 'strings':
      for (const value of attribute.value) writer.string(9, value); // strings
      break;
  }
  writer.integer(20, ATTRIBUTE_TYPE[attribute.kind]); // type
}

function writeTensor(writer: MessageWriter, tensor: OnnxTensor, external?: ExternalData): void {
  writer.integers(1, tensor.dims); // dims
  writer.integer(2, ElementType[tensor.type]); // data_type
  writer.string(8, tensor.name); // name
  const offset = external?.offsets.get(tensor.name);
  if (external === undefined || offset === undefined) {
    writer.bytes(9, tensor.data); // raw_data
    return;
  }
  const entries = { location: external.location, offset, length: tensor.data.length };
  for (const [key, value] of Object.entries(entries)) {
    writer.message(13, (entry) => entry.string(1, key).string(2, `${value}`)); // external_data
  }
  writer.integer(14, EXTERNAL_DATA); // data_location
}

function writeValueInfo(writer: MessageWriter, value: OnnxValueInfo): void {
  writer.string(1, value.name); // name
  writer.message(2, (type) =>
    type.message(1, (tensorType) => {
      tensorType.integer(1, ElementType[value.type]); // tensor_type.elem_type
      tensorType.message(2, (shape) => {
        for (const dimension of value.shape) {
          shape.message(1, (dim) => {
            if (typeof dimension === 'number')
              dim.integer(1, dimension); // dim_value
            else dim.string(2, dimension); // dim_param
          });
        }
      });
    }),
  );
}
