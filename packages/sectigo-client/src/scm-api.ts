import type { RestClient } from '@certbridge/rest-client';
import type { Dialect } from './dialect.ts';

/** What every call of the client needs. */
export interface ScmApi {
  readonly rest: RestClient;
  readonly dialect: Dialect;
}
