import type { RestClient } from '@certbridge/rest-client';
import type { Dialect } from './dialect.ts';

/** What every call of this client works with. */
export interface ScmApi {
  readonly rest: RestClient;
  readonly dialect: Dialect;
}
