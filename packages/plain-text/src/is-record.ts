/**
 * Returns whether a value is an object that holds its values by name, as own properties. A `Map`, a `Headers` or a `Date` is an object, too,
 * but has no keys, and the getters of a class or defaults behind `Object.create` are lost where an object is copied: what such an object
 * holds would be passed over silently. Instances of classes that have nothing but fields are records.
 */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isNamedValues(value) && !inherits(value);
}

/** Returns whether a value calls itself an object of values by name, wherever it takes them from. */
export function isNamedValues(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const text = Object.prototype.toString.call(value);
  // A configuration file may be a module.
  return text === '[object Object]' || text === '[object Module]';
}

/** Returns whether a prototype of an object has more than a constructor. */
function inherits(value: object): boolean {
  const prototype: object | null = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return false;
  // The `Object.prototype` of another realm has the same functions.
  const isRoot = Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf');
  if (isRoot) return false;
  return Reflect.ownKeys(prototype).some((key) => key !== 'constructor') || inherits(prototype);
}
