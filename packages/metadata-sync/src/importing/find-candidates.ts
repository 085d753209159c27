import { parseNamePart, parseSerialNumber } from '@certbridge/certificate';
import { issuerQuery } from '../reading/read-inventory.ts';
import type { ImportContext } from './import-context.ts';
import type { MissingCertificate } from './import-summary.ts';

/** What Command seems to lack of what SCM lists. */
export interface Candidates {
  /** In the order of SCM's ids. */
  readonly candidates: readonly MissingCertificate[];
  /** Certificates that Command has of the issuer. */
  readonly known: number;
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
  context: ImportContext,
  sslTypeIds: readonly number[],
): Promise<Candidates> {
  const known = await readSerialNumbers(context);
  const { settings, sectigo, signal, certificates, tally } = context;
  const { pageSize } = settings.sectigo;
  const lacking = new Map<number, MissingCertificate>();
  const readList = async (filter: { sslTypeId: number; status?: string }) => {
    for await (const { sslId, serialNumber, commonName } of sectigo.certificates.list(filter, {
      pageSize,
      signal,
      onUnreadableRow: (reason) => tally.recordUnreadable(reason),
    })) {
      const serial = parseSerialNumber(serialNumber);
      if (serial === undefined) {
        certificates.pending += 1;
        continue;
      }
      certificates.listed += 1;
      if (known.has(serial)) continue;
      lacking.set(sslId, {
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
  const candidates = [...lacking.values()].sort((a, b) => a.sectigoId - b.sectigoId);
  return { candidates, known: known.size };
}

async function readSerialNumbers({
  settings,
  keyfactor,
  signal,
  warn,
}: ImportContext): Promise<ReadonlySet<string>> {
  const { issuerLookupTerm, pageSize } = settings.keyfactor;
  const issuer = parseNamePart(issuerLookupTerm);
  const rows = keyfactor.certificates.list({
    query: issuerQuery(issuer),
    includeRevoked: true,
    includeExpired: true,
    includeMetadata: false,
    pageSize,
    signal,
    // What it is will be looked for singly.
    onUnreadableRow: (problem) => warn(problem, { isFinding: true }),
  });
  const known = new Set<string>();
  for await (const { SerialNumber, IssuerDN } of rows) {
    if (!issuer.isIn(IssuerDN ?? '')) continue;
    const serial = parseSerialNumber(SerialNumber);
    if (serial !== undefined) known.add(serial);
  }
  return known;
}
