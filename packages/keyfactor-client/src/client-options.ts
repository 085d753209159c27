import type { HttpOptions } from '@certbridge/rest-client';
import type { KeyfactorLogin } from './login.ts';

/** What Command takes as `x-keyfactor-requested-with`. [Keyfactor Command API documentation, "Request Headers"] */
export type RequestedWith = 'APIClient' | 'XMLHttpRequest';

/** Options of a client. {@link fromEnvironment} finds them where Keyfactor's own tools do. */
export interface KeyfactorClientOptions {
  /** Base URL of the API with its virtual directory, `https://HOST/KeyfactorAPI`. */
  readonly baseUrl: string;
  /** The login of a user of Command, or of an OAuth2 client. */
  readonly auth: KeyfactorLogin;
  /** Value of the required header `x-keyfactor-requested-with`. Default: `APIClient`. */
  readonly requestedWith?: RequestedWith | undefined;
  /** Concurrency, time limits, retries, trusted authorities, hooks. */
  readonly http?: HttpOptions | undefined;
}
