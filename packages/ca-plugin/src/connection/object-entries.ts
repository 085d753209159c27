/** Lists the properties of an object, given as such or as JSON text; undefined for anything else. */
export function objectEntries(value: unknown): [string, unknown][] | undefined {
  const document = typeof value === 'string' ? parse(value) : value;
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  return Object.entries(document);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
