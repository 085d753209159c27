import type { SandboxContext } from '../http/pipeline.ts';
import type { World } from '../world.ts';
import { errorResponse, scmJson } from './scm-error.ts';
import type { ScmOrganization, ScmState } from './scm-state.ts';

/** Handles `GET /api/organization/v1`: organizations with their departments, omitted if there are none. */
export function listOrganizations({ scm }: World): Response {
  const top = scm.organizations.filter(({ parentId }) => parentId === undefined);
  return scmJson(top.map(({ id, name }) => ({ id, name, ...departmentsOf(id, scm) })));
}

/** Handles `GET /api/organization/v1/{id}` for organizations and departments. */
export function getOrganization(c: SandboxContext, { scm }: World): Response {
  const organization = scm.organizations.find(({ id }) => id === Number(c.req.param('id')));
  return organization === undefined
    ? errorResponse({ status: 404, code: -639, description: 'Organization is not found.' })
    : scmJson(renderOrganization(organization, scm));
}

function renderOrganization(organization: ScmOrganization, scm: ScmState): Record<string, unknown> {
  const { id, name, parentId, certTypes = ['SSL'], sslCertsApiEnabled = true } = organization;
  const parent = scm.organizations.find((other) => other.id === parentId);
  return {
    id,
    name,
    ...(parent === undefined ? {} : { parentId, parentName: parent.name }),
    certTypes,
    ...departmentsOf(id, scm),
    contactEmails: 'pki@corp.example,ops@corp.example',
    address1: 'Domkloster 4',
    city: 'Köln',
    stateOrProvince: 'Nordrhein-Westfalen',
    postalCode: '50667',
    country: 'DE',
    clientCertificate: {
      allowKeyRecoveryByMasterAdmins: false,
      allowKeyRecoveryByOrgAdmins: false,
      allowKeyRecoveryByDepartmentAdmins: false,
    },
    sslCertsApiEnabled,
    clientCertsApiEnabled: false,
  };
}

function departmentsOf(id: number, { organizations }: ScmState): Record<string, unknown> {
  const parentName = organizations.find((other) => other.id === id)?.name;
  const departments = organizations
    .filter(({ parentId }) => parentId === id)
    .map((department) => ({ id: department.id, parentName, name: department.name }));
  return departments.length === 0 ? {} : { departments };
}
