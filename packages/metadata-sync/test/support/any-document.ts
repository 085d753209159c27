import fc from 'fast-check';
import type * as v from 'valibot';

interface AnySchema {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly item?: AnySchema;
  readonly items?: readonly AnySchema[];
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
}

/** What a name, a value or a message from outside may hold. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\n',
        '\r\n',
        '\u0085',
        '\u2028',
        '\u2029',
        '\u001b[2J',
        '\u009b2J',
        '\u202e',
        '\u2066',
        '\ufeff',
      ),
      fc.constantFrom(
        '\\',
        '"',
        ', ',
        '=1+1',
        '~ 0A (Sectigo 1)',
        '  updated 7',
        '\u200b',
        '\t',
        '\u{e0041}',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => `x${parts.join('')}x`);

/** Any document that fits a schema, with hostile text wherever it has text. */
export function anyDocument<TSchema extends v.GenericSchema>(
  schema: TSchema,
): fc.Arbitrary<v.InferOutput<TSchema>> {
  return arbitraryOf(schema as unknown as AnySchema) as fc.Arbitrary<v.InferOutput<TSchema>>;
}

function arbitraryOf(schema: AnySchema): fc.Arbitrary<unknown> {
  const { type, entries = {}, item, items = [], wrapped, options = [], literal } = schema;
  switch (type) {
    case 'string':
      return hostileText;
    case 'number':
      return fc.integer({ min: 1, max: 30 });
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(literal);
    case 'picklist':
      return fc.constantFrom(...options);
    case 'union':
    case 'variant':
      return fc.oneof(...(options as AnySchema[]).map(arbitraryOf));
    case 'nullable':
    case 'optional':
      return wrapped === undefined ? fc.constant(null) : arbitraryOf(wrapped);
    case 'array':
      return item === undefined
        ? fc.constant([])
        : fc.array(arbitraryOf(item), { minLength: 1, maxLength: 2 });
    case 'tuple_with_rest':
      return fc.tuple(...items.map(arbitraryOf));
    case 'record':
      return fc.constant({});
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, arbitraryOf(entry)])),
      );
    default:
      throw new Error(`no document can be made of a schema ${type}`);
  }
}

/** The same document with a harmless text for each hostile one, different ones for different ones. */
export function harmless<T>(document: T): T {
  const names = new Map<string, string>();
  const map = (value: unknown): unknown => {
    if (typeof value === 'string' && value.startsWith('x')) {
      names.set(value, names.get(value) ?? `text${names.size}`);
      return names.get(value);
    }
    if (Array.isArray(value)) return value.map(map);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item)]));
  };
  return map(document) as T;
}
