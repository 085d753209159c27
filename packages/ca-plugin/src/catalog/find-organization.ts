import { ApiError, type OrganizationDetails } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import { describeNamed, describePossible } from './catalog-list.ts';
import {
  checkOrganization,
  chooseOrganization,
  type OrganizationChoice,
  organizationName,
  type WantedOrganization,
} from './choose-organization.ts';
import { isSameName } from './names.ts';

/** Chooses the organization or department to order for, and makes sure that it may issue SSL certificates by API. */
export async function findOrganization(
  { catalog }: Pick<PluginContext, 'catalog'>,
  wanted: WantedOrganization,
  signal?: AbortSignal,
): Promise<OrganizationChoice> {
  const organizations = await catalog.organizations(signal);
  const name = organizationName(wanted) ?? '';
  // Names are not unique: another one that can be read may not be the one that is meant.
  const unreadable = describeNamed(name, organizations, 'the organization');
  if (unreadable !== undefined) return { problem: unreadable };
  const choice = chooseOrganization(organizations.items, wanted);
  if ('problem' in choice) {
    const isListed = organizations.items.some((organization) => isSameName(organization.name, name));
    const possible = name === '' || isListed ? '' : describePossible('name', organizations);
    return { problem: `${choice.problem}${possible}` };
  }
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
