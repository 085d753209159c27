/**
 * Drops keys whose value is null or "", at any depth: SCM writes "no value" as absent, null or "", with the same meaning.
 */
export function withoutEmptyValues(value: unknown): unknown {
  // Most rows of a list have nothing to drop, and copying them was a good part of the cost of decoding.
  if (typeof value !== 'object' || value === null || !holdsEmpty(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => !isEmpty(item)).map(withoutEmptyValues);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isEmpty(item))
      .map(([key, item]) => [key, withoutEmptyValues(item)]),
  );
}

/** Checks whether an object or array has an empty value at any depth. */
function holdsEmpty(value: object): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some(
    (item) => isEmpty(item) || (typeof item === 'object' && item !== null && holdsEmpty(item)),
  );
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}
