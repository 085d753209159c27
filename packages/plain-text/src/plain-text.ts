/**
 * Characters that can move the cursor, start a line, change the text direction or are invisible: control and format
 * characters, line and paragraph separators, lone surrogates, private and unassigned ones. The joiners needed for Arabic, Indic
 * scripts and emoji are allowed.
 */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: each is matched on its own
const notPlain = /(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0]/u;
const everyNotPlain = new RegExp(notPlain, 'gu');
/** Blanks other than ordinary spaces, and the joiners. */
const invisible = /(?! )[\s\p{Zs}\u200c\u200d]/u;
const everyInvisible = new RegExp(invisible, 'gu');

/**
 * Renders untrusted text as one line of plain text: anything that could start a line, control a terminal or change the text
 * direction becomes a visible escape (`\n`, `\u2028`).
 *
 * Text longer than `maxLength` (in UTF-16 code units) is cut and ends with `…`.
 */
export function plainText(text: string, { maxLength }: { readonly maxLength?: number } = {}): string {
  return bounded(text, { maxLength, show: escapeNotPlain });
}

/** Renders untrusted text as `plainText` does, and shows blanks other than ordinary spaces, and joiners, as escapes too (`\u00a0`): for names that must not look alike. */
export function visibleText(text: string, { maxLength }: { readonly maxLength?: number } = {}): string {
  return bounded(text, {
    maxLength,
    show: (part) => escapeNotPlain(part).replace(everyInvisible, unitEscapes),
  });
}

function bounded(
  text: string,
  { maxLength, show }: { readonly maxLength: number | undefined; readonly show: (text: string) => string },
): string {
  // Cut first, so that megabytes of text aren't rendered just to show the beginning.
  const plain = show(maxLength === undefined ? text : text.slice(0, maxLength + 1));
  if (maxLength === undefined || plain.length <= maxLength) return plain;
  return `${cut(plain, maxLength - 1)}…`;
}

/** Renders a value as JSON in plain text, so that text is in quotes and every escape is valid JSON. */
export function quoted(value: unknown): string {
  return plainJson(value);
}

/** Renders a value as JSON, with escapes for everything that isn't plain text. */
export function plainJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent);
  if (json === undefined) return 'null';
  // JSON.stringify writes raw line ends only for indentation.
  return indent === undefined ? jsonEscapes(json) : json.split('\n').map(jsonEscapes).join('\n');
}

/** Renders untrusted text of several lines, such as a stack: line ends become `\n`, and lines after the first are indented. */
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

/** Checks whether a text is plain and has no whitespace other than ordinary spaces. */
export function isVisibleText(text: string): boolean {
  return isPlainText(text) && !invisible.test(text);
}

/** Trims whitespace and invisible characters, which are often pasted along with a text. */
export function trimInvisible(text: string): string {
  return text.replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
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

/** Cuts a text without splitting a surrogate pair. */
function cut(text: string, length: number): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(length - 1)) ? length - 1 : length;
  return text.slice(0, end);
}
