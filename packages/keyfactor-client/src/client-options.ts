import type { HttpOptions } from '@certbridge/rest-client';
import type { KeyfactorLogin } from './login.ts';

/** Options of a client. {@link fromEnvironment} finds them where Keyfactor's own tools do. */
export interface KeyfactorClientOptions {
  /** Base URL of the API with its virtual directory, `https://HOST/KeyfactorAPI`. */
  readonly baseUrl: string;
  readonly auth: KeyfactorLogin;
  /** Value of the required header `x-keyfactor-requested-with`: `APIClient` (default) or `XMLHttpRequest`. */
  readonly requestedWith?: string | undefined;
  /** Concurrency, timeouts, retries, trusted authorities, hooks. */
  readonly http?: HttpOptions | undefined;
}
