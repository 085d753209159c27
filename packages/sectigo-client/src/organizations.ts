import {
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  checkRecord,
  optional,
  path,
} from '@certbridge/rest-client';
import { callOptions, rowShape } from './argument-shapes.ts';
import type { RowOptions } from './call-options.ts';
import { checkId } from './check-arguments.ts';
import type { Department, Organization, OrganizationDetails } from './organization.ts';
import {
  DepartmentRowsSchema,
  OrganizationDetailsDocumentSchema,
  OrganizationListDocumentSchema,
  OrganizationRowsDocumentSchema,
} from './organization-schemas.ts';
import { readableRows, readWholeList } from './read-whole-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

/** Organizations and their departments. [SCM API documentation 25.5, "Organizations"] */
export interface Organizations {
  /**
   * Lists the organizations that the login may see, with their departments. Not paged. With `onUnreadableRow`, an unreadable
   * department is left out alone; the organization stays.
   */
  list(options?: RowOptions): Promise<Organization[]>;
  /**
   * Gets an organization or department. Throws an `ApiError` 'not-found' if it doesn't exist or the login may not see it.
   */
  get(id: number, options?: CallOptions): Promise<OrganizationDetails>;
}

const argumentsOf: ArgumentsOf<Organizations> = {
  list: [optional('option', rowShape)],
  get: [null, callOptions],
};

/** Creates the organization calls of a client. */
export function createOrganizations({ rest }: ScmApi): Organizations {
  const calls: Organizations = {
    async list(options = {}) {
      const list = { path: '/api/organization/v1', what: 'the list of organizations' };
      const { onUnreadableRow } = options;
      if (onUnreadableRow === undefined) {
        const schema = OrganizationListDocumentSchema;
        return readWholeList<Organization>({ rest }, { ...list, schema }, options);
      }
      const schema = OrganizationRowsDocumentSchema;
      const rows = await readWholeList({ rest }, { ...list, schema }, options);
      const organizations: Organization[] = [];
      for (const organization of rows) {
        const departments = await readableRows<Department>(organization.departments, {
          schema: DepartmentRowsSchema,
          what: `the departments of organization ${organization.id}`,
          nameOf: ({ name }) => name,
          onUnreadableRow: (problem, row) =>
            onUnreadableRow(problem, { ...row, organizationId: organization.id }),
        });
        organizations.push({ ...organization, departments });
      }
      return organizations;
    },

    async get(id, { signal } = {}) {
      const call = { method: 'GET', path: path`/api/organization/v1/${checkId(id, 'id')}` } as const;
      const { data } = await rest.json({ ...call, schema: OrganizationDetailsDocumentSchema, signal });
      checkRecord(data.id, id, { ...call, system, what: 'organization' });
      return data;
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'organizations', system });
}
