/**
 * Returns the known keys of an object their proper spelling, whatever case they came in; unknown keys and all values stay
 * as they are. Command writes PascalCase, but client code for some versions shows camelCase.
 */
export function withKnownNames(names: readonly string[]): (document: unknown) => unknown {
  const known = new Set(names);
  const proper = new Map(names.map((name) => [name.toLowerCase(), name]));

  function properName(key: string, document: object): string {
    if (known.has(key)) return key;
    const name = proper.get(key.toLowerCase());
    // Where both spellings are there, the proper one is the one that counts.
    return name === undefined || Object.hasOwn(document, name) ? key : name;
  }

  return (document) => {
    if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
    const keys = Object.keys(document);
    // Mostly all is spelled properly; a copy of each of ten thousand rows would cost more than the check.
    if (keys.every((key) => properName(key, document) === key)) return document;
    return Object.fromEntries(
      Object.entries(document).map(([key, value]) => [properName(key, document), value]),
    );
  };
}
