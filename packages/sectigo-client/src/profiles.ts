import { type ArgumentsOf, checkCalls, optional } from '@certbridge/rest-client';
import { rowShape } from './argument-shapes.ts';
import type { RowOptions } from './call-options.ts';
import type { CertificateProfile } from './certificate-profile.ts';
import { checkOptionalId } from './check-arguments.ts';
import { ProfileListDocumentSchema } from './profile-schemas.ts';
import { readWholeList } from './read-whole-list.ts';
import type { ScmApi } from './scm-api.ts';
import { system } from './system.ts';

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

const argumentsOf: ArgumentsOf<Profiles> = {
  list: [optional('option', { ...rowShape, organizationId: 'number?' })],
};

/** Creates the profile calls of a client. */
export function createProfiles({ rest }: ScmApi): Profiles {
  const calls: Profiles = {
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
  return checkCalls(calls, argumentsOf, { of: 'profiles', system });
}
