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

/** Types of the hono applications of the simulated servers. */
export interface SandboxEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Text of the request's body, `''` without one. */
    body: string;
    /** What a list page is to hold. */
    page: FaultPlan['page'];
    /** Flavour of SCM that is called. */
    dialect: ScmDialect;
    /** Account that SCM takes the caller for. */
    account: string;
  };
}

/** Handler context of the simulated servers. */
export type SandboxContext = Context<SandboxEnv>;

/** What the pipeline of one server works with. */
export interface PipelineOptions {
  system: SystemName;
  log: RequestLog;
  listeners: RequestListeners;
  /** Runs before the handler of a request, which need not run: a fault may strike before it. */
  beforeServing(request: OpenRequest, knobs: SystemKnobs): void;
  random: Random;
  /** Reads the knobs in force. */
  knobs(): Knobs;
  /** Ends waiting requests when the sandbox closes. */
  signal: AbortSignal;
  /** Body of an error drawn by a knob, in the form of the system. */
  renderError(status: number): { contentType: string; body: string };
}

/** Creates the middleware that records a request, delays it and lets faults strike before or after its handler. */
export function createPipeline(options: PipelineOptions): MiddlewareHandler<SandboxEnv> {
  const { system, log, listeners, random, knobs, signal, beforeServing } = options;
  const limiter = new RateLimiter();
  return async (c, next) => {
    const url = new URL(c.req.url);
    const body = await c.req.text();
    const { method } = c.req;
    const path = url.pathname;
    const entry = log.begin({ system, method, url, headers: c.req.raw.headers, body });
    const plan = planFault({ system, method, path, body }, knobs(), random);
    const event = { number: entry.seq, system, operation: entry.operation, method, path };
    c.set('body', body);
    c.set('page', plan.page);

    const answerAt = performance.now() + plan.delayMs;
    const serve = async (): Promise<void> => {
      beforeServing(entry, plan.knobs);
      await next();
    };
    const finish = async (status: number | null, cause?: string): Promise<void> => {
      await holdUntil(answerAt, signal);
      await listeners.tell({ ...event, phase: 'answered', status });
      entry.end(status, cause);
    };
    const waitSeconds = limiter.take(plan.knobs.rateLimitPerSecond, performance.now());
    const fault: Fault | undefined =
      waitSeconds > 0
        ? { kind: 'status', status: 429, retryAfterSeconds: waitSeconds, cause: 'rateLimitPerSecond' }
        : plan.fault;
    // Faults are drawn by now, so that a listener that takes its time can't change their order.
    await listeners.tell({ ...event, phase: 'arrived' });
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

/** Holds a response back, so that the time its making took is part of the latency and does not come on top. */
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
 * Cuts the connection. In the middle means that more bytes are promised than sent. Only reads are cut there:
 * a write that answers 200 and then breaks off would claim an effect it may not have had.
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
