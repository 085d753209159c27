import { normalizeBaseUrl } from '@certbridge/rest-client';

/**
 * Returns the address that API paths (`/api/...`) are appended to. The base URL may be given with or without scheme, path
 * prefix, `/private`, `/api` and trailing slash.
 *
 * Login with a client certificate needs `/private` before `/api`. [SCM API documentation 25.5, "Authentication"]
 */
export function scmBaseUrl(baseUrl: string, options: { readonly private: boolean }): string {
  const root = normalizeBaseUrl(baseUrl, 'Sectigo SCM').replace(/(\/private)?(\/api)?$/i, '');
  return options.private ? `${root}/private` : root;
}
