/**
 * Drops keys whose value is null or "", at any depth: SCM writes "no value" as absent, null or "", with the same meaning.
 */
export function withoutEmptyValues(value: unknown): unknown {
  // Most rows of a list have nothing to drop, and copying them was a good part of the cost of decoding.
  if (!isObject(value) || !holdsEmpty(value)) return value;
  if (Array.isArray(value)) return value.filter((item) => !isEmpty(item)).map(withoutEmptyValues);
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const item = withoutEmptyValues(value[key]);
    if (isEmpty(item)) continue;
    // An assignment to it makes no key.
    if (key === '__proto__') Object.defineProperty(kept, key, { value: item, enumerable: true });
    else kept[key] = item;
  }
  return kept;
}

/** Checks whether an object or array has an empty value at any depth. */
function holdsEmpty(value: object): boolean {
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => isEmpty(item) || (isObject(item) && holdsEmpty(item)));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
