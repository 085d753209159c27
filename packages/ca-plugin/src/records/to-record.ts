import { parseSerialNumber } from '@certbridge/certificate';
import type { BadRecord, CertificateRecord } from '../contract/certificate-record.ts';
import { EndEntityStatus } from '../contract/end-entity-status.ts';
import { mapStatus } from './map-status.ts';

/** What a record is made of; the details of a certificate in SCM have it all. */
export interface RecordFacts {
  readonly sslId: number;
  readonly status: string;
  /** In any notation; undefined before issue, and where SCM leaves it out. */
  readonly serialNumber?: string | undefined;
  readonly certType?: { readonly id: number } | undefined;
  /** `yyyy-MM-dd`. */
  readonly revoked?: string | undefined;
  readonly reasonCode?: number | undefined;
}

/**
 * Makes the record of a certificate; a bad one where its state is not known. `certificate` is the base64 of its DER, null
 * where there is none to be had.
 *
 * The id of the request is the sslId: it stays the same when a certificate is reissued, unlike serial number and order.
 */
export function toRecord(facts: RecordFacts, certificate: string | null): CertificateRecord | BadRecord {
  const caRequestId = String(facts.sslId);
  const mapped = mapStatus(facts.status);
  if (mapped === undefined) {
    return {
      caRequestId,
      problem: `Certificate ${caRequestId} is in a state that is not known ("${facts.status.slice(0, 40)}"). Look at it in SCM; a newer release of the plugin may know the state.`,
    };
  }
  const isRevoked = mapped.status === EndEntityStatus.Revoked;
  return {
    caRequestId,
    certificate,
    serialNumber: parseSerialNumber(facts.serialNumber) ?? null,
    status: mapped.status,
    productId: facts.certType === undefined ? null : String(facts.certType.id),
    // SCM does not give it out.
    csr: null,
    revocationDate: isRevoked ? readDay(facts.revoked) : null,
    revocationReason: isRevoked ? (facts.reasonCode ?? null) : null,
    statusMessage: mapped.message,
  };
}

/** Reads a day as its beginning in UTC, since SCM names neither time nor zone; null if it is not a valid date. */
function readDay(text: string | undefined): Date | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}
