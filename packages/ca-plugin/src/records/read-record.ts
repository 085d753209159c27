import { parseSerialNumber } from '@certbridge/certificate';
import type { CollectResult, SectigoClient, SslDetails } from '@certbridge/sectigo-client';
import type { BadRecord, CertificateRecord } from '../contract/certificate-record.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { hasSerialNumber } from './find-by-serial-number.ts';
import { mapStatus } from './map-status.ts';
import { type RecordFacts, toRecord } from './to-record.ts';

/** What a record is read with. */
export interface ReadRecordOptions {
  readonly client: SectigoClient;
  readonly signal?: AbortSignal | undefined;
}

type Issued = Extract<CollectResult, { status: 'issued' }>;

/** Downloads before a certificate of another serial number counts: a reissue may come between record and download. */
const ATTEMPTS = 2;

/**
 * Downloads the certificate that facts speak of, and makes the record; without a wait.
 *
 * A certificate is taken only with the serial number of its record; SCM giving out another one makes a bad record. Facts from
 * a list may be out of date by then: where there is nothing to download, or another certificate, the details decide. Throws
 * the client's `ApiError`.
 */
export async function readRecord(
  facts: RecordFacts,
  { client, signal }: ReadRecordOptions,
): Promise<CertificateRecord | BadRecord> {
  const { sslId } = facts;
  let current = facts;
  for (let attempt = 1; ; attempt += 1) {
    if (mapStatus(current.status)?.hasCertificate !== true) return toRecord(current, null);
    // The leaf is all that a record holds.
    const collected = await client.certificates.collect(sslId, { format: 'x509CO', signal });
    if (collected.status === 'issued') {
      const leaf = findLeaf(collected, current.serialNumber);
      if (leaf !== undefined) return toRecord(current, leaf);
    }
    const details = await client.certificates.get(sslId, { signal });
    if (collected.status !== 'issued') return withoutCertificate(details, collected);
    const [leaf] = collected.certificates;
    const given = parseSerialNumber(leaf?.x509.serialNumber);
    if (
      leaf !== undefined &&
      given !== undefined &&
      (await hasSerialNumber(details, given, { client, signal }))
    )
      return toRecord({ ...details, serialNumber: given }, toBase64(leaf));
    if (attempt === ATTEMPTS) return mismatch(details, given);
    current = details;
  }
}

/** Finds the certificate of a serial number, as base64 of its DER. */
function findLeaf({ certificates: [leaf] }: Issued, serialNumber: string | undefined): string | undefined {
  const wanted = parseSerialNumber(serialNumber);
  const isIt =
    leaf !== undefined && wanted !== undefined && parseSerialNumber(leaf.x509.serialNumber) === wanted;
  return isIt ? toBase64(leaf) : undefined;
}

function toBase64({ x509 }: Issued['certificates'][number]): string {
  return x509.raw.toString('base64');
}

function mismatch(details: SslDetails, given: string | undefined): CertificateRecord | BadRecord {
  const record = toRecord(details, null);
  // A state that is not known is the first thing to tell.
  if ('problem' in record) return record;
  const { sslId } = details;
  const why =
    record.serialNumber === null
      ? `SCM tells no serial number of certificate ${sslId} to check it by`
      : `certificate ${sslId} has the serial number ${record.serialNumber}`;
  const problem = `SCM gives out a certificate with the serial number ${given ?? '(none)'}, but ${why}, so it was not taken. Look at certificate ${sslId} in SCM.`;
  return { caRequestId: record.caRequestId, problem };
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
