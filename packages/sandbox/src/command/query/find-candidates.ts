import { parseSerial } from '../../serial.ts';
import type { World } from '../../world.ts';
import type { CommandCertificate } from '../command-state.ts';
import { findBySerial, findByThumbprint } from '../find-certificate.ts';
import type { Comparison, QueryNode } from './query-ast.ts';

/**
 * Finds the certificates that can match a query for serial numbers or thumbprints, through an index.
 *
 * They are only candidates and must still be checked. Undefined for a query that needs a scan.
 */
export function findCandidates(
  node: QueryNode | undefined,
  world: World,
): readonly CommandCertificate[] | undefined {
  if (node === undefined) return undefined;
  if (node.kind === 'comparison') return lookUp(node, world);
  const left = findCandidates(node.left, world);
  if (node.kind === 'and') return left ?? findCandidates(node.right, world);
  const right = left && findCandidates(node.right, world);
  return right && [...new Set([...left, ...right])];
}

function lookUp(
  { field, operator, value }: Comparison,
  world: World,
): readonly CommandCertificate[] | undefined {
  if (operator !== 'eq' || value === null) return undefined;
  switch (field.toLowerCase()) {
    case 'serialnumber': {
      const serial = parseSerial(value);
      return serial === undefined ? [] : findBySerial(serial, world);
    }
    case 'thumbprint':
      return findByThumbprint(value.toUpperCase(), world);
    default:
      return undefined;
  }
}
