import { isKyError, type KyInstance } from 'ky';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { CallContext, secretsOf } from './call-context.ts';
import { abortedError, failureOf, loginTimeoutError, markUnsent, timeoutError } from './call-errors.ts';
import { checkSparesLogin } from './caller-headers.ts';
import { checkLogin } from './check-authentication.ts';
import type { ExchangeProgress } from './exchange-dispatcher.ts';
import type { HttpOptions } from './http-options.ts';
import type { LoginRenewal } from './login-renewal.ts';
import { type CompleteResponse, checkResponse, type ResponseContext } from './read-response.ts';
import type { RestClientOptions, RestRequest } from './rest-client.ts';
import { backOff, retryStatuses } from './retry-delay.ts';
import type { Throttle } from './throttle.ts';
import { quietly, startTrace } from './tracing.ts';
import type { Transport } from './transport.ts';
import { withDeadline } from './with-deadline.ts';

/** What all calls of a client share. */
export interface ClientState {
  readonly options: RestClientOptions;
  readonly http: HttpOptions;
  /** Repeats calls. */
  readonly ky: KyInstance;
  readonly transport: Transport;
  readonly throttle: Throttle;
  readonly loginRenewal: LoginRenewal;
  /** Aborted once nothing more may be sent; the reason is an `ApiError`, or what a function of the caller's threw. */
  readonly ended: AbortSignal;
  /** Lets nothing more be sent. */
  end(reason: unknown): void;
  /** Aborted when the caller closes the client. */
  readonly closing: AbortController;
  /** Requests sent so far. */
  requestCount: number;
}

/** A call as its caller wants it. */
export interface CallTask {
  readonly request: RestRequest;
  /** What to send, as `writeBody` writes it. */
  readonly body: string | URLSearchParams | undefined;
  /** Whether the bytes of the response are wanted. */
  readonly asFile: boolean;
  /** Older calls go first. */
  readonly order: number;
  /** Decodes the response. */
  readonly read: (response: CompleteResponse, context: ResponseContext) => void;
}

/** The outcome of sending a request. */
interface Exchange {
  readonly received?: CompleteResponse;
  readonly error?: unknown;
  readonly outcome: { readonly status?: number; readonly durationMs: number };
}

/**
 * One call on its way through its attempts: until its response can be read or no further attempt makes sense.
 *
 * An attempt waits for a place in the queue, logs in, sends, and reads the response; a login that was refused is renewed once.
 * All calls of the client learn its outcome before the place is given up.
 */
export class RestCall {
  readonly #client: ClientState;
  readonly #task: CallTask;

  /** When the call must end; counted from its first place in the queue, and 0 until then. */
  #deadline = 0;
  #attemptCount = 0;
  #failureCount = 0;
  /** Whether the login was renewed for this call. */
  #renewed = false;
  /** Whether the system may have received any of its attempts. */
  #sent = false;

  /** Whether the call has a place in the queue. */
  #placed = false;
  /** When the call got its current place in the queue. */
  #startedAt = 0;

  /** Headers of the current attempt; undefined until they are there. */
  #login: LoginHeaders | undefined;
  /** Whether its request is under way. */
  #sending = false;
  /** Whether it took far longer than is usual. */
  #slow = false;
  /** What the last attempt threw, or would throw if ky did not take its response; undefined after one that succeeded. */
  #problem: unknown;
  /** Whether a function of the caller's threw that, so that it says nothing about the system. */
  #isCallers = false;

  constructor(client: ClientState, task: CallTask) {
    this.#client = client;
    this.#task = task;
  }

  /** Sends the request until its response was decoded. Throws an `ApiError` where that fails. */
  async run(): Promise<void> {
    const { http, ended } = this.#client;
    const { request } = this.#task;
    try {
      // The clock starts with the first attempt: how long others keep the client busy is not a failure of the system.
      await this.#enter(request.signal);
      const timeoutMs = http.totalTimeoutMs ?? 300_000;
      this.#deadline = this.#startedAt + timeoutMs;
      await withDeadline((signal) => this.#request(signal), {
        timeoutMs,
        signals: [request.signal, ended],
        timedOut: () => this.#timeout(),
        aborted: () => this.#abortion(),
      });
    } catch (error) {
      throw error instanceof ApiError && !this.#sent && !this.#isCallers ? markUnsent(error) : error;
    } finally {
      this.#leave();
    }
  }

  /**
   * Sends the request. ky repeats it where the first attempt fails, which is then the outcome of ky's first fetch; most calls
   * need no repeating, and to prepare for it costs half as much as to send them.
   */
  async #request(signal: AbortSignal): Promise<void> {
    let attempt: Promise<CompleteResponse> | undefined = this.#attempt(signal);
    if (await attempt.then(isSuccess, () => false)) return;
    const { ky, transport } = this.#client;
    const { method, path, idempotent } = this.#task.request;
    await ky(transport.baseUrl + path, {
      method,
      signal,
      retry: {
        ...(idempotent === true && { methods: [method.toLowerCase() as Lowercase<typeof method>] }),
        shouldRetry: ({ retryCount }) => this.#shouldRetry(retryCount),
      },
      // ky's own errors hold the request and the response.
      hooks: { beforeError: [({ error }) => (isKyError(error) ? (this.#problem as Error) : error)] },
      fetch: () => {
        const made = attempt ?? this.#attempt(signal);
        attempt = undefined;
        return made.then(toResponse, (error: unknown) => {
          this.#problem = error;
          throw error;
        });
      },
    });
  }

  /** Waits for a place in the queue, logs in, sends, and reads the response to its end. */
  async #attempt(signal: AbortSignal): Promise<CompleteResponse> {
    await this.#enter(signal);
    try {
      for (;;) {
        const response = await this.#send(signal);
        if (!this.#renewLogin()) return response;
      }
    } finally {
      this.#noteAttempt();
      this.#leave();
    }
  }

  /** Waits for a place in the queue, unless the call has one. */
  async #enter(signal: AbortSignal | undefined): Promise<void> {
    if (this.#placed) return;
    await this.#client.throttle.queue.enter(this.#task.order, signal).catch(() => {
      // Once the clock runs, the signal's reason is the error.
      if (this.#deadline > 0) signal?.throwIfAborted();
      throw this.#stopError();
    });
    this.#placed = true;
    this.#startedAt = performance.now();
  }

  #leave(): void {
    if (!this.#placed) return;
    this.#placed = false;
    this.#client.throttle.queue.leave();
  }

  /**
   * Sends the request once and reads its response. Returns a refusal as the response that ky decides on; throws where no
   * response came, or one that ky would take for a success.
   */
  async #send(signal: AbortSignal): Promise<CompleteResponse> {
    this.#problem = undefined;
    this.#slow = false;
    try {
      await this.#logIn(signal);
    } catch (error) {
      this.#problem = error;
      throw error;
    }
    try {
      await this.#task.request.onSending?.();
    } catch (error) {
      this.#throwCallers(error);
    }
    this.#attemptCount += 1;
    const { options, http, transport } = this.#client;
    const { method, path } = this.#task.request;
    const trace = startTrace(http.trace, {
      system: options.system,
      method,
      path,
      attempt: this.#attemptCount,
      baseUrl: transport.baseUrl,
    });
    const { received, error, outcome } = await this.#exchange({ traceHeaders: trace.headers, signal });
    try {
      if (received === undefined) throw error;
      const context = new CallContext(options, this.#task.request);
      checkResponse(received, context);
      this.#task.read(received, context);
      trace.end(outcome);
    } catch (caught) {
      // The one place that makes an ApiError of what came in place of a response. What the caller's own functions throw stays.
      this.#problem = received === undefined ? this.#failureOf(caught) : caught;
      // A function of the caller's failed over a refused login, which no other call may try again.
      if (received?.status === 401 && !isErrorOf(received, caught)) this.#client.end(caught);
      trace.end({ ...outcome, ...(this.#failure !== undefined && { error: this.#failure.code }) });
      if (received === undefined || isSuccess(received) || this.#failure === undefined) throw this.#problem;
    } finally {
      if (received !== undefined && showsLogin(received.status)) this.#noteAcceptedLogin();
    }
    return received;
  }

  /** Gets the headers of the login; may fetch a token for them. */
  async #logIn(signal: AbortSignal): Promise<void> {
    this.#login = undefined;
    const { options, http, ended } = this.#client;
    const { authentication, system } = options;
    const login = authentication === undefined ? {} : await authentication.headers(this.#task.request.signal);
    // Meanwhile the time may have run out, the caller have given up, or the login have been refused to another call.
    signal.throwIfAborted();
    if (ended.aborted) throw this.#stopError();
    checkLogin(login, system);
    checkSparesLogin(http, login);
    this.#login = login;
  }

  /** Sends the request and writes the log of it; returns the response, or the error where none came. */
  async #exchange(options: {
    readonly signal: AbortSignal;
    readonly traceHeaders: Readonly<Record<string, string>>;
  }): Promise<Exchange> {
    const { http, throttle, transport } = this.#client;
    const { request: call, body, asFile } = this.#task;
    this.#client.requestCount += 1;
    const progress: ExchangeProgress = { dispatched: false, started: false };
    const started = performance.now();
    this.#sending = true;
    const exchange: Exchange = await transport
      .send(call, {
        ...options,
        body,
        asFile,
        login: this.#login ?? {},
        progress,
        timeoutMs: http.attemptTimeoutMs ?? 60_000,
      })
      .then(
        (received) => ({
          received,
          outcome: { status: received.status, durationMs: performance.now() - started },
        }),
        (error: unknown) => ({ error, outcome: { durationMs: performance.now() - started } }),
      );
    this.#sending = false;
    this.#sent ||= progress.started || isRepeatable(call);
    const { outcome } = exchange;
    if (showsSpeed(exchange))
      this.#slow = throttle.noteDuration(call, {
        durationMs: outcome.durationMs,
        startedAt: this.#startedAt,
      });
    const { method, path } = call;
    quietly(() => http.onRequest?.({ method, path, ...outcome, attempt: this.#attemptCount }));
    return exchange;
  }

  /** Notes that a response shows the login to be accepted. */
  #noteAcceptedLogin(): void {
    // Some systems refuse a login with another status than 401.
    if (this.#failure?.code === 'unauthorized') return;
    this.#client.throttle.queue.open();
    this.#client.loginRenewal.accept(this.#login);
  }

  /** Gets other headers after a 401; returns false if these were new already, so that the login itself is refused. */
  #renewLogin(): boolean {
    const { options, loginRenewal } = this.#client;
    const failure = this.#failure;
    if (failure?.code !== 'unauthorized' || this.#login === undefined || this.#renewed) return false;
    const isExplained = failure.ownDocument === true && failure.apiCode !== undefined;
    const isDoubtful = options.explainsUnauthorized === true && !isExplained;
    if (isDoubtful && !isRepeatable(this.#task.request)) return false;
    this.#renewed = true;
    try {
      return loginRenewal.renew(this.#login);
    } catch (error) {
      this.#client.end(error);
      return this.#throwCallers(error);
    }
  }

  /** Tells the client what an attempt says about the system. */
  #noteAttempt(): void {
    const { throttle, end } = this.#client;
    const failure = this.#failure;
    if (failure === undefined) {
      if (this.#problem === undefined) throttle.noteSuccess({ slow: this.#slow });
      return;
    }
    this.#failureCount += 1;
    if (failure.code === 'unauthorized') end(failure);
    else throttle.noteFailure(failure, { failures: this.#failureCount, startedAt: this.#startedAt });
  }

  /** Decides whether ky may repeat the call; undefined leaves it to ky, which waits as long as `Retry-After` says. */
  #shouldRetry(retryCount: number): boolean | undefined {
    const failure = this.#failure;
    // Without login headers the failure is that of the token request, which has been repeated already.
    if (failure?.retryable !== true || this.#login === undefined) return false;
    const demanded = this.#client.throttle.demandedWait(failure);
    // ky would sleep out a wait that is longer than the time left, and lose what the system said.
    if (performance.now() + (demanded || backOff(retryCount)) >= this.#deadline) return false;
    if (this.#client.ended.aborted) throw this.#stopError();
    // With a wait of 0 ky would not back off at all; and what a system says may contradict its status.
    return demanded > 0 && retryStatuses.includes(failure.status ?? 0) ? undefined : true;
  }

  /** Why the last attempt failed. */
  get #failure(): ApiError | undefined {
    return this.#problem instanceof ApiError && !this.#isCallers ? this.#problem : undefined;
  }

  /** Throws what a function of the caller's threw. */
  #throwCallers(error: unknown): never {
    this.#problem = error;
    this.#isCallers = true;
    throw error;
  }

  /** The error of an attempt without a response; what `secrets` throws if that can't be decided without them. */
  #failureOf(caught: unknown): unknown {
    const { options, transport } = this.#client;
    const { request } = this.#task;
    try {
      const secrets = secretsOf(options, request);
      return failureOf(caught, { options, baseUrl: transport.baseUrl, request, secrets });
    } catch (error) {
      return error;
    }
  }

  /** The error of a call whose time ran out. */
  #timeout(): ApiError {
    const { system } = this.#client.options;
    const { request } = this.#task;
    if (this.#placed && this.#login === undefined) return loginTimeoutError(system, request);
    // What made it wait once more says more than that the wait was too long.
    return (this.#sending ? undefined : this.#failure) ?? timeoutError(system, request);
  }

  /** The error of a call that was aborted, or whose client ended; what is under way outlives a refused login. */
  #abortion(): Error | undefined {
    const isAborted = this.#task.request.signal?.aborted === true;
    const goesOn = this.#sending && !this.#client.closing.signal.aborted && !isAborted;
    return goesOn ? undefined : this.#stopError();
  }

  /** Tells why nothing more is sent: the caller's signal, a refused login, what failed over it, or a closed client. */
  #stopError(): Error {
    const { request } = this.#task;
    const { system } = this.#client.options;
    const { aborted, reason } = this.#client.ended;
    if (request.signal?.aborted || !aborted) return abortedError(system, request);
    if (!(reason instanceof ApiError) || reason === this.#problem) return reason;
    const { message, code, status } = reason;
    return new ApiError(message, { code, status, system, method: request.method, path: request.path });
  }
}

/** Whether an error is what a refusal stands for. */
function isErrorOf({ status }: CompleteResponse, error: unknown): boolean {
  return error instanceof ApiError && error.status === status;
}

function isSuccess({ status }: CompleteResponse): boolean {
  return status >= 200 && status < 300;
}

/** The response as ky reads it. */
function toResponse({ status, headers, text }: CompleteResponse): Response {
  // Servers send statuses that a Response can't have, and that nothing repeats.
  const known = status >= 200 && status <= 599 ? status : 599;
  return new Response([204, 205, 304].includes(known) ? null : text, { status: known, headers });
}

function isRepeatable({ method, idempotent }: RestRequest): boolean {
  return ['GET', 'HEAD'].includes(method) || idempotent === true;
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
