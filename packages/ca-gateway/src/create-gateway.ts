import { randomUUID } from 'node:crypto';
import { getConfig, getLogger, withContext } from '@logtape/logtape';
import { Hono, type MiddlewareHandler } from 'hono';
import { requireCaller } from './access/require-caller.ts';
import { checkGatewayOptions } from './arguments/check-gateway-options.ts';
import { checkPeer } from './arguments/check-peer.ts';
import { invalidArgument } from './arguments/check-values.ts';
import { createEjbcaApp } from './ejbca/create-ejbca-app.ts';
import { checkedEndEntities } from './ejbca/end-entities/checked-end-entities.ts';
import { createMemoryEndEntityStore } from './ejbca/end-entities/memory-end-entity-store.ts';
import { createMemoryShownPages } from './ejbca/memory-shown-pages.ts';
import { createPageEnds } from './ejbca/page-ends.ts';
import { renderError } from './ejbca/render-error.ts';
import { routingPath } from './ejbca/routing-path.ts';
import { createEstApp } from './est/create-est-app.ts';
import type { GatewayConnection } from './gateway-connection.ts';
import type { GatewayEnv } from './gateway-env.ts';
import { GatewayError } from './gateway-error.ts';
import type { GatewayOptions } from './gateway-options.ts';
import { completeSettings } from './gateway-settings.ts';
import { createMetrics } from './operations/create-metrics.ts';
import { createOperationsApp } from './operations/create-operations-app.ts';
import { operationOf } from './operations/operation-of.ts';

const logger = getLogger(['certbridge', 'ca-gateway', 'request']);

/** Gives each request an id, which its log records and its response carry. An id that the caller sends is not used. */
const trackRequest: MiddlewareHandler<GatewayEnv> = async (context, next) => {
  const requestId = randomUUID();
  context.set('requestId', requestId);
  context.header('X-Request-Id', requestId);
  // Without storage for it, LogTape would warn at each request.
  if (getConfig()?.contextLocalStorage === undefined) await next();
  else await withContext({ requestId }, next);
  logger.debug('{operation}: {status}', () => ({
    requestId,
    operation: operationOf(context),
    status: context.res.status,
  }));
};

/** An app that responds to requests, each with what the listener knows of its connection. */
export interface GatewayApp {
  /** Responds to a request. */
  readonly fetch: (request: Request, connection: GatewayConnection) => Promise<Response>;
}

/** An app that responds to everybody. */
export interface OperationsApp {
  /** Responds to a request. */
  readonly fetch: (request: Request) => Promise<Response>;
}

/** A gateway: two apps for two addresses. */
export interface Gateway {
  /** EJBCA REST and EST. */
  readonly app: GatewayApp;
  /** Health and metrics. */
  readonly operations: OperationsApp;
}

/**
 * Creates a gateway over a host of CAs. Call `app.fetch(request, { peer })`, or serve it. Throws an `ApiError` 'invalid-argument' for
 * options that can't be used.
 */
export function createGateway(options: GatewayOptions): Gateway {
  checkGatewayOptions(options);
  const {
    host,
    access,
    est = {},
    settings = {},
    endEntities = createMemoryEndEntityStore(),
    shownPages = createMemoryShownPages(),
    draining = new AbortController().signal,
    audit = () => {},
  } = options;
  const services = {
    host,
    settings: completeSettings(settings),
    endEntities: checkedEndEntities(endEntities),
    pageEnds: createPageEnds(shownPages),
    draining,
    audit,
  };
  const metrics = createMetrics(host);
  // DNs in paths hold slashes: the path is made fit for routes before anything looks at it.
  const app = new Hono<GatewayEnv>({ getPath: routingPath });
  app.use(trackRequest, metrics.observe);
  app.onError(renderError);
  app.notFound((context) => renderError(new GatewayError(404, 'The gateway has no such resource.'), context));
  app.route('/', createEjbcaApp(services, requireCaller(access)));
  app.route('/', createEstApp({ ...services, access, est }));
  const operations = createOperationsApp({ host, metrics, draining });
  return {
    app: {
      async fetch(request, connection) {
        checkReceived(request, connection);
        return app.fetch(request, connection);
      },
    },
    operations: {
      async fetch(request) {
        checkRequest(request);
        return operations.fetch(request);
      },
    },
  };
}

/** Throws an `ApiError` 'invalid-argument' unless an app is given a request and what the listener knows of its connection. */
function checkReceived(request: Request, connection: GatewayConnection): void {
  checkRequest(request);
  if (typeof connection?.peer?.address !== 'string') {
    throw invalidArgument('Argument 2 of app.fetch must be an object with a peer, as peerOf reads it.');
  }
  checkPeer(connection.peer, 'the peer of argument 2 of app.fetch');
}

/** Throws an `ApiError` 'invalid-argument' unless an app is given a request. */
function checkRequest(request: Request): void {
  if (typeof request?.url === 'string') return;
  throw invalidArgument('Argument 1 of app.fetch must be a Request.');
}
