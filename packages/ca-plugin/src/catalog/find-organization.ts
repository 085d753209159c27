import { ApiError, type OrganizationDetails } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import { describeNamed, describePossible } from './catalog-list.ts';
import {
  checkOrganization,
  chooseOrganization,
  type OrganizationResult,
  organizationName,
  type WantedOrganization,
} from './choose-organization.ts';
import { isSameName } from './names.ts';

/** Chooses the organization or department to order for, and makes sure that it may issue SSL certificates by API. */
export async function findOrganization(
  { catalog }: Pick<PluginContext, 'catalog'>,
  wanted: WantedOrganization,
  signal?: AbortSignal,
): Promise<OrganizationResult> {
  const organizations = await catalog.organizations(signal);
  const name = organizationName(wanted) ?? '';
  const unreadableIn = (organizationId?: number) => ({
    unreadable: organizations.unreadable.filter((row) => row.organizationId === organizationId),
  });
  const { department = '' } = wanted;
  const parentChoice = chooseOrganization(organizations.items, { ...wanted, department: undefined });
  const parent = organizations.items.find(({ id }) => 'orgId' in parentChoice && id === parentChoice.orgId);
  // Names are not unique: another one that can be read may not be the one that is meant.
  const unreadable =
    describeNamed(name, unreadableIn(), 'the organization') ??
    (parent && describeNamed(department, unreadableIn(parent.id), 'the department'));
  if (unreadable !== undefined) return { problem: unreadable };
  const choice = chooseOrganization(organizations.items, wanted);
  if ('problem' in choice) {
    const sought = parent === undefined ? name : department;
    const known = parent === undefined ? organizations.items : parent.departments;
    const isListed = known.some((other) => isSameName(other.name, sought));
    const possible = sought === '' || isListed ? '' : describePossible('name', unreadableIn(parent?.id));
    return { ...choice, problem: `${choice.problem}${possible}` };
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
