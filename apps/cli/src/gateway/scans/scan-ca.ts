import type { Synchronization } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import type { ScannedCa } from '../open-host.ts';

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** Brings the store of a CA to what the authority has, and logs what it brought. Returns whether it was completed. */
export async function scanCa(
  { ca }: Pick<ScannedCa, 'ca'>,
  { full, signal }: { readonly full: boolean; readonly signal: AbortSignal },
): Promise<boolean> {
  const scan = await ca.scan({ full, signal });
  logScan(ca.name, full, scan);
  return scan.failure === null;
}

function logScan(
  ca: string,
  full: boolean,
  { counts, findings, bad, failure, startedAt }: Synchronization,
): void {
  const scope = full ? 'full' : 'incremental';
  const durationMs = Date.now() - startedAt.getTime();
  for (const finding of findings) logger.warn('{ca}: {finding}', { ca, finding });
  for (const { caRequestId, problem } of bad) {
    logger.warn('{ca}: request {request} can not be read: {problem}', { ca, request: caRequestId, problem });
  }
  if (failure === null) logger.info('{ca}: {scope} scan done', { ca, scope, durationMs, ...counts });
  else logger.error('{ca}: {scope} scan not finished: {reason}', { ca, scope, reason: failure.message });
}
