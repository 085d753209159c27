import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCommandSerial, formatSerial, parseSerial } from './serial.ts';

const serial = '000A3F5C7792B1E04D8C6F10A9B2C3D4';

describe('formatSerial', () => {
  it('writes every spelling', () => {
    expect(formatSerial(serial, 'bare-trimmed')).toBe('A3F5C7792B1E04D8C6F10A9B2C3D4');
    expect(formatSerial(serial, 'bare-padded')).toBe(serial);
    expect(formatSerial(serial, 'colon', 'lower')).toBe('00:0a:3f:5c:77:92:b1:e0:4d:8c:6f:10:a9:b2:c3:d4');
  });
});

describe('formatCommandSerial', () => {
  it('drops leading zero bytes and keeps a leading zero digit', () => {
    expect(formatCommandSerial(serial, 'dropped')).toBe('0A3F5C7792B1E04D8C6F10A9B2C3D4');
  });

  it('adds the sign byte only when the top bit is set', () => {
    expect(formatCommandSerial(`80${'1'.repeat(30)}`, 'kept')).toBe(`0080${'1'.repeat(30)}`);
    expect(formatCommandSerial(`7F${'1'.repeat(30)}`, 'kept')).toBe(`7F${'1'.repeat(30)}`);
    expect(formatCommandSerial(`80${'1'.repeat(30)}`, 'dropped')).toBe(`80${'1'.repeat(30)}`);
  });
});

describe('parseSerial', () => {
  it('refuses text that is not hexadecimal', () => {
    expect(parseSerial('')).toBeUndefined();
    expect(parseSerial('12:3G')).toBeUndefined();
  });

  it('reads back every spelling', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789ABCDEF'), minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        digits,
        fc.constantFrom('bare-trimmed', 'bare-padded', 'colon'),
        fc.constantFrom('upper', 'lower'),
        (text, form, letterCase) => {
          expect(parseSerial(formatSerial(text, form, letterCase))).toBe(text);
          expect(parseSerial(formatCommandSerial(text, 'kept'))).toBe(text);
        },
      ),
    );
  });
});
