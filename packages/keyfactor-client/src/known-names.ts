/**
 * Creates a function that renames keys of an object which match a known name ignoring case; other keys and all values are
 * kept. Command writes PascalCase, but client code for some versions shows camelCase.
 */
export function withKnownNames(names: readonly string[]): (document: unknown) => unknown {
  const known = new Set(names);
  const proper = new Map(names.map((name) => [name.toLowerCase(), name]));

  function properName(key: string, document: object): string {
    if (known.has(key)) return key;
    const name = proper.get(key.toLowerCase());
    // If both spellings are present, the exact one wins.
    return name === undefined || Object.hasOwn(document, name) ? key : name;
  }

  return (document) => {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
    const keys = Object.keys(document);
    // Nearly all rows are spelled exactly; copying ten thousand of them would cost more than the check.
    if (keys.every((key) => properName(key, document) === key)) return document;
    return Object.fromEntries(
      Object.entries(document).map(([key, value]) => [properName(key, document), value]),
    );
  };
}
