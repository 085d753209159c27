import type { World } from '../world.ts';
import { CommandError } from './command-error.ts';
import type { CommandParameters } from './command-query-params.ts';
import type { CommandCertificate } from './command-state.ts';
import { compileQuery } from './query/compile-query.ts';
import { parseQuery } from './query/parse-query.ts';

/** Rights on certificates, as refusals name them. */
export type CertificateRight = 'read' | 'metadata/modify';

/** Checks whether a certificate lies in the collection of a call; all do without one. */
export type Membership = (certificate: CommandCertificate) => boolean;

const account = 'CORP\\svc-certbridge';

/**
 * Checks the right to certificates and returns which of them the call may touch.
 *
 * The right for one collection counts only if the call names it by `collectionId`; 0 stands for none.
 * Throws a CommandError with status 403, and 400 for a collection that does not exist.
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

/** Checks a right that no collection can grant. Throws a CommandError with status 403. */
export function checkGlobalRight(right: string, { switches }: World): void {
  if (switches.certificatePermissions !== 'global') throw forbidden(right);
}

/** Reads `collectionId`; 0 when absent. Throws a CommandError with status 400. */
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
