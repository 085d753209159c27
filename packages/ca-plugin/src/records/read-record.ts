import type { CollectResult, SectigoClient, SslDetails } from '@certbridge/sectigo-client';
import type { BadRecord, CertificateRecord } from '../contract/certificate-record.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { mapStatus } from './map-status.ts';
import { type RecordFacts, toRecord } from './to-record.ts';

/** What reading works with. */
export interface RecordReading {
  readonly client: SectigoClient;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Downloads the certificate that facts speak of, and makes the record; without a wait.
 *
 * Facts from a list may be out of date by then: where there is nothing to download, the details decide. Throws the client's
 * `ApiError`.
 */
export async function readRecord(
  facts: RecordFacts,
  { client: { certificates }, signal }: RecordReading,
): Promise<CertificateRecord | BadRecord> {
  if (mapStatus(facts.status)?.hasCertificate !== true) return toRecord(facts, null);
  // The leaf is all that a record holds.
  const collected = await certificates.collect(facts.sslId, { format: 'x509CO', signal });
  if (collected.status === 'issued') return toRecord(facts, leafOf(collected));
  return withoutCertificate(await certificates.get(facts.sslId, { signal }), collected);
}

function leafOf({ certificates: [leaf] }: Extract<CollectResult, { status: 'issued' }>): string | null {
  return leaf === undefined ? null : leaf.x509.raw.toString('base64');
}

/** Makes the record of a certificate that SCM does not give out, though its state may say otherwise. */
function withoutCertificate(
  details: SslDetails,
  collected: Exclude<CollectResult, { status: 'issued' }>,
): CertificateRecord | BadRecord {
  const record = toRecord(details, null);
  if ('problem' in record || mapStatus(details.status)?.hasCertificate !== true) return record;
  switch (collected.status) {
    case 'revoked':
      return { ...record, status: EndEntityStatus.Revoked, statusMessage: 'Revoked; SCM gives no date.' };
    case 'pending':
      return details.status === 'Issued'
        ? {
            ...record,
            status: EndEntityStatus.ExternalValidation,
            statusMessage: 'Issued, but SCM does not give the certificate out yet.',
          }
        : { ...record, statusMessage: 'SCM does not give the certificate out.' };
    case 'failed':
      return {
        caRequestId: record.caRequestId,
        problem: `SCM does not give certificate ${record.caRequestId} out: ${collected.reason}`,
      };
  }
}
