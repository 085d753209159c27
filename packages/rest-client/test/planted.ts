import { inspect } from 'node:util';

/** Everything of an error that could reach a log, a terminal or a report. */
export function everythingOf(error: unknown): string {
  const parts: string[] = [];
  for (let current = error; current !== undefined; current = (current as Error).cause) {
    parts.push(
      inspect(current, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
      JSON.stringify(current),
      String(current),
      String((current as Error).stack),
    );
    for (const key of Reflect.ownKeys(current as object)) {
      parts.push(String((current as Record<PropertyKey, unknown>)[key]));
    }
  }
  return parts.join('\n');
}
