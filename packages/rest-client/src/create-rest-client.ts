import ky, { isHTTPError, type KyInstance } from 'ky';
import type * as v from 'valibot';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { checkHttpOptions } from './check-http-options.ts';
import { proxyPasswords } from './dispatcher.ts';
import type { Progress } from './exchange-dispatcher.ts';
import type { HttpOptions } from './http-options.ts';
import { LatencyWatch, requestKind } from './latency-watch.ts';
import { queryString } from './query-string.ts';
import { type CompleteResponse, checkResponse, type ResponseContext, readDocument } from './read-response.ts';
import { RequestQueue } from './request-queue.ts';
import type { RestClient, RestClientOptions, RestRequest, RestResponse } from './rest-client.ts';
import { backOff, jitter, retryStatuses } from './retry-delay.ts';
import { quietly, startTrace } from './tracing.ts';
import { abortedError, createTransport, type Transport, timeoutError } from './transport.ts';
import { withDeadline } from './with-deadline.ts';

/** Creates a client. Throws an `ApiError` 'invalid-argument' for options that can't be used. */
export function createRestClient(options: RestClientOptions): RestClient {
  return new HttpRestClient(options);
}

/** A request on its way through its attempts. */
interface Call {
  readonly request: RestRequest;
  /** Whether the bytes of the response are wanted. */
  readonly asFile: boolean;
  /** Decodes the response. */
  readonly read: (response: CompleteResponse) => void;
  /** Older calls go first. */
  readonly order: number;
  attempt: number;
  failures: number;
  renewed: boolean;
  /** Headers of the current attempt; undefined until they are there. */
  login: LoginHeaders | undefined;
  /** Whether the call has a place in the queue. */
  placed: boolean;
  /** Whether its request is under way. */
  sending: boolean;
  /** Whether the system may have received any of its attempts. */
  sent: boolean;
  /** When the call got its current place in the queue. */
  startedAt: number;
  /** Whether the current attempt took far longer than is usual. */
  slow: boolean;
  /** When the call must end; counted from its first place in the queue. */
  deadline: number;
  /** Why the last attempt failed. */
  failure: ApiError | undefined;
}

class HttpRestClient implements RestClient {
  readonly #options: RestClientOptions;
  readonly #http: HttpOptions;
  readonly #ky: KyInstance;
  readonly #transport: Transport;
  readonly #queue: RequestQueue;
  readonly #latency: LatencyWatch;
  /** Aborted, with the reason as an `ApiError`, once nothing more may be sent. */
  readonly #ended = new AbortController();
  #closed = false;
  /** Headers whose refusal led to a renewal, until others have been accepted. */
  #refusedLogin: LoginHeaders | undefined;
  #requestCount = 0;
  #sequence = 0;

  constructor(options: RestClientOptions) {
    const { http = {} } = options;
    checkHttpOptions(http);
    const concurrency = http.concurrency ?? 8;
    this.#options = options;
    this.#http = http;
    this.#transport = createTransport(options, concurrency);
    this.#ky = ky.create({
      headers: { accept: 'application/json', ...options.headers },
      // ky would count the wait for a place in the queue; see #run for the clock of a call, and the transport for that of an attempt.
      timeout: false,
      retry: {
        limit: http.retries ?? 5,
        methods: ['get', 'head'],
        statusCodes: [...retryStatuses],
        afterStatusCodes: [...retryStatuses],
        maxRetryAfter: http.maxRetryAfterMs ?? 60_000,
        delay: backOff,
        jitter,
      },
    });
    this.#queue = new RequestQueue({
      concurrency,
      requestsPerSecond: http.requestsPerSecond,
      // A wrong password must not be tried by several requests at once: that alone can lock an account.
      closedAtFirst: options.authentication !== undefined,
    });
    this.#latency = new LatencyWatch({ concurrency });
  }

  get requestCount(): number {
    return this.#requestCount;
  }

  json<const TSchema extends v.GenericSchema>(request: RestRequest & { readonly schema: TSchema }) {
    return this.#run(request, (response) => readDocument(response, request.schema, this.#context(request)));
  }

  send(request: RestRequest) {
    return this.#run(request, () => undefined);
  }

  download(request: RestRequest) {
    return this.#run(request, ({ bytes = new Uint8Array() }) => bytes, { asFile: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end(new ApiError(`The client for ${this.#options.system} has been closed.`, { code: 'aborted' }));
    await Promise.all([this.#transport.close(), this.#options.authentication?.close?.()]);
  }

  /** Sends a request until its response can be read or no further attempt makes sense. */
  async #run<T>(
    request: RestRequest,
    decode: (response: CompleteResponse) => T,
    { asFile = false }: { readonly asFile?: boolean } = {},
  ): Promise<RestResponse<T>> {
    let result: RestResponse<T> | undefined;
    const call: Call = {
      request,
      asFile,
      read: (response) => {
        result = { data: decode(response), status: response.status, headers: response.headers };
      },
      order: this.#sequence++,
      attempt: 0,
      failures: 0,
      renewed: false,
      login: undefined,
      placed: false,
      sending: false,
      sent: false,
      startedAt: 0,
      slow: false,
      deadline: 0,
      failure: undefined,
    };
    try {
      // The clock starts with the first attempt: how long others keep the client busy is no failure of the system.
      await this.#enter(call, request.signal);
      const timeoutMs = this.#http.totalTimeoutMs ?? 300_000;
      call.deadline = call.startedAt + timeoutMs;
      await withDeadline((signal) => this.#request(call, signal), {
        timeoutMs,
        signals: [request.signal, this.#ended.signal],
        timedOut: () => this.#timeout(call),
        aborted: () => this.#abortion(call),
      });
    } catch (error) {
      throw this.#errorOf(call, error);
    } finally {
      this.#leave(call);
    }
    if (result === undefined) throw new Error('ky sent nothing');
    return result;
  }

  /** Hands a call to ky, which repeats it. */
  async #request(call: Call, signal: AbortSignal): Promise<void> {
    const { method, path, query, idempotent } = call.request;
    await this.#ky(this.#transport.baseUrl + path + queryString(query), {
      method,
      signal,
      ...(call.asFile && { headers: { accept: '*/*' } }),
      retry: {
        // Added to the methods that may always be repeated.
        ...(idempotent === true && { methods: [method.toLowerCase() as Lowercase<typeof method>] }),
        shouldRetry: ({ retryCount }) => this.#shouldRetry(call, retryCount),
      },
      fetch: (input) => this.#attempt(call, { request: input as Request, signal }),
    });
  }

  /** ky's `fetch`: waits for a place in the queue, logs in, sends, and reads the response to its end. */
  async #attempt(
    call: Call,
    { request, signal }: { readonly request: Request; readonly signal: AbortSignal },
  ): Promise<Response> {
    await this.#enter(call, signal);
    try {
      for (;;) {
        const response = await this.#send(call, { request, signal });
        if (!this.#renewLogin(call)) return response;
      }
    } finally {
      this.#note(call);
      this.#leave(call);
    }
  }

  /** Waits for a place in the queue, unless the call has one. */
  async #enter(call: Call, signal: AbortSignal | undefined): Promise<void> {
    if (call.placed) return;
    await this.#queue.enter(call.order, signal).catch(() => {
      // Once the clock runs, the signal's reason is the error.
      if (call.deadline > 0) signal?.throwIfAborted();
      throw this.#stopError(call);
    });
    call.placed = true;
    call.startedAt = performance.now();
  }

  #leave(call: Call): void {
    if (!call.placed) return;
    call.placed = false;
    this.#queue.leave();
  }

  /**
   * Sends a request once and reads its response. Returns a refusal as the response that ky decides on; throws where no
   * response came, or one that ky would take for a success.
   */
  async #send(
    call: Call,
    { request, signal }: { readonly request: Request; readonly signal: AbortSignal },
  ): Promise<Response> {
    call.failure = undefined;
    call.slow = false;
    try {
      await this.#logIn(call, signal);
    } catch (error) {
      if (error instanceof ApiError) call.failure = error;
      throw error;
    }
    call.attempt += 1;
    const { method, path } = call.request;
    const trace = startTrace(this.#http.trace, {
      ...{ system: this.#options.system, method, path },
      ...{ attempt: call.attempt, baseUrl: this.#transport.baseUrl },
    });
    const { received, error, outcome } = await this.#exchange(call, {
      ...{ request, signal },
      traceHeaders: trace.headers,
    });
    try {
      if (received === undefined) throw error;
      checkResponse(received, this.#context(call.request));
      call.read(received);
      trace.end(outcome);
    } catch (failure) {
      if (failure instanceof ApiError) call.failure = failure;
      trace.end({ ...outcome, ...(failure instanceof ApiError && { error: failure.code }) });
      if (received === undefined || received.response.ok) throw failure;
    } finally {
      if (received !== undefined && showsLogin(received.status)) this.#noteAcceptedLogin(call);
    }
    return received.response;
  }

  /** Adds the headers of the login to a call; may fetch a token for them. */
  async #logIn(call: Call, signal: AbortSignal): Promise<void> {
    call.login = undefined;
    const login = (await this.#options.authentication?.headers(call.request.signal)) ?? {};
    // Meanwhile the time may have run out, the caller have given up, or the login have been refused to another call.
    signal.throwIfAborted();
    if (this.#ended.signal.aborted) throw this.#stopError(call);
    call.login = login;
  }

  /** Sends a request and writes the log of it; returns the response, or the error where none came. */
  async #exchange(
    call: Call,
    options: {
      readonly request: Request;
      readonly signal: AbortSignal;
      readonly traceHeaders: Readonly<Record<string, string>>;
    },
  ): Promise<Exchange> {
    const { request, asFile, attempt, login = {} } = call;
    const { method, path } = request;
    this.#requestCount += 1;
    const progress: Progress = { dispatched: false, started: false };
    const started = performance.now();
    call.sending = true;
    const exchange = await this.#transport
      .send(options.request, {
        ...{ call: request, asFile, login, progress },
        ...{ traceHeaders: options.traceHeaders, signal: options.signal },
        timeoutMs: this.#http.attemptTimeoutMs ?? 60_000,
      })
      .then(
        (received) => ({
          received,
          outcome: { status: received.status, durationMs: performance.now() - started },
        }),
        (error: unknown) => ({ error, outcome: { durationMs: performance.now() - started } }),
      );
    call.sending = false;
    call.sent ||= progress.started || isRepeatable(request);
    if (showsSpeed(exchange)) this.#noteLatency(call, exchange.outcome.durationMs);
    quietly(() => this.#http.onRequest?.({ method, path, ...exchange.outcome, attempt }));
    return exchange;
  }

  #noteAcceptedLogin({ login, failure }: Call): void {
    // Some systems refuse a login with another status than 401.
    if (failure?.code === 'unauthorized') return;
    this.#queue.open();
    if (login !== this.#refusedLogin) this.#refusedLogin = undefined;
  }

  #noteLatency(call: Call, durationMs: number): void {
    const verdict = this.#latency.note({
      kind: requestKind(call.request),
      durationMs,
      now: performance.now(),
    });
    call.slow = verdict !== 'usual';
    if (verdict === 'slow-round') this.#queue.slowDown(0, call.startedAt);
  }

  /** Tells the queue what an attempt says about the system. */
  #note(call: Call): void {
    const { failure, slow, startedAt } = call;
    if (failure !== undefined) call.failures += 1;
    if (failure === undefined) {
      if (!slow) this.#queue.speedUp();
    } else if (failure.code === 'unauthorized') {
      this.#end(failure);
    } else if (failure.status === 429 || failure.retryAfterMs !== undefined) {
      this.#queue.slowDown(this.#demandedWait(failure) || jitter(backOff(call.failures)), startedAt);
    } else if (failure.status === 503) {
      // Without a demand to wait it need not concern every request, so the others go on, but fewer of them.
      this.#queue.slowDown(0, startedAt);
    }
  }

  /** Decides whether ky may repeat a call; undefined leaves it to ky, which waits as long as `Retry-After` says. */
  #shouldRetry(call: Call, retryCount: number): boolean | undefined {
    const { failure, login, deadline } = call;
    // Without login headers the failure is that of the token request, which has been repeated already.
    if (failure?.retryable !== true || login === undefined) return false;
    const demanded = this.#demandedWait(failure);
    // ky would sleep out a wait that is longer than the time left, and lose what the system said.
    if (performance.now() + (demanded || backOff(retryCount)) >= deadline) return false;
    if (this.#ended.signal.aborted) throw this.#stopError(call);
    // ky would take a wait of none for no back-off either. A system's own words may go against its status.
    return demanded > 0 && retryStatuses.includes(failure.status ?? 0) ? undefined : true;
  }

  #demandedWait({ retryAfterMs = 0 }: ApiError): number {
    return Math.min(retryAfterMs, this.#http.maxRetryAfterMs ?? 60_000);
  }

  /** Sees to other headers after a 401; false where these were new already, so that the login itself is refused. */
  #renewLogin(call: Call): boolean {
    const { failure, login } = call;
    if (failure?.code !== 'unauthorized' || login === undefined || call.renewed) return false;
    const isDoubtful = this.#options.explainsUnauthorized === true && failure.ownDocument !== true;
    if (isDoubtful && !isRepeatable(call.request)) return false;
    call.renewed = true;
    // Several requests may have been under way with the old headers.
    if (this.#refusedLogin === login) return true;
    if (this.#refusedLogin !== undefined) return false;
    this.#refusedLogin = login;
    return this.#options.authentication?.renew?.(login) ?? false;
  }

  #end(reason: ApiError): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(reason);
    this.#queue.stop(reason);
  }

  #context(request: RestRequest): ResponseContext {
    const { system, hints = {}, authentication, clientCertificate, readRefusal } = this.#options;
    return {
      system,
      hints,
      readRefusal,
      method: request.method,
      path: request.path,
      // Collected for an error only.
      get secrets() {
        return [
          ...(authentication?.secrets() ?? []),
          ...(clientCertificate?.passphrase === undefined ? [] : [clientCertificate.passphrase]),
          ...proxyPasswords(),
          ...(request.sensitive ?? []),
        ];
      },
    };
  }

  /** Turns whatever ended a call into its error. ky's own errors hold requests and responses, so none gets out. */
  #errorOf(call: Call, error: unknown): unknown {
    const failure = isHTTPError(error) ? call.failure : error;
    return failure instanceof ApiError && !call.sent ? markUnsent(failure) : failure;
  }

  /** The error of a call whose time ran out. */
  #timeout({ request, sending, placed, failure }: Call): ApiError {
    if (placed && !sending) return loginTimeout(this.#options.system, request);
    // What made it wait once more says more than that the wait was too long.
    return (sending ? undefined : failure) ?? timeoutError(this.#options.system, request);
  }

  /** The error of a call that was aborted, or whose client ended; what is under way outlives a refused login. */
  #abortion(call: Call): ApiError | undefined {
    const goesOn = call.sending && !this.#closed && call.request.signal?.aborted !== true;
    return goesOn ? undefined : this.#stopError(call);
  }

  /** Tells why nothing more is sent: the caller's signal, a refused login, or a closed client. */
  #stopError({ request, failure }: Call): ApiError {
    const { system } = this.#options;
    const reason: unknown = this.#ended.signal.reason;
    if (request.signal?.aborted || !(reason instanceof ApiError)) return abortedError(system, request);
    if (reason === failure) return failure;
    const { message, code, status } = reason;
    return new ApiError(message, { code, status, system, method: request.method, path: request.path });
  }
}

/** What came of sending a request. */
interface Exchange {
  readonly received?: CompleteResponse & { readonly response: Response };
  readonly error?: unknown;
  readonly outcome: { readonly status?: number; readonly durationMs: number };
}

function loginTimeout(system: string, { method, path }: RestRequest): ApiError {
  const message = `The login to ${system} took too long (${method} ${path}). Check its token endpoint, or allow more time.`;
  return new ApiError(message, { code: 'timeout', system, method, path });
}

function isRepeatable({ method, idempotent }: RestRequest): boolean {
  return ['GET', 'HEAD'].includes(method) || idempotent === true;
}

function markUnsent({ message, name: _, stack: __, ...details }: ApiError): ApiError {
  return new ApiError(message, { ...details, unsent: true });
}

/** Whether an attempt tells how fast the server works: a refusal may come before any work is done. */
function showsSpeed({ received, error }: Exchange): boolean {
  return received === undefined
    ? error instanceof ApiError && error.code === 'timeout'
    : received.status < 300;
}

/** Whether a response can only have come after the login was accepted. */
function showsLogin(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && ![401, 407, 408, 425, 429].includes(status));
}
