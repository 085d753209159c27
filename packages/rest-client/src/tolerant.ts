import * as v from 'valibot';

/**
 * Makes a value that may be absent one that may be anything: what doesn't fit is left out, for a record isn't lost for a key
 * that no caller needs. Numbers and flags where text belongs, and digits where a number does, are what they look like.
 */
export function tolerant<const TSchema extends v.GenericSchema<unknown, unknown>>(
  schema: TSchema,
): v.SchemaWithFallback<TSchema, () => undefined> {
  const asText = (value: unknown) => (value === undefined ? undefined : String(value));
  const read = (dataset: unknown): undefined => {
    const value = (dataset as { value?: unknown } | undefined)?.value;
    for (const other of [readNumber(value), asText(readScalar(value))]) {
      if (other === undefined) continue;
      const result = v.safeParse(schema, other);
      // What the type says is what the schema gives.
      if (result.success) return result.output as undefined;
    }
    return undefined;
  };
  return v.fallback(schema, read as never) as never;
}

/** The id of a record. A number that JSON can't carry exactly may be rounded to the id of another record. */
export const idSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** Any number that JSON can carry: of a whole one beyond 2^53 digits are lost. */
export const exactNumberSchema = v.pipe(v.number(), v.finite(), v.check(isExact));

function isExact(value: number): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function readNumber(value: unknown): number | undefined {
  const isNumber = typeof value === 'string' && /^-?(0|[1-9]\d{0,14})$/.test(value);
  return isNumber ? Number(value) : undefined;
}

function readScalar(value: unknown): unknown {
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isFinite(value) && isExact(value) ? value : undefined;
}
