import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idText, parseId, textId, textOfId } from '../../src/marking/mark-id.ts';

describe('a number in a mark', () => {
  it('comes back from its digits', () => {
    fc.assert(
      fc.property(fc.constantFrom(8, 16), fc.infiniteStream(fc.nat(255)), (length, stream) => {
        const id = Uint8Array.from({ length }, () => stream.next().value as number);
        const text = idText(id);
        assert.equal(text, `0x${Buffer.from(id).toString('hex')}`);
        assert.deepEqual(parseId(text), id);
        assert.deepEqual(parseId(text.toUpperCase().replace('X', 'x')), id);
      }),
    );
  });

  it('is filled up with zeros before it, to 64 bits or 128', () => {
    assert.equal(idText(parseId('0x1')), '0x0000000000000001');
    assert.equal(idText(parseId('0xABCDEF0123456789')), '0xabcdef0123456789');
    assert.equal(idText(parseId('0x10000000000000000')), `0x${'0'.repeat(15)}10000000000000000`);
  });

  it('is refused in one sentence where it is none', () => {
    for (const text of [
      '',
      '0x',
      '12',
      'abc',
      '0xg',
      '0x 1',
      ' 0x1',
      '0x1\n',
      '-0x1',
      `0x${'1'.repeat(33)}`,
    ]) {
      assert.throws(() => parseId(text), {
        name: 'RangeError',
        code: 'bad-option',
        message: /^Expected an id/,
      });
    }
  });
});

describe('a text in a mark', () => {
  it('of 1 to 8 bytes comes back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~][ -~]{0,7}$/), (text) => {
        const id = textId(text);
        assert.equal(id.length, 8);
        assert.equal(textOfId(id), text);
      }),
    );
    for (const text of ['é', 'ÄÖÜß', '😀😀', '日本', '© 2026']) assert.equal(textOfId(textId(text)), text);
  });

  it('is refused where it is empty or longer', () => {
    for (const text of ['', '123456789', 'ÄÖÜßé', '😀😀!']) {
      assert.throws(() => textId(text), { name: 'RangeError', code: 'bad-option', message: /1 to 8 bytes/ });
    }
  });

  it('is not read from numbers that are none', () => {
    for (const digits of [
      '0x0000000000000000',
      '0x0041000000000000',
      '0x4100420000000000',
      '0x0a00000000000000',
      '0x1b5b324a00000000',
      '0xff00000000000000',
      '0xc300000000000000',
      '0xe280aee200000000',
      '0xe280ae4100000000',
    ]) {
      assert.equal(textOfId(parseId(digits)), undefined, digits);
    }
  });
});
