import type * as v from 'valibot';

/** Adds keys that aren't part of the document, which `read` takes from it before it is decoded in place. */
export function addingKeys<T extends object>(
  schema: v.GenericSchema<unknown, T>,
  read: (document: unknown) => Partial<T> | undefined,
): v.GenericSchema<unknown, T> {
  const inner = schema['~run'].bind(schema);
  const run: typeof inner = (dataset, config) => {
    const keys = read(dataset.value);
    const result = inner(dataset, config);
    if (keys !== undefined && result.issues === undefined) Object.assign(result.value as T, keys);
    return result;
  };
  return Object.assign(Object.create(Object.getPrototypeOf(schema)), schema, { '~run': run });
}
