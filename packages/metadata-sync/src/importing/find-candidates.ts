import { parseNamePart, parseSerialNumber } from '@certbridge/certificate';
import { issuerQuery, readSectigo } from '../reading/read-inventory.ts';
import type { ImportContext } from './import-context.ts';
import type { MissingCertificate } from './import-summary.ts';

/** What Command seems to lack of what SCM lists. */
export interface Candidates {
  /** In the order of SCM's ids. */
  readonly candidates: readonly MissingCertificate[];
  /** Certificates that Command has of the issuer. */
  readonly known: number;
}

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
  const { certificates } = context;
  const lacking = new Map<number, MissingCertificate>();
  await readSectigo(context, sslTypeIds, ({ sslId, serialNumber, commonName }) => {
    const serial = parseSerialNumber(serialNumber);
    if (serial === undefined) {
      certificates.pending += 1;
      return;
    }
    certificates.listed += 1;
    if (known.has(serial)) return;
    lacking.set(sslId, {
      serialNumber: serial.length % 2 === 0 ? serial : `0${serial}`,
      sectigoId: sslId,
      commonName: commonName ?? null,
    });
  });
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
