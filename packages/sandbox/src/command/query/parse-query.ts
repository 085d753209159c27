import type { Switches } from '../../switches.ts';
import { CommandError } from '../command-error.ts';
import { type Comparison, type QueryNode, type QueryOperator, queryOperators } from './query-ast.ts';

const tokenPattern =
  /\s*(?:(?<open>\()|(?<close>\))|"(?<text>[^"]*)"|-(?<operator>[a-z]+)(?![^\s"(])|(?<word>[^\s()"]+))/iy;

/**
 * Parses a query: `Field -op "value"` joined by AND and OR, grouped by parentheses.
 *
 * Integers, NULL and placeholders may be unquoted. Throws a CommandError with status 400.
 */
export function parseQuery(query: string, precedence: Switches['queryPrecedence']): QueryNode | undefined {
  const tokens = tokenize(query);
  if (tokens.length === 0) return undefined;
  const parser = new Parser(tokens, precedence);
  const node = parser.expression();
  parser.expectEnd();
  return node;
}

class Parser {
  #next = 0;
  readonly #tokens: readonly Token[];
  readonly #precedence: Switches['queryPrecedence'];

  constructor(tokens: readonly Token[], precedence: Switches['queryPrecedence']) {
    this.#tokens = tokens;
    this.#precedence = precedence;
  }

  expression(): QueryNode {
    return this.#precedence === 'and-first'
      ? this.#chain(['or'], () => this.#chain(['and'], () => this.#factor()))
      : this.#chain(['and', 'or'], () => this.#factor());
  }

  expectEnd(): void {
    if (this.#next < this.#tokens.length) throw new CommandError(400, 'Invalid query: text after its end.');
  }

  #chain(words: readonly ('and' | 'or')[], operand: () => QueryNode): QueryNode {
    let left = operand();
    for (;;) {
      const token = this.#tokens[this.#next];
      const kind =
        token?.kind === 'word' ? words.find((word) => word === token.text.toLowerCase()) : undefined;
      if (kind === undefined) return left;
      this.#next += 1;
      left = { kind, left, right: operand() };
    }
  }

  #factor(): QueryNode {
    if (this.#tokens[this.#next]?.kind !== 'open') return this.#comparison();
    this.#next += 1;
    const node = this.expression();
    if (this.#tokens[this.#next]?.kind !== 'close')
      throw new CommandError(400, 'Invalid query: a parenthesis is not closed.');
    this.#next += 1;
    return node;
  }

  #comparison(): Comparison {
    const [field, operator, value] = this.#tokens.slice(this.#next, this.#next + 3);
    if (field?.kind !== 'word') throw new CommandError(400, 'Invalid query: a field name is missing.');
    if (operator?.kind !== 'operator' || !isOperator(operator.text)) {
      throw new CommandError(400, `Invalid query: no known operator after ${field.text}.`);
    }
    if (value?.kind !== 'text' && value?.kind !== 'word') {
      throw new CommandError(400, `Invalid query: no value for ${field.text}.`);
    }
    this.#next += 3;
    const isNull = value.kind === 'word' && value.text.toUpperCase() === 'NULL';
    return {
      kind: 'comparison',
      field: field.text,
      operator: operator.text,
      value: isNull ? null : value.text,
    };
  }
}

function isOperator(text: string): text is QueryOperator {
  return (queryOperators as readonly string[]).includes(text);
}

/** A token of the query language. */
type Token =
  | { kind: 'open' | 'close' }
  | { kind: 'operator'; text: string }
  | { kind: 'word'; text: string }
  | { kind: 'text'; text: string };

/** Splits a query into tokens. Throws a CommandError with status 400. */
function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  const trimmed = query.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const start = tokenPattern.lastIndex;
    const groups = tokenPattern.exec(trimmed)?.groups;
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
