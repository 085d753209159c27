import { CommandError } from '../command-error.ts';

/** A token of the query language. */
export type Token =
  | { kind: 'open' | 'close' }
  | { kind: 'operator'; text: string }
  | { kind: 'word'; text: string }
  | { kind: 'text'; text: string };

const pattern =
  /\s*(?:(?<open>\()|(?<close>\))|"(?<text>[^"]*)"|-(?<operator>[a-z]+)(?![^\s"(])|(?<word>[^\s()"]+))/iy;

/** Splits a query into tokens. Throws a CommandError with status 400. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = query.trimEnd();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < trimmed.length) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(trimmed)?.groups;
    if (groups === undefined) throw new CommandError(400, `Invalid query at position ${start}.`);
    tokens.push(readToken(groups));
  }
  return tokens;
}

function readToken({ open, close, text, operator, word }: Record<string, string | undefined>): Token {
  if (open !== undefined) return { kind: 'open' };
  if (close !== undefined) return { kind: 'close' };
  if (text !== undefined) return { kind: 'text', text };
  if (operator !== undefined) return { kind: 'operator', text: operator.toLowerCase() };
  return { kind: 'word', text: word ?? '' };
}
