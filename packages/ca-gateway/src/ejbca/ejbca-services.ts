import type { CaHost } from '@certbridge/ca-host';
import type { Hono } from 'hono';
import type { AuditEntry } from '../audit-entry.ts';
import type { GatewayEnv } from '../gateway-env.ts';
import type { CompleteGatewaySettings } from '../gateway-settings.ts';
import type { EndEntityStore } from './end-entities/end-entity-store.ts';
import type { PageEnds } from './page-ends.ts';

/** What routes are added to. */
export type EjbcaApp = Hono<GatewayEnv>;

/** What the operations work with. */
export interface EjbcaServices {
  readonly host: CaHost;
  readonly settings: CompleteGatewaySettings;
  readonly endEntities: EndEntityStore;
  readonly pageEnds: PageEnds;
  /** Aborts when the gateway is to end: callers who wait get a response at once. */
  readonly draining: AbortSignal;
  readonly audit: (entry: AuditEntry) => void;
}
