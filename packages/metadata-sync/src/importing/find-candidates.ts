import { parseNamePart, parseSerialNumber } from '@certbridge/certificate';
import { issuerQuery } from '../run/read-inventory.ts';
import type { ImportRunContext } from './import-context.ts';
import type { MissingCertificate } from './import-summary.ts';

/** What SCM lists, and what of it Command seems to lack. */
export interface Candidates {
  /** Rows with a serial number. */
  readonly listed: number;
  /** Rows without one: not issued yet. */
  readonly pending: number;
  readonly certificates: readonly MissingCertificate[];
  /** Certificates that Command has of the issuer. */
  readonly known: number;
  /** What was told of rows of SCM that can't be read. */
  readonly unreadable: readonly string[];
  /** What was told of rows of Command that can't be read: what they are is looked for singly. */
  readonly unreadableInCommand: readonly string[];
}

// SCM states that a certificate can be in without being revoked or expired.
const LIVE_STATES = ['Issued', 'Replaced'];

/**
 * Lists the certificates in scope whose serial number Command has with no issuer of the lookup term.
 *
 * Command is read with its revoked and expired certificates and whenever they were imported, so that nothing is called
 * missing that a sync merely filters out. Only its serial numbers are held, and of SCM's rows those that stay.
 */
export async function findCandidates(
  context: ImportRunContext,
  sslTypeIds: readonly number[],
): Promise<Candidates> {
  const unreadable: string[] = [];
  const unreadableInCommand: string[] = [];
  const known = await readSerialNumbers(context, (problem) => unreadableInCommand.push(problem));
  const { settings, sectigo, signal } = context;
  const { pageSize } = settings.sectigo;
  const certificates = new Map<number, MissingCertificate>();
  let listed = 0;
  let pending = 0;
  const readList = async (filter: { sslTypeId: number; status?: string }) => {
    for await (const { sslId, serialNumber, commonName } of sectigo.certificates.list(filter, {
      pageSize,
      signal,
      onUnreadableRow: (problem) => unreadable.push(problem),
    })) {
      const serial = parseSerialNumber(serialNumber);
      if (serial === undefined) {
        pending += 1;
        continue;
      }
      listed += 1;
      if (known.has(serial)) continue;
      certificates.set(sslId, {
        serialNumber: serial.length % 2 === 0 ? serial : `0${serial}`,
        sectigoId: sslId,
        commonName: commonName ?? null,
      });
    }
  };
  const filters = sslTypeIds.flatMap((sslTypeId) =>
    settings.syncRevokedAndExpired ? [{ sslTypeId }] : LIVE_STATES.map((status) => ({ sslTypeId, status })),
  );
  await Promise.all(filters.map(readList));
  const byId = [...certificates.values()].sort((a, b) => a.sectigoId - b.sectigoId);
  return { listed, pending, certificates: byId, known: known.size, unreadable, unreadableInCommand };
}

async function readSerialNumbers(
  { settings, keyfactor, signal }: ImportRunContext,
  onUnreadableRow: (problem: string) => void,
): Promise<ReadonlySet<string>> {
  const { issuerLookupTerm, pageSize } = settings.keyfactor;
  const issuer = parseNamePart(issuerLookupTerm);
  const rows = keyfactor.certificates.list({
    query: issuerQuery(issuer),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize,
    signal,
    onUnreadableRow,
  });
  const known = new Set<string>();
  for await (const { SerialNumber, IssuerDN } of rows) {
    if (!issuer.isIn(IssuerDN ?? '')) continue;
    const serial = parseSerialNumber(SerialNumber);
    if (serial !== undefined) known.add(serial);
  }
  return known;
}
