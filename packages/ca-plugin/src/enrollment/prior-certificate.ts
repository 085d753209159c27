import { ApiError, type SslDetails } from '@certbridge/sectigo-client';
import type { PluginContext } from '../plugin-context.ts';
import { findBySerialNumber } from '../records/find-by-serial-number.ts';
import { parseRequestId } from '../records/request-id.ts';

/** The certificate that a renewal or reissue is about. */
export interface PriorCertificate {
  readonly sslId: number;
  /** Canonical. */
  readonly serialNumber: string;
  readonly details: SslDetails;
  readonly expires: Date | undefined;
}

type Reads = Pick<PluginContext, 'client' | 'reader'>;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Finds a certificate by serial number, at the host or else in SCM's list, and reads its record; undefined where neither
 * knows it.
 */
export async function readPriorCertificate(
  serialNumber: string,
  context: Reads,
  signal: AbortSignal,
): Promise<PriorCertificate | undefined> {
  const sslId = await findId(serialNumber, context, signal);
  if (sslId === undefined) return undefined;
  try {
    const details = await context.client.certificates.get(sslId, { signal });
    const known = await context.reader.expiryByRequestId(String(sslId));
    return { sslId, serialNumber, details, expires: known ?? endOfDay(details.expires) };
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    throw error;
  }
}

async function findId(
  serialNumber: string,
  { client, reader }: Reads,
  signal: AbortSignal,
): Promise<number | undefined> {
  const requestId = await reader.requestIdBySerialNumber(serialNumber);
  const sslId = requestId === undefined ? undefined : parseRequestId(requestId);
  if (sslId !== undefined) return sslId;
  const [found] = await findBySerialNumber(serialNumber, { client, signal });
  return found;
}

/** A certificate is good on the day that SCM names, whose zone is not documented; UTC is taken. */
function endOfDay(date: string | undefined): Date | undefined {
  const start = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(start) ? undefined : new Date(start + dayMs - 1000);
}
