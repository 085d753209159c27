/**
 * Leaves out keys whose value is null or "", at any depth: SCM writes "no value" as absent, null or "", without a
 * difference in meaning.
 */
export function withoutEmptyValues(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.filter((item) => !isEmpty(item)).map(withoutEmptyValues);
    return items.length === value.length && items.every((item, index) => item === value[index])
      ? value
      : items;
  }
  // Most rows of a list have nothing to leave out, and writing them anew was a good part of the cost of decoding.
  let changed = false;
  const kept: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const inner = withoutEmptyValues(item);
    changed ||= inner !== item || isEmpty(item);
    if (!isEmpty(item)) kept.push([key, inner]);
  }
  return changed ? Object.fromEntries(kept) : value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}
