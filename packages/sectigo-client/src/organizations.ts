import { type CallOptions, checkRecord, path } from '@certbridge/rest-client';
import type { RowOptions } from './call-options.ts';
import { checkId } from './check-arguments.ts';
import {
  type Organization,
  type OrganizationDetails,
  OrganizationDetailsDocumentSchema,
  OrganizationListDocumentSchema,
} from './organization-schemas.ts';
import { readWholeList } from './read-whole-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

/** Organizations and their departments. [SCM API documentation 25.5, "Organizations"] */
export interface Organizations {
  /** Lists the organizations that the login may see, with their departments. Not paged. */
  list(options?: RowOptions): Promise<Organization[]>;
  /**
   * Gets an organization or department. Throws an `ApiError` 'not-found' if it doesn't exist or the login may not see it.
   */
  get(id: number, options?: CallOptions): Promise<OrganizationDetails>;
}

/** Creates the organization calls of a client. */
export function createOrganizations({ rest }: ScmApi): Organizations {
  return {
    async list(options = {}) {
      const list = {
        path: '/api/organization/v1',
        schema: OrganizationListDocumentSchema,
        what: 'the list of organizations',
      };
      return readWholeList<Organization>({ rest }, list, options);
    },

    async get(id, { signal } = {}) {
      const call = { method: 'GET', path: path`/api/organization/v1/${checkId(id, 'id')}` } as const;
      const { data } = await rest.json({ ...call, schema: OrganizationDetailsDocumentSchema, signal });
      checkRecord(data.id, id, { ...call, system, what: 'organization' });
      return data;
    },
  };
}
