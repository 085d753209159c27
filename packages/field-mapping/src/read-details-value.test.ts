import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDetailsValue } from './read-details-value.ts';

describe('readDetailsValue', () => {
  test.each([
    ['text', 'text'],
    [42, '42'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [['a', 'b'], 'a, b'],
    [['a', null, '', ' ', 1, false], 'a, 1, false'],
    [[{ name: 'x' }, { name: 'y' }], '{"name":"x"}, {"name":"y"}'],
    [[['a'], []], '["a"]'],
    [{ id: 1, name: 'x' }, '{"id":1,"name":"x"}'],
  ])('reads %j', (raw, text) => {
    expect(readDetailsValue(raw)).toEqual({ kind: 'value', text });
  });

  test.each([[null], [undefined], [''], [[]], [[null, '']], [{}], [[{}]]])('takes %j for empty', (raw) => {
    expect(readDetailsValue(raw)).toEqual({ kind: 'empty' });
  });

  test('whitespace is unreadable', () => {
    expect(readDetailsValue('  ')).toMatchObject({ kind: 'unreadable', reason: 'blank' });
  });

  test.each([
    [new Map([['a', 1]])],
    [new Set([1])],
    [new Date(0)],
    [Object.create({ a: 1 })],
    [['a', new Map()]],
  ])('takes %o for no value at all, not for empty', (raw) => {
    expect(readDetailsValue(raw)).toMatchObject({ kind: 'unreadable', reason: 'not-text' });
  });

  test('reads any JSON without failing, and no text that is empty or blank', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (raw) => {
        const reading = readDetailsValue(raw);
        expect(reading.kind !== 'value' || reading.text.trim() !== '').toBe(true);
      }),
    );
  });
});
