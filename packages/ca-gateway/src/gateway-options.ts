import type { CaHost, ShownPages } from '@certbridge/ca-host';
import type { Access } from './access/create-access.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { EndEntityStore } from './ejbca/end-entities/end-entity-store.ts';
import type { EstSettings } from './est/est-settings.ts';
import type { GatewaySettings } from './gateway-settings.ts';

/** Options of `createGateway`. */
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
  /** Abort it to end the gateway: who waits for a certificate gets 503 at once. */
  readonly draining?: AbortSignal | undefined;
  /**
   * Takes an entry for each enrollment and revocation. One that throws ends the request with 500; a promise is not waited for. Either way the log says what went
   * wrong. Default: none.
   */
  readonly audit?: ((entry: AuditEntry) => void) | undefined;
}
