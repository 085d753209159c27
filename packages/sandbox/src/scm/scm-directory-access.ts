import { type Changes, defined } from '../changes.ts';
import type { World } from '../world.ts';
import { clearValidation, validateDomain } from './dcv.ts';
import type { ScmDomain, ScmOrganization, ScmPerson, ScmProfile } from './scm-state.ts';

/** The validation of a domain, for tests. */
export type ScmDomainView = Pick<ScmDomain, 'domain' | 'orgId' | 'status' | 'orderStatus'>;

/** Reads and changes profiles, organizations, persons and domains without SCM's API. */
export interface ScmDirectoryAccess {
  profiles(): ScmProfile[];
  /** Adds a profile, or replaces the one with the same id; absent properties get the values of an ordinary one. */
  putProfile(profile: Changes<ScmProfile> & { name: string }): ScmProfile;
  organizations(): ScmOrganization[];
  /** Adds an organization or, with a `parentId`, a department, or replaces the one with the same id. */
  putOrganization(organization: Omit<ScmOrganization, 'id'> & { id?: number | undefined }): ScmOrganization;
  persons(): ScmPerson[];
  /** Adds a person, or replaces the one with the same id. */
  putPerson(person: Changes<ScmPerson> & { email: string }): ScmPerson;
  domains(): ScmDomainView[];
  /** Adds a domain, VALIDATED by default, or changes its validation. */
  putDomain(change: Pick<ScmDomain, 'domain'> & Changes<Pick<ScmDomain, 'orgId' | 'status'>>): ScmDomainView;
}

/** Creates access to the directory of a world. */
export function createDirectoryAccess(world: World): ScmDirectoryAccess {
  return {
    profiles: () => structuredClone(world.scm.profiles),
    putProfile: (profile) =>
      put(world.scm.profiles, {
        description: '',
        terms: [90, 199],
        validationType: 'Organization Validation (OV)',
        issuerDn: world.scm.profiles[0]?.issuerDn ?? '',
        ...defined(profile),
      }),
    organizations: () => structuredClone(world.scm.organizations),
    putOrganization: (organization) => put(world.scm.organizations, defined(organization)),
    persons: () => structuredClone(world.scm.persons),
    putPerson: (person) =>
      put(world.scm.persons, {
        organizationId: world.scm.organizations[0]?.id ?? 0,
        firstName: '',
        lastName: '',
        phone: '',
        secondaryEmails: [],
        ...defined(person),
      }),
    domains: () => world.scm.domains.map(viewDomain),
    putDomain: ({ domain, orgId, status = 'VALIDATED' }) => {
      let item = world.scm.domains.find((candidate) => candidate.domain === domain);
      if (item === undefined) {
        item = createDomain(domain, world);
        world.scm.domains.push(item);
      }
      if (orgId !== undefined) item.orgId = orgId;
      if (status === 'VALIDATED') validateDomain(item, world);
      else clearValidation(item, status, world);
      return viewDomain(item);
    },
  };
}

function put<T extends { id: number }>(items: T[], item: Omit<T, 'id'> & { id?: number | undefined }): T {
  const id = item.id ?? Math.max(0, ...items.map((other) => other.id)) + 1;
  const stored = structuredClone({ ...item, id }) as T;
  const index = items.findIndex((other) => other.id === id);
  if (index < 0) items.push(stored);
  else items[index] = stored;
  return structuredClone(stored);
}

function createDomain(domain: string, { scm }: World): ScmDomain {
  return {
    domain,
    orgId: scm.organizations[0]?.id ?? 0,
    status: 'NOT_VALIDATED',
    method: null,
    validatedAt: null,
    expiresAt: null,
    orderStatus: 'NOT_INITIATED',
    orderMethod: null,
    submittedAt: null,
    statusRequests: 0,
  };
}

function viewDomain({ domain, orgId, status, orderStatus }: ScmDomain): ScmDomainView {
  return { domain, orgId, status, orderStatus };
}
