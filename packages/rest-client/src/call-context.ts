import { secretsOfHeaders } from './caller-headers.ts';
import { checkSecrets } from './check-authentication.ts';
import { proxyPasswords } from './dispatcher.ts';
import type { ResponseContext } from './read-response.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';

/** Gathers what is needed to explain the response to a call. */
export function contextOf(options: RestClientOptions, request: RestRequest): ResponseContext {
  const { system, hints = {}, readRefusal } = options;
  const { method, path } = request;
  return {
    system,
    hints,
    readRefusal,
    method,
    path,
    // Collected for an error only.
    get secrets() {
      return secretsOf(options, request);
    },
  };
}

/** Collects what no error of a call may hold. Throws what the caller's `authentication.secrets` throws. */
export function secretsOf(
  { authentication, clientCertificate, http = {}, system }: RestClientOptions,
  { sensitive }: RestRequest,
): readonly string[] {
  return [
    ...(authentication === undefined ? [] : checkSecrets(authentication.secrets(), system)),
    ...(clientCertificate?.passphrase === undefined ? [] : [clientCertificate.passphrase]),
    ...proxyPasswords(),
    ...secretsOfHeaders(http),
    ...(sensitive ?? []),
  ];
}
