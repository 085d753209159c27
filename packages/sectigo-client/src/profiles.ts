import type { RowOptions } from './call-options.ts';
import { checkOptionalId } from './check-arguments.ts';
import { type CertificateProfile, ProfileListDocumentSchema } from './profile-schemas.ts';
import { readWholeList } from './read-whole-list.ts';
import type { ScmApi } from './scm-api.ts';

/** Which profiles to list. */
export interface ProfileFilter extends RowOptions {
  /** Only profiles that this organization or department may use. */
  readonly organizationId?: number | undefined;
}

/** Certificate profiles. [SCM API documentation 25.5, "SSL Certificates", types] */
export interface Profiles {
  /** Lists the SSL certificate profiles that the login may use. Not paged. */
  list(filter?: ProfileFilter): Promise<CertificateProfile[]>;
}

/** Creates the profile calls of a client. */
export function createProfiles({ rest }: ScmApi): Profiles {
  return {
    async list({ organizationId, ...options } = {}) {
      const list = {
        path: '/api/ssl/v1/types',
        query: { organizationId: checkOptionalId(organizationId, 'organizationId') },
        schema: ProfileListDocumentSchema,
        what: 'the list of certificate profiles',
      };
      return readWholeList<CertificateProfile>({ rest }, list, options);
    },
  };
}
