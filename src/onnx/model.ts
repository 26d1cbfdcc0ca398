/**
 * The part of the ONNX format that Pentimento writes and reads, as plain data.
 *
 * Field names and numbers follow `onnx.proto3` of ONNX 1.20 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3).
 */

/** Element types by their number in `TensorProto.DataType`. */
export const ElementType = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
} as const;

export type ElementTypeName = keyof typeof ElementType;

/** Bytes that an element takes in `OnnxTensor.data`. */
export const BYTES_PER_ELEMENT: Readonly<Record<ElementTypeName, number>> = {
  float32: 4,
  uint8: 1,
  int32: 4,
  int64: 8,
  bool: 1,
  float16: 2,
};

/** `TensorProto.DataLocation` of a tensor that lies in a file beside the `.onnx` file. */
export const EXTERNAL_DATA = 1;

/** A dimension: a size, or the name of a size that is free until the model runs ('' for a free size without a name). */
export type OnnxDimension = number | string;

/** A named input or output of a graph. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementTypeName;
  readonly shape: readonly OnnxDimension[];
}

/** A constant tensor. `data` holds the elements in row-major order, little-endian. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementTypeName;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

export type OnnxAttribute =
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'int'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'tensor'; readonly value: OnnxTensor }
  | { readonly kind: 'floats'; readonly value: readonly number[] }
  | { readonly kind: 'ints'; readonly value: readonly number[] }
  | { readonly kind: 'strings'; readonly value: readonly string[] };

export interface OnnxNode {
  readonly opType: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  /** Version of the operator set by domain; the standard operators have the domain ''. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: OnnxGraph;
}
