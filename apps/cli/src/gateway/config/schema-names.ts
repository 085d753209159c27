import { isObject } from '../../settings/settings-of.ts';

/** What a schema says of the values inside its own. */
interface Form {
  /** Schemas by the keys of an object. */
  readonly entries?: object;
  /** Schema of every value of a list, or of an object with keys of any name. */
  readonly item?: unknown;
  readonly isList: boolean;
}

/**
 * Returns a document with its keys as a schema spells them, whatever letter case they have. A list in the place of an object becomes null, which the schema
 * refuses: the library takes a list for an object.
 */
export function withSchemaNames(schema: unknown, value: unknown): unknown {
  const form = formOf(schema);
  if (form === undefined) return value;
  const { entries = {}, item, isList } = form;
  if (Array.isArray(value)) return isList ? value.map((each) => withSchemaNames(item, each)) : null;
  if (isList || !isObject(value)) return value;
  // No document has two keys that differ only in letter case.
  const names = new Map(Object.keys(entries).map((name) => [name.toLowerCase(), name]));
  const members = Object.entries(value).map(([key, member]): [string, unknown] => {
    const name = names.get(key.toLowerCase()) ?? key;
    return [name, withSchemaNames(memberOf(form, name), member)];
  });
  return Object.fromEntries(members);
}

/** Lists the keys that an object may have, by its place in a document; none where it may have any. */
export function namesAt(schema: unknown, place: readonly unknown[]): readonly string[] {
  const form = formOf(schema);
  const [key, ...rest] = place;
  if (form === undefined) return [];
  return place.length === 0 ? Object.keys(form.entries ?? {}) : namesAt(memberOf(form, key), rest);
}

function memberOf({ entries, item }: Form, key: unknown): unknown {
  return entries === undefined ? item : propertyOf(entries, String(key));
}

function formOf(schema: unknown): Form | undefined {
  const pipe = propertyOf(schema, 'pipe');
  if (Array.isArray(pipe)) return pipe.map(formOf).find((form) => form !== undefined);
  switch (propertyOf(schema, 'type')) {
    case 'optional':
      return formOf(propertyOf(schema, 'wrapped'));
    case 'strict_object': {
      const entries = propertyOf(schema, 'entries');
      return isObject(entries) ? { entries, isList: false } : undefined;
    }
    case 'record':
      return { item: propertyOf(schema, 'value'), isList: false };
    case 'array':
      return { item: propertyOf(schema, 'item'), isList: true };
    default:
      return undefined;
  }
}

function propertyOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
