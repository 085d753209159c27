import type { ContractDocument } from './schema.ts';

/** The OAuth2 flavour of SCM's contract; undefined is the one for header login. */
export type Flavour = 'oauth' | undefined;

/**
 * Derives the contract of a flavour. In the OAuth2 one, `x-oauth` replaces the node it is in, `absent` removes it, and
 * `x-oauth-path` is the path of the operations next to it.
 */
export function ofFlavour(document: ContractDocument, flavour: Flavour): ContractDocument {
  const { paths, ...rest } = document;
  return {
    ...(convert(rest, flavour) as Omit<ContractDocument, 'paths'>),
    paths: Object.fromEntries(
      Object.entries(paths).map(([path, item]) => [
        flavour === 'oauth' ? String(item['x-oauth-path'] ?? path) : path,
        convert(item, flavour) as Record<string, unknown>,
      ]),
    ),
  };
}

function convert(node: unknown, flavour: Flavour): unknown {
  if (Array.isArray(node)) return node.map((item) => convert(item, flavour));
  if (typeof node !== 'object' || node === null) return node;
  const { 'x-oauth': other, 'x-oauth-path': _, ...own } = node as Record<string, unknown>;
  if (flavour === 'oauth' && other !== undefined) return other === 'absent' ? undefined : other;
  return Object.fromEntries(
    Object.entries(own).flatMap(([key, value]) => {
      const converted = convert(value, flavour);
      return converted === undefined && value !== undefined ? [] : [[key, converted]];
    }),
  );
}
