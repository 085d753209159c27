import { plainJson, plainText } from '@certbridge/plain-text';
import type { Redactor } from './logging/redactor.ts';

/**
 * Makes lines fit to be printed: without secrets, and each one a line of plain text with its line end, whatever a name or
 * a value in it holds.
 */
export function printedLines(lines: readonly string[], redactor?: Pick<Redactor, 'redact'>): string {
  return lines.map((line) => `${plainText(redactor?.redact(line) ?? line)}\n`).join('');
}

/** The same for text whose line ends are meant: those of whoever rendered it, which encodes names and values. */
export function printedText(text: string, redactor?: Pick<Redactor, 'redact'>): string {
  return printedLines((redactor?.redact(text) ?? text).split('\n'));
}

/** Makes a JSON document fit to be printed: the same value, without secrets, with escapes for what is not plain text. */
export function printedJson(
  value: unknown,
  { redactor, indent }: { readonly redactor?: Pick<Redactor, 'redactValue'>; readonly indent?: number } = {},
): string {
  return plainJson(redactor?.redactValue(value) ?? value, indent);
}
