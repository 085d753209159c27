import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import type { CommandParameters } from './command-query-params.ts';
import type { CommandCertificate } from './command-state.ts';
import { compileQuery } from './query/compile-query.ts';
import { parseQuery } from './query/parse-query.ts';

/** Permissions on certificates, as named in refusals. */
export type CertificateRight = 'read' | 'metadata/modify';

/** Checks whether a certificate is in the collection of a call; without a collection all are. */
export type Membership = (certificate: CommandCertificate) => boolean;

const account = 'CORP\\svc-certbridge';

/**
 * Checks the permission on certificates and returns which of them the call may access.
 *
 * The permission for a collection applies only if the call has its `collectionId`; 0 means none.
 * Throws a CommandError with status 403, or 400 for an unknown collection.
 */
export function checkCertificateRight(
  parameters: CommandParameters,
  right: CertificateRight,
  world: World,
): Membership {
  const collectionId = readCollectionId(parameters);
  const isGlobal = world.switches.certificatePermissions === 'global';
  const base = `/certificates/collections/${right}/`;
  if (collectionId === 0) {
    if (!isGlobal) throw forbidden(base);
    return () => true;
  }
  const collection = world.command.collections.find(({ id }) => id === collectionId);
  if (collection !== undefined && world.switches.certificatePermissions !== 'none')
    return createMembership(collection.query, world);
  throw isGlobal
    ? new CommandError(400, `Unable to find 'CertificateCollection' with Id '${collectionId}'`)
    : forbidden(`${base}${collectionId}/`);
}

/** Checks a permission that no collection can grant. Throws a CommandError with status 403. */
export function checkGlobalRight(right: string, { switches }: World): void {
  if (switches.certificatePermissions !== 'global') throw forbidden(right);
}

/** Reads `collectionId`; 0 if absent. Throws a CommandError with status 400. */
export function readCollectionId(parameters: CommandParameters): number {
  const text = parameters.get('collectionid') ?? '';
  if (text === '') return 0;
  if (!/^\d{1,10}$/.test(text))
    throw new CommandError(400, 'The value of parameter collectionId is not valid.');
  return Number(text);
}

function createMembership(query: string, world: World): Membership {
  const node = parseQuery(query, 'and-first');
  return node === undefined ? () => true : compileQuery(node, world).test;
}

function forbidden(right: string): CommandError {
  return new CommandError(403, `User ${account} does not have the required permissions: ${right}.`);
}
