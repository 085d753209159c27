/**
 * Returns whether a value is an object that holds properties by name. A `Map`, a `Headers` or a `Date` is an object, too, but has no
 * keys, so what it holds would be passed over silently. Instances of classes are records.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const text = Object.prototype.toString.call(value);
  // A configuration file may be a module.
  return text === '[object Object]' || text === '[object Module]';
}
