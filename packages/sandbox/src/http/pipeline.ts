import { setTimeout as delay } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { Knobs, SystemKnobs, SystemName } from '../knobs.ts';
import type { Random } from '../random.ts';
import type { ScmDialect } from '../scm/dialect.ts';
import { type Fault, type FaultPlan, planFault } from './faults.ts';
import { proxyPage } from './proxy-page.ts';
import { RateLimiter } from './rate-limit.ts';
import type { RequestListeners } from './request-listeners.ts';
import type { OpenRequest, RequestLog } from './request-log.ts';

/** Environment of the simulated servers' hono applications. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Text of the request body, `''` if there is none. */
    body: string;
    /** What to return for a list page. */
    page: FaultPlan['page'];
    /** The SCM flavour being called. */
    dialect: ScmDialect;
    /** Account of the caller in SCM. */
    account: string;
  };
}

/** Handler context of the simulated servers. */
export type SandboxContext = Context<SandboxEnv>;

/** Options of a server's pipeline. */
export interface PipelineOptions {
  system: SystemName;
  log: RequestLog;
  listeners: RequestListeners;
  /** Runs before the handler of a request, unless a fault strikes first. */
  beforeServing(request: OpenRequest, knobs: SystemKnobs): void;
  random: Random;
  /** Returns the current knobs. */
  knobs(): Knobs;
  /** Aborts delayed requests when the sandbox closes. */
  signal: AbortSignal;
  /** Renders the body of an injected error in the system's format. */
  renderError(status: number): { contentType: string; body: string };
}

/** Creates the middleware that records a request, delays it and injects faults before or after its handler. */
export function createPipeline(options: PipelineOptions): MiddlewareHandler<SandboxEnv> {
  const { system, log, listeners, random, knobs, signal, beforeServing } = options;
  const limiter = new RateLimiter();
  return async (c, next) => {
    const url = new URL(c.req.url);
    const { method } = c.req;
    // The server adapter would build a whole Request to find that there is none.
    const body = method === 'GET' || method === 'HEAD' ? '' : await c.req.text();
    const path = url.pathname;
    const entry = log.begin({ system, method, url, headers: c.req.raw.headers, body });
    const plan = planFault({ system, method, path, body }, knobs(), random);
    const event = { number: entry.seq, system, operation: entry.operation, method, path };
    c.set('body', body);
    c.set('page', plan.page);

    const respondAt = performance.now() + plan.delayMs;
    const serve = async (): Promise<void> => {
      beforeServing(entry, plan.knobs);
      await next();
    };
    const finish = async (status: number | null, cause?: string): Promise<void> => {
      await holdUntil(respondAt, signal);
      await listeners.notify({ ...event, phase: 'responding', status });
      entry.end(status, cause);
    };
    const waitSeconds = limiter.take(plan.knobs.rateLimitPerSecond, performance.now());
    const fault: Fault | undefined =
      waitSeconds > 0
        ? { kind: 'status', status: 429, retryAfterSeconds: waitSeconds, cause: 'rateLimitPerSecond' }
        : plan.fault;
    // Faults have been drawn, so a slow listener can't change their order.
    await listeners.notify({ ...event, phase: 'arrived' });
    if (fault === undefined) {
      await serve();
      await finish(c.res.status);
      return;
    }

    if (plan.knobs.faultsAfterWrite && waitSeconds === 0) await serve();
    await finish(fault.kind === 'drop' ? null : fault.status, fault.cause);
    c.res = undefined;
    c.res = await strike(c, fault, options);
  };
}

/** Delays a response until an instant, so that the latency includes the time of the handler. */
async function holdUntil(instant: number, signal: AbortSignal): Promise<void> {
  const left = instant - performance.now();
  if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
}

async function strike(c: SandboxContext, fault: Fault, options: PipelineOptions): Promise<Response> {
  if (fault.kind === 'drop') {
    cutConnection(c, fault.middle);
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.kind === 'html') return proxyPage(fault.status);
  const { contentType, body } = options.renderError(fault.status);
  const headers = new Headers({ 'content-type': contentType });
  if (fault.retryAfterSeconds > 0 && (fault.status === 429 || fault.status === 503)) {
    headers.set('retry-after', String(fault.retryAfterSeconds));
  }
  return new Response(body, { status: fault.status, headers });
}

/**
 * Cuts the connection. In the middle means that `content-length` promises more bytes than are sent. Only reads are cut in the
 * middle: a write that starts to return 200 would claim an effect it may not have had.
 */
function cutConnection(c: SandboxContext, middle: boolean): void {
  const { incoming, outgoing } = c.env;
  if (!middle || c.req.method !== 'GET') {
    incoming.socket.destroy();
    return;
  }
  outgoing.writeHead(200, { 'content-type': 'application/json;charset=UTF-8', 'content-length': '65536' });
  outgoing.write('[{"', () => incoming.socket.destroy());
}
