/** Joins two sets of properties, of which the second is not shown when the object is inspected, printed or made JSON. */
export function conceal<A extends object, B extends object>(shown: A, hidden: B): A & B {
  const descriptors = Object.entries(hidden).map(
    ([name, value]) => [name, { value, enumerable: false }] as const,
  );
  return Object.defineProperties({ ...shown }, Object.fromEntries(descriptors)) as A & B;
}
