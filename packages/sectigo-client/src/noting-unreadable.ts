import type * as v from 'valibot';

/**
 * Lists, under `unreadable`, the paths of what a schema left out since it is of another kind, so that a value that came is not
 * taken for none.
 */
export function notingUnreadable<const TSchema extends v.GenericSchema<unknown, object>>(
  schema: TSchema,
): v.GenericSchema<unknown, v.InferOutput<TSchema> & { unreadable?: readonly string[] | undefined }> {
  const inner = schema['~run'].bind(schema);
  const run: typeof inner = (dataset, config) => {
    const input: unknown = dataset.value;
    const result = inner(dataset, config);
    const left = result.issues === undefined ? findLeftOut(input, result.value) : [];
    if (left.length > 0) Object.assign(result.value as object, { unreadable: left });
    return result;
  };
  return Object.assign(Object.create(Object.getPrototypeOf(schema)), schema, { '~run': run });
}

/** JSON has no undefined: a key that is there without a value was left out, also where decoding changes objects in place. */
function findLeftOut(input: unknown, output: unknown, at = ''): string[] {
  if (!isObject(input) || !isObject(output)) return [];
  const found: string[] = [];
  for (const key of Object.keys(output)) {
    const value = output[key];
    if (value === undefined) {
      if (Object.hasOwn(input, key)) found.push(at + key);
    } else if (typeof value === 'object') found.push(...findLeftOut(input[key], value, `${at}${key}.`));
  }
  return found;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
