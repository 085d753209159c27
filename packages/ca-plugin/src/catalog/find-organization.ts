import { ApiError, type OrganizationDetails } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import {
  checkOrganization,
  chooseOrganization,
  type OrganizationChoice,
  type WantedOrganization,
} from './choose-organization.ts';

/** Chooses the organization or department to order for, and makes sure that it may issue SSL certificates by API. */
export async function findOrganization(
  { catalog }: Pick<PluginContext, 'catalog'>,
  wanted: WantedOrganization,
  signal?: AbortSignal,
): Promise<OrganizationChoice> {
  const choice = chooseOrganization(await catalog.organizations(signal), wanted);
  if ('problem' in choice) return choice;
  const details = await readDetails(() => catalog.organization(choice.orgId, signal));
  const problem = details && checkOrganization(details, wanted);
  return problem === undefined ? choice : { problem };
}

/** A login may be allowed to order for an organization whose record it may not see; then SCM itself decides. */
async function readDetails(
  read: () => Promise<OrganizationDetails>,
): Promise<OrganizationDetails | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && (error.code === 'forbidden' || error.code === 'not-found'))
      return undefined;
    throw error;
  }
}
