import * as v from 'valibot';
import type { Switches } from '../switches.ts';

/** What is taken beyond a schema. */
export interface RequestLeniency extends Pick<Switches, 'nullProperties' | 'numbersAsText'> {
  /** Whether property names match in any letter case. */
  readonly anyCase: boolean;
}

/** Checks a request's JSON document by a schema, with the leniency that the switches say; the document is changed. */
export function parseRequest<S extends v.GenericSchema>(
  schema: S,
  document: unknown,
  leniency: RequestLeniency,
): v.SafeParseResult<S> {
  const named = readProperties(schema, document, leniency);
  const result = v.safeParse(schema, named);
  if (result.success || leniency.numbersAsText === 'refused') return result;
  const converted = result.issues.filter(convertNumber);
  return converted.length > 0 ? v.safeParse(schema, named) : result;
}

/** Gives properties the names of the schema, and leaves out nulls that it doesn't take; names of a record are data. */
function readProperties(schema: v.GenericSchema, value: unknown, leniency: RequestLeniency): unknown {
  const { inner } = unwrap(schema);
  if ('item' in inner && Array.isArray(value)) {
    return value.map((item) => readProperties(inner.item as v.GenericSchema, item, leniency));
  }
  if (!('entries' in inner) || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const entries = inner.entries as Record<string, v.GenericSchema>;
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  const properties: Record<string, unknown> = {};
  for (const [given, item] of Object.entries(value)) {
    const name = (leniency.anyCase ? names.get(given.toLowerCase()) : undefined) ?? given;
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (entry === undefined) continue;
    if (item === null && leniency.nullProperties === 'absent' && !unwrap(entry).nullable) continue;
    properties[name] = readProperties(entry, item, leniency);
  }
  return properties;
}

function unwrap(schema: v.GenericSchema): { inner: v.GenericSchema; nullable: boolean } {
  let inner = schema;
  let nullable = false;
  while ('wrapped' in inner) {
    nullable ||= inner.type === 'nullable' || inner.type === 'nullish';
    inner = inner.wrapped as v.GenericSchema;
  }
  return { inner, nullable };
}

/** Turns digits into a number, or a number into digits, where the schema asked for the other; false where there is nothing to turn. */
function convertNumber({ type, input, path }: v.BaseIssue<unknown>): boolean {
  const place = path?.at(-1);
  if (place === undefined || (type !== 'number' && type !== 'picklist')) return false;
  const digits = typeof input === 'string' && /^-?\d{1,15}$/.test(input);
  if (!digits && typeof input !== 'number') return false;
  (place.input as Record<string | number, unknown>)[place.key as string] = digits
    ? Number(input)
    : String(input);
  return true;
}
