/**
 * Copies a document and forbids properties that its schemas don't name.
 *
 * The contracts leave objects open, since a server may send undocumented properties; a client must not. A schema used in
 * another one's `allOf` stays open and is closed where it is used.
 */
export function closeObjects<T>(document: T): T {
  return close(document, { open: false }) as T;
}

function close(node: unknown, { open }: { readonly open: boolean }): unknown {
  if (Array.isArray(node)) return node.map((item) => close(item, { open }));
  if (typeof node !== 'object' || node === null) return node;
  const closed = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'schemas' ? closeNamed(value) : close(value, { open: key === 'allOf' }),
    ]),
  );
  return open || !isObjectSchema(node) ? closed : { ...closed, unevaluatedProperties: false };
}

/** Keeps named schemas open, since their references are closed. */
function closeNamed(schemas: unknown): unknown {
  return Object.fromEntries(
    Object.entries(schemas as object).map(([name, schema]) => [name, close(schema, { open: true })]),
  );
}

function isObjectSchema(node: object): boolean {
  if ('$ref' in node) return String(node.$ref).startsWith('#/components/schemas/');
  return 'properties' in node || 'allOf' in node;
}
