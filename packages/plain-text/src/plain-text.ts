/**
 * What can move the cursor, begin a line, turn the direction of writing or hide: control and format characters, separators of
 * lines and paragraphs, halves of surrogate pairs, private and unassigned ones. The joiners that Arabic, Indic scripts and emoji need stay.
 */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each is looked for by itself
const notPlain = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/u;
const everyNotPlain = new RegExp(notPlain, 'gu');

/**
 * Renders text from outside as one line of plain text: whatever could make a line of its own, drive a terminal or turn
 * the writing around becomes visible as an escape (`\n`, `\u2028`).
 *
 * It ends with `…` where it was longer than `maxLength` (in UTF-16 code units).
 */
export function plainText(text: string, { maxLength }: { readonly maxLength?: number } = {}): string {
  // Cut first: a text of megabytes need not be rendered to show its beginning.
  const plain = escapeNotPlain(maxLength === undefined ? text : text.slice(0, maxLength + 1));
  if (maxLength === undefined || plain.length <= maxLength) return plain;
  return `${cut(plain, maxLength - 1)}…`;
}

/** Renders a value in quotation marks, as JSON has it, in plain text: its ends can be seen, and every escape is JSON's. */
export function quoted(value: unknown): string {
  return plainJson(value);
}

/** Renders JSON in plain text: the same value, with escapes for whatever is not plain. */
export function plainJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent);
  if (json === undefined) return 'null';
  // The line ends that the indentation makes are the only ones that JSON.stringify writes raw.
  return indent === undefined ? jsonEscapes(json) : json.split('\n').map(jsonEscapes).join('\n');
}

/** Renders text from outside that may have lines, such as a stack: line ends become `\n`, and each further line is indented. */
export function plainLines(text: string, indent: string): string {
  return text
    .split(/\r\n?|[\n\u0085\u2028\u2029]/)
    .map((line) => escapeNotPlain(line.replaceAll('\t', '    ')))
    .join(`\n${indent}`);
}

/** Checks whether a text is one line of plain text. */
export function isPlainText(text: string): boolean {
  return !notPlain.test(text);
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeNotPlain(text: string): string {
  return text.replace(everyNotPlain, (character) => shortEscapes[character] ?? unitEscapes(character));
}

function jsonEscapes(text: string): string {
  return text.replace(everyNotPlain, unitEscapes);
}

function unitEscapes(character: string): string {
  return character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Cuts a text, but not through a surrogate pair. */
function cut(text: string, length: number): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end);
}
