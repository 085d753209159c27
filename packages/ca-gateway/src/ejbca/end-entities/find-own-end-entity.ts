import type { Caller } from '../../access/caller.ts';
import { GatewayError } from '../../gateway-error.ts';
import type { EjbcaServices } from '../ejbca-services.ts';
import { requireRole, requireRoleEverywhere } from '../rights.ts';
import type { EndEntity } from './end-entity.ts';

type Services = Pick<EjbcaServices, 'host' | 'endEntities'>;

/** An end entity that a caller names. */
export interface NamedEndEntity {
  readonly userName: string;
  readonly caller: Caller;
}

/** Finds an end entity that the caller may enroll for. Throws a GatewayError if there is none. */
export async function findOwnEndEntity(services: Services, named: NamedEndEntity): Promise<EndEntity> {
  const entity = await findOwnOrNone(services, named);
  if (entity === undefined) throw new GatewayError(404, 'The end entity does not exist. Add it first.');
  return entity;
}

/** The same; undefined if there is none. */
export async function findOwnOrNone(
  { host, endEntities }: Services,
  { userName, caller }: NamedEndEntity,
): Promise<EndEntity | undefined> {
  const entity = await endEntities.find(userName);
  if (entity === undefined) requireRoleEverywhere(caller, ['enroll'], host.cas);
  else requireRole(caller, ['enroll'], entity);
  return entity;
}
