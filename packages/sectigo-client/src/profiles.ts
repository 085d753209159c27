import type { RestClient } from '@certbridge/rest-client';
import type { CallOptions } from './call-options.ts';
import { type CertificateProfile, ProfileListDocumentSchema } from './profile-schemas.ts';

/** Certificate profiles. [SCM API documentation 25.5, "SSL Certificates", types] */
export interface Profiles {
  /** Lists the SSL certificate profiles that the login may use. */
  list(options?: CallOptions): Promise<CertificateProfile[]>;
}

export function createProfiles(rest: RestClient): Profiles {
  return {
    async list({ signal } = {}) {
      const { data } = await rest.json({
        method: 'GET',
        path: '/api/ssl/v1/types',
        schema: ProfileListDocumentSchema,
        signal,
      });
      return data;
    },
  };
}
