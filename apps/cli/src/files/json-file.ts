import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { ConfigurationError, type ConfigurationFault } from '../configuration-error.ts';
import { readTextFile, readTextFileIfPresent, type TextFile } from './text-file.ts';

/** A JSON document as read, with what is needed to rewrite it or to point into it. */
export interface JsonDocument extends TextFile {
  readonly file: string;
  /** Plain data; every key is an own property, whatever its name. */
  readonly value: unknown;
  readonly root: Node;
  /** Offsets at which lines begin, the first one's included. */
  readonly lineStarts: readonly number[];
}

/**
 * Reads a JSON file; comments and trailing commas are allowed.
 *
 * Throws {@link ConfigurationError} with line and column when it is missing or malformed, and when an object has a key
 * twice, which would silently lose one of the values. No message holds text of the file.
 */
export async function readJsonFile(file: string): Promise<JsonDocument> {
  return parseJson(await readTextFile(file), file);
}

/** Reads a JSON file like {@link readJsonFile}; `undefined` when there is none. */
export async function readJsonFileIfPresent(file: string): Promise<JsonDocument | undefined> {
  const source = await readTextFileIfPresent(file);
  return source === undefined ? undefined : parseJson(source, file);
}

/** Parses the text of a JSON file; see {@link readJsonFile}. `file` is its name for the errors. */
export function parseJson(source: TextFile, file: string): JsonDocument {
  try {
    return parseDocument(source, file);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // The reader goes down as deep as the document does.
    const message = 'arrays or objects are nested too deeply';
    throw new ConfigurationError([{ file, message, remedy: 'Look whether it is the right file.' }]);
  }
}

function parseDocument(source: TextFile, file: string): JsonDocument {
  const { text } = source;
  const lineStarts = lineStartsOf(text);
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const first = errors[0];
  if (first !== undefined || root === undefined) {
    throw new ConfigurationError([syntaxProblem(text, { file, lineStarts, error: first })]);
  }
  const duplicates = findDuplicateKeys(root, { lineStarts, file });
  if (duplicates.length > 0) throw new ConfigurationError(duplicates);
  return { ...source, file, value: toValue(root), root, lineStarts };
}

/** Finds the offsets at which the lines of a text begin. */
export function lineStartsOf(text: string): readonly number[] {
  return [0, ...text.matchAll(/\r\n|\r|\n/g).map(({ index, 0: end }) => index + end.length)];
}

/** Returns line and column of an offset, both counted from 1. */
export function positionAt(lineStarts: readonly number[], offset: number): { line: number; column: number } {
  let [low, high] = [0, lineStarts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}

/** jsonc-parser's own conversion assigns keys, so that `__proto__` would set the prototype. */
function toValue(node: Node): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(propertiesOf(node).map(({ key, value }) => [key.value, toValue(value)]));
    case 'array':
      return (node.children ?? []).map(toValue);
    default:
      return node.value;
  }
}

/** The properties of an object node, in the order of the text. */
export function propertiesOf(node: Node): { key: Node; value: Node }[] {
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    key !== undefined && value !== undefined ? [{ key, value }] : [],
  );
}

/** Keys are read without regard to case, so they are compared so here. Comment keys (`_…`, `$…`) may repeat. */
function findDuplicateKeys(
  node: Node,
  source: Pick<JsonDocument, 'lineStarts' | 'file'>,
): ConfigurationFault[] {
  const problems: ConfigurationFault[] = [];
  const seen = new Map<string, Node>();
  for (const { key } of node.type === 'object' ? propertiesOf(node) : []) {
    const name = String(key.value);
    if (/^[_$]/.test(name)) continue;
    const earlier = seen.get(name.toLowerCase());
    if (earlier === undefined) {
      seen.set(name.toLowerCase(), key);
      continue;
    }
    const first = positionAt(source.lineStarts, earlier.offset);
    problems.push({
      file: source.file,
      ...positionAt(source.lineStarts, key.offset),
      message: `an object has the same key twice, first on line ${first.line}, column ${first.column} (keys that differ only in letter case are the same)`,
      remedy: 'Remove one of the two.',
    });
  }
  for (const child of node.children ?? []) problems.push(...findDuplicateKeys(child, source));
  return problems;
}

function syntaxProblem(
  text: string,
  {
    file,
    lineStarts,
    error,
  }: Pick<JsonDocument, 'file' | 'lineStarts'> & { readonly error: ParseError | undefined },
): ConfigurationFault {
  if (text.trim() === '') {
    return {
      file,
      line: 1,
      column: 1,
      message: 'the file is empty',
      remedy: 'Fill it in, or restore it from a copy.',
    };
  }
  const offset = error === undefined ? 0 : errorOffset(text, error);
  return { file, ...positionAt(lineStarts, offset), ...explain(error, text[offset]) };
}

/** The parser places a bad escape at the start of its text; the backslash is what the operator looks for. */
function errorOffset(text: string, error: ParseError): number {
  if (printParseErrorCode(error.error) !== 'InvalidEscapeCharacter') return error.offset;
  const token = text.slice(error.offset, error.offset + error.length);
  const bad = /(?<=^(?:[^\\]|\\["\\/bfnrtu])*)\\(?!["\\/bfnrtu])/.exec(token);
  return error.offset + (bad?.index ?? 0);
}

const closeRemedy = 'Check that every { has its } and every [ its ], or restore the file from a copy.';

function explain(
  error: ParseError | undefined,
  character: string | undefined,
): Pick<ConfigurationFault, 'message' | 'remedy'> {
  const code = error === undefined ? undefined : printParseErrorCode(error.error);
  switch (code) {
    case 'InvalidEscapeCharacter':
      return {
        message: 'a text holds a single backslash',
        remedy: 'Write every backslash twice, for instance "DOMAIN\\\\User" or "C:\\\\folder".',
      };
    case 'InvalidUnicode':
      return {
        message: 'the text has \\u without four hexadecimal digits',
        remedy: 'Write \\u with four digits, or the backslash twice if no character code was meant.',
      };
    case 'UnexpectedEndOfString':
      return {
        message: 'the text that begins here has no closing double quote on its line',
        remedy: 'Close it with ", and write a line break inside a text as \\n.',
      };
    case 'InvalidCharacter':
      return {
        message: 'a text holds a control character, such as a tab',
        remedy: 'Remove it, or write a tab as \\t and a line break as \\n.',
      };
    case 'CommaExpected':
      if (character === '}')
        return { message: 'a closing ] was expected before this }', remedy: closeRemedy };
      if (character === ']')
        return { message: 'a closing } was expected before this ]', remedy: closeRemedy };
      return {
        message: 'a comma was expected here',
        remedy: 'Put a comma after the value before this place.',
      };
    case 'ColonExpected':
      return { message: 'a colon was expected here', remedy: 'Write "key": value.' };
    case 'PropertyNameExpected':
      return { message: 'a key in double quotes was expected here', remedy: 'Write "key": value.' };
    case 'CloseBraceExpected':
      return { message: 'a closing } was expected here', remedy: closeRemedy };
    case 'CloseBracketExpected':
      return { message: 'a closing ] was expected here', remedy: closeRemedy };
    case 'ValueExpected':
      return {
        message: 'a value was expected here',
        remedy: 'Write a text in double quotes, a number, true, false, null, {…} or […].',
      };
    case 'EndOfFileExpected':
      return {
        message: 'the document ended before this place',
        remedy: 'Remove what follows its last } or ].',
      };
    case 'UnexpectedEndOfComment':
    case 'InvalidCommentToken':
      return {
        message: 'the comment that begins here is not closed',
        remedy: 'Close it with */ or begin it with //.',
      };
    default:
      return explainSymbol(character);
  }
}

function explainSymbol(character: string | undefined): Pick<ConfigurationFault, 'message' | 'remedy'> {
  const quoted = character !== undefined && /['\u2018-\u201F\u00AB\u00BB]/.test(character);
  return {
    message: `this is not JSON: a value or key was expected${quoted ? ', and this is not the plain double quote "' : ''}`,
    remedy:
      'Put keys and texts in plain double quotes "…"; only numbers, true, false and null go without them.',
  };
}
