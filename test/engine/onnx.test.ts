/**
 * The ONNX files that we write are read by an independent implementation (onnx-buf, over Buf's protobuf), and any bytes
 * can be given to our reader.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import type { AttributeProto, ModelProto, TensorProto, ValueInfoProto } from 'onnx-buf';
import { ModelProtoSchema } from 'onnx-buf';
import { decodeModel } from '../../src/onnx/decode.ts';
import { encodeModel } from '../../src/onnx/encode.ts';
import type {
  ElementTypeName,
  OnnxAttribute,
  OnnxModel,
  OnnxTensor,
  OnnxValueInfo,
} from '../../src/onnx/model.ts';
import { BYTES_PER_ELEMENT, ElementType } from '../../src/onnx/model.ts';
import { MessageWriter } from '../../src/onnx/wire.ts';
import { seededRandom } from '../../src/random/seeded-random.ts';
import { caseModel } from './case-model.ts';
import { SMALL_TRAININGS, smallInferenceModels, smallTrainingStep } from './network-models.ts';
import { OPERATOR_CASES } from './operator-cases.ts';

/** Field by field, what the independent reader found, in our terms. */
function fromProto(proto: ModelProto): OnnxModel {
  const graph = proto.graph!;
  return {
    irVersion: Number(proto.irVersion),
    producerName: proto.producerName,
    producerVersion: proto.producerVersion,
    opsets: Object.fromEntries(proto.opsetImport.map(({ domain, version }) => [domain, Number(version)])),
    metadata: Object.fromEntries(proto.metadataProps.map(({ key, value }) => [key, value])),
    graph: {
      name: graph.name,
      nodes: graph.node.map(({ opType, domain, name, input, output, attribute }) => ({
        opType,
        domain,
        name,
        inputs: input,
        outputs: output,
        attributes: Object.fromEntries(attribute.map((one) => [one.name, fromAttribute(one)])),
      })),
      initializers: graph.initializer.map(fromTensor),
      inputs: graph.input.map(fromValueInfo),
      outputs: graph.output.map(fromValueInfo),
    },
  };
}

function fromAttribute({ type, f, i, s, t, floats, ints, strings }: AttributeProto): OnnxAttribute {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
  if (type === 1) return { kind: 'float', value: f };
  if (type === 2) return { kind: 'int', value: Number(i) };
  if (type === 3) return { kind: 'string', value: text(s) };
  if (type === 4) return { kind: 'tensor', value: fromTensor(t!) };
  if (type === 6) return { kind: 'floats', value: floats };
  if (type === 7) return { kind: 'ints', value: ints.map(Number) };
  assert.equal(type, 8);
  return { kind: 'strings', value: strings.map(text) };
}

function typeName(number: number): ElementTypeName {
  return Object.entries(ElementType).find(([, value]) => value === number)![0] as ElementTypeName;
}

function fromTensor({ name, dataType, dims, rawData }: TensorProto): OnnxTensor {
  return { name, type: typeName(dataType), dims: dims.map(Number), data: rawData };
}

function fromValueInfo({ name, type }: ValueInfoProto): OnnxValueInfo {
  const tensor = type!.value;
  assert.ok(tensor.case === 'tensorType');
  return {
    name,
    type: typeName(tensor.value.elemType),
    shape: tensor.value.shape!.dim.map(({ value }) => {
      assert.ok(value.case !== undefined);
      return value.case === 'dimValue' ? Number(value.value) : value.value;
    }),
  };
}

function checkModel(model: OnnxModel): void {
  const bytes = encodeModel(model);
  const read = fromBinary(ModelProtoSchema, bytes);
  assert.equal(read.$unknown, undefined, 'a field that ONNX does not have');
  assert.deepEqual(fromProto(read), model);
  assert.deepEqual(decodeModel(bytes), model);
}

/** The model with its attributes rounded to what a file holds. */
function inFloat32(model: OnnxModel): OnnxModel {
  const rounded = (attribute: OnnxAttribute): OnnxAttribute =>
    attribute.kind === 'float' ? { kind: 'float', value: Math.fround(attribute.value) } : attribute;
  const nodes = model.graph.nodes.map((node) => ({
    ...node,
    attributes: Object.fromEntries(
      Object.entries(node.attributes).map(([name, attribute]) => [name, rounded(attribute)]),
    ),
  }));
  return { ...model, graph: { ...model.graph, nodes } };
}

test('models of all operators are read alike by the independent reader', () => {
  for (const operator of OPERATOR_CASES) checkModel(caseModel(operator, seededRandom(9), 2).model);
});

for (const training of Object.values(SMALL_TRAININGS)) {
  const { architecture } = training.network;
  test(`models of the ${architecture} network are read alike by the independent reader`, () => {
    const { hide, reveal } = smallInferenceModels(training.network);
    for (const bytes of [hide, reveal]) {
      assert.deepEqual(decodeModel(bytes), fromProto(fromBinary(ModelProtoSchema, bytes)));
    }
    const [height, width] = decodeModel(hide).graph.inputs[0]!.shape.slice(2);
    assert.deepEqual([height, width], ['height', 'width']);
    checkModel(inFloat32(smallTrainingStep(training)));
    checkModel(inFloat32(smallTrainingStep(training, true)));
  });
}

const text = fc.string({ unit: 'binary', maxLength: 12 });
const size = fc.integer({ min: 0, max: 2 ** 40 });
const integer = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
const float = fc.float();
const type = fc.constantFrom(...(Object.keys(ElementType) as ElementTypeName[]));

/** Records that are plain objects, as ours are. */
function record<T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const tensor: fc.Arbitrary<OnnxTensor> = record({
  name: text,
  type,
  dims: fc.array(fc.nat(4), { maxLength: 4 }),
}).chain(({ name, type, dims }) => {
  const length = dims.reduce((product, side) => product * side, BYTES_PER_ELEMENT[type]);
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((data) => ({ name, type, dims, data: Uint8Array.from(data) }));
});

const attribute: fc.Arbitrary<OnnxAttribute> = fc.oneof(
  record({ kind: fc.constant('float' as const), value: float }),
  record({ kind: fc.constant('int' as const), value: integer }),
  record({ kind: fc.constant('string' as const), value: text }),
  record({ kind: fc.constant('tensor' as const), value: tensor }),
  record({ kind: fc.constant('floats' as const), value: fc.array(float) }),
  record({ kind: fc.constant('ints' as const), value: fc.array(integer) }),
  record({ kind: fc.constant('strings' as const), value: fc.array(text) }),
);

const valueInfo: fc.Arbitrary<OnnxValueInfo> = record({
  name: text,
  type,
  shape: fc.array(fc.oneof(size, text), { maxLength: 5 }),
});

const model: fc.Arbitrary<OnnxModel> = record({
  irVersion: size,
  producerName: text,
  producerVersion: text,
  opsets: fc.dictionary(text, size, { noNullPrototype: true }),
  metadata: fc.dictionary(text, text, { noNullPrototype: true }),
  graph: record({
    name: text,
    nodes: fc.array(
      record({
        opType: text,
        domain: text,
        name: text,
        inputs: fc.array(text),
        outputs: fc.array(text),
        attributes: fc.dictionary(text, attribute, { noNullPrototype: true }),
      }),
      { maxLength: 4 },
    ),
    initializers: fc.array(tensor, { maxLength: 3 }),
    inputs: fc.array(valueInfo, { maxLength: 3 }),
    outputs: fc.array(valueInfo, { maxLength: 3 }),
  }),
});

test('any model is read back as it was, by both readers', () => {
  fc.assert(fc.property(model, checkModel), { numRuns: 200 });
});

test('texts keep a byte order mark, and names of built-in properties', () => {
  const sample = decodeModel(encodeModel(smallTrainingStep(SMALL_TRAININGS.training)));
  const metadata = Object.fromEntries([
    ['__proto__', 'a'],
    ['constructor', '\ufeffb'],
  ]);
  checkModel({ ...sample, metadata });
});

/** Reads bytes, and says whether they were a model; any other error than the two announced ones gets out. */
function isModel(bytes: Uint8Array): boolean {
  try {
    decodeModel(bytes);
    return true;
  } catch (error) {
    assert.ok(error instanceof RangeError || error instanceof TypeError, `${error}`);
    assert.doesNotMatch(error.message, /call stack|undefined|not a function/);
    return false;
  }
}

test('a file cut short anywhere is refused, or has lost whole fields at its end', () => {
  const bytes = encodeModel(caseModel(OPERATOR_CASES[0]!, seededRandom(1), 1).model);
  const whole = decodeModel(bytes);
  for (let length = 0; length < bytes.length; length++) {
    if (!isModel(bytes.subarray(0, length))) continue;
    assert.deepEqual(decodeModel(bytes.subarray(0, length)).graph, whole.graph);
  }
});

test('random bytes, and files with flipped bytes, are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void isModel(bytes)),
    { numRuns: 2000 },
  );
  const bytes = encodeModel(caseModel(OPERATOR_CASES[3]!, seededRandom(2), 1).model);
  const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (places) => {
      const changed = bytes.slice();
      for (const [place, value] of places) changed[place] = value;
      isModel(changed);
    }),
    { numRuns: 3000 },
  );
});

const graphOf = (write: (graph: MessageWriter) => void): Uint8Array =>
  new MessageWriter().message(7, write).finish();
const tensorOf = (write: (tensor: MessageWriter) => void): Uint8Array =>
  graphOf((graph) => graph.message(5, write));

const BROKEN: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['nothing', new Uint8Array(), /without a graph/],
  ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), /protobuf/],
  ['a length beyond all memory', Uint8Array.from([0x3a, ...Array(9).fill(0xff), 1]), /cut short/],
  ['a length of 2 GiB', Uint8Array.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x07, 0]), /cut short/],
  ['a number without end', new Uint8Array(1_000_000).fill(0xff), /ten bytes/],
  [
    'packed numbers without end',
    tensorOf((t) => t.bytes(1, new Uint8Array(1_000_000).fill(0xff))),
    /ten bytes/,
  ],
  ['field 0', Uint8Array.from([0x02, 0x00]), /tag/],
  ['a tag of 64 bits', Uint8Array.from([...Array(9).fill(0xff), 1]), /tag/],
  ['a group', Uint8Array.from([0x0b]), /wire type.*3/],
  ['a number where the graph stands', new MessageWriter().integer(7, 1).finish(), /length-delimited/],
  [
    'a text where a number stands',
    new MessageWriter()
      .string(1, 'x')
      .message(7, () => {})
      .finish(),
    /integer/,
  ],
  [
    'a number that is not exact',
    new MessageWriter()
      .integer(1, 2n ** 60n)
      .message(7, () => {})
      .finish(),
    /2\^53/,
  ],
  ['a name that is not UTF-8', graphOf((g) => g.bytes(2, Uint8Array.of(0xc3, 0x28))), /./],
  [
    'a negative size',
    tensorOf((t) => t.integers(1, [-1]).integer(2, 1).bytes(9, new Uint8Array(4))),
    /0 or more/,
  ],
  [
    'a tensor of too few data',
    tensorOf((t) => t.integers(1, [2]).integer(2, 1).bytes(9, new Uint8Array(4))),
    /8 bytes/,
  ],
  [
    'a tensor of too many data',
    tensorOf((t) => t.integers(1, [0]).integer(2, 1).bytes(9, new Uint8Array(4))),
    /0 bytes/,
  ],
  [
    'a tensor of astronomic size',
    tensorOf((t) => t.integers(1, [2 ** 40, 2 ** 40, 2 ** 40]).integer(2, 7)),
    /raw data/,
  ],
  [
    'data outside of the file',
    tensorOf((t) => t.integers(1, [1]).integer(2, 1).integer(14, 1)),
    /Expected the file "" with the data/,
  ],
  ['a tensor without a type', tensorOf((t) => t.integers(1, [0])), /element type/],
  ['bfloat16', tensorOf((t) => t.integers(1, [0]).integer(2, 16)), /received type 16/],
  [
    'floats of three bytes',
    tensorOf((t) => t.integers(1, [1]).integer(2, 1).bytes(4, new Uint8Array(3))),
    /floats/,
  ],
  [
    'an attribute that holds a graph',
    graphOf((g) => g.message(1, (n) => n.message(5, (a) => a.string(1, 'body').integer(20, 5)))),
    /attribute type 5/,
  ],
  [
    'a negative free size',
    graphOf((g) =>
      g.message(11, (v) =>
        v.message(2, (t) =>
          t.message(1, (s) => s.integer(1, 1).message(2, (d) => d.message(1, (n) => n.integer(1, -1)))),
        ),
      ),
    ),
    /0 or more/,
  ],
];

for (const [what, bytes, message] of BROKEN) {
  test(`refused: ${what}`, () => {
    assert.equal(isModel(bytes), false);
    assert.throws(() => decodeModel(bytes), message);
  });
}

test('a tensor of many numbers, packed and not, with its floats in a field each', () => {
  const sizes = Array(200_000).fill(1) as number[];
  const [tensor] = decodeModel(
    tensorOf((t) => t.integers(1, sizes).integer(2, 2).bytes(9, new Uint8Array(1))),
  ).graph.initializers as [OnnxTensor];
  assert.equal(tensor.dims.length, 200_000);
  const [floats] = decodeModel(
    tensorOf((t) => t.integer(1, 2).integer(1, 1).integer(2, 1).float(4, 1.5).float(4, -2)),
  ).graph.initializers as [OnnxTensor];
  assert.deepEqual([...new Float32Array(floats.data.slice().buffer)], [1.5, -2]);
  assert.deepEqual(floats.dims, [2, 1]);
});

const SHARED = caseModel(
  OPERATOR_CASES.find((one) => caseModel(one, seededRandom(9), 2).model.graph.initializers.length > 0)!,
  seededRandom(9),
  2,
).model;

/** The model with its first constant in a file beside it, at a place. */
function beside(offset: number): { bytes: Uint8Array; tensor: OnnxTensor; file: Uint8Array } {
  const [tensor] = SHARED.graph.initializers as readonly [OnnxTensor];
  const bytes = encodeModel(SHARED, { location: 'beside.bin', offsets: new Map([[tensor.name, offset]]) });
  const file = new Uint8Array(offset + tensor.data.length + 3).fill(0xee);
  file.set(tensor.data, offset);
  return { bytes, tensor, file };
}

test('constants in a file beside the model are external data to the independent reader, and come back', () => {
  for (const offset of [0, 13, 4096]) {
    const { bytes, tensor, file } = beside(offset);
    const read = fromBinary(ModelProtoSchema, bytes);
    assert.equal(read.$unknown, undefined, 'a field that ONNX does not have');
    const stored = read.graph!.initializer.find(({ name }) => name === tensor.name)!;
    assert.equal(stored.dataLocation, 1);
    assert.equal(stored.rawData.length, 0);
    assert.deepEqual(Object.fromEntries(stored.externalData.map(({ key, value }) => [key, value])), {
      location: 'beside.bin',
      offset: `${offset}`,
      length: `${tensor.data.length}`,
    });
    assert.deepEqual(decodeModel(bytes, new Map([['beside.bin', file]])), SHARED);
  }
});

test('constants in a file that is not given, or beyond its end, are refused', () => {
  const { bytes, file } = beside(13);
  assert.throws(() => decodeModel(bytes), { name: 'RangeError', message: /Expected the file "beside\.bin"/ });
  for (const short of [file.subarray(0, 0), file.subarray(0, 13), file.subarray(0, -4)]) {
    assert.throws(() => decodeModel(bytes, new Map([['beside.bin', short]])), {
      name: 'RangeError',
      message: /within the \d+ bytes of beside\.bin/,
    });
  }
});

test('places that are no numbers of bytes are refused', () => {
  const file = new Uint8Array(64);
  for (const [offset, length] of [
    ['-1', '4'],
    ['0', '-4'],
    ['1e300', '4'],
    ['0.5', '4'],
    ['x', '4'],
    ['0', 'Infinity'],
    ['9007199254740991', '9007199254740991'],
  ]) {
    const writer = new MessageWriter();
    writer.message(7, (graph) =>
      graph.message(5, (inner) => {
        inner.integers(1, [1]).integer(2, ElementType.float32).string(8, 'w');
        for (const [key, value] of Object.entries({ location: 'beside.bin', offset, length })) {
          inner.message(13, (entry) => entry.string(1, key).string(2, value!));
        }
        inner.integer(14, 1);
      }),
    );
    assert.throws(() => decodeModel(writer.finish(), new Map([['beside.bin', file]])), {
      name: 'RangeError',
      message: /Expected the data of tensor w within the 64 bytes/,
    });
  }
});
