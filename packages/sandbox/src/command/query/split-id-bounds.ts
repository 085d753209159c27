import type { QueryNode } from './query-ast.ts';

/** Bounds on `CertId`, both exclusive. */
export interface IdBounds {
  above: number;
  below: number;
}

/**
 * Splits comparisons of `CertId` with integers from the top-level AND chain.
 *
 * The rest is the same for every page of a client that pages by key, so its selection can be cached.
 */
export function splitIdBounds(node: QueryNode | undefined): {
  bounds: IdBounds;
  rest: QueryNode | undefined;
} {
  const bounds: IdBounds = { above: Number.NEGATIVE_INFINITY, below: Number.POSITIVE_INFINITY };
  return { bounds, rest: node === undefined ? undefined : takeBounds(node, bounds) };
}

function takeBounds(node: QueryNode, bounds: IdBounds): QueryNode | undefined {
  if (node.kind === 'or') return node;
  if (node.kind === 'and') {
    const left = takeBounds(node.left, bounds);
    const right = takeBounds(node.right, bounds);
    if (left === undefined || right === undefined) return left ?? right;
    return { kind: 'and', left, right };
  }
  const { field, operator, value } = node;
  if (field.toLowerCase() !== 'certid' || value === null || !/^-?\d+$/.test(value)) return node;
  const id = Number(value);
  if (operator === 'gt') bounds.above = Math.max(bounds.above, id);
  else if (operator === 'ge') bounds.above = Math.max(bounds.above, id - 1);
  else if (operator === 'lt') bounds.below = Math.min(bounds.below, id);
  else if (operator === 'le') bounds.below = Math.min(bounds.below, id + 1);
  else return node;
  return undefined;
}
