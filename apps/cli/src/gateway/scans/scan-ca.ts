import type { Synchronization } from '@certbridge/ca-host';
import { getLogger } from '@logtape/logtape';
import { describeLoss } from '../../with-run-lock.ts';
import type { ScannedCa } from '../open-host.ts';

const logger = getLogger(['certbridge', 'gateway', 'scan']);

/** A scan, and what may end it. */
export interface ScanOrder {
  readonly full: boolean;
  /** Aborted when the gateway stops. */
  readonly interruption: AbortSignal;
  /** Aborted by the interruption, and where the lock of the scan is lost. */
  readonly signal: AbortSignal;
}

/** Brings the store of a CA to what the authority has, and logs what it brought. Returns whether it was completed. */
export async function scanCa({ ca }: Pick<ScannedCa, 'ca'>, order: ScanOrder): Promise<boolean> {
  const { full, signal } = order;
  const scan = await ca.scan({ full, signal });
  logScan(ca.name, order, scan);
  return scan.failure === null;
}

function logScan(
  ca: string,
  { full, interruption, signal }: ScanOrder,
  { counts, findings, bad, failure, startedAt }: Synchronization,
): void {
  const scope = full ? 'full' : 'incremental';
  const durationMs = Date.now() - startedAt.getTime();
  for (const finding of findings) logger.warn('{ca}: {finding}', { ca, finding });
  for (const { caRequestId, problem } of bad) {
    logger.warn("{ca}: request {request} can't be read: {problem}", { ca, request: caRequestId, problem });
  }
  if (failure === null) logger.info('{ca}: {scope} scan done', { ca, scope, durationMs, ...counts });
  else if (interruption.aborted)
    logger.info('{ca}: {scope} scan not finished, because the gateway stops', { ca, scope });
  else {
    const reason = describeLoss(signal, interruption) ?? failure.message;
    logger.error('{ca}: {scope} scan not finished: {reason}', { ca, scope, reason });
  }
}
