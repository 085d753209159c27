/** Values of a query; `undefined` leaves a parameter out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes a query with blanks as `%20`, because not every server reads `+` as a blank; empty, or with its `?`. */
export function queryString(query: Query = {}): string {
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
