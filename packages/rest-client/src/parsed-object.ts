import * as v from 'valibot';

/**
 * Is `v.looseObject` for objects that were just parsed and belong to nobody else: checks and transforms their values in
 * place. Building each object of a long list anew would be most of the cost of decoding it.
 */
export function parsedObject<const TEntries extends v.ObjectEntries>(
  entries: TEntries,
): v.LooseObjectSchema<TEntries, undefined> {
  const schema = v.looseObject(entries);
  const build = schema['~run'].bind(schema);
  const known = new Map(Object.entries(entries));
  // An absent key is nothing to look at only where it may be absent and has no default.
  const needed = [...known].filter(([, entry]) => !mayBeAbsent(entry)).map(([key]) => key);
  const run: typeof build = (dataset, config) => {
    const { value: object } = dataset;
    if (!isObject(object) || !needed.every((key) => Object.hasOwn(object, key)))
      return build(dataset, config);
    for (const key of Object.keys(object)) {
      const entry = known.get(key);
      if (entry === undefined) continue;
      const result = entry['~run']({ value: object[key] }, config);
      // The library itself tells best what is wrong.
      if (result.issues !== undefined || !result.typed) return build(dataset, config);
      if (result.value !== object[key]) object[key] = result.value;
    }
    return Object.assign(dataset, { typed: true as const }) as ReturnType<typeof build>;
  };
  return Object.assign(schema, { '~run': run });
}

function mayBeAbsent(entry: v.ObjectEntries[string]): boolean {
  return (
    (entry.type === 'optional' || entry.type === 'nullish') &&
    !('default' in entry && entry.default !== undefined)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
