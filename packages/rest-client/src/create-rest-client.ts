import ky from 'ky';
import type * as v from 'valibot';
import { ApiError } from './api-error.ts';
import { required, type Shape } from './argument-shape.ts';
import { checkArgument } from './check-argument.ts';
import { checkAuthentication } from './check-authentication.ts';
import { checkHttpOptions } from './check-http-options.ts';
import { checkNode } from './check-node.ts';
import { checkRequest, type RequestTaker } from './check-request.ts';
import { LoginRenewal } from './login-renewal.ts';
import {
  type CompleteResponse,
  checkNoRefusal,
  type ResponseContext,
  readDocument,
} from './read-response.ts';
import { type ClientState, RestCall } from './rest-call.ts';
import type { RestClient, RestClientOptions, RestRequest, RestResponse } from './rest-client.ts';
import { backOff, backoffLimit, jitter, retryStatuses } from './retry-delay.ts';
import { Throttle } from './throttle.ts';
import { quietly } from './tracing.ts';
import { createTransport } from './transport.ts';
import { writeBody } from './write-body.ts';

const clientOptions = required('option', {
  system: 'text',
  baseUrl: 'text',
  headers: 'object?',
  authentication: 'implemented?',
  clientCertificate: 'object?',
  hints: 'object?',
  readRefusal: 'function?',
  explainsUnauthorized: 'flag?',
  onLoginRefused: 'function?',
  http: 'object?',
} satisfies Shape<RestClientOptions>);

/** Creates a client. Throws an `ApiError` 'invalid-argument' for options that can't be used. */
export function createRestClient(options: RestClientOptions): RestClient {
  checkNode(process.versions.node);
  checkArgument(options, clientOptions, {
    of: 'createRestClient',
    name: 'The argument of createRestClient',
  });
  const client = createState(options);
  let order = 0;

  async function run<T>(
    request: RestRequest,
    decode: (response: CompleteResponse, context: ResponseContext) => T,
    { of }: { readonly of: RequestTaker },
  ): Promise<RestResponse<T>> {
    const place = { of, system: options.system };
    checkRequest(request, place);
    const body = writeBody(request, place);
    let result: RestResponse<T> | undefined;
    const read = (response: CompleteResponse, context: ResponseContext) => {
      result = { data: decode(response, context), status: response.status, headers: response.headers };
    };
    await new RestCall(client, { request, body, asFile: of === 'download', read, order: order++ }).run();
    if (result === undefined) throw new Error('the call ended without a response and without an error');
    return result;
  }

  return {
    get requestCount() {
      return client.requestCount;
    },
    closed: client.closing.signal,
    json: <const TSchema extends v.GenericSchema>(request: RestRequest & { readonly schema: TSchema }) =>
      run(request, (response, context) => readDocument(response, request.schema, context), { of: 'json' }),
    send: (request) =>
      run(
        request,
        (response, context) => {
          checkNoRefusal(response, context);
          return undefined;
        },
        { of: 'send' },
      ),
    download: (request) => run(request, ({ bytes = new Uint8Array() }) => bytes, { of: 'download' }),
    async close() {
      const reason = new ApiError(`The client for ${options.system} has been closed.`, { code: 'aborted' });
      client.closing.abort(reason);
      client.end(reason);
      await Promise.all([client.transport.close(), options.authentication?.close?.()]);
    },
  };
}

function createState(options: RestClientOptions): ClientState {
  const { http = {}, authentication, system } = options;
  if (authentication !== undefined) checkAuthentication(authentication, system);
  checkHttpOptions(http);
  const concurrency = http.concurrency ?? 8;
  // A wrong password must not be tried by several requests at once: that alone can lock an account.
  const throttle = new Throttle({ ...http, concurrency }, { closedAtFirst: authentication !== undefined });
  const ended = new AbortController();
  return {
    options,
    http,
    ky: ky.create({
      // ky would count the wait for a place in the queue; see RestCall for the clock of a call, and the transport for that of an attempt.
      timeout: false,
      retry: {
        limit: http.retries ?? 5,
        methods: ['get', 'head'],
        statusCodes: [...retryStatuses],
        afterStatusCodes: [...retryStatuses],
        maxRetryAfter: http.maxRetryAfterMs ?? 60_000,
        delay: backOff,
        backoffLimit,
        jitter,
      },
    }),
    transport: createTransport(options, concurrency),
    throttle,
    loginRenewal: new LoginRenewal(authentication, system),
    ended: ended.signal,
    end(reason) {
      if (ended.signal.aborted) return;
      ended.abort(reason);
      throttle.queue.stop(reason);
      if (reason instanceof ApiError && reason.code === 'unauthorized')
        quietly(() => options.onLoginRefused?.(reason));
    },
    closing: new AbortController(),
    requestCount: 0,
  };
}
