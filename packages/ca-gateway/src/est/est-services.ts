import type { CaHost } from '@certbridge/ca-host';
import type { Access } from '../access/create-access.ts';
import type { AuditEntry } from '../audit-entry.ts';
import type { CompleteGatewaySettings } from '../gateway-settings.ts';
import type { EstSettings } from './est-settings.ts';

/** What the operations of EST work with. */
export interface EstServices {
  readonly host: CaHost;
  readonly access: Pick<Access, 'readCredentials' | 'noteFailure' | 'admit'>;
  readonly settings: Pick<CompleteGatewaySettings, 'waitMs' | 'retryAfterSeconds' | 'bodyLimit'>;
  readonly est: EstSettings;
  /** Aborts when the gateway is to end: callers who wait get a response at once. */
  readonly draining: AbortSignal;
  readonly audit: (entry: AuditEntry) => void;
}
