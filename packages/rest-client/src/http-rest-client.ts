import { setTimeout as sleep } from 'node:timers/promises';
import type * as v from 'valibot';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { checkHttpOptions } from './check-http-options.ts';
import { proxyPasswords } from './dispatcher.ts';
import type { HttpOptions } from './http-options.ts';
import { LatencyWatch } from './latency-watch.ts';
import { type Answer, type AnswerContext, checkAnswer, readDocument } from './read-answer.ts';
import { requestKind } from './request-kind.ts';
import { RequestQueue } from './request-queue.ts';
import type { RestClient, RestClientOptions, RestRequest } from './rest-client.ts';
import { backOffDelay } from './retry-delay.ts';
import { quietly, startTrace } from './tracing.ts';
import { abortedError, createTransport, type Transport } from './transport.ts';
import { withDeadline } from './with-deadline.ts';

/** A request on its way through its tries. */
interface Call {
  readonly request: RestRequest;
  /** Whether the answer's bytes are wanted. */
  readonly asFile: boolean;
  /** Older calls go first. */
  readonly order: number;
  attempt: number;
  failures: number;
  renewed: boolean;
  /** Headers of the current try; undefined until they are there. */
  login: LoginHeaders | undefined;
  /** Whether any try got so far that bytes went out. */
  started: boolean;
  /** When the current try got its place in the queue. */
  startedAt: number;
  /** Whether the current try took far longer than is usual. */
  slow: boolean;
  /** Set when the first try starts: waiting for a place in the queue doesn't count. */
  deadline: number | undefined;
  /** Why the try before failed. */
  lastError: ApiError | undefined;
}

/** What came of sending a request. */
interface Sent {
  readonly answer?: Answer;
  readonly error?: unknown;
  readonly outcome: { readonly status?: number; readonly durationMs: number };
}

export class HttpRestClient implements RestClient {
  readonly #options: RestClientOptions;
  readonly #http: HttpOptions;
  readonly #transport: Transport;
  readonly #queue: RequestQueue;
  readonly #latency: LatencyWatch;
  /** Aborted, with the reason as an `ApiError`, once nothing more may be sent. */
  readonly #ended = new AbortController();
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
    return this.#run(request, (answer) => ({
      data: readDocument(answer, request.schema, this.#context(request)),
      status: answer.status,
      headers: answer.headers,
    }));
  }

  send(request: RestRequest) {
    return this.#run(request, ({ status, headers }) => ({ data: undefined, status, headers }));
  }

  download(request: RestRequest) {
    const read = ({ status, headers, bytes = new Uint8Array() }: Answer) => ({
      data: bytes,
      status,
      headers,
    });
    return this.#run(request, read, { asFile: true });
  }

  async close(): Promise<void> {
    this.#end(new ApiError(`The client for ${this.#options.system} has been closed.`, { code: 'aborted' }));
    await Promise.all([this.#transport.close(), this.#options.authentication?.close?.()]);
  }

  /** Tries until an answer can be read or no further try makes sense. */
  async #run<T>(
    request: RestRequest,
    read: (answer: Answer) => T,
    { asFile = false }: { readonly asFile?: boolean } = {},
  ): Promise<T> {
    const order = this.#sequence++;
    const call: Call = {
      request,
      asFile,
      order,
      attempt: 0,
      failures: 0,
      renewed: false,
      login: undefined,
      started: false,
      startedAt: 0,
      slow: false,
      deadline: undefined,
      lastError: undefined,
    };
    try {
      return await this.#repeat(call, read);
    } catch (error) {
      throw call.started ? error : markUnsent(error);
    }
  }

  async #repeat<T>(call: Call, read: (answer: Answer) => T): Promise<T> {
    for (;;) {
      await this.#enter(call);
      let delay: number;
      try {
        const value = await this.#try(call, read);
        if (!call.slow) this.#queue.speedUp();
        return value;
      } catch (error) {
        delay = this.#delayBeforeNextTry(call, error);
      } finally {
        this.#queue.leave();
      }
      if (delay > 0) await this.#wait(delay, call);
    }
  }

  async #enter(call: Call): Promise<void> {
    const { request, deadline, lastError } = call;
    const overdue =
      deadline === undefined
        ? undefined
        : AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now())));
    try {
      await this.#queue.enter(call.order, anySignal([request.signal, overdue]));
    } catch {
      // What made it wait once more says more than that the wait was too long.
      if (overdue?.aborted && !request.signal?.aborted && !this.#ended.signal.aborted) throw lastError;
      throw this.#stopError(request);
    }
    call.startedAt = performance.now();
    call.deadline ??= call.startedAt + (this.#http.totalTimeoutMs ?? 300_000);
    call.attempt += 1;
    call.login = undefined;
    call.slow = false;
  }

  /** Sends a request once and reads its answer. */
  async #try<T>(call: Call, read: (answer: Answer) => T): Promise<T> {
    const { request, attempt } = call;
    const { system } = this.#options;
    call.login = await this.#logIn(call);
    this.#refuseIfStopped(request);

    const { method, path } = request;
    const { baseUrl } = this.#transport;
    const trace = startTrace(this.#http.trace, { system, method, path, attempt, baseUrl });
    const sent = await this.#send(call, trace.headers);
    try {
      if (sent.answer === undefined) throw sent.error;
      checkAnswer(sent.answer, this.#context(request));
      const value = read(sent.answer);
      trace.end(sent.outcome);
      return value;
    } catch (error) {
      trace.end({ ...sent.outcome, ...(error instanceof ApiError && { error: error.code }) });
      throw error;
    }
  }

  /** Gives the headers of the login; where a token is fetched for them, that takes no longer than the call may. */
  async #logIn({ request, deadline = 0 }: Call): Promise<LoginHeaders> {
    const { system, authentication } = this.#options;
    this.#refuseIfStopped(request);
    const headers = authentication?.headers(request.signal) ?? {};
    if (!(headers instanceof Promise)) return headers;
    return withDeadline(() => headers, {
      timeoutMs: Math.max(0, deadline - performance.now()),
      signals: [request.signal, this.#ended.signal],
      timedOut: () => loginTimeout(system, request),
      aborted: () => this.#stopError(request),
    });
  }

  /** Sends a request and writes the log of it; gives the answer, or the error where none came. */
  async #send(call: Call, traceHeaders: Readonly<Record<string, string>>): Promise<Sent> {
    const { request, login = {}, asFile, attempt } = call;
    const { method, path } = request;
    this.#requestCount += 1;
    const started = performance.now();
    const onStart = () => {
      call.started = true;
    };
    const options = {
      ...{ login, traceHeaders, timeoutMs: this.#timeLeft(call), asFile },
      // A request that may be repeated need not be told apart from one that never left.
      onStart: isRepeatable(request) ? undefined : onStart,
    };
    if (isRepeatable(request)) onStart();
    const result = await this.#transport.send(request, options).then(
      (answer) => ({ answer, outcome: { status: answer.status, durationMs: performance.now() - started } }),
      (error: unknown) => ({ error, outcome: { durationMs: performance.now() - started } }),
    );
    if ('answer' in result && showsLogin(result.answer.status)) this.#noteAcceptedLogin(call);
    if (showsSpeed(result)) this.#noteLatency(call, result.outcome.durationMs);
    quietly(() => this.#http.onRequest?.({ method, path, ...result.outcome, attempt }));
    return result;
  }

  #noteAcceptedLogin({ login }: Call): void {
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

  /** Decides what follows a failed try: gives the wait before the next one, or throws. */
  #delayBeforeNextTry(call: Call, error: unknown): number {
    if (!(error instanceof ApiError)) throw error;
    call.lastError = error;
    const { request, login } = call;
    if (error.code === 'unauthorized') {
      if (login !== undefined && this.#renewLogin(call, login)) return 0;
      this.#end(error);
      throw error;
    }
    call.failures += 1;
    const delay =
      Math.min(error.retryAfterMs ?? 0, this.#http.maxRetryAfterMs ?? 60_000) || backOffDelay(call.failures);
    if (error.status === 429 || error.retryAfterMs !== undefined) {
      this.#queue.slowDown(delay, call.startedAt);
    } else if (error.status === 503) {
      // Without a demand to wait it need not concern every request, so the others go on, but fewer of them.
      this.#queue.slowDown(0, call.startedAt);
    }

    const repeatable = isRepeatable(request);
    // Without login headers the failure is that of the token request, which has been repeated already.
    const allowed =
      login !== undefined && error.retryable && repeatable && call.failures <= (this.#http.retries ?? 5);
    if (!allowed || performance.now() + delay >= (call.deadline ?? 0)) throw error;
    return delay;
  }

  /** Sees to other headers after a 401; false where these were new already, so that the login itself is refused. */
  #renewLogin(call: Call, login: LoginHeaders): boolean {
    if (call.renewed) return false;
    call.renewed = true;
    // Several requests may have been under way with the old headers.
    if (this.#refusedLogin === login) return true;
    if (this.#refusedLogin !== undefined) return false;
    this.#refusedLogin = login;
    return this.#options.authentication?.renew?.(login) ?? false;
  }

  async #wait(delay: number, { request }: Call): Promise<void> {
    try {
      await sleep(delay, undefined, { signal: anySignal([this.#ended.signal, request.signal]) });
    } catch {
      throw this.#stopError(request);
    }
  }

  #end(reason: ApiError): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(reason);
    this.#queue.stop(reason);
  }

  #timeLeft(call: Call): number {
    const left = Math.max(0, (call.deadline ?? 0) - performance.now());
    return Math.min(this.#http.attemptTimeoutMs ?? 60_000, left);
  }

  #context(request: RestRequest): AnswerContext {
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

  /** While a try waited, the caller may have given up, or the login been refused to another. */
  #refuseIfStopped(request: RestRequest): void {
    if (this.#ended.signal.aborted || request.signal?.aborted) throw this.#stopError(request);
  }

  /** Tells why nothing is sent: the caller's signal, a refused login, or a closed client. */
  #stopError(request: RestRequest): ApiError {
    const { system } = this.#options;
    const reason: unknown = this.#ended.signal.reason;
    if (request.signal?.aborted || !(reason instanceof ApiError)) return abortedError(system, request);
    const { message, code, status } = reason;
    return new ApiError(message, { code, status, system, method: request.method, path: request.path });
  }
}

function anySignal(signals: readonly (AbortSignal | undefined)[]): AbortSignal | undefined {
  const given = signals.filter((signal) => signal !== undefined);
  return given.length > 1 ? AbortSignal.any(given) : given[0];
}

function loginTimeout(system: string, { method, path }: RestRequest): ApiError {
  const message = `The login to ${system} took too long (${method} ${path}). Check its token endpoint, or allow more time.`;
  return new ApiError(message, { code: 'timeout', system, method, path });
}

function isRepeatable({ method, idempotent }: RestRequest): boolean {
  return ['GET', 'HEAD'].includes(method) || idempotent === true;
}

function markUnsent(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  const { message, name: _, stack: __, ...details } = error;
  return new ApiError(message, { ...details, unsent: true });
}

/** Whether a try tells how fast the server works: a refusal may come before any work is done. */
function showsSpeed({ answer, error }: Sent): boolean {
  return answer === undefined ? error instanceof ApiError && error.code === 'timeout' : answer.status < 300;
}

/** Whether an answer can only have come after the login was accepted. */
function showsLogin(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && ![401, 407, 408, 425, 429].includes(status));
}
