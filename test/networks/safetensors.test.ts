import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeSafetensors, encodeSafetensors } from '../../src/networks/safetensors.ts';

/**
 * A file written by hand from the specification (https://huggingface.co/docs/safetensors/index#format): 8 bytes N, an
 * unsigned little-endian 64-bit integer, the size of the header; N bytes of JSON in UTF-8, which begins with { and may be
 * padded with spaces; the rest is one buffer that `data_offsets` count from.
 */
function handMade(
  header: string,
  values: readonly number[] = [],
  length = Buffer.byteLength(header),
): Uint8Array {
  const bytes = Buffer.alloc(8 + Buffer.byteLength(header) + 4 * values.length);
  bytes.writeUInt32LE(length, 0);
  bytes.write(header, 8);
  for (const [i, value] of values.entries()) bytes.writeFloatLE(value, 8 + Buffer.byteLength(header) + 4 * i);
  return new Uint8Array(bytes);
}

const sizes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 });
const tensor = sizes.chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.float32Array({ minLength: length, maxLength: length }).map((values) => ({ shape, values }));
});
const names = fc
  .string({ unit: 'grapheme' })
  .filter((name) => name !== '__metadata__' && name !== '__proto__');
const files = fc
  .tuple(
    fc.dictionary(names, tensor, { noNullPrototype: true }),
    fc.dictionary(names, fc.string({ unit: 'grapheme' }), { noNullPrototype: true }),
  )
  .map(([tensors, metadata]) => ({ tensors, metadata }));

describe('safetensors', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(files, (file) => assert.deepEqual(decodeSafetensors(encodeSafetensors(file)), file)),
    );
  });

  it('are laid out as the specification says', () => {
    fc.assert(
      fc.property(files, (file) => {
        const bytes = encodeSafetensors(file);
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const length = Number(view.getBigUint64(0, true));
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length));
        assert.ok(text.startsWith('{'));
        const { __metadata__, ...entries } = JSON.parse(text);
        assert.deepEqual(__metadata__, file.metadata);
        assert.deepEqual(Object.keys(entries).sort(), Object.keys(file.tensors).sort());
        // The buffer is covered whole, without holes.
        let end = 0;
        const places = Object.entries<{ dtype: string; shape: number[]; data_offsets: [number, number] }>(
          entries,
        );
        for (const [name, { dtype, shape, data_offsets }] of places.sort(
          ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
        )) {
          assert.equal(dtype, 'F32');
          assert.deepEqual(shape, file.tensors[name]!.shape);
          assert.equal(data_offsets[0], end);
          end = data_offsets[1];
          for (const [i, value] of file.tensors[name]!.values.entries()) {
            const read = view.getFloat32(8 + length + data_offsets[0] + 4 * i, true);
            assert.ok(Object.is(read, value));
          }
        }
        assert.equal(bytes.length, 8 + length + end);
        // Tensors that start at a multiple of 8 can be mapped into memory.
        assert.equal((8 + length) % 8, 0);
      }),
    );
  });

  it('written by others are read: other order, no metadata, unaligned, from within a larger buffer', () => {
    const header =
      '{"b":{"shape":[2],"data_offsets":[4,12],"dtype":"F32"},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}';
    const expected = {
      tensors: {
        a: { shape: [], values: Float32Array.of(1.5) },
        b: { shape: [2], values: Float32Array.of(-2, 0.25) },
      },
      metadata: {},
    };
    for (const padding of ['', ' ', '   ']) {
      const bytes = handMade(header + padding, [1.5, -2, 0.25]);
      assert.deepEqual(decodeSafetensors(bytes), expected);
      const larger = new Uint8Array(bytes.length + 7);
      larger.set(bytes, 3);
      assert.deepEqual(decodeSafetensors(larger.subarray(3, 3 + bytes.length)), expected);
    }
  });

  it('hold float16 and bfloat16, which float32 has exactly', () => {
    // Bits by hand from IEEE 754 (binary16), and from float32 (binary32) without its lower half.
    const halves = { 1.5: 0x3e00, '-0.25': 0xb400, 65504: 0x7bff, '5.960464477539063e-8': 0x0001 };
    const brains = {
      1.5: 0x3fc0,
      '-0.25': 0xbe80,
      '3.3895313892515355e38': 0x7f7f,
      '1.1754943508222875e-38': 0x80,
    };
    for (const [dtype, bits] of [
      ['F16', halves],
      ['BF16', brains],
    ] as const) {
      const header = `{"a":{"dtype":"${dtype}","shape":[2,2],"data_offsets":[0,8]}}`;
      const bytes = new Uint8Array([
        ...handMade(header),
        ...Object.values(bits).flatMap((half) => [half & 255, half >> 8]),
      ]);
      const { shape, values } = decodeSafetensors(bytes).tensors.a!;
      assert.deepEqual(shape, [2, 2]);
      assert.deepEqual([...values].sort(), Object.keys(bits).map(Number).sort());
    }
  });

  it('may have tensors of any name', () => {
    const header = '{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const { tensors } = decodeSafetensors(handMade(header, [2]));
    assert.deepEqual(Object.keys(tensors), ['__proto__']);
    assert.equal(Object.getPrototypeOf(tensors), Object.prototype);
  });

  it('are copied: what is read does not change with the file’s bytes', () => {
    const bytes = encodeSafetensors({
      tensors: { a: { shape: [1], values: Float32Array.of(3) } },
      metadata: {},
    });
    const { tensors } = decodeSafetensors(bytes);
    bytes.fill(0);
    assert.deepEqual(tensors.a!.values, Float32Array.of(3));
  });

  it('cut short anywhere are refused', () => {
    const bytes = encodeSafetensors({
      tensors: { a: { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) } },
      metadata: { key: 'value' },
    });
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => decodeSafetensors(bytes.subarray(0, length)), {
        name: 'RangeError',
        message: /cut short/,
      });
    }
  });

  const bad: readonly [string, Uint8Array][] = [
    ['nothing', new Uint8Array()],
    ['a header longer than any file', new Uint8Array(8).fill(255)],
    ['a header that is no JSON', handMade('{"a":')],
    ['a header that is a list', handMade('[]')],
    ['a header that is null', handMade('null')],
    ['a tensor that is null', handMade('{"a":null}')],
    ['another element type', handMade('{"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}', [1])],
    ['float64', handMade('{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}', [1, 1])],
    [
      'a type of JavaScript objects',
      handMade('{"a":{"dtype":"constructor","shape":[],"data_offsets":[0,0]}}'),
    ],
    ['half the bytes', handMade('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', [1, 2])],
    ['metadata that are a list', handMade('{"__metadata__":[]}')],
    ['metadata that are numbers', handMade('{"__metadata__":{"a":1}}')],
    [
      'more values than bytes',
      handMade('{"a":{"dtype":"F32","shape":[9007199254740991],"data_offsets":[0,4]}}'),
    ],
    [
      'a shape whose product is no number',
      handMade(`{"a":{"dtype":"F32","shape":[${Array(99).fill(2 ** 52)}],"data_offsets":[0,4]}}`, [1]),
    ],
    [
      'tensors that overlap',
      handMade(
        '{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
        [1, 2],
      ),
    ],
    [
      'two tensors in one place',
      handMade(
        '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
        [1],
      ),
    ],
    ['a hole', handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', [1, 2])],
    [
      'bytes behind the last tensor',
      handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', [1, 2]),
    ],
    ['no element type', handMade('{"a":{"shape":[1],"data_offsets":[0,4]}}', [1])],
    ['no shape', handMade('{"a":{"dtype":"F32","data_offsets":[0,4]}}', [1])],
    ['a shape that is text', handMade('{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}', [1])],
    ['a negative size', handMade('{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}', [1])],
    ['no place', handMade('{"a":{"dtype":"F32","shape":[1]}}', [1])],
    ['a place of another length', handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}', [1, 2])],
    ['a place before the buffer', handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}', [1])],
    ['a place behind the buffer', handMade('{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', [1])],
    ['a PNG', Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82)],
  ];
  for (const [what, bytes] of bad) {
    it(`with ${what} are refused`, () => {
      assert.throws(() => decodeSafetensors(bytes), { name: 'RangeError', message: /^Expected .* but / });
    });
  }
});
