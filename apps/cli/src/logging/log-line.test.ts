import { isPlainText } from '@certbridge/plain-text';
import type { LogRecord } from '@logtape/logtape';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderConsoleLine, renderLogLine } from './log-line.ts';

function record(message: readonly unknown[], properties: Record<string, unknown> = {}): LogRecord {
  const timestamp = new Date(2025, 5, 3, 2, 0, 1, 234).getTime();
  return {
    category: ['certbridge', 'sync'],
    level: 'warning',
    message,
    rawMessage: [''] as unknown as TemplateStringsArray,
    timestamp,
    properties,
  };
}

const keep = (text: string) => text;

test('a line has local time with four digits, level, name and message', () => {
  expect(renderLogLine(record(['Starting ', 'sctokf', '.']), keep)).toBe(
    '2025-06-03 02:00:01.2340 | WARN | certbridge.sync | Starting sctokf.\n',
  );
});

test('the console shows level and message', () => {
  expect(renderConsoleLine(record(['Starting.']), keep)).toBe('WARN Starting.\n');
});

test('values are shown as text', () => {
  const error = new TypeError('broken');
  expect(renderConsoleLine(record(['a', 1, ' ', { b: [1] }, ' ', error, '']), keep)).toBe(
    'WARN a1 { b: [ 1 ] } TypeError: broken\n',
  );
});

test('braces in a sentence without values are text', () => {
  const sentence = { ...record(['The field "', undefined, '"']), rawMessage: 'The field "{x}"' };
  expect(renderConsoleLine(sentence, keep)).toBe('WARN The field "{x}"\n');
});

test('an error in the properties follows with its stack, in the file only', () => {
  const error = new Error('broken');
  error.stack = 'Error: broken\n    at here';
  expect(renderLogLine(record(['Failed'], { error }), keep)).toContain(
    '| Failed\n    Error: broken\n        at here\n',
  );
  expect(renderConsoleLine(record(['Failed'], { error }), keep)).toBe('WARN Failed\n');
});

test('secrets are redacted in message and stack', () => {
  const error = new Error('hunter22');
  const line = renderLogLine(record(['x hunter22'], { error }), (text) => text.replaceAll('hunter22', '***'));
  expect(line).not.toContain('hunter22');
});

test('no message can pass for another record or drive a terminal', () => {
  const forged = 'x\r\n2025-06-03 02:00:01.2340 | INFO | a | b\rc\u2028d\u0085e\u001b[31m\u202e\0';
  expect(renderConsoleLine(record([forged]), keep)).toBe(
    'WARN x\\r\\n2025-06-03 02:00:01.2340 | INFO | a | b\\rc\\u2028d\\u0085e\\u001b[31m\\u202e\\u0000\n',
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(isPlainText(renderLogLine(record([text]), keep).slice(0, -1))).toBe(true);
      const error = new Error(text);
      const lines = renderLogLine(record(['Failed'], { error }), keep)
        .slice(0, -1)
        .split('\n');
      expect(lines.every(isPlainText)).toBe(true);
      for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}/);
    }),
  );
});

test('the lines of a summary stay lines, indented', () => {
  const lines = 'sctokf: done\n  updated  1';
  expect(renderLogLine(record(['', lines, ''], { lines }), keep)).toContain(
    '| sctokf: done\n      updated  1\n',
  );
});
