import type { SslDetails } from '@certbridge/sectigo-client';
import type { RunContext } from '../run/run-context.ts';

const skippedStates: ReadonlySet<string> = new Set(['revoked', 'expired']);

/** Tells whether certificates in a state of SCM are left out. */
export function isSkipped({ status }: SslDetails, { settings }: Pick<RunContext, 'settings'>): boolean {
  return !settings.syncRevokedAndExpired && skippedStates.has(status.toLowerCase());
}
