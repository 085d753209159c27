import { setTimeout as sleep } from 'node:timers/promises';
import ky, { type KyInstance } from 'ky';
import type { Dispatcher } from 'undici';
import type * as v from 'valibot';
import { ApiError } from './api-error.ts';
import type { LoginHeaders } from './authentication.ts';
import { normalizeBaseUrl } from './base-url.ts';
import { checkHttpOptions } from './check-http-options.ts';
import { createDispatcher, hasProxyInEnvironment } from './dispatcher.ts';
import type { HttpOptions } from './http-options.ts';
import { describeNetworkFailure } from './network-failure.ts';
import { queryString } from './query-string.ts';
import { type Answer, type AnswerContext, checkAnswer, readDocument } from './read-answer.ts';
import { RequestQueue } from './request-queue.ts';
import type { RestClient, RestClientOptions, RestRequest } from './rest-client.ts';
import { backOffDelay } from './retry-delay.ts';
import { createTlsSettings } from './tls-settings.ts';

/** A request on its way through its tries. */
interface Call {
  readonly request: RestRequest;
  /** Older calls go first. */
  readonly order: number;
  attempt: number;
  failures: number;
  renewed: boolean;
  /** Headers of the current try; undefined until they are there. */
  login: LoginHeaders | undefined;
  /** Set when the first try starts: waiting for a place in the queue doesn't count. */
  deadline: number | undefined;
}

export class HttpRestClient implements RestClient {
  readonly #options: RestClientOptions;
  readonly #http: HttpOptions;
  readonly #baseUrl: string;
  readonly #host: string;
  readonly #ky: KyInstance;
  readonly #dispatcher: Dispatcher;
  readonly #queue: RequestQueue;
  /** Aborted, with the reason as an `ApiError`, once nothing more may be sent. */
  readonly #ended = new AbortController();
  /** Headers whose refusal led to a renewal, until others have been accepted. */
  #refusedLogin: LoginHeaders | undefined;
  #closed = false;
  #requestCount = 0;
  #sequence = 0;

  constructor(options: RestClientOptions) {
    const { http = {} } = options;
    checkHttpOptions(http);
    const concurrency = http.concurrency ?? 8;
    this.#options = options;
    this.#http = http;
    this.#baseUrl = normalizeBaseUrl(options.baseUrl, options.system);
    const { hostname, port, protocol } = new URL(this.#baseUrl);
    this.#host = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    this.#dispatcher = createDispatcher(createTlsSettings(http, options.clientCertificate), concurrency);
    this.#queue = new RequestQueue({
      concurrency,
      requestsPerSecond: http.requestsPerSecond,
      // A wrong password must not be tried by several requests at once: that alone can lock an account.
      closedAtFirst: options.authentication !== undefined,
    });
    // Repeating and time-outs are done here and not by ky: waits concern the whole client, and a time-out covers the body.
    this.#ky = ky.create({
      redirect: 'manual',
      throwHttpErrors: false,
      retry: 0,
      timeout: false,
      headers: { accept: 'application/json', ...options.headers },
      // Node's own types describe an older undici.
      dispatcher: this.#dispatcher as unknown as NonNullable<RequestInit['dispatcher']>,
    });
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

  async send(request: RestRequest): Promise<void> {
    await this.#run(request, () => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#end(new ApiError(`The client for ${this.#options.system} has been closed.`, { code: 'aborted' }));
    await Promise.all([this.#dispatcher.destroy(), this.#options.authentication?.close?.()]);
  }

  /** Tries until an answer can be read or no further try makes sense. */
  async #run<T>(request: RestRequest, read: (answer: Answer) => T): Promise<T> {
    const order = this.#sequence++;
    const call: Call = {
      request,
      order,
      attempt: 0,
      failures: 0,
      renewed: false,
      login: undefined,
      deadline: undefined,
    };
    for (;;) {
      await this.#enter(call);
      let delay: number;
      try {
        const answer = await this.#send(call);
        checkAnswer(answer, this.#context(request));
        const value = read(answer);
        this.#queue.speedUp();
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
    try {
      await this.#queue.enter(call.order, call.request.signal);
    } catch {
      throw this.#stopError(call.request);
    }
    call.deadline ??= performance.now() + (this.#http.totalTimeoutMs ?? 300_000);
    call.attempt += 1;
    call.login = undefined;
  }

  async #send(call: Call): Promise<Answer> {
    const { request } = call;
    call.login = (await this.#options.authentication?.headers(request.signal)) ?? {};
    // While this try waited, the caller may have given up, or the login been refused to another.
    if (this.#ended.signal.aborted || request.signal?.aborted) throw this.#stopError(request);

    const controller = new AbortController();
    const abort = () => controller.abort();
    request.signal?.addEventListener('abort', abort);
    const timer = setTimeout(abort, this.#timeLeft(call));
    const started = performance.now();
    this.#requestCount += 1;
    let status: number | undefined;
    try {
      const response = await this.#ky(this.#url(request), {
        method: request.method,
        headers: call.login,
        signal: controller.signal,
        ...(request.body !== undefined && { json: request.body }),
        ...(request.form !== undefined && { body: new URLSearchParams(request.form) }),
      });
      const text = await response.text();
      status = response.status;
      if (showsLogin(status)) this.#noteAcceptedLogin(call);
      return { status, headers: response.headers, text };
    } catch (error) {
      throw this.#networkError(request, error, controller.signal.aborted);
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', abort);
      this.#http.onRequest?.({
        method: request.method,
        path: request.path,
        ...(status !== undefined && { status }),
        durationMs: performance.now() - started,
        attempt: call.attempt,
      });
    }
  }

  #noteAcceptedLogin({ login }: Call): void {
    this.#queue.open();
    if (login !== this.#refusedLogin) this.#refusedLogin = undefined;
  }

  /** Decides what follows a failed try: gives the wait before the next one, or throws. */
  #delayBeforeNextTry(call: Call, error: unknown): number {
    if (!(error instanceof ApiError)) throw error;
    const { request, login } = call;
    if (error.code === 'unauthorized') {
      if (login !== undefined && this.#renewLogin(call, login)) return 0;
      this.#end(error);
      throw error;
    }
    call.failures += 1;
    const delay =
      Math.min(error.retryAfterMs ?? 0, this.#http.maxRetryAfterMs ?? 60_000) || backOffDelay(call.failures);
    if (error.status === 429 || error.retryAfterMs !== undefined) this.#queue.slowDown(delay);

    const repeatable = request.method === 'GET' || request.idempotent === true;
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
    const signals = [this.#ended.signal, ...(request.signal === undefined ? [] : [request.signal])];
    try {
      await sleep(delay, undefined, { signal: AbortSignal.any(signals) });
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

  #url(request: RestRequest): string {
    return this.#baseUrl + request.path + queryString(request.query);
  }

  #context(request: RestRequest): AnswerContext {
    const { system, hints = {}, authentication, readRefusal } = this.#options;
    return {
      system,
      hints,
      readRefusal,
      method: request.method,
      path: request.path,
      secrets: authentication?.secrets() ?? [],
    };
  }

  #networkError(request: RestRequest, error: unknown, aborted: boolean): ApiError {
    const { system } = this.#options;
    const place = { system, method: request.method, path: request.path };
    if (request.signal?.aborted || this.#closed) return this.#stopError(request);
    if (aborted) {
      const message = `${system} gave no complete answer in time (${request.method} ${request.path}). Check the network, or allow more time.`;
      return new ApiError(message, { ...place, code: 'timeout', retryable: true });
    }
    const failure = describeNetworkFailure(error, { host: this.#host, viaProxy: hasProxyInEnvironment() });
    return new ApiError(`${system}: ${failure.message}`, {
      ...place,
      code: failure.code,
      retryable: failure.retryable,
    });
  }

  /** Tells why nothing is sent: the caller's signal, a refused login, or a closed client. */
  #stopError(request: RestRequest): ApiError {
    const { system } = this.#options;
    const place = { system, method: request.method, path: request.path };
    const reason: unknown = this.#ended.signal.reason;
    if (reason instanceof ApiError && !request.signal?.aborted) {
      return new ApiError(reason.message, { ...place, code: reason.code, status: reason.status });
    }
    return new ApiError(`The call to ${system} was aborted.`, { ...place, code: 'aborted' });
  }
}

/** Whether an answer can only have come after the login was accepted. */
function showsLogin(status: number): boolean {
  return status < 300 || (status >= 400 && status < 500 && ![401, 407, 408, 425, 429].includes(status));
}
