import { secretsOfHeaders } from './caller-headers.ts';
import { checkSecrets } from './check-authentication.ts';
import { proxyPasswords } from './dispatcher.ts';
import type { ResponseContext } from './read-response.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';

/** What is needed to explain the response to a call. */
export class CallContext implements ResponseContext {
  readonly system: string;
  readonly hints: ResponseContext['hints'];
  readonly readRefusal: ResponseContext['readRefusal'];
  readonly method: string;
  readonly path: string;
  readonly #options: RestClientOptions;
  readonly #request: RestRequest;

  constructor(options: RestClientOptions, request: RestRequest) {
    this.system = options.system;
    this.hints = options.hints ?? {};
    this.readRefusal = options.readRefusal;
    this.method = request.method;
    this.path = request.path;
    this.#options = options;
    this.#request = request;
  }

  /** Collected for an error only. */
  get secrets(): readonly string[] {
    return secretsOf(this.#options, this.#request);
  }
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
