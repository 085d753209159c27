import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeDer, readDer } from './der.ts';

test('what is encoded is read back, whatever its length', () => {
  const content = fc.uint8Array({ maxLength: 70_000, size: 'max' });
  fc.assert(
    fc.property(fc.constantFrom(0x02, 0x30, 0xa0), content, (tag, bytes) => {
      const encoded = encodeDer(tag, bytes);
      const [element, ...rest] = readDer(encoded);
      expect(rest).toEqual([]);
      expect(element?.tag).toBe(tag);
      expect(Buffer.from(element?.content ?? []).equals(bytes)).toBe(true);
      expect(Buffer.from(element?.encoded ?? []).equals(encoded)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test.each([0, 127, 128, 255, 256, 65_535, 65_536])('content of %i bytes has the shortest length', (size) => {
  const header = encodeDer(0x04, new Uint8Array(size)).length - size;
  expect(header).toBe(size < 128 ? 2 : size < 256 ? 3 : size < 65_536 ? 4 : 5);
});

test('elements that follow each other are told apart', () => {
  const bytes = Buffer.concat([encodeDer(0x02, Uint8Array.of(1)), encodeDer(0x05), encodeDer(0x30)]);
  expect(readDer(bytes).map(({ tag }) => tag)).toEqual([0x02, 0x05, 0x30]);
});

test.each([
  [[0x30]],
  [[0x30, 0x01]],
  [[0x30, 0x80, 0x00, 0x00]],
  [[0x30, 0x82, 0x01]],
  [[0x30, 0x85, 1, 1, 1, 1, 1]],
  [[0x1f, 0x01, 0x00]],
])('bytes that are no DER are refused: %j', (bytes) => {
  expect(() => readDer(Uint8Array.from(bytes))).toThrow(RangeError);
});

test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      try {
        const elements = readDer(bytes);
        expect(Buffer.concat(elements.map(({ encoded }) => encoded)).equals(bytes)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});
