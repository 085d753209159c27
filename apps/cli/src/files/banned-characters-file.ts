import { applyEdits, createScanner, modify, type Node } from 'jsonc-parser';
import { ConfigurationError } from '../configuration-error.ts';
import { type JsonDocument, parseJson, propertiesOf, readJsonFileIfPresent } from './json-file.ts';
import { writeTextFile } from './text-file.ts';

/**
 * Adds banned characters without a replacement yet to `bannedcharacters.json`, creating the file if it is absent.
 *
 * What the file holds already stays as it is: filled entries, comments, formatting, line ends, encoding, unknown keys.
 * Returns the characters added; with none, the file is not touched. Throws {@link ConfigurationError} when the file is
 * malformed or can't be written.
 */
export async function addToBannedCharactersFile(
  file: string,
  characters: Iterable<string>,
): Promise<string[]> {
  const document = await readJsonFileIfPresent(file);
  if (document === undefined) {
    const added = [...new Set(characters)];
    if (added.length > 0)
      await writeTextFile(file, { text: createBannedCharactersText(added), encoding: 'utf-8' });
    return added;
  }
  const { text, added } = addBannedCharacters(document, characters);
  if (added.length > 0) await writeTextFile(file, { text, encoding: document.encoding });
  return added;
}

/** Renders a new file: the documented shape, with the line ends of the platform. */
export function createBannedCharactersText(
  characters: readonly string[],
  platform = process.platform,
): string {
  const eol = platform === 'win32' ? '\r\n' : '\n';
  const style: EntryStyle = { names: documentedNames, unfilled: null, firstId: 1 };
  const entries = renderEntries(characters, { style, indent: '  ', eol, compact: false });
  return `[${eol}  ${entries.join(`,${eol}  `)}${eol}]${eol}`;
}

/** Adds the characters that the document doesn't list, in the shape the document has. */
export function addBannedCharacters(
  document: JsonDocument,
  characters: Iterable<string>,
): { text: string; added: string[] } {
  const { list, wrapped } = findList(document);
  if (list === undefined) return addBannedCharacters(withEmptyList(document), characters);
  const listed = new Set(list.children?.map((entry) => memberOf(entry, 'character')?.value.value));
  const added = [...new Set(characters)].filter((character) => !listed.has(character));
  if (added.length === 0) return { text: document.text, added };
  const style = entryStyle(list, wrapped);
  const text = list.children?.length
    ? appendEntries(document, list, added, style)
    : fillEmptyList(document, list, added, style);
  return { text, added };
}

interface EntryStyle {
  readonly names: { readonly id?: string; readonly character: string; readonly replacement: string };
  readonly unfilled: null | 'null';
  readonly firstId: number;
}

const documentedNames = { id: 'id', character: 'character', replacement: 'replacementCharacter' };
const shippedNames = { character: 'character', replacement: 'replacementcharacter' };

/** The shape is the documented array, or the object that the original ships, where "null" as a text means not filled in. */
function findList(document: JsonDocument): { list: Node | undefined; wrapped: boolean } {
  const { root, file } = document;
  if (root.type === 'array') return { list: root, wrapped: false };
  const list = memberOf(root, 'bannedcharacters')?.value;
  if (list?.type === 'array') return { list, wrapped: true };
  if (root.type === 'object' && (list === undefined || list.type === 'null'))
    return { list: undefined, wrapped: true };
  throw new ConfigurationError([
    {
      file,
      message:
        'this is neither a list of banned characters nor an object with a list under "BannedCharacters"',
      remedy: 'Correct it, or delete the file to have it created again.',
    },
  ]);
}

function withEmptyList(document: JsonDocument): JsonDocument {
  const { text, eol, encoding, file, root } = document;
  const key: string = memberOf(root, 'bannedcharacters')?.key.value ?? 'BannedCharacters';
  const edits = modify(text, [key], [], { formattingOptions: { insertSpaces: true, tabSize: 2, eol } });
  return parseJson({ text: applyEdits(text, edits), eol, encoding }, file);
}

/** New entries use the key names of the last one, so that the file stays of one kind. */
function entryStyle(list: Node, wrapped: boolean): EntryStyle {
  const entries = list.children ?? [];
  const ids = entries
    .map((entry) => memberOf(entry, 'id')?.value.value)
    .filter((id) => Number.isSafeInteger(id));
  const firstId = Math.max(0, ...ids) + 1;
  const unfilled = wrapped ? 'null' : null;
  const defaults = wrapped ? shippedNames : documentedNames;
  const last = entries.at(-1);
  if (last === undefined) return { names: defaults, unfilled, firstId };
  const id = memberOf(last, 'id')?.key.value;
  const names = {
    character: memberOf(last, 'character')?.key.value ?? defaults.character,
    replacement: memberOf(last, 'replacementcharacter')?.key.value ?? defaults.replacement,
  };
  return { names: id === undefined ? names : { id, ...names }, unfilled, firstId };
}

function appendEntries(document: JsonDocument, list: Node, added: string[], style: EntryStyle): string {
  const { text, eol } = document;
  const last = list.children?.at(-1) ?? list;
  const lastEnd = last.offset + last.length;
  const indent = indentBefore(text, last.offset);
  const compact = !/[\r\n]/.test(text.slice(last.offset, lastEnd));
  const entries = renderEntries(added, { style, indent: indent ?? '', eol, compact });
  const { commaEnd, insertAt } = scanAfter(text, lastEnd);
  const gap = indent === undefined ? ' ' : `${eol}${indent}`;
  const body = gap + entries.join(`,${gap}`);
  // A list that ends with a comma keeps that habit.
  return commaEnd === undefined
    ? `${text.slice(0, lastEnd)},${text.slice(lastEnd, insertAt)}${body}${text.slice(insertAt)}`
    : `${text.slice(0, insertAt)}${body},${text.slice(insertAt)}`;
}

/** Keeps what stands between the brackets: there may be a comment. */
function fillEmptyList(document: JsonDocument, list: Node, added: string[], style: EntryStyle): string {
  const { text, eol } = document;
  const close = list.offset + list.length - 1;
  const outer = /^[ \t]*/.exec(text.slice(lineStart(text, list.offset)))?.[0] ?? '';
  const indent = `${outer}  `;
  const entries = renderEntries(added, { style, indent, eol, compact: false });
  const before = text.slice(0, close).trimEnd();
  return `${before}${eol}${indent}${entries.join(`,${eol}${indent}`)}${eol}${outer}${text.slice(close)}`;
}

function renderEntries(
  characters: readonly string[],
  { style, indent, eol, compact }: { style: EntryStyle; indent: string; eol: string; compact: boolean },
): string[] {
  return characters.map((character, index) => {
    const { id, character: name, replacement } = style.names;
    const members = [
      ...(id === undefined ? [] : [`${JSON.stringify(id)}: ${style.firstId + index}`]),
      `${JSON.stringify(name)}: ${escapeInvisible(JSON.stringify(character))}`,
      `${JSON.stringify(replacement)}: ${JSON.stringify(style.unfilled)}`,
    ];
    if (compact) return `{ ${members.join(', ')} }`;
    return `{${eol}${indent}  ${members.join(`,${eol}${indent}  `)}${eol}${indent}}`;
  });
}

/** Writes spaces other than the common one, and invisible characters, as codes: they can't be told apart by eye. */
function escapeInvisible(json: string): string {
  return json.replace(/(?! )[\p{Z}\p{C}\p{M}]/gu, (character) =>
    character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
}

/** Finds, after the last entry, its comma and the place for the next one: behind the comments on the same line. */
function scanAfter(text: string, offset: number): { commaEnd: number | undefined; insertAt: number } {
  const scanner = createScanner(text);
  scanner.setPosition(offset);
  let commaEnd: number | undefined;
  let insertAt = offset;
  let sameLine = true;
  for (scanner.scan(); ; scanner.scan()) {
    const token = text.slice(scanner.getTokenOffset(), scanner.getPosition());
    if (/^[\r\n]+$/.test(token)) sameLine = false;
    else if (token === ',') {
      commaEnd = scanner.getPosition();
      insertAt = commaEnd;
      sameLine = true;
    } else if (token.startsWith('//') || token.startsWith('/*')) {
      if (sameLine) insertAt = scanner.getPosition();
    } else if (token.trim() !== '' || token === '') return { commaEnd, insertAt };
  }
}

function memberOf(node: Node, name: string): { key: Node; value: Node } | undefined {
  if (node.type !== 'object') return undefined;
  return propertiesOf(node).find(({ key }) => String(key.value).toLowerCase() === name);
}

/** The white space before `offset`, if nothing else stands before it on its line. */
function indentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(lineStart(text, offset), offset);
  return /^[ \t]*$/.test(before) && lineStart(text, offset) > 0 ? before : undefined;
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
}
