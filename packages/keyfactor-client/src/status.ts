import { ApiError, type RestClient } from '@certbridge/rest-client';
import * as v from 'valibot';
import type { CallOptions } from './call-options.ts';

/** What is known of the server. */
export interface ServerStatus {
  /** For example `25.1.1.0`; absent where the server doesn't tell. */
  readonly productVersion?: string;
}

/** Reachability. */
export interface Status {
  /**
   * Checks address and login, as Keyfactor's own tools do: the list of endpoints must be a JSON array of texts.
   *
   * Throws an `ApiError` 'not-this-api' where something else answers at that address.
   */
  check(options?: CallOptions): Promise<ServerStatus>;
}

export function createStatus(rest: RestClient): Status {
  return {
    async check({ signal } = {}) {
      try {
        const { headers } = await rest.json({
          method: 'GET',
          path: '/Status/Endpoints',
          schema: v.array(v.string()),
          signal,
        });
        const productVersion = headers.get('x-keyfactor-product-version') ?? undefined;
        return productVersion === undefined ? {} : { productVersion };
      } catch (error) {
        if (!(error instanceof ApiError) || !['invalid-response', 'not-found'].includes(error.code))
          throw error;
        const { method, path, system, status } = error;
        throw new ApiError(
          "The address of Keyfactor Command doesn't answer like a Command API (GET /Status/Endpoints). Check the base URL; it ends in the API's path, usually /KeyfactorAPI.",
          { code: 'not-this-api', method, path, system, status },
        );
      }
    },
  };
}
