/** A query, parsed. */
export type Parsed =
  | { readonly field: string; readonly operator: string; readonly value: string | null }
  | { readonly join: 'AND' | 'OR'; readonly parts: readonly Parsed[] };

/**
 * Parses the part of Command's query language that the builder writes, one character at a time; made for tests and
 * independent of the builder. Throws where the text is anything else.
 */
export function parseQuery(text: string): Parsed {
  let at = 0;
  const fail = () => new Error(`Not a query at ${at}: ${text}`);
  const take = (expected: string) => {
    if (!text.startsWith(expected, at)) throw fail();
    at += expected.length;
  };
  const until = (end: string) => {
    const stop = text.indexOf(end, at);
    if (stop < 0) throw fail();
    const taken = text.slice(at, stop);
    at = stop + end.length;
    return taken;
  };

  function parseCondition(): Parsed {
    const field = until(' -');
    const operator = until(' ');
    if (/["() ]/.test(field) || !/^[a-z]+$/.test(operator)) throw fail();
    if (text.startsWith('NULL', at)) {
      take('NULL');
      return { field, operator, value: null };
    }
    take('"');
    return { field, operator, value: until('"') };
  }

  function parsePart(): Parsed {
    if (text[at] !== '(') return parseCondition();
    const parts: Parsed[] = [];
    let join: 'AND' | 'OR' | undefined;
    for (;;) {
      take('(');
      parts.push(parsePart());
      take(')');
      const word = text.startsWith(' AND (', at) ? 'AND' : text.startsWith(' OR (', at) ? 'OR' : undefined;
      if (word === undefined) break;
      if (join !== undefined && join !== word) throw fail();
      join = word;
      take(` ${word} `);
    }
    if (join === undefined) throw fail();
    return { join, parts };
  }

  const parsed = parsePart();
  if (at !== text.length) throw fail();
  return parsed;
}
