import * as fc from 'fast-check';
import { arbitraryText } from './arbitrary-text.ts';
import { type ContractDocument, resolve, type Schema } from './schema.ts';

const int32 = 2 ** 31 - 1;
/** Deeper than any schema of the contracts, to stop at recursive ones. */
const deepest = 20;

/** Options for generating values. */
export interface ArbitraryValueOptions {
  readonly unknownEnumValues?: boolean | undefined;
}

interface Context extends ArbitraryValueOptions {
  readonly document: ContractDocument;
  readonly depth: number;
}

/** Generates valid JSON values for a schema. */
export function arbitraryValue(
  document: ContractDocument,
  schema: Schema,
  { unknownEnumValues }: ArbitraryValueOptions,
): fc.Arbitrary<unknown> {
  return fromSchema(schema, { document, unknownEnumValues, depth: 0 });
}

function fromSchema(reference: Schema, context: Context): fc.Arbitrary<unknown> {
  if (context.depth > deepest) throw new Error('A schema of the contract contains itself.');
  const { anyOf, oneOf, ...schema } = flatten(reference, context.document);
  const alternatives = anyOf ?? oneOf;
  if (alternatives !== undefined) {
    return fc.oneof(...alternatives.map((each) => fromSchema(merge(schema, each), deeper(context))));
  }
  if (schema.enum !== undefined) return fromEnum(schema.enum, context);
  if (schema.type === undefined && schema.properties === undefined) return fc.jsonValue();
  const types = [schema.type ?? 'object'].flat();
  return fc.oneof(...types.map((type) => fromType(type, schema, context)));
}

function fromType(type: string, schema: Schema, context: Context): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return integer(schema);
    case 'number':
      return fc.double({
        noNaN: true,
        noDefaultInfinity: true,
        ...(schema.minimum !== undefined && { min: schema.minimum }),
        ...(schema.maximum !== undefined && { max: schema.maximum }),
      });
    case 'string':
      return arbitraryText(schema);
    case 'array':
      return array(schema, context);
    case 'object':
      return object(schema, context);
    default:
      throw new Error(`The contract has a type ${type}, which can't be generated.`);
  }
}

function integer({ minimum, maximum, format }: Schema): fc.Arbitrary<number> {
  const most = format === 'int32' ? int32 : Number.MAX_SAFE_INTEGER;
  return fc.bigInt({ min: BigInt(minimum ?? -most), max: BigInt(maximum ?? most) }).map(Number);
}

function fromEnum(values: readonly unknown[], { unknownEnumValues }: Context): fc.Arbitrary<unknown> {
  const known = fc.constantFrom(...values);
  if (unknownEnumValues !== true) return known;
  const unknown = values.some((value) => typeof value === 'number')
    ? fc.integer({ min: 0, max: int32 }).filter((value) => !values.includes(value))
    : fc.constantFrom('Added Later', 'ADDED_LATER', 'addedLater');
  return fc.oneof(known, unknown);
}

/** Rows of a list have unique ids, which readers of pages rely on. */
function array(schema: Schema, context: Context): fc.Arbitrary<unknown[]> {
  const { items = {}, minItems = 0, maxItems = minItems + 4 } = schema;
  const item = fromSchema(items, deeper(context));
  const { properties = {}, required = [] } = flatten(items, context.document);
  const id = required.find(
    (name) => /id$/i.test(name) && flatten(properties[name] ?? {}, context.document).type === 'integer',
  );
  const limits = { minLength: minItems, maxLength: maxItems };
  if (id === undefined) return fc.array(item, limits);
  return fc.uniqueArray(item, { ...limits, selector: (row) => (row as Record<string, unknown>)[id] });
}

function object(schema: Schema, context: Context): fc.Arbitrary<Record<string, unknown>> {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  const named = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, fromSchema(property, deeper(context))]),
    ),
    { requiredKeys: required.filter((name) => name in properties) },
  );
  if (additionalProperties === false) return named;
  const others =
    additionalProperties === true
      ? fc.dictionary(
          fc.constantFrom('addedLater', 'Added_Later', '__proto__', 'constructor'),
          fc.jsonValue(),
          {
            maxKeys: 2,
          },
        )
      : fc.dictionary(
          fc.string({ minLength: 1, maxLength: 20 }),
          fromSchema(additionalProperties, deeper(context)),
          {
            maxKeys: 4,
          },
        );
  // Named properties last, so that they match their schemas.
  return fc.tuple(others, named).map(([other, own]) => Object.assign(other, own));
}

/** Resolves the reference of a schema and merges its `allOf`. */
function flatten(reference: Schema, document: ContractDocument): Schema {
  const { $ref, ...siblings } = reference;
  const { allOf = [], ...schema } =
    $ref === undefined
      ? reference
      : merge(flatten(resolve(document, { $ref }) as Schema, document), siblings);
  return allOf.reduce<Schema>((whole, part) => merge(whole, flatten(part, document)), schema);
}

/** Merges two schemas that both apply; the second one wins. */
function merge(first: Schema, second: Schema): Schema {
  const properties = { ...first.properties, ...second.properties };
  const required = [...(first.required ?? []), ...(second.required ?? [])];
  return {
    ...first,
    ...second,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function deeper(context: Context): Context {
  return { ...context, depth: context.depth + 1 };
}
