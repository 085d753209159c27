/**
 * Leaves out keys whose value is null or "", at any depth: SCM writes "no value" as absent, null or "", without a
 * difference in meaning.
 */
export function withoutEmptyValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isEmpty(item)).map(withoutEmptyValues);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmptyValues(item)]));
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}
