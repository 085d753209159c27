import { checkText, checkTexts } from './check-arguments.ts';
/** The unescaped steps of a dot path; see {@link parseDotPath}. */
export type DotPath = readonly string[];

/** Thrown for a text that isn't a dot path. */
export class DotPathError extends Error {
  override readonly name = 'DotPathError';
  /** Index of the offending character in the text. */
  readonly position: number;

  constructor(message: string, position: number) {
    super(`${message} (character ${position + 1}).`);
    this.position = position;
  }
}

/**
 * Parses a dot path such as `certificateDetails.issuer` or `customFields.0.value`.
 *
 * `\.` is a dot inside a key and `\\` a backslash. An empty key can't be expressed.
 *
 * @example
 * parseDotPath('customFields.0.value'); // ['customFields', '0', 'value']
 * parseDotPath(String.raw`labels.team\.name`); // ['labels', 'team.name']
 *
 * @throws {DotPathError} for an empty text or step, and for any other use of the backslash.
 */
export function parseDotPath(text: string): DotPath {
  checkText(text, { of: 'parseDotPath' });
  const segments: string[] = [];
  let segment = '';
  for (let position = 0; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (character === '\\') {
      position += 1;
      segment += readEscaped(text, position);
    } else if (character === '.') {
      segments.push(requireName(segment, position));
      segment = '';
    } else {
      segment += character;
    }
  }
  segments.push(requireName(segment, text.length));
  return segments;
}

/** Formats a dot path as text; the inverse of {@link parseDotPath}. */
export function formatDotPath(path: DotPath): string {
  checkTexts(path, { of: 'formatDotPath' });
  return path.map((segment) => segment.replace(/[\\.]/g, '\\$&')).join('.');
}

function readEscaped(text: string, position: number): string {
  const escaped = text.charAt(position);
  if (escaped === '.' || escaped === '\\') return escaped;
  throw new DotPathError(
    'A backslash in a path must be followed by a dot or a backslash; write \\\\ for a backslash',
    position - 1,
  );
}

function requireName(segment: string, position: number): string {
  if (segment === '') throw new DotPathError('A path needs a name before and after each dot', position);
  return segment;
}
