import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { modelFile, modelId, parseManifest } from '../../src/networks/manifest.ts';

const HASH = 'ab'.repeat(32);
const valid = {
  format: 1,
  name: 'my model',
  architecture: 'baluja',
  configuration: { maps: 24 },
  hide: { file: 'hide.onnx', bytes: 10, sha256: HASH },
  reveal: { file: 'reveal.onnx', bytes: 10, sha256: HASH },
  training: { steps: 5 },
};

/** The same with weights in a file of their own. */
const shared = {
  ...valid,
  format: 2,
  weights: { file: 'weights.safetensors', bytes: 10, sha256: 'cd'.repeat(32) },
};

describe('model.json', () => {
  it('is read as it was written', () => {
    assert.deepEqual(parseManifest(JSON.stringify(valid)), valid);
    assert.deepEqual(parseManifest(JSON.stringify(shared)), shared);
    const named = { ...shared, id: '0123456789abcdef' };
    assert.deepEqual(parseManifest(JSON.stringify(named)), named);
  });

  it('of format 1 has no weights of its own, whatever it says', () => {
    const { weights } = shared;
    assert.deepEqual(parseManifest(JSON.stringify({ ...valid, weights, id: '0123456789abcdef' })), valid);
  });

  it('may say how the Reveal network answers to samples', () => {
    const sensitive = { ...valid, sensitivity: { block: 1, matrix: [4, 1, 0, 3, 0.5, 2] } };
    assert.deepEqual(parseManifest(JSON.stringify(sensitive)), sensitive);
  });

  it('may say nothing about the training', () => {
    const { training, ...rest } = valid;
    assert.equal(training.steps, 5);
    assert.deepEqual(parseManifest(JSON.stringify(rest)).training, {});
    assert.deepEqual(parseManifest(JSON.stringify({ ...rest, training: null })).training, {});
  });

  const bad: readonly [string, unknown, RegExp][] = [
    ['not an object', [valid], /Expected (an object|format 1)/],
    ['null', null, /Expected an object/],
    ['a number', 5, /Expected an object/],
    ['without a format', { ...valid, format: undefined }, /Expected format 1.*received undefined/],
    ['of a later format', { ...shared, format: 3 }, /Expected format 1 or 2.*received 3/],
    ['of format 2 without weights', { ...valid, format: 2 }, /for hide, reveal and weights/],
    ['with half an id', { ...shared, id: 'abcd' }, /16 hexadecimal digits for id.*"abcd"/],
    ['with a number for an id', { ...shared, id: 1234567890123456 }, /16 hexadecimal digits for id/],
    ['without a name', { ...valid, name: undefined }, /Expected a name/],
    [
      'of an unknown architecture',
      { ...valid, architecture: 'hinet' },
      /baluja.*received my model and hinet/,
    ],
    ['of an inherited architecture', { ...valid, architecture: 'constructor' }, /baluja.*constructor/],
    ['without a network', { ...valid, reveal: undefined }, /for hide and reveal/],
    ['with a number for a network', { ...valid, hide: 7 }, /for hide and reveal/],
    ['without a digest', { ...valid, hide: { file: 'hide.onnx', bytes: 1 } }, /sha256/],
    ['with half a digest', { ...valid, hide: { ...valid.hide, sha256: 'abab' } }, /sha256/],
    ['without a size', { ...valid, hide: { ...valid.hide, bytes: undefined } }, /bytes/],
    ['without a configuration', { ...valid, configuration: null }, /Expected a configuration/],
    ['with a list for a sensitivity', { ...valid, sensitivity: [1] }, /block and a matrix.*sensitivity/],
    [
      'with a sensitivity of another size',
      { ...valid, sensitivity: { block: 2, matrix: [1, 2] } },
      /received 2 and 2 numbers.*sensitivity/,
    ],
    [
      'with a sensitivity that is none',
      { ...valid, sensitivity: { block: 1, matrix: [1, 9, 0, 1, 0, 1] } },
      /semidefinite.*sensitivity/,
    ],
    ['with a list for a configuration', { ...valid, configuration: [] }, /Expected a configuration/],
  ];
  for (const [what, value, message] of bad) {
    it(`${what} is refused`, () => {
      assert.throws(() => parseManifest(JSON.stringify(value)), { name: 'TypeError', message });
    });
  }

  it('that is not JSON is refused, without a parser’s message', () => {
    for (const text of ['', '{', '\0', '<html>', JSON.stringify(valid).slice(0, -1)]) {
      assert.throws(() => parseManifest(text), {
        name: 'TypeError',
        message: /^Expected JSON in model.json/,
      });
    }
  });

  const elsewhere = [
    '../hide.onnx',
    '..',
    '.',
    '',
    '/etc/passwd',
    'a/b.onnx',
    'a\\b.onnx',
    'C:hide.onnx',
    '.hidden',
    'hide.onnx\0',
    'hide.onnx\n',
    'https://example.org/hide.onnx',
    '%2e%2e%2fhide.onnx',
  ];
  for (const file of elsewhere) {
    it(`that names the file ${JSON.stringify(file)} is refused: a model reads its own folder only`, () => {
      const value = { ...valid, hide: { ...valid.hide, file } };
      assert.throws(() => parseManifest(JSON.stringify(value)), /plain file name/);
    });
  }
});

describe('a model’s id', () => {
  it('is the start of SHA-256 over the architecture and the digests of the files', async () => {
    const expected = createHash('sha256').update(`baluja:${HASH}:${HASH}`).digest().subarray(0, 8);
    assert.deepEqual(await modelId(parseManifest(JSON.stringify(valid))), new Uint8Array(expected));
  });

  it('stays when the model is renamed, and changes with its weights', async () => {
    const manifest = parseManifest(JSON.stringify(valid));
    assert.deepEqual(await modelId({ ...manifest, name: 'other' }), await modelId(manifest));
    const other = { ...manifest, reveal: await modelFile('reveal.onnx', Uint8Array.of(1)) };
    assert.notDeepEqual(await modelId(other), await modelId(manifest));
    const apart = parseManifest(JSON.stringify(shared));
    const others = { ...apart, weights: await modelFile('weights.safetensors', Uint8Array.of(1)) };
    assert.notDeepEqual(await modelId(others), await modelId(apart));
  });

  it('is the one that the manifest states, if it does', async () => {
    const manifest = parseManifest(JSON.stringify({ ...shared, id: '0123456789abcdef' }));
    assert.equal(Buffer.from(await modelId(manifest)).toString('hex'), '0123456789abcdef');
  });

  it('of the shipped models is the one that older containers name', async () => {
    const ids = {
      baluja: 'bae19f6995d9c045',
      'invertible-1': '713bc1210a625b7d',
      invertible: '3131aa72ebf23eb1',
    };
    for (const [name, id] of Object.entries(ids)) {
      const path = new URL(`../../../models/${name}/model.json`, import.meta.url);
      const manifest = parseManifest(await readFile(path, 'utf8'));
      assert.equal(Buffer.from(await modelId(manifest)).toString('hex'), id);
    }
  });
});

describe('the entry of a model’s file', () => {
  it('has its size and its SHA-256', async () => {
    const bytes = new TextEncoder().encode('abc');
    // FIPS 180-2, appendix B.1.
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    assert.deepEqual(await modelFile('a.onnx', bytes), { file: 'a.onnx', bytes: 3, sha256 });
  });
});
