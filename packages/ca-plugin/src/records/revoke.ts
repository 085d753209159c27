import { parseSerialNumber } from '@certbridge/certificate';
import { ApiError, type RevocationReasonCode, type SslDetails } from '@certbridge/sectigo-client';
import type { RevocationRequest, RevokeOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findBySerialNumber } from './find-by-serial-number.ts';
import { mapStatus } from './map-status.ts';
import type { RecordReading } from './read-record.ts';
import { readRequestId } from './request-id.ts';

/** The reasons that SCM takes, as they are shown there. [SCM API documentation 25.5, "SSL Certificates"] */
const reasons: Readonly<Record<RevocationReasonCode, string>> = {
  0: 'Unspecified',
  1: 'Key compromise',
  3: 'Affiliation changed',
  4: 'Superseded',
  5: 'Cessation of operation',
};

/**
 * Revokes a certificate, and returns the status that it has then. What is already revoked is left alone.
 *
 * The serial number is compared with that of the record before anything is sent, since a reissue puts another certificate
 * under the same id. Whatever the response was, the record tells what became of it: it is read in the rhythm of the pickup,
 * until it is revoked. Where it can't be read, the response counts.
 *
 * Throws a `CaPluginError`: 'invalid-request' for a reason or serial number that doesn't fit, 'refused' for what was never
 * issued or has expired, and for what SCM took and does not show as revoked, 'not-found', 'unavailable'.
 */
export async function revoke(
  request: RevocationRequest,
  { client, logger, settings, clock }: Pick<PluginContext, 'client' | 'logger' | 'settings' | 'clock'>,
  { signal, onRevokedBefore }: RevokeOptions,
): Promise<EndEntityStatus> {
  const sslId = readRequestId(request.caRequestId);
  const reasonCode = readReason(request.reason);
  const wanted = readSerial(request.serialNumber);
  const reading = { client, signal };
  try {
    const details = await client.certificates.get(sslId, { signal });
    await checkSerial(details, { wanted, ...reading });
    if (details.status === 'Revoked') {
      onRevokedBefore?.();
      return EndEntityStatus.Revoked;
    }
    checkRevocable(details);
    await send(sslId, { reasonCode, ...reading, settings, clock });
    logger.info('Certificate {sslId} was revoked with reason {reasonCode}.', { sslId, reasonCode });
    return EndEntityStatus.Revoked;
  } catch (error) {
    throw toCaPluginError(error, signal);
  }
}

function readReason(reason: number): RevocationReasonCode {
  if (Object.hasOwn(reasons, reason)) return reason as RevocationReasonCode;
  const list = Object.entries(reasons).map(([code, text]) => `${code} (${text.toLowerCase()})`);
  throw new CaPluginError(`SCM takes no revocation reason ${reason}. Use one of ${list.join(', ')}.`, {
    code: 'invalid-request',
  });
}

function readSerial(text: string): string {
  const serial = parseSerialNumber(text);
  if (serial !== undefined) return serial;
  throw new CaPluginError('The serial number must be hexadecimal, with or without colons.', {
    code: 'invalid-request',
  });
}

async function checkSerial(
  details: SslDetails,
  { wanted, ...reading }: RecordReading & { readonly wanted: string },
): Promise<void> {
  const serial = await findSerial(details, reading);
  if (serial === undefined || serial === wanted) return;
  throw new CaPluginError(
    `Nothing was revoked: certificate ${details.sslId} has the serial number ${serial} and not ${wanted}. It may have been reissued; synchronize, then revoke the certificate that is meant.`,
    { code: 'invalid-request' },
  );
}

/** The serial number of the record; where the details lack it, that of the certificate. Undefined where nothing can be revoked. */
async function findSerial(
  { sslId, status, serialNumber }: SslDetails,
  { client, signal }: RecordReading,
): Promise<string | undefined> {
  const shown = serialNumber === undefined ? undefined : parseSerialNumber(serialNumber);
  if (shown !== undefined || status === 'Revoked' || isNeverIssued(status)) return shown;
  const collected = await client.certificates.collect(sslId, { format: 'x509CO', signal });
  const leaf = collected.status === 'issued' ? collected.certificates[0] : undefined;
  const serial = leaf === undefined ? undefined : parseSerialNumber(leaf.x509.serialNumber);
  // Where the list knows the serial number, it must be that of this record.
  const owners = serial === undefined ? [] : await findBySerialNumber(serial, { client, signal });
  if (serial !== undefined && (owners.length === 0 || owners.includes(sslId))) return serial;
  throw new CaPluginError(
    `Nothing was revoked: SCM does not tell the serial number of certificate ${sslId}, so that it can't be checked. Revoke it in SCM.`,
    { code: 'refused' },
  );
}

function isNeverIssued(status: string): boolean {
  const mapped = mapStatus(status)?.status;
  return mapped === EndEntityStatus.ExternalValidation || mapped === EndEntityStatus.Failed;
}

/** Refuses what SCM is known to refuse; a state that is not known is left to SCM. */
function checkRevocable({ sslId, status }: SslDetails): void {
  if (isNeverIssued(status)) {
    const remedy =
      mapStatus(status)?.status === EndEntityStatus.Failed
        ? 'There is nothing to revoke.'
        : 'Decline the request in SCM, or revoke the certificate once it is issued.';
    throw new CaPluginError(`Request ${sslId} has no certificate (${status}). ${remedy}`, {
      code: 'refused',
    });
  }
  if (status !== 'Expired') return;
  throw new CaPluginError(`Certificate ${sslId} has expired, and SCM revokes only what is valid.`, {
    code: 'refused',
  });
}

interface Sending extends RecordReading, Pick<PluginContext, 'settings' | 'clock'> {
  readonly reasonCode: RevocationReasonCode;
}

async function send(sslId: number, sending: Sending): Promise<void> {
  const { reasonCode, client, signal } = sending;
  try {
    const reason = `${reasons[reasonCode]} (revoked through the gateway)`;
    await client.certificates.revokeById(sslId, { reasonCode, reason }, { signal });
  } catch (error) {
    // The response may be lost, or a proxy's; and what is revoked already is refused.
    if (!(error instanceof ApiError)) throw error;
    if ((await readStatus(sslId, { client, signal })) === 'Revoked') return;
    throw error;
  }
  await confirm(sslId, sending);
}

/** Makes sure that SCM shows a certificate as revoked: the response may be that of a proxy, which did nothing. */
async function confirm(sslId: number, { client, signal, settings, clock }: Sending): Promise<void> {
  for (let look = 1; ; look += 1) {
    const status = await readStatus(sslId, { client, signal });
    if (status === undefined || status === 'Revoked') return;
    if (look >= settings.pickupRetries || signal?.aborted) {
      throw new CaPluginError(
        `SCM took the revocation of certificate ${sslId} and still shows it as ${status}, so it is not certain that it is revoked. Look in SCM, or revoke it again: that does no harm.`,
        { code: 'refused', about: 'unconfirmed' },
      );
    }
    await clock.sleep(settings.pickupDelay * 1000, signal).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    });
  }
}

/** Reads the status of a certificate; undefined where that can't be read, so that what came before is what counts. */
async function readStatus(sslId: number, { client, signal }: RecordReading): Promise<string | undefined> {
  try {
    return (await client.certificates.get(sslId, { signal })).status;
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
