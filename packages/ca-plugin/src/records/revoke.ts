import { parseSerialNumber } from '@certbridge/certificate';
import type { RevocationReasonCode, SslDetails } from '@certbridge/sectigo-client';
import type { RevocationRequest, RevokeOptions } from '../contract/ca-plugin.ts';
import { CaPluginError } from '../contract/ca-plugin-error.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { toCaPluginError } from '../describe-failure.ts';
import type { PluginContext } from '../plugin-context.ts';
import { findBySerialNumber, readSerialNumber } from './find-by-serial-number.ts';
import { mapStatus } from './map-status.ts';
import type { ReadRecordOptions } from './read-record.ts';
import { readRequestId } from './request-id.ts';
import { sendRevocation } from './send-revocation.ts';

/** The reasons that SCM takes, as they are shown there. [SCM API documentation 25.5, "SSL Certificates"] */
const reasons: Readonly<Record<RevocationReasonCode, string>> = {
  0: 'Unspecified',
  1: 'Key compromise',
  3: 'Affiliation changed',
  4: 'Superseded',
  5: 'Cessation of operation',
};

/**
 * Revokes a certificate, and returns the status that it has then. What is already revoked is left alone, also where somebody else
 * was faster.
 *
 * The serial number is compared with that of the record before anything is sent, since a reissue puts another certificate
 * under the same id.
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
  const wanted = readSerialNumber(request.serialNumber);
  const reading = { client, signal };
  try {
    const details = await client.certificates.get(sslId, { signal });
    await checkSerial(details, { wanted, ...reading });
    if (details.status === 'Revoked') {
      onRevokedBefore?.();
      return EndEntityStatus.Revoked;
    }
    checkRevocable(details);
    const reason = `${reasons[reasonCode]} (revoked through the gateway)`;
    const outcome = await sendRevocation(sslId, { reasonCode, reason, ...reading, settings, clock });
    if (outcome === 'revoked-before') {
      onRevokedBefore?.();
      return EndEntityStatus.Revoked;
    }
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

async function checkSerial(
  details: SslDetails,
  { wanted, ...reading }: ReadRecordOptions & { readonly wanted: string },
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
  { client, signal }: ReadRecordOptions,
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
