import { plainJson, plainText } from '@certbridge/plain-text';
import type { Redactor } from './logging/redactor.ts';

/**
 * Renders lines for printing: without secrets, each one a line of plain text with its line end, whatever a name or a value
 * in it holds.
 */
export function printedLines(lines: readonly string[], redactor?: Pick<Redactor, 'redact'>): string {
  return lines.map((line) => `${plainText(redactor?.redact(line) ?? line)}\n`).join('');
}

/** Renders text of several lines for printing. Its line ends stay, so names and values in it have to be encoded already. */
export function printedText(text: string, redactor?: Pick<Redactor, 'redact'>): string {
  return printedLines((redactor?.redact(text) ?? text).split('\n'));
}

/** Renders a JSON document for printing: the same value without secrets, with escapes for what is not plain text. */
export function printedJson(
  value: unknown,
  { redactor, indent }: { readonly redactor?: Pick<Redactor, 'redactValue'>; readonly indent?: number } = {},
): string {
  return plainJson(redactor?.redactValue(value) ?? value, indent);
}
