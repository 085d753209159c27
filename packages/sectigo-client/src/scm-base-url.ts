import { normalizeBaseUrl } from '@certbridge/rest-client';

/**
 * Finds the address below which the API's paths (`/api/...`) lie, however the base URL is written: with or without
 * scheme, path prefix, `/private`, `/api` and slash at the end.
 *
 * Login with a client certificate needs `/private` before `/api`, once. [SCM API documentation 25.5, "Authentication"]
 */
export function scmBaseUrl(baseUrl: string, options: { readonly private: boolean }): string {
  const root = normalizeBaseUrl(baseUrl, 'Sectigo SCM').replace(/(\/private)?(\/api)?$/i, '');
  return options.private ? `${root}/private` : root;
}
