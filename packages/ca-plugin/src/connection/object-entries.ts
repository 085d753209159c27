import { isRecord } from '@certbridge/plain-text';

/** Lists the properties of an object, given as such or as JSON text; undefined for anything else. */
export function objectEntries(value: unknown): [string, unknown][] | undefined {
  const document = typeof value === 'string' ? parse(value) : value;
  return isRecord(document) ? Object.entries(document) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
