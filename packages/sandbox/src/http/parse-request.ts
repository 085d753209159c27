import * as v from 'valibot';
import type { Switches } from '../switches.ts';

/** What is accepted beyond a schema. */
export type RequestLeniency = Pick<Switches, 'nullProperties' | 'numbersAsText' | 'requestPropertyCase'>;

/** Checks the JSON document of a request by a schema, as leniently as the switches allow. Changes the document in place. */
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

/** Renames properties to match the schema, and drops nulls that it doesn't allow. Keys of a record are data and kept. */
function readProperties(schema: v.GenericSchema, value: unknown, leniency: RequestLeniency): unknown {
  const { inner } = unwrap(schema);
  if ('item' in inner && Array.isArray(value)) {
    return value.map((item) => readProperties(inner.item as v.GenericSchema, item, leniency));
  }
  if (!('entries' in inner) || typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const entries = inner.entries as Record<string, v.GenericSchema>;
  const anyCase = leniency.requestPropertyCase === 'ignored';
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  const properties: Record<string, unknown> = {};
  for (const [given, item] of Object.entries(value)) {
    const name = (anyCase ? names.get(given.toLowerCase()) : undefined) ?? given;
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

/** Converts digits to a number, or a number to digits, if the schema expects the other. Returns false if it doesn't apply. */
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
