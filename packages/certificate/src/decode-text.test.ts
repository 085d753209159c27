import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

const text = '-----BEGIN — ü';

test.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`)],
  ['UTF-16', Buffer.from(text, 'utf16le')],
  ['UTF-16 with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(text, 'utf16le').swap16()],
  ['UTF-16, big end first, with a mark', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
])('text is decoded from %s', (_, bytes) => {
  expect(decodeText(bytes)).toBe(text);
});

test('bytes of another encoding leave the text around them readable', () => {
  expect(decodeText(Buffer.from('# Gr\xf6\xdfe\n-----BEGIN', 'latin1'))).toMatch(/^# Gr.+e\n-----BEGIN$/);
  expect(decodeText(Buffer.of())).toBe('');
});
