import { DateFormatError } from './date-format-error.ts';

/** The longest run of each specifier that has a meaning. .NET treats longer runs like this one, except for `f`, `F` and `y`. */
const longestRun = { d: 4, M: 4, y: 4, h: 2, H: 2, m: 2, s: 2, f: 7, F: 7, t: 2, z: 3, K: 1 } as const;

/** A letter of a .NET date format that stands for a part of the date. */
export type DateSpecifier = keyof typeof longestRun;

/** Text of a date format that stands for itself. */
export interface LiteralToken {
  readonly kind: 'literal';
  readonly text: string;
  readonly position: number;
  /** Neither quoted nor escaped: a plain dot before an `F` is dropped together with an empty fraction. */
  readonly plain: boolean;
}

/** A run of one specifier, such as `MM`. */
export interface FieldToken {
  readonly kind: 'field';
  readonly specifier: DateSpecifier;
  /** Length of the run. */
  readonly count: number;
  readonly position: number;
}

/** A part of a date format. */
export type DateToken = LiteralToken | FieldToken;

/**
 * Parses a .NET custom date format into fields and literal text, as described in .NET's "Custom date and time format strings".
 *
 * @throws {DateFormatError}
 */
export function parseDatePattern(pattern: string): DateToken[] {
  const tokens: DateToken[] = [];
  let position = 0;
  while (position < pattern.length) {
    const character = pattern.charAt(position);
    if (character === '%') {
      requireSpecifierAfterPercent(pattern, position);
      position += 1;
    } else if (isSpecifier(character)) {
      const token = readField(pattern, position, character);
      tokens.push(token);
      position += runLength(pattern, position, character);
    } else {
      const { text, end, plain } = readLiteral(pattern, position);
      if (text !== '') tokens.push({ kind: 'literal', text, position, plain });
      position = end;
    }
  }
  return tokens;
}

/** Checks whether a token is the dot of `.FFF`, which is dropped together with an empty fraction. */
export function isOptionalDot(token: DateToken, next: DateToken | undefined): boolean {
  return (
    token.kind === 'literal' &&
    token.plain &&
    token.text === '.' &&
    next?.kind === 'field' &&
    next.specifier === 'F'
  );
}

function isSpecifier(character: string): character is DateSpecifier {
  return Object.hasOwn(longestRun, character);
}

/** `K` doesn't repeat: .NET treats `KK` as two of them. */
function runLength(pattern: string, start: number, specifier: DateSpecifier): number {
  if (specifier === 'K') return 1;
  let end = start + 1;
  while (pattern.charAt(end) === specifier) end += 1;
  return end - start;
}

function readField(pattern: string, position: number, specifier: DateSpecifier): FieldToken {
  const length = runLength(pattern, position, specifier);
  const longest = longestRun[specifier];
  if ((specifier === 'f' || specifier === 'F') && length > longest) {
    throw new DateFormatError(`a fraction of a second has at most ${longest} digits`, {
      pattern,
      position,
      remedy: `Write at most ${longest} times ${specifier}.`,
    });
  }
  if (specifier === 'y' && (length === 3 || length > longest)) {
    throw new DateFormatError(`a year of ${length} digits can't be read back`, {
      pattern,
      position,
      remedy: 'Write yyyy for a year of four digits or yy for one of two.',
    });
  }
  return { kind: 'field', specifier, count: Math.min(length, longest), position };
}

interface Literal {
  readonly text: string;
  readonly end: number;
  readonly plain: boolean;
}

function readLiteral(pattern: string, position: number): Literal {
  const character = pattern.charAt(position);
  if (character === "'" || character === '"') return readQuoted(pattern, position);
  if (character === '\\') return { text: readEscaped(pattern, position), end: position + 2, plain: false };
  if (character === 'g') {
    throw new DateFormatError('the era is not supported', {
      pattern,
      position,
      remedy: "Leave it out, or put it in quotes if it is meant as text ('g').",
    });
  }
  return { text: character, end: position + 1, plain: true };
}

/** A backslash escapes inside quotes, too. */
function readQuoted(pattern: string, start: number): Literal {
  const quote = pattern.charAt(start);
  let text = '';
  for (let position = start + 1; position < pattern.length; position += 1) {
    const character = pattern.charAt(position);
    if (character === quote) return { text, end: position + 1, plain: false };
    if (character === '\\') {
      text += readEscaped(pattern, position);
      position += 1;
    } else {
      text += character;
    }
  }
  throw new DateFormatError('the quotation mark is not closed', {
    pattern,
    position: start,
    remedy: `Add a closing ${quote}, or write \\${quote} for the character itself.`,
  });
}

function readEscaped(pattern: string, position: number): string {
  const escaped = pattern.charAt(position + 1);
  if (escaped !== '') return escaped;
  throw new DateFormatError('the backslash at the end escapes nothing', {
    pattern,
    position,
    remedy: 'Remove it, or write \\\\ for a backslash.',
  });
}

function requireSpecifierAfterPercent(pattern: string, position: number): void {
  const next = pattern.charAt(position + 1);
  if (next !== '' && next !== '%') return;
  throw new DateFormatError('a % must be followed by a specifier', {
    pattern,
    position,
    remedy: 'Remove it, or write \\% for the character itself.',
  });
}
