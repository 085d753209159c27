import type { CaHost, ShownPages } from '@certbridge/ca-host';
import { Hono } from 'hono';
import type { Access } from './access/create-access.ts';
import type { AuditEntry } from './audit-entry.ts';
import { createEjbcaApp } from './ejbca/create-ejbca-app.ts';
import type { EndEntityStore } from './ejbca/end-entities/end-entity-store.ts';
import { createMemoryEndEntityStore } from './ejbca/end-entities/memory-end-entity-store.ts';
import { createMemoryShownPages } from './ejbca/memory-shown-pages.ts';
import { createPageEnds } from './ejbca/page-ends.ts';
import { renderError } from './ejbca/render-error.ts';
import { routingPath } from './ejbca/routing-path.ts';
import { createEstApp } from './est/create-est-app.ts';
import type { EstSettings } from './est/est-settings.ts';
import type { GatewayEnv } from './gateway-env.ts';
import { GatewayError } from './gateway-error.ts';
import { completeSettings, type GatewaySettings } from './gateway-settings.ts';
import { createMetrics } from './operations/create-metrics.ts';
import { createOperationsApp } from './operations/create-operations-app.ts';
import { trackRequest } from './track-request.ts';

/** Options of {@link createGateway}. */
export interface GatewayOptions {
  readonly host: CaHost;
  readonly access: Access;
  /** What EST serves where a request leaves it open. */
  readonly est?: EstSettings | undefined;
  readonly settings?: GatewaySettings | undefined;
  /** Default: in memory. */
  readonly endEntities?: EndEntityStore | undefined;
  /** Those of the database, where several processes share it. Default: in memory. */
  readonly shownPages?: ShownPages | undefined;
  /** Abort it to end the gateway: who waits for a certificate is answered at once, to come again. */
  readonly draining?: AbortSignal | undefined;
  /** Takes an entry for each enrollment and revocation. Default: none. */
  readonly audit?: ((entry: AuditEntry) => void) | undefined;
}

/** A gateway: two apps for two addresses. */
export interface Gateway {
  /** EJBCA REST and EST. Its environment is what the listener knows of the connection. */
  readonly app: Hono<GatewayEnv>;
  /** Health and metrics. */
  readonly operations: Hono;
}

/** Creates a gateway over a host of CAs. Call `app.fetch(request, { peer })`, or serve it. */
export function createGateway({
  host,
  access,
  est = {},
  settings = {},
  endEntities = createMemoryEndEntityStore(),
  shownPages = createMemoryShownPages(),
  draining = new AbortController().signal,
  audit = () => {},
}: GatewayOptions): Gateway {
  const services = {
    host,
    settings: completeSettings(settings),
    endEntities,
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
  app.route('/', createEjbcaApp(services, access.authenticate));
  app.route('/', createEstApp({ ...services, access, est }));
  return { app, operations: createOperationsApp({ host, metrics, draining }) };
}
