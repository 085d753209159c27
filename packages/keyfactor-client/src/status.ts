import {
  ApiError,
  type ArgumentsOf,
  type CallOptions,
  checkCalls,
  type RestClient,
  type RestResponse,
} from '@certbridge/rest-client';
import * as v from 'valibot';
import { callOptions } from './argument-shapes.ts';
import { system } from './system.ts';

/** Information about the server. */
export interface ServerStatus {
  /** For example `25.1.1.0`; absent if the server doesn't send it. Keyfactor's tools then assume 10.5. */
  readonly productVersion?: string;
}

/** Reachability. [Command 25.1, "Status"] */
export interface Status {
  /**
   * Checks address and login the way Keyfactor's own tools do: the list of endpoints must be a JSON array of strings.
   *
   * Throws an `ApiError` 'not-this-api' if something else is at that address.
   */
  check(options?: CallOptions): Promise<ServerStatus>;
  /** Lists the endpoints that the login may use, in an undocumented notation. Throws like `check`. */
  endpoints(options?: CallOptions): Promise<string[]>;
  /**
   * Checks that the API reaches its database. Throws an `ApiError` otherwise, or 'not-found' if the version has no such
   * check (Command 10). How an unhealthy server responds isn't documented.
   */
  health(options?: CallOptions): Promise<void>;
}

const argumentsOf: ArgumentsOf<Status> = {
  check: [callOptions],
  endpoints: [callOptions],
  health: [callOptions],
};

/** Creates the status calls of a client. */
export function createStatus(rest: RestClient): Status {
  const calls: Status = {
    async check({ signal } = {}) {
      const { headers } = await readEndpoints(rest, signal);
      const productVersion = headers.get('x-keyfactor-product-version') ?? undefined;
      return productVersion === undefined ? {} : { productVersion };
    },

    async endpoints({ signal } = {}) {
      return (await readEndpoints(rest, signal)).data;
    },

    async health({ signal } = {}) {
      await rest.send({ method: 'GET', path: '/Status/HealthCheck', signal });
    },
  };
  return checkCalls(calls, argumentsOf, { of: 'status', system });
}

async function readEndpoints(
  rest: RestClient,
  signal: AbortSignal | undefined,
): Promise<RestResponse<string[]>> {
  try {
    const schema = v.array(v.string());
    return await rest.json({ method: 'GET', path: '/Status/Endpoints', schema, signal });
  } catch (error) {
    if (!(error instanceof ApiError) || !['invalid-response', 'not-found'].includes(error.code)) throw error;
    const { method, path, system, status } = error;
    throw new ApiError(
      "The address of Keyfactor Command doesn't respond like a Command API (GET /Status/Endpoints). Check the base URL; it ends in the API's path, usually /KeyfactorAPI.",
      { code: 'not-this-api', method, path, system, status },
    );
  }
}
